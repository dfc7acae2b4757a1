"""What an agent waits for: which answer fits, whether it was given before, and what it does.

An answer fits when it has a verdict for each call that waits and for no other. It counts once: sent again it is
known, and one that says something else then is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .calls import Calls
from .errors import Conflict, Invalid, NotFound, PendingApproval
from .schemas.agents import AgentRecord
from .schemas.approvals import Answer, Approval, ApprovalCreate, ToolReturnCreate, Verdict
from .schemas.messages import Message
from .store import Store
from .tools.foresight import foreseen

if TYPE_CHECKING:
    from .schemas.policies import PendingEdit

CANCELLED = "The request was cancelled before anyone answered, so this call counts as denied."
RESET = "The conversation was reset before anyone answered, so this call counts as denied."


@dataclass(frozen=True, slots=True)
class Settlement:
    """A reply that waits, with the verdicts that end its waiting."""

    reply: Message
    verdicts: dict[str, Verdict]

    def carry_out(self, calls: Calls) -> Message:
        """Store the verdicts and what the calls returned. Call it in a transaction: then it happens once or not."""
        self.record(calls)
        return calls.settle(self.reply, self.verdicts)

    def record(self, calls: Calls) -> None:
        """Store the verdicts. From here on the calls wait for nobody's word."""
        store = calls.store
        given = tuple(verdict.model_dump(mode="json") for verdict in self.verdicts.values())
        draft = store.recall.draft(
            self.reply.agent_id,
            "approval",
            approvals=given,
            conversation_id=self.reply.conversation_id,
            run_id=calls.run_id,
            extra={"request": self.reply.id},
        )
        store.approvals.close(self.reply, store.recall.append(draft))


def must_not_wait(store: Store, agent: AgentRecord) -> None:
    """Raise PendingApproval while a reply waits in the agent's conversation."""
    if reply := store.approvals.pending(agent.id, agent.conversation_id):
        raise PendingApproval(reply.id)


def settlement(store: Store, agent: AgentRecord, answer: Answer) -> Settlement | None:
    """What `answer` does; None when it was given before. Raises Invalid for one that doesn't fit, Conflict for one
    that takes back what was said.
    """
    reply = store.approvals.pending(agent.id, agent.conversation_id)
    verdicts = {verdict.tool_call_id: verdict for verdict in _verdicts(store, answer)}
    if reply and verdicts.keys() == set(reply.waits_for):
        return Settlement(reply, verdicts)
    if earlier := store.approvals.answered(agent.id, set(verdicts), agent.conversation_id):
        if list(earlier.approvals) != [verdict.model_dump(mode="json") for verdict in verdicts.values()]:
            raise Conflict(
                "CONFLICT: These tool calls were answered before, in another way; that answer stands."
            )
        return None
    if reply is None:
        raise Invalid("Cannot process approval response: No tool call is currently awaiting approval.")
    raise Invalid(
        f"Invalid tool call IDs. Expected '{list(reply.waits_for)}', but received '{list(verdicts)}'."
    )


def given_in(store: Store, agent: AgentRecord, answer: Answer) -> str | None:
    """The run in which an answer was given before."""
    calls = {verdict.tool_call_id for verdict in _verdicts(store, answer)}
    earlier = store.approvals.answered(agent.id, calls, agent.conversation_id)
    return earlier.run_id if earlier else None


def refusal(reply: Message, reason: str) -> Settlement:
    """A no to everything that waits."""
    return Settlement(
        reply, {id_: Approval(tool_call_id=id_, approve=False, reason=reason) for id_ in reply.waits_for}
    )


def edits(calls: Calls, reply: Message) -> "list[PendingEdit]":
    """The edits of memory that wait in a reply, with what they would change now."""
    waiting = [call for call in reply.tool_calls if call.id in reply.waits_for and call.name in calls.tools]
    found = (foreseen(call, calls.tools[call.name], calls.context(call, reply)) for call in waiting)
    return [edit for edit in found if edit]


def _verdicts(store: Store, answer: Answer) -> Sequence[Verdict]:
    if isinstance(answer, ToolReturnCreate):
        return answer.tool_returns
    if answer.approvals:
        return answer.approvals
    return [
        Approval(tool_call_id=id_, approve=bool(answer.approve), reason=answer.reason)
        for id_ in _asked_in(store, answer)
    ]


def _asked_in(store: Store, answer: ApprovalCreate) -> tuple[str, ...]:
    """The calls of the request that an answer in the old form names."""
    if answer.approval_request_id is None:
        raise Invalid(
            "An approval without approvals needs an approval_request_id: the id of the request's message"
        )
    try:
        return store.recall.get(answer.approval_request_id).waits_for or (answer.approval_request_id,)
    except NotFound:
        return (answer.approval_request_id,)
