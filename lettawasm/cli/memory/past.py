"""What objects were: their versions, as the server tells them."""

from collections.abc import Iterator
from typing import Any

from .client import Client, path
from .failure import Missing
from .naming import Json

_VERSIONS = "/v1/memory/objects/{}/versions"


def heads(client: Client, object_id: str) -> Iterator[Json]:
    """Every version without what it says, the newest first."""
    return client.all(path(_VERSIONS, object_id))


def version(client: Client, object_id: str, number: int) -> Json:
    """The version with what was `before` and `after` it."""
    found: Json = client.get(path(_VERSIONS + "/{}", object_id, str(number)))
    return found


def version_at(client: Client, object_id: str, moment: str) -> Json:
    """The version that was the newest one at that moment. Raises Missing where there was none yet."""
    for head in heads(client, object_id):
        if head["created_at"] <= moment:
            return version(client, object_id, head["number"])
    raise Missing(f"{object_id} was not there yet at {moment}")


def newest(client: Client, object_id: str) -> Json:
    """Raises Missing where nothing is known of it."""
    for head in client.get(path(_VERSIONS, object_id), limit=1):
        return version(client, object_id, head["number"])
    raise Missing(f"{object_id} has no versions")


def state(found: Json) -> Json:
    """What a version says. Raises Missing where the object was deleted by it, or where it was forgotten."""
    if found["after"] is None:
        raise Missing(f"{found['object_id']} was {found['state']} in its version {found['number']}")
    after: dict[str, Any] = found["after"]
    return after
