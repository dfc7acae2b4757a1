"""Somebody's word on tool calls that wait for it, and what the client's own tools returned."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from .base import Shape, Text
from .content import Part, TextPart


def kind(value: Any, default: str) -> str:
    """Which of several shapes a value has, by its `type`."""
    found = value.get("type") if isinstance(value, dict) else getattr(value, "type", None)
    return str(found or default)


class Approval(Shape):
    """A person's word on a tool call."""

    type: Literal["approval"] = "approval"
    tool_call_id: str
    approve: bool
    reason: Text | None = None


class ClientReturn(Shape):
    """What the client's own tool returned."""

    type: Literal["tool"] = "tool"
    tool_call_id: str
    tool_return: Text | list[Part]
    status: Literal["success", "error"]
    stdout: list[Text] | None = None
    stderr: list[Text] | None = None

    @property
    def text(self) -> str:
        """What the model reads. It can't be shown pictures here, but is told of them."""
        if isinstance(self.tool_return, str):
            return self.tool_return
        return "\n".join(p.text if isinstance(p, TextPart) else "[a picture]" for p in self.tool_return)


Verdict = Approval | ClientReturn
_Verdict = Annotated[
    Annotated[Approval, Tag("approval")] | Annotated[ClientReturn, Tag("tool")],
    Discriminator(lambda value: kind(value, "approval")),
]


class _Answer(Shape):
    otid: Annotated[Text, Field(max_length=200)] | None = None


class ApprovalCreate(_Answer):
    """The answer to a request for approval: a verdict for each call, or one for all in the old form."""

    type: Literal["approval"]
    approvals: list[_Verdict] | None = None
    approve: bool | None = None
    approval_request_id: str | None = None
    reason: Text | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "ApprovalCreate":
        if not self.approvals and self.approve is None:
            raise ValueError("an approval needs approvals, or approve with an approval_request_id")
        return self


class ToolReturnCreate(_Answer):
    """The returns of tools that the client runs."""

    type: Literal["tool_return"]
    tool_returns: Annotated[list[ClientReturn], Field(min_length=1)]


Answer = ApprovalCreate | ToolReturnCreate
