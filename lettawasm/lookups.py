"""An agent's searches where the embedder that sees their queries has to be awaited."""

from dataclasses import replace
from typing import Any

from .embeddings import Embeddings
from .schemas.tools import Tool
from .store import Store
from .tools.context import ToolContext
from .tools.execution import Outcome, execute

SEARCHES = ("archival_memory_search", "conversation_search")


class LookUps:
    def __init__(self, store: Store, embeddings: Embeddings) -> None:
        self._store, self._embeddings = store, embeddings

    def wait(self) -> bool:
        """Whether there is an embedder that can't be asked at once."""
        return self._store.embedders.serving() is not None and self._store.vectors.embed_now([]) is None

    async def call(self, tool: Tool, arguments: dict[str, Any], context: ToolContext) -> Outcome:
        """Answer a search. Where the embedder fails, by words alone."""
        from .retrieval import seen  # used by few turns

        query = arguments.get("query")
        vector = await seen(self._embeddings, query if isinstance(query, str) else None)
        return execute(tool, arguments, replace(context, vector=vector))
