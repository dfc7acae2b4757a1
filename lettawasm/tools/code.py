"""The built-in tool for code that a model writes, as models see it. Where it runs is the host's business."""

from typing import Any, Literal

from ..errors import Invalid
from .context import ToolContext

NO_SANDBOX = (
    "This tool is custom code, which runs in a sandbox only, and this space has none. It was not run."
)


def run_code(_ctx: ToolContext, code: str, language: Literal["python", "js", "ts"]) -> dict[str, Any]:
    """Run code and see what it prints and what its last expression is worth: for sums, dates, texts and tables that
    must be exact. Nothing stays from one run to the next, and neither files nor the network can be reached.

    Args:
        code: The code.
        language: What it is written in: python, js (JavaScript) or ts (TypeScript).
    """
    raise Invalid(NO_SANDBOX)
