"""The packages that a tool requires, as wheels that are installed before its code runs."""

from collections.abc import Mapping

from ..errors import Invalid
from ..ports import Host
from ..schemas.grants import Grants
from ..schemas.tools import Tool
from ..store import Store


async def wheels_for(host: Host, store: Store, tool: Tool, grants: Grants) -> Mapping[str, bytes]:
    """The wheels by their file names. Raises Invalid for what can't be had."""
    if tool.npm_requirements:
        raise Invalid(
            f"{tool.name} requires npm packages, which can't be installed here. Put them into its source."
        )
    if not tool.pip_requirements:
        return {}
    raise Invalid("later")
