"""Contexts: which messages of a conversation its model is shown.

A message belongs to one conversation, and its `place` is where it stands there. A conversation that was forked
off another shows some of the other's messages as well: where these stand in it is told in `inherited`.
"""

from collections.abc import Sequence

from ..ports import Row
from ..schemas.base import DEFAULT
from ..schemas.messages import Message
from .message_rows import message_of
from .table import Remembered, Where, chunks, marks

# Where a message stands in the context. The prompt is ordered by place, then by age. The index of what is in
# context is used only by statements that say `place > 0` in these words.
OUTSIDE, SYSTEM_PROMPT, SUMMARY, CONVERSATION = 0, 1, 2, 3

IN_CONTEXT = "agent_id = ? AND conversation_id = ? AND place > 0"


def in_runs(seqs: Sequence[int]) -> str:
    """Numbers in their order, those that follow one another as one: `1,4-9`."""
    runs: list[list[int]] = []
    for seq in seqs:
        if runs and seq == runs[-1][1] + 1:
            runs[-1][1] = seq
        else:
            runs.append([seq, seq])
    return ",".join(f"{first}-{last}" if last > first else str(first) for first, last in runs)


def out_of_runs(text: str) -> list[int]:
    seqs: list[int] = []
    for run in filter(None, text.split(",")):
        first, _, last = run.partition("-")
        seqs.extend(range(int(first), int(last or first) + 1))
    return seqs


class Contexts(Remembered):
    def context(self, agent_id: str, conversation_id: str = DEFAULT) -> list[Message]:
        """What the model sees: the system prompt, a summary if there is one, then the conversation."""
        return [message_of(row) for row in self._standing("messages.*", agent_id, conversation_id)]

    def context_ids(self, agent_id: str, conversation_id: str = DEFAULT) -> list[str]:
        return [row["id"] for row in self._standing("messages.id, messages.seq", agent_id, conversation_id)]

    def _standing(self, columns: str, agent_id: str, conversation_id: str) -> list[Row]:
        """The rows in a context, by place and then by age."""
        sql = f"SELECT {columns}, place AS stands FROM messages WHERE {IN_CONTEXT} ORDER BY place, seq"
        own = self.driver.execute(sql, [agent_id, conversation_id])
        if conversation_id == DEFAULT:
            return own
        inherited = self.driver.execute(
            f"SELECT {columns}, inherited.place AS stands FROM inherited JOIN messages USING (seq)"
            " WHERE inherited.conversation_id = ? AND inherited.place > 0",
            [conversation_id],
        )
        return sorted([*own, *inherited], key=lambda row: (row["stands"], row["seq"]))

    def with_seqs(self, seqs: Sequence[int]) -> list[Message]:
        """Those of the messages that are still there, in this order."""
        found: dict[int, Message] = {}
        for few in chunks(seqs):
            rows = self.driver.execute(f"SELECT * FROM messages WHERE seq IN ({marks(few)})", few)
            found |= {row["seq"]: message_of(row) for row in rows}
        return [found[seq] for seq in seqs if seq in found]

    def leave_context(self, agent_id: str, conversation_id: str = DEFAULT) -> None:
        """Put everything but the system prompt out of a context."""
        self._leave(agent_id, conversation_id, "place > ?", [SYSTEM_PROMPT])

    def take_out(self, agent_id: str, conversation_id: str, seqs: Sequence[int]) -> None:
        """Put the messages with these seqs out of a context."""
        for few in chunks(seqs):
            self._leave(agent_id, conversation_id, f"seq IN ({marks(few)})", few)

    def _leave(self, agent_id: str, conversation_id: str, which: str, params: Sequence[int]) -> None:
        self.driver.execute(
            f"UPDATE messages SET place = 0 WHERE {IN_CONTEXT} AND {which}",
            [agent_id, conversation_id, *params],
        )
        if conversation_id != DEFAULT:
            self.driver.execute(
                f"UPDATE inherited SET place = 0 WHERE conversation_id = ? AND {which}",
                [conversation_id, *params],
            )

    def show(self, agent_id: str, conversation_id: str, messages: Sequence[Message]) -> None:
        """Let exactly these messages stand in a context, beside its system prompt."""
        self.leave_context(agent_id, conversation_id)
        for message in messages:
            place = SUMMARY if message.role == "summary" else CONVERSATION
            self.driver.execute(
                "UPDATE messages SET place = ? WHERE seq = ? AND conversation_id = ?",
                [place, message.seq, conversation_id],
            )
            if conversation_id != DEFAULT:
                self.driver.execute(
                    "UPDATE inherited SET place = ? WHERE seq = ? AND conversation_id = ?",
                    [place, message.seq, conversation_id],
                )

    def is_told_in(self, agent_id: str, conversation_id: str, seq: int) -> bool:
        """Whether a message is in a conversation's history, its own or one that it began with."""
        where = Where()
        where.equals("agent_id", agent_id)
        within(where, conversation_id)
        where.equals("seq", seq)
        return bool(self.driver.execute(f"SELECT 1 FROM messages{where.sql}", where.params))

    def run_ids_from(self, agent_id: str, conversation_id: str, seq: int) -> list[str]:
        """The runs of a conversation's own messages from a row on, in their order."""
        rows = self.driver.execute(
            "SELECT run_id, min(seq) AS first FROM messages WHERE agent_id = ? AND conversation_id = ? AND seq >= ?"
            " AND place <> ? AND run_id IS NOT NULL GROUP BY run_id ORDER BY first",
            [agent_id, conversation_id, seq, SYSTEM_PROMPT],
        )
        return [row["run_id"] for row in rows]

    def move(self, agent_id: str, conversation_id: str, into: str, seq: int) -> None:
        """Let what a conversation tells from a row on belong to another one, which shows it as it was shown."""
        self.driver.execute(
            "UPDATE messages SET conversation_id = ? WHERE agent_id = ? AND conversation_id = ? AND seq >= ?"
            " AND place <> ?",
            [into, agent_id, conversation_id, seq, SYSTEM_PROMPT],
        )
        if conversation_id != DEFAULT:
            self.driver.execute(
                "UPDATE inherited SET conversation_id = ? WHERE conversation_id = ? AND seq >= ?",
                [into, conversation_id, seq],
            )

    def inherit(self, conversation_id: str, messages: list[Message]) -> None:
        """Let a conversation begin with messages of another one."""
        for message in messages:
            place = SUMMARY if message.role == "summary" else CONVERSATION
            self.driver.execute(
                "INSERT INTO inherited (conversation_id, seq, place) VALUES (?, ?, ?)",
                [conversation_id, message.seq, place],
            )


def within(where: Where, conversation_id: str | None) -> None:
    """Only what a conversation shows. The index of conversations leaves out the agents' own ones."""
    if conversation_id is None or conversation_id == DEFAULT:
        where.equals("messages.conversation_id", conversation_id)
        return
    where.add(
        "(messages.conversation_id <> 'default' AND messages.conversation_id = ?"
        " OR messages.seq IN (SELECT seq FROM inherited WHERE conversation_id = ?))",
        conversation_id,
        conversation_id,
    )
