"""What can go wrong with an MCP server, as sentences that say what happened and what to do."""

from ..ports import TransportError
from ..providers.failures import shown

HEADERS = "Content-Type, Authorization, Mcp-Session-Id, Mcp-Protocol-Version"

_TRANSPORT = {
    "timeout": "The MCP server at {address} took too long to answer.",
    "cut_off": "The connection to the MCP server at {address} broke in the middle of the answer.",
    "refused": "This server sends nothing to {address}. {detail}",
    "unreachable": (
        "The MCP server at {address} can't be reached. Check that it is running and that you are online. In a browser"
        " it must also allow this page: its answers, also those to OPTIONS, need the headers"
        " Access-Control-Allow-Origin (with this page's origin, or *), Access-Control-Allow-Headers ({headers}, and"
        " the custom ones) and Access-Control-Expose-Headers (Mcp-Session-Id)."
    ),
}
_STATUS = {
    401: "The MCP server at {address} doesn't accept the token (401). Give the server's configuration a valid one.",
    403: "The MCP server at {address} doesn't allow this (403). Check the token and what it may do.",
    404: "There is no MCP server at {address} (404). Check the URL; it often ends in /mcp.",
    429: "The MCP server at {address} gets too many requests (429). Try again later.",
}
_OLD = (
    "The server at {address} answers {status} as one with the older transport would (HTTP with SSE). Ask whoever"
    " runs it for the address of its streamable HTTP transport."
)
NO_SESSION = (
    "The MCP server at {address} wants a session that it didn't tell of. In a browser its answers need the header"
    " Access-Control-Expose-Headers: Mcp-Session-Id."
)
TOO_LARGE = "The answer of the MCP server at {address} is over the limit of {most:,} bytes."
NOT_MCP = "The server at {address} answers, but not as an MCP server does. {detail}"
REFUSED = "The MCP server says: {detail}"
VERSION = "The MCP server at {address} speaks version {detail} of the protocol, which isn't known here."
SECRETS_GONE = "The token of the MCP server {name} was kept in memory only and is gone. Give it again."
UNKNOWN_TOOL = "This tool belongs to an MCP server, and none is configured here that has it."


def from_transport(error: TransportError, url: str) -> str:
    sentence = _TRANSPORT.get(error.kind, _TRANSPORT["unreachable"])
    return sentence.format(address=shown(url), detail=error.detail, headers=HEADERS)


def from_status(status: int, url: str) -> str:
    """What a status that isn't a success means."""
    address = shown(url)
    if 300 <= status < 400 or status == 0:
        return NOT_MCP.format(address=address, detail="It redirects; use the address that it redirects to.")
    if status in (405, 406, 410):
        return _OLD.format(address=address, status=status)
    if status in _STATUS:
        return _STATUS[status].format(address=address)
    what = "had an error of its own" if status >= 500 else "refused the request"
    return f"The MCP server at {address} {what} ({status})."
