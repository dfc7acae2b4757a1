"""Where things are unpacked, and how the person wants it."""

from collections.abc import Callable
from dataclasses import dataclass

from ..catalog import Catalog
from ..store import Store


@dataclass(frozen=True, slots=True)
class Wish:
    """`agent_id` names who shall remember; without one a new agent is made, with this name and this model. Agents
    that come whole, and came before, come `again` only if asked to.
    """

    agent_id: str | None = None
    name: str | None = None
    model: str | None = None
    project_id: str | None = None
    skip_duplicates: bool = True
    again: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """`source` is what every change is said to come from, `import:chatgpt:<sha256 of the file>`. `then` notes which
    agents were made, in the transaction that makes them.
    """

    store: Store
    catalog: Catalog
    wish: Wish
    source: str
    then: Callable[[list[str]], None] = lambda agent_ids: None
