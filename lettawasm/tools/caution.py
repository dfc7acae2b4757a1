"""An agent's edit of its memory before it is written: what the block's policy lets pass, asks about, or refuses.

A block that doesn't exist yet has the default policy.
"""

from ..memory.edits import EditError, NeedsWord
from ..memory.quality import Danger, Edit, dangers, kept, warning
from ..memory.shortening import into_archive, without_oldest
from ..schemas.blocks import Block
from ..schemas.messages import Message
from ..schemas.policies import Policy
from .archiving import keeper, put_away
from .context import ToolContext

PEOPLES = Policy(drops="allow", repeats="allow", obeys="allow")  # a person who runs a tool knows what it does
_FAILED = "Edit failed. "
_QUOTED = 0.6  # of an order's words: from then on it's the person's own


def cleared(ctx: ToolContext, block: Block, value: str) -> str:
    """The text that a block gets when an agent wants it to say `value`. Raises EditError, in words for the model."""
    policy = heed(ctx, block.id, Edit(block.label, block.value, value, block.limit, ctx.cause.origin))
    return value if len(value) <= block.limit else _with_room(ctx, block, value, policy)


def heed(ctx: ToolContext, block_id: str, edit: Edit) -> Policy:
    """The policy that lets an edit pass. Raises EditError for one that it refuses, NeedsWord for one that waits for a
    person's word.
    """
    policy = ctx.store.policies.of(block_id) if ctx.cause.actor == "agent" else PEOPLES
    found = [danger for danger in dangers(edit, policy) if not _is_fine(ctx, danger, edit, policy)]
    for danger in found:
        if policy.word(danger.kind) == "refuse":
            raise EditError(f"{_FAILED}{danger.words}")
    if found and not ctx.is_approved:
        raise NeedsWord(f"{_FAILED}{found[0].problem}. It needs a person's word: make this edit by itself.")
    return policy


def _is_fine(ctx: ToolContext, danger: Danger, edit: Edit, policy: Policy) -> bool:
    """Whether there is no danger in the light of this turn: the agent was warned and insists, or a person said so."""
    match danger.kind:
        case "drops" if policy.drops == "refuse":
            return any(told.startswith(_FAILED + warning(edit.label)) for told in ctx.told)
        case "obeys":
            return any(kept(danger.caught, words) >= _QUOTED for words in _persons_words(ctx))
        case _:
            return False


def _persons_words(ctx: ToolContext) -> list[str]:
    """What persons said, as far as it is in view. Other agents and our own reminders are no persons."""
    in_view = ctx.store.recall.context(ctx.agent.id, ctx.agent.conversation_id)
    return [one.text for one in in_view if one.role == "user" and _is_persons(one)]


def _is_persons(message: Message) -> bool:
    return not message.extra.get("reminder") and not (message.sender_id or "").startswith("agent-")


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
