"""What becomes of an agent's dangerous edits of a block, and how the block is compressed. Extensions of lettawasm's."""

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from ..errors import Unprocessable
from .base import Shape

Word = Literal["allow", "ask", "refuse"]
DangerKind = Literal["drops", "repeats", "overflows", "obeys"]
Strategy = Literal["summarize", "truncate", "archive"]
FULL = 0.8  # of a block's limit
Share = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]


class Compression(Shape):
    """Once an agent has filled the share `at` of a block's limit, the block shrinks to the share `to` when the turn
    is over. Without a `strategy` it never does so by itself.
    """

    strategy: Strategy | None = "archive"
    at: Share = FULL
    to: Share = 0.5

    @model_validator(mode="after")
    def _shrinks(self) -> "Compression":
        if self.to >= self.at:
            raise ValueError("`to` must be less than `at`, or nothing would shrink")
        return self


class Policy(Shape):
    """For each danger of an edit whether it is allowed, a person is asked first, or it is refused. People's own edits
    have no policy.

    `drops`: it leaves less than the share `keeps` of the words of a text of `long` characters or more; refused, it
    goes through when the agent insists on it in the same turn. `repeats`: the share `again` or more of what it adds
    stands there already. `overflows`: the text gets longer than the limit; where that is allowed, the oldest lines
    make room. `obeys`: it adds what reads like orders to the agent and doesn't come from the person.
    """

    drops: Word = "refuse"
    repeats: Word = "refuse"
    overflows: Word = "refuse"
    obeys: Word = "refuse"
    keeps: Share = 0.4
    long: Annotated[int, Field(ge=1, le=1_000_000)] = 500
    again: Share = 0.6
    compression: Compression = Field(default_factory=Compression)

    def word(self, kind: DangerKind) -> Word:
        word: Word = getattr(self, kind)
        return word

    @property
    def asks(self) -> bool:
        """Whether there are edits before which a person is asked."""
        return "ask" in (self.drops, self.repeats, self.overflows, self.obeys)


class CompressionUpdate(Shape):
    strategy: Strategy | None = None
    at: Share | None = None
    to: Share | None = None


class PolicyUpdate(Shape):
    """A PATCH body: what isn't sent stays, and what is null is the default again. But a `strategy` of null is none."""

    drops: Word | None = None
    repeats: Word | None = None
    overflows: Word | None = None
    obeys: Word | None = None
    keeps: Share | None = None
    long: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    again: Share | None = None
    compression: CompressionUpdate | None = None

    def on(self, old: Policy) -> Policy:
        """What `old` becomes. Raises Unprocessable where the two don't go together."""
        sent = self.model_dump(exclude_unset=True)
        fields = _merged(old.model_dump(), sent)
        if sent.get("compression"):
            fields["compression"] = _merged(
                old.compression.model_dump(), sent["compression"], null=("strategy",)
            )
        try:
            return Policy.model_validate(fields)
        except ValidationError as error:
            raise Unprocessable("; ".join(problem["msg"] for problem in error.errors())) from None


def _merged(old: dict[str, Any], sent: dict[str, Any], null: tuple[str, ...] = ()) -> dict[str, Any]:
    """`old` with what was sent. A null takes its field away, but for those that can be `null`."""
    return {name: value for name, value in {**old, **sent}.items() if value is not None or name in null}


class BlockChange(Shape):
    """What an edit does to a block. `before` is null where it makes one, `after` where it takes one away."""

    block_id: str
    label: str
    before: str | None
    after: str | None


class PendingEdit(Shape):
    """An edit that waits for a person's word: what it would change now, and which danger is the reason. Without one,
    it waits since every call of its tool does.
    """

    message_id: str
    conversation_id: str
    tool_call_id: str
    tool: str
    reason: str | None
    changes: list[BlockChange]


class CompressionRequest(Shape):
    """`agent_id` is the agent whose archive takes what leaves the block, and whose model sums it up: left out, the
    oldest of those that hold the block. Without a `strategy` it is the block's own.
    """

    strategy: Strategy | None = None
    agent_id: str | None = None
    dry_run: bool = False


class CompressionResponse(Shape):
    """What compressing did, or would do. `strategy` is the one that did it: null where the block was short enough.
    `archived` are the texts that went to the archive.
    """

    block_id: str
    label: str
    strategy: Strategy | None
    dry_run: bool
    chars_before: int
    chars_after: int
    value: str
    archived: list[str] = Field(default_factory=list)
