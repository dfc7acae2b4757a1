"""The packages that a tool requires, as wheels that are installed before its code runs."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import Invalid
from ..packages.places import FetchedPlace, FolderPlace, IndexPlace, Place
from ..packages.requirement import Requirement
from ..packages.resolving import Resolver
from ..ports import Host
from ..schemas.grants import Grants
from ..schemas.tools import Tool
from ..store import Store


async def wheels_for(host: Host, store: Store, tool: Tool, grants: Grants) -> Mapping[str, bytes]:
    """The wheels by the names of their files. Raises Invalid for what can't be had."""
    if tool.npm_requirements:
        raise Invalid(
            f"{tool.name} requires npm packages, which can't be installed here. Put them into its source."
        )
    if not tool.pip_requirements:
        return {}
    return await Resolver(list(_places(host, store, grants))).resolve(
        [_read(one) for one in tool.pip_requirements]
    )


def _places(host: Host, store: Store, grants: Grants) -> Iterator[Place]:
    """Where to look, in this order. The network comes last: what was fetched once is there without it."""
    if host.wheels is not None:
        yield FolderPlace(host.wheels())
    if grants.index is not None:
        index = grants.index.rstrip("/")
        yield FetchedPlace(store.wheels, index)
        yield IndexPlace(host, store.wheels, index)


def _read(required: dict[str, Any]) -> Requirement:
    """A package as Letta's API names it: its version is an exact one, unless it says more."""
    name, version = str(required.get("name")), str(required.get("version") or "")
    exact = f"=={version}" if version[:1].isdigit() else version
    try:
        return Requirement.of(f"{name}{exact}")
    except ValueError as error:
        raise Invalid(f"The requirement {name} can't be met: {error}") from None
