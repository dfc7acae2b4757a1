"""Merging blocks into one, and cutting one: each in one transaction, with a cause of its own."""

from dataclasses import replace

from .errors import Invalid
from .memory.texts import joined, shortened
from .schemas.blocks import Block
from .schemas.reshaping import MergeRequest, TruncateRequest
from .store import Store
from .store.table import Page

_ALL = Page(limit=-1, order="asc")


def merge(store: Store, block_id: str, asked: MergeRequest) -> Block:
    """Let one block say what several said. Whoever held one of these holds it instead.

    Raises NotFound for a block that isn't there, Invalid for one that would be merged with itself, Unprocessable if
    it all is over the limit, and Conflict if a holder has another block of that label.
    """
    sources = list(dict.fromkeys(asked.sources))
    if block_id in sources:
        raise Invalid(f"The block {block_id} can't be merged with itself")
    return store.driver.transact(lambda: _merge(store, block_id, sources, asked))


def _merge(store: Store, block_id: str, sources: list[str], asked: MergeRequest) -> Block:
    with store.because(replace(store.versions.cause, source=f"merge:{block_id}")):
        target = store.blocks.get(block_id)
        texts = [store.blocks.get(source_id).value for source_id in sources]
        value = joined(target.value, texts, asked.separator, dedupe=asked.dedupe)
        merged = store.blocks.update(block_id, {"value": value})
        holders = [agent.id for source_id in sources for agent in store.agents.of_block(source_id, _ALL)]
        for source_id in sources:
            _take_away(store, source_id, is_deleted=asked.delete_sources)
        for agent_id in dict.fromkeys(holders):
            store.blocks.attach(agent_id, block_id)
    return merged


def _take_away(store: Store, block_id: str, *, is_deleted: bool) -> None:
    for agent in store.agents.of_block(block_id, _ALL):
        store.blocks.detach(agent.id, block_id)
    if is_deleted:
        store.blocks.delete(block_id)


def truncate(store: Store, block_id: str, asked: TruncateRequest) -> Block:
    """Cut a block's text where a line or a word ends. What was cut is still in its versions."""

    def work() -> Block:
        block = store.blocks.get(block_id)
        most = block.limit if asked.to is None else asked.to
        return store.blocks.update(block_id, {"value": shortened(block.value, most, asked.keep)})

    with store.because(replace(store.versions.cause, source=f"truncate:{block_id}")):
        return store.driver.transact(work)
