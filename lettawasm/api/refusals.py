"""Writing down the edits of memory that a request asked for in good form and that the store refused."""

import re

from starlette.requests import Request

from ..errors import LettaError
from ..schemas.blocks import Block
from ..schemas.operations import Operation, Verb
from .request import runtime

_EDIT = re.compile(
    r"/v1/(?:blocks(?:/(?P<block>[^/]+)(?:/(?P<verb>merge|truncate|compress))?)?"
    r"|agents/(?P<agent>[^/]+)/core-memory/blocks/(?P<label>[^/]+))/?"
)
_VERBS: dict[str, Verb] = {"POST": "create", "PATCH": "update", "DELETE": "delete"}
_REFUSED = (400, 409, 422)
_MOST = 1_000  # characters of an error


def note(request: Request, error: LettaError) -> None:
    """Do nothing for other requests, and for what has no form or isn't there: that never reached memory."""
    found = _EDIT.fullmatch(request.scope["path"])
    if found is None or error.status not in _REFUSED or not isinstance(error.detail, str):
        return
    store = runtime(request).store
    block = _block(request, found["block"], found["agent"], found["label"])
    store.operations.fail(
        Operation(
            id=store.clock.new_id("operation"),
            operation=found["verb"] or _VERBS.get(request.method, "update"),  # type: ignore[arg-type]
            kind="block",
            object_id=block.id if block else None,
            label=block.label if block else None,
            result="error",
            error=error.detail[:_MOST],
            length_before=len(block.value) if block else None,
            created_at=store.clock.now(),
        )
    )


def _block(request: Request, block_id: str | None, agent_id: str | None, label: str | None) -> Block | None:
    blocks = runtime(request).store.blocks
    try:
        if block_id is not None:
            return blocks.get(block_id)
        return blocks.labelled(agent_id, label) if agent_id and label else None
    except LettaError:
        return None
