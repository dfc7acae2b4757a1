"""What an edit of memory would come to, seen before it is done."""

from ..model import ToolCall
from ..schemas.tools import Tool
from .answer import arguments_of
from .context import EDITING, ToolContext
from .execution import Outcome, execute


def needs_word(call: ToolCall, tool: Tool, context: ToolContext) -> bool:
    """Whether a person has to be asked before this call runs. It is tried, and all that it wrote is taken back."""
    arguments = arguments_of(call)
    if tool.tool_type not in EDITING or isinstance(arguments, Outcome):
        return False

    def attempt() -> None:
        raise _TakenBack(execute(tool, arguments, context).asks)

    try:
        context.store.driver.transact(attempt)
    except _TakenBack as taken:
        return taken.asks
    raise AssertionError("what is only tried is taken back")


class _TakenBack(Exception):
    """Ends a transaction of which only an answer is wanted."""

    def __init__(self, asks: bool) -> None:
        self.asks = asks
