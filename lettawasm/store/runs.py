"""Runs: one row for each request to an agent."""

import json
from typing import Any

from .. import clock
from ..errors import NotFound
from ..ports import Row
from ..schemas.base import DEFAULT
from ..schemas.runs import Run, StopReason, status_of
from .table import Page, Table, Where, chunks, marks, select_page, to_json


class Runs(Table):
    def create(
        self,
        run_id: str,
        agent_id: str,
        conversation_id: str,
        background: bool,
        otid: str | None,
        request: dict[str, Any],
    ) -> None:
        """Record a run that begins. `otid` names the message it answers, `request` how it was asked for."""
        self.driver.execute(
            "INSERT INTO runs (id, agent_id, conversation_id, status, background, otid, request, created_at)"
            " VALUES (?, ?, ?, 'running', ?, ?, ?, ?)",
            [
                *(run_id, agent_id, conversation_id, int(background), otid),
                *(to_json(request), self.clock.now()),
            ],
        )

    def get(self, run_id: str) -> Run:
        rows = self.driver.execute("SELECT * FROM runs WHERE id = ?", [run_id])
        if not rows:
            raise NotFound(f"Run with id {run_id} not found")
        return _run(rows[0])

    def find(
        self,
        page: Page,
        *,
        agent_ids: tuple[str, ...] = (),
        conversation_id: str | None = None,
        statuses: tuple[str, ...] = (),
        active: bool = False,
        background: bool | None = None,
        stop_reason: str | None = None,
    ) -> list[Run]:
        where = Where()
        for column, wanted in (("agent_id", agent_ids), ("status", statuses)):
            if wanted:
                few = next(chunks(wanted))
                where.add(f"{column} IN ({marks(few)})", *few)
        where.equals("conversation_id", conversation_id)
        if conversation_id not in (None, DEFAULT):
            where.add("conversation_id <> 'default'")  # the index leaves out the agents' own conversations
        if active:
            where.add("status IN ('created', 'running')")
        where.equals("background", None if background is None else int(background))
        where.equals("stop_reason", stop_reason)
        return [_run(row) for row in select_page(self.driver, "runs", where, page)]

    def latest_for(self, agent_id: str, conversation_id: str, otid: str) -> Run | None:
        """The newest run that answers the message `otid`."""
        rows = self.driver.execute(
            "SELECT * FROM runs WHERE agent_id = ? AND otid = ? AND conversation_id = ? ORDER BY seq DESC LIMIT 1",
            [agent_id, otid, conversation_id],
        )
        return _run(rows[0]) if rows else None

    def all_for(self, agent_id: str, conversation_id: str, otid: str) -> list[str]:
        """Ids of every run that tried to answer the message `otid`, the oldest first."""
        rows = self.driver.execute(
            "SELECT id FROM runs WHERE agent_id = ? AND otid = ? AND conversation_id = ? ORDER BY seq",
            [agent_id, otid, conversation_id],
        )
        return [row["id"] for row in rows]

    def failure(self, run_id: str) -> dict[str, str] | None:
        """Letta's error object of a failed run: `{"type", "message", "detail"}`."""
        rows = self.driver.execute("SELECT failure FROM runs WHERE id = ?", [run_id])
        return json.loads(rows[0]["failure"]) if rows and rows[0]["failure"] else None

    def finish(
        self,
        run_id: str,
        reason: StopReason,
        failure: dict[str, str] | None = None,
        first_word_at: str | None = None,
    ) -> str:
        """Close a run and return the time. A run that is already closed stays as it is."""
        now = self.clock.now()
        self.driver.execute(
            "UPDATE runs SET status = ?, stop_reason = ?, failure = ?, first_word_at = ?, completed_at = ?"
            " WHERE id = ? AND status IN ('created', 'running')",
            [status_of(reason), reason, to_json(failure) if failure else None, first_word_at, now, run_id],
        )
        return now

    def delete(self, run_id: str) -> None:
        """Delete what is known of a run and its steps. What was said in it stays in recall memory."""
        self.driver.execute("DELETE FROM runs WHERE id = ?", [run_id])

    def move(self, run_ids: list[str], conversation_id: str) -> None:
        """Let runs belong to another conversation."""
        for few in chunks(run_ids):
            self.driver.execute(
                f"UPDATE runs SET conversation_id = ? WHERE id IN ({marks(few)})", [conversation_id, *few]
            )

    def unfinished(self) -> list[Run]:
        """Runs that say they are running. At start these are the ones that a crash interrupted."""
        rows = self.driver.execute("SELECT * FROM runs WHERE status IN ('created', 'running') ORDER BY seq")
        return [_run(row) for row in rows]


def _run(row: Row) -> Run:
    began = clock.nanoseconds(row["created_at"])
    failure = json.loads(row["failure"]) if row["failure"] else None
    request = json.loads(row["request"])
    return Run(
        id=row["id"],
        agent_id=row["agent_id"],
        status=row["status"],
        stop_reason=row["stop_reason"],
        conversation_id=None if row["conversation_id"] == DEFAULT else row["conversation_id"],
        background=bool(row["background"]),
        created_at=row["created_at"],
        completed_at=row["completed_at"],
        ttft_ns=_since(began, row["first_word_at"]),
        total_duration_ns=_since(began, row["completed_at"]),
        request_config=request,
        metadata={"run_type": _type_of(row, request), **({"error": failure} if failure else {})},
    )


def _since(began: int, moment: str | None) -> int | None:
    return clock.nanoseconds(moment) - began if moment else None


def _type_of(row: Row, request: dict[str, Any]) -> str:
    """Letta's word for the way a run was asked for."""
    unheard = row["background"] and not request.get("streaming", True)
    return "send_message_async" if unheard else "send_message"
