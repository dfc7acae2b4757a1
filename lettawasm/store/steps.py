"""Steps: one row for each call of a model."""

import json

from ..errors import NotFound
from ..model import Usage
from ..ports import Row
from ..schemas.runs import Feedback, Step, StepTimes, StopReason
from ..schemas.versions import Shown
from .table import Page, Table, Where, chunks, marks, select_page, to_json


class Steps(Table):
    def record(
        self,
        step_id: str,
        *,
        run_id: str,
        agent_id: str,
        handle: str,
        context_window: int,
        usage: Usage,
        times: StepTimes,
        stop_reason: StopReason | None = None,
        failure: dict[str, str] | None = None,
        shown: Shown | None = None,
    ) -> None:
        """Store a finished step; with `failure` (Letta's error object) it failed. `shown` is what its model saw."""
        used = {name: getattr(usage, name) for name in Usage.__dataclass_fields__}
        if usage.dollars is None:
            del used["dollars"]
        self.driver.execute(
            "INSERT INTO steps (id, run_id, agent_id, status, stop_reason, model_handle, context_window, usage,"
            " times, failure, context, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(step_id, run_id, agent_id, "failed" if failure else "success", stop_reason, handle),
                *(context_window, to_json(used), times.model_dump_json(exclude_none=True)),
                *(
                    to_json(failure) if failure else None,
                    shown and shown.model_dump_json(exclude_defaults=True),
                ),
                self.clock.now(),
            ],
        )

    def get(self, step_id: str) -> Step:
        return _step(self._row(step_id))

    def times(self, step_id: str) -> StepTimes:
        return StepTimes.model_validate_json(self._row(step_id)["times"])

    def usage(self, step_id: str) -> Usage:
        return Usage(**json.loads(self._row(step_id)["usage"]))

    def shown(self, step_id: str) -> Shown | None:
        """What the step's model was shown; None where nobody wrote it down yet."""
        text = self._row(step_id)["context"]
        return Shown.model_validate_json(text) if text else None

    def started_at(self, step_id: str) -> str:
        """About when the step began: it is written down when it ends."""
        return str(self._row(step_id)["created_at"])

    def last_shown(self, agent_id: str, conversation_id: str, moment: str) -> Shown | None:
        """What the model was shown in the last step of a conversation by a time."""
        rows = self.driver.execute(
            "SELECT context FROM steps JOIN runs ON runs.id = run_id WHERE steps.agent_id = ? AND conversation_id = ?"
            " AND json_extract(context, '$.at') <= ? ORDER BY steps.created_at DESC, steps.seq DESC LIMIT 1",
            [agent_id, conversation_id, moment],
        )
        return Shown.model_validate_json(rows[0]["context"]) if rows else None

    def judge(self, step_id: str, feedback: Feedback | None, tags: list[str] | None) -> Step:
        """Store what somebody thinks of a step. Without `tags` it keeps those it has."""
        self._row(step_id)
        self.driver.execute(
            "UPDATE steps SET feedback = ?, tags = coalesce(?, tags) WHERE id = ?",
            [feedback, None if tags is None else to_json(list(dict.fromkeys(tags))), step_id],
        )
        return self.get(step_id)

    def _row(self, step_id: str) -> Row:
        rows = self.driver.execute("SELECT * FROM steps WHERE id = ?", [step_id])
        if not rows:
            raise NotFound(f"Step with id {step_id} not found")
        return rows[0]

    def find(
        self,
        page: Page,
        *,
        run_id: str | None = None,
        agent_id: str | None = None,
        model: str | None = None,
        start: str | None = None,
        end: str | None = None,
        feedback: str | None = None,
        has_feedback: bool | None = None,
        tags: tuple[str, ...] = (),
    ) -> list[Step]:
        """Steps that all of this is true of; with `tags`, those that have one of them at least."""
        where = Where()
        where.equals("feedback", feedback)
        if has_feedback is not None:
            where.add(f"feedback IS {'NOT ' if has_feedback else ''}NULL")
        if tags:
            few = next(chunks(tags))
            where.add(f"EXISTS (SELECT 1 FROM json_each(tags) WHERE value IN ({marks(few)}))", *few)
        where.equals("run_id", run_id)
        where.equals("agent_id", agent_id)
        if start:
            where.add("created_at >= ?", start)
        if end:
            where.add("created_at <= ?", end)
        if model is not None:
            where.add(
                "(model_handle = ? OR substr(model_handle, instr(model_handle, '/') + 1) = ?)", model, model
            )
        return [_step(row) for row in select_page(self.driver, "steps", where, page)]

    def usage_of(self, run_id: str) -> tuple[Usage, int]:
        """What a run's steps used together, and how many there were."""
        rows = self.driver.execute("SELECT usage FROM steps WHERE run_id = ?", [run_id])
        total = sum((Usage(**json.loads(row["usage"])) for row in rows), Usage())
        return total, len(rows)


def _step(row: Row) -> Step:
    usage = Usage(**json.loads(row["usage"]))
    failure = json.loads(row["failure"]) if row["failure"] else None
    provider, _, model = row["model_handle"].partition("/")
    return Step(
        id=row["id"],
        run_id=row["run_id"],
        agent_id=row["agent_id"],
        status=row["status"],
        stop_reason=row["stop_reason"],
        provider_name=provider,
        model=model,
        model_handle=row["model_handle"],
        context_window_limit=row["context_window"],
        prompt_tokens=usage.prompt_tokens,
        completion_tokens=usage.completion_tokens,
        total_tokens=usage.total_tokens,
        cached_input_tokens=usage.cached_input_tokens,
        cache_write_tokens=usage.cache_write_tokens,
        reasoning_tokens=usage.reasoning_tokens,
        completion_tokens_details={"reasoning_tokens": usage.reasoning_tokens},
        prompt_tokens_details={
            "cached_tokens": usage.cached_input_tokens,
            "cache_read_tokens": usage.cached_input_tokens,
            "cache_creation_tokens": usage.cache_write_tokens,
        },
        feedback=row["feedback"],
        tags=json.loads(row["tags"]),
        error_type=failure["type"] if failure else None,
        error_data=failure,
    )
