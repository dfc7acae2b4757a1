"""One block's compression: look at it (sync), have a summary written if that is wanted (async), store it (sync).

Where somebody changes the block meanwhile, the new text is thrown away.
"""

from ..catalog import Catalog
from ..errors import Conflict, Invalid
from ..memory.shortening import Short, into_archive, without_oldest
from ..schemas.agents import AgentRecord
from ..schemas.blocks import Block
from ..schemas.policies import CompressionRequest, CompressionResponse, Strategy
from ..schemas.versions import Cause
from ..store import Store
from ..tools.archiving import keeper, put_away
from .summary import summary


async def compress(
    store: Store, catalog: Catalog, block_id: str, wanted: CompressionRequest
) -> CompressionResponse:
    """Shorten a block to the share of its limit that its policy says; what isn't longer stays as it is. Where no
    summary can be had, the oldest lines go to the archive.

    Raises NotFound, Invalid without an agent whose model or archive could serve or for a text that can't be cut,
    Conflict when the block has changed before its new text was there.
    """
    block, policy = store.blocks.get(block_id), store.policies.of(block_id).compression
    agent = _agent(store, block, wanted.agent_id)
    most = int(block.limit * policy.to)
    if len(block.value) <= most:
        return _told(block, wanted, None, Short(block.value))
    strategy = wanted.strategy or policy.strategy or "archive"
    done, short = await _shortened(catalog, agent, block, most, strategy)
    if not short.kept:
        raise Invalid("INVALID_ARGUMENT: The block's text has no place where it could be cut")
    if not wanted.dry_run:
        store.driver.transact(lambda: _write(store, block, short, agent if done == "archive" else None))
    return _told(block, wanted, done, short)


async def _shortened(
    catalog: Catalog, agent: AgentRecord | None, block: Block, most: int, strategy: Strategy
) -> tuple[Strategy, Short]:
    """What becomes of the text, and the strategy that it was done by."""
    if strategy == "truncate":
        return strategy, without_oldest(block.value, most)
    if agent is None:
        raise Invalid("INVALID_ARGUMENT: No agent holds this block, whose archive could take what leaves it")
    if strategy == "summarize" and (text := await summary(catalog, agent, block, most)):
        return strategy, Short(text)
    return "archive", into_archive(block.value, most, block.label)


def _agent(store: Store, block: Block, agent_id: str | None) -> AgentRecord | None:
    """Whose model and archive serve."""
    if agent_id is None:
        return keeper(store, block.id)
    agent = store.agents.get(agent_id)
    if all(held.id != block.id for held in store.blocks.of_agent(agent_id)):
        raise Invalid(f"INVALID_ARGUMENT: Agent {agent_id} doesn't hold the block {block.id}")
    return agent


def _write(store: Store, block: Block, short: Short, archivist: AgentRecord | None) -> None:
    """Store a block's new text, and what goes from it in somebody's archive."""
    if store.blocks.get(block.id) != block:
        raise Conflict("CONFLICT: The block changed while its new text was written. Nothing was compressed.")
    with store.because(Cause("compaction", origin="memory", source=f"block:{block.id}")):
        if archivist:
            put_away(store, archivist, block, short.pieces)
        store.blocks.update(block.id, {"value": short.kept})


def _told(
    block: Block, wanted: CompressionRequest, strategy: Strategy | None, short: Short
) -> CompressionResponse:
    return CompressionResponse(
        block_id=block.id,
        label=block.label,
        strategy=strategy,
        dry_run=wanted.dry_run,
        chars_before=len(block.value),
        chars_after=len(short.kept),
        value=short.kept,
        archived=short.pieces if strategy == "archive" else [],
    )
