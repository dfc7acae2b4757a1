"""What the use of blocks says of them: which stand in prompts, which are stale or nearly full, and what to do then."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from . import clock, in_view
from .schemas.blocks import Block
from .schemas.operations import BlockUse, Suggestion
from .store import Store
from .store.table import Page


@dataclass(frozen=True, slots=True)
class Thresholds:
    """A block is stale that for so many days was in no prompt and didn't change, and nearly full from a share on."""

    stale_days: int = 30
    nearly_full_percent: int = 80


def of_blocks(store: Store, page: Page, thresholds: Thresholds, label: str | None = None) -> list[BlockUse]:
    """A page of blocks, templates left out."""
    long_ago = clock.iso(datetime.fromisoformat(store.clock.now()) - timedelta(days=thresholds.stale_days))
    found = store.blocks.find(page, label=label, with_hidden=True)
    return [_use(store, block, thresholds, long_ago) for block in found if not block.is_template]


def _use(store: Store, block: Block, thresholds: Thresholds, long_ago: str) -> BlockUse:
    holders, changes = store.block_uses.holders(block.id), store.block_uses.changes(block.id)
    seen = {
        holder["agent_id"]: store.block_uses.prompts(holder["agent_id"], holder["since"])
        for holder in holders
        if _is_shown(store, block, holder["agent_id"])
    }
    last_prompt = max((row["last"] for row in seen.values() if row["last"]), default=None)
    last_change = max((row["last"] for row in changes), default=None)
    use = BlockUse(
        block_id=block.id,
        **block.model_dump(include={"label", "project_id", "read_only", "limit"}),
        length=len(block.value),
        fullness=round(len(block.value) / block.limit, 3),
        agent_ids=[holder["agent_id"] for holder in holders],
        prompts={agent_id: row["count"] for agent_id, row in seen.items() if row["count"]},
        first_prompt_at=min((row["first"] for row in seen.values() if row["first"]), default=None),
        last_prompt_at=last_prompt,
        changes={row["actor"]: row["count"] for row in changes if row["count"]},
        last_changed_at=last_change,
        is_stale=max(last_prompt or "", last_change or "") < long_ago,
        is_nearly_full=len(block.value) * 100 >= block.limit * thresholds.nearly_full_percent,
    )
    return use.model_copy(update={"suggestion": _suggestion(use, thresholds)})


def _is_shown(store: Store, block: Block, agent_id: str) -> bool:
    shown = in_view.shown_blocks(store, store.agents.get(agent_id))
    return any(one.id == block.id for one in shown)


def _suggestion(use: BlockUse, thresholds: Thresholds) -> Suggestion | None:
    if use.is_stale:
        what = "no agent holds it, and it" if not use.agent_ids else "it"
        reason = f"For {thresholds.stale_days} days {what} was in no prompt and has not changed."
        return Suggestion(action="archive", reason=reason)
    if use.is_nearly_full:
        reason = f"It is {use.fullness:.0%} full: {use.length:,} of {use.limit:,} characters."
        return Suggestion(action="compress", reason=reason)
    return None
