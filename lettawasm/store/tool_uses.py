"""Calls of tools that were answered, as messages tell of them."""

import json
from collections.abc import Iterable

from ..schemas.activity import ToolCount, ToolUse
from ..schemas.base import DEFAULT
from ..schemas.messages import Message, ToolReturn
from .message_rows import message_of
from .table import Table, chunks, marks

RECENT = 2_000  # messages with returns that are looked through, so that a long history costs no more than a short one
MOST = 4_000  # characters of arguments, and of a result

_ANSWERS = f"""(SELECT messages.*, agents.name AS agent_name FROM messages JOIN agents ON agents.id = agent_id
    WHERE role = 'tool' ORDER BY messages.seq DESC LIMIT {RECENT}) AS told, json_each(told.body, '$.tool_returns')"""


class ToolUses(Table):
    def counts(self) -> list[ToolCount]:
        """How often each tool ran lately, by name."""
        rows = self.driver.execute(
            "SELECT json_extract(value, '$[1]') AS name, count(*) AS calls, max(told.created_at) AS last_at,"
            " sum(json_extract(value, '$[3]')) AS failures,"
            " max(CASE WHEN json_extract(value, '$[3]') THEN told.created_at END) AS last_failure_at"
            f" FROM {_ANSWERS} WHERE json_extract(value, '$[6]') GROUP BY 1 ORDER BY 1"
        )
        return [ToolCount.model_validate(row) for row in rows]

    def find(
        self, name: str, limit: int, agent_id: str | None = None, *, failed: bool = False
    ) -> list[ToolUse]:
        """The latest calls of a tool, the newest first."""
        rows = self.driver.execute(
            f"SELECT told.*, key FROM {_ANSWERS} WHERE json_extract(value, '$[1]') = ? AND agent_id = coalesce(?,"
            " agent_id) AND json_extract(value, '$[3]') >= ? ORDER BY told.seq DESC, key DESC LIMIT ?",
            [name, agent_id, int(failed), limit],
        )
        asked = self._arguments(row["step_id"] for row in rows)
        return [
            use_of(message, row["agent_name"], one.tool_call_id, one.name, asked.get(place), one)
            for row, message in zip(rows, map(message_of, rows), strict=True)
            for one in [message.tool_returns[row["key"]]]
            for place in [(message.step_id, one.tool_call_id)]
        ]

    def _arguments(self, step_ids: Iterable[str | None]) -> dict[tuple[str | None, str], str]:
        """What the calls of some steps were made with, by their steps and ids."""
        found: dict[tuple[str | None, str], str] = {}
        for few in chunks(list(dict.fromkeys(filter(None, step_ids)))):
            rows = self.driver.execute(
                "SELECT step_id, value FROM messages, json_each(body, '$.tool_calls') WHERE run_id IN"
                f" (SELECT run_id FROM steps WHERE id IN ({marks(few)}))",
                few,
            )
            calls = [(row["step_id"], *json.loads(row["value"])) for row in rows]
            found.update({(step_id, id_): arguments for step_id, id_, _, arguments, *_ in calls})
        return found


def use_of(
    message: Message,
    agent_name: str,
    call_id: str,
    name: str,
    arguments: str | None,
    answer: ToolReturn | None,
) -> ToolUse:
    """A call as `message` tells of it."""
    return ToolUse(
        tool_call_id=call_id,
        name=name,
        arguments=_shortened(arguments),
        result=_shortened(answer.text) if answer else None,
        is_error=answer is not None and answer.is_error,
        ran=answer is not None and answer.ran,
        agent_id=message.agent_id,
        agent_name=agent_name,
        conversation_id=None if message.conversation_id == DEFAULT else message.conversation_id,
        run_id=message.run_id,
        step_id=message.step_id,
        message_id=message.id,
        created_at=message.created_at,
    )


def _shortened(text: str | None) -> str | None:
    return text if text is None or len(text) <= MOST else f"{text[:MOST]}…"
