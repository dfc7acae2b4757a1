"""The door to the sandbox. What is behind it is imported with the first call, for a message may never call code."""

from typing import TYPE_CHECKING, Any

from .keys import Keys
from .ports import Host
from .schemas.tools import Tool
from .store import Store
from .tools.builtin import NEED_SANDBOX, definitions
from .tools.context import ToolContext
from .tools.execution import Outcome

if TYPE_CHECKING:
    from .schemas.source_run import SourceRun


class CustomTools:
    """Custom tools and run_code."""

    def __init__(self, host: Host, store: Store, keys: Keys) -> None:
        self._host, self._store, self._keys = host, store, keys

    def can_run(self) -> bool:
        return self._host.sandbox is not None

    def offer(self) -> None:
        """Give the space the tools that need a sandbox. That a person is asked first is only how they begin."""
        if not self.can_run():
            return
        known = self._store.tools.named(list(NEED_SANDBOX))
        for name in NEED_SANDBOX:
            first = {} if name in known else {"default_requires_approval": True}
            self._store.tools.put(name, {**definitions()[name], **first})

    async def call(self, tool: Tool, arguments: dict[str, Any], context: ToolContext) -> Outcome:
        """Answer a call of a custom tool."""
        from .sandboxed.calling import call

        return await call(self._host, self._keys, tool, arguments, context)

    async def run_code(self, tool: Tool, arguments: dict[str, Any], context: ToolContext) -> Outcome:
        """Answer a call of run_code."""
        from .sandboxed.code import run_code

        return await run_code(self._host, tool, arguments, context)

    async def run_source(self, wanted: "SourceRun") -> Outcome:
        """Run source that nobody has made a tool of."""
        from .sandboxed.calling import run_source

        return await run_source(self._host, self._store, self._keys, wanted)
