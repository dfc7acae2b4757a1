"""Values of a tool's secrets for as long as this process lives: an extension of lettawasm's. They come in, and nothing
of them goes out. What is to outlive it, the vault takes: see vault.py.
"""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import NotFound
from ..keys import Keys
from ..schemas.grants import VariableGrant
from ..schemas.secrets import Use
from ..schemas.tool_secrets import SecretGiven, ToolSecret
from ..schemas.tools import Tool
from .request import body, path_id, reply, runtime


async def list_(request: Request) -> Response:
    """Those that were granted to the tool by name, also where its source has changed since."""
    space, tool = runtime(request), _tool(request)
    granted = space.store.tool_grants.of(tool).variables
    return reply([_shown(space.keys, tool, grant) for grant in granted])


async def give(request: Request) -> Response:
    """Raises NotFound for a secret that the tool was not granted."""
    space, tool, name = runtime(request), _tool(request), _name(request)
    given = await body(request, SecretGiven)
    for grant in space.store.tool_grants.of(tool).variables:
        if grant.name == name:
            space.keys.give(_uses(tool, grant)[0], given.secret)
            return reply(_shown(space.keys, tool, grant))
    raise NotFound(f"{tool.name} was not granted a secret of this name. Grant it first.")


async def forget(request: Request) -> Response:
    """Forget the value, also what the vault keeps. Raises NotFound where there is none."""
    tool = _tool(request)
    if not runtime(request).keys.forget("tool", tool.id, _name(request)):
        raise NotFound(f"{tool.name} has no value for a secret of this name")
    return reply(None)


def _tool(request: Request) -> Tool:
    return runtime(request).store.tools.get(path_id(request, "tool_id", "tool"))


def _name(request: Request) -> str:
    return str(request.path_params["secret_name"])


def _uses(tool: Tool, grant: VariableGrant) -> list[Use]:
    return Use.granted("tool", tool.id, grant.name, grant.hosts)


def _shown(keys: Keys, tool: Tool, grant: VariableGrant) -> ToolSecret:
    """The first that there is counts, as in a call."""
    uses = _uses(tool, grant)
    use = next(filter(keys.kept, uses), uses[0])
    return ToolSecret(name=grant.name, host=use.host, kept=keys.kept(use), is_locked=keys.is_locked(use))
