"""An agent's edit of its memory before it is written: what the block's policy lets pass, asks about, or refuses.

A block that doesn't exist yet has the default policy.
"""

from dataclasses import replace

from ..memory.edits import EditError, NeedsWord
from ..memory.quality import UNTRUSTED, Danger, Edit, dangers, warning
from ..memory.shortening import into_archive, without_oldest
from ..schemas.blocks import Block
from ..schemas.policies import Policy
from .archiving import keeper, put_away
from .context import ToolContext
from .heard import Heard

PEOPLES = Policy(drops="allow", repeats="allow", obeys="allow")  # a person who runs a tool knows what it does
_FAILED = "Edit failed. "


def cleared(ctx: ToolContext, block: Block, value: str) -> str:
    """The text that a block gets when an agent wants it to say `value`. Raises EditError, in words for the model."""
    policy = heed(ctx, block.id, Edit(block.label, block.value, value, block.limit, ctx.cause.origin))
    return value if len(value) <= block.limit else _with_room(ctx, block, value, policy)


def heed(ctx: ToolContext, block_id: str, edit: Edit) -> Policy:
    """The policy that lets an edit pass. Raises EditError for one that it refuses, NeedsWord for one that waits for a
    person's word.
    """
    policy = ctx.store.policies.of(block_id) if ctx.cause.actor == "agent" else PEOPLES
    found = _found(ctx, edit, policy)
    for danger in found:
        if policy.word(danger.kind) == "refuse":
            raise EditError(f"{_FAILED}{danger.words}")
    if found and not ctx.is_approved:
        raise NeedsWord(f"{_FAILED}{found[0].problem}. It needs a person's word: make this edit by itself.")
    return policy


def _found(ctx: ToolContext, edit: Edit, policy: Policy) -> list[Danger]:
    """The dangers that are left in the light of what was said. Where earlier turns have read something of the world
    that is still in view, an order may come from there too.
    """
    heard = Heard(ctx.store, ctx.agent)
    if policy.obeys != "allow" and edit.origin not in UNTRUSTED and heard.read:
        edit = replace(edit, origin="tool")
    return [danger for danger in dangers(edit, policy) if not _is_fine(ctx, edit, danger, policy, heard)]


def _is_fine(ctx: ToolContext, edit: Edit, danger: Danger, policy: Policy, heard: Heard) -> bool:
    """Whether the agent was warned in this turn and insists, or an order is a person's own."""
    match danger.kind:
        case "drops" if policy.drops == "refuse":
            return any(told.startswith(_FAILED + warning(edit.label)) for told in ctx.told)
        case "obeys":
            was_read = ctx.cause.origin in UNTRUSTED or heard.from_world(danger.caught)
            return not was_read or heard.from_person(danger.caught)
        case _:
            return False


def _with_room(ctx: ToolContext, block: Block, value: str, policy: Policy) -> str:
    """A text that is too long but allowed, without its oldest lines. Raises EditError for one that can't be cut."""
    cuts_off = policy.compression.strategy == "truncate"
    short = without_oldest(value, block.limit) if cuts_off else into_archive(value, block.limit, block.label)
    if not short.kept:
        raise EditError(
            f"{_FAILED}It is too long for {block.limit:,} characters, and there is no place to cut it."
        )
    if not cuts_off:
        put_away(ctx.store, keeper(ctx.store, block.id) or ctx.agent, block, short.pieces)
    return short.kept
