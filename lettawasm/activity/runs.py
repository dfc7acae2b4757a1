"""Runs with what their steps took together."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from ..ports import Row
from ..schemas.activity import Activity
from ..schemas.runs import Run
from ..spending.report import SUMS, TOKENS, PriceOf, dollars, prices
from ..store import Store
from ..store.table import chunks, marks

_STEPS = f"""SELECT run_id, model_handle, count(*) AS steps, {SUMS} FROM steps WHERE run_id IN ({{}})
    GROUP BY run_id, model_handle ORDER BY min(seq)"""
_ASKED = """SELECT run_id, substr(text, 1, 300) AS asked FROM messages WHERE run_id IN ({}) AND role = 'user'
    ORDER BY seq"""
_CALLS = """SELECT run_id, count(*) AS calls, sum(json_extract(value, '$[3]')) AS failed
    FROM messages, json_each(body, '$.tool_returns') WHERE run_id IN ({}) AND role = 'tool' GROUP BY run_id"""
_NAMES = "SELECT runs.id AS run_id, name FROM runs JOIN agents ON agents.id = agent_id WHERE runs.id IN ({})"


def of_runs(store: Store, runs: Sequence[Run]) -> list[Activity]:
    ids, price_of = [run.id for run in runs], prices(store)
    steps, asked, calls, names = (_rows(store, sql, ids) for sql in (_STEPS, _ASKED, _CALLS, _NAMES))
    return [
        Activity(
            **run.model_dump(include=Activity.model_fields.keys() & Run.model_fields.keys()),
            **_spent(steps[run.id], price_of),
            agent_name=names[run.id][0]["name"],
            error=run.metadata.get("error"),
            asked=next((row["asked"] for row in asked[run.id]), None),
            models=[row["model_handle"] for row in steps[run.id]],
            step_count=sum(row["steps"] for row in steps[run.id]),
            call_count=sum(row["calls"] for row in calls[run.id]),
            failed_calls=sum(row["failed"] for row in calls[run.id]),
        )
        for run in runs
    ]


def _rows(store: Store, sql: str, run_ids: Sequence[str]) -> dict[str, list[Row]]:
    """Rows by their runs."""
    found: dict[str, list[Row]] = defaultdict(list)
    for few in chunks(run_ids):
        for row in store.driver.execute(sql.format(marks(few)), few):
            found[row["run_id"]].append(row)
    return found


def _spent(steps: Sequence[Row], price_of: PriceOf) -> dict[str, Any]:
    """The tokens and dollars of steps, of which there is a row for each model."""
    costs = [dollars(price_of(row["model_handle"]), row) for row in steps]
    known = [cost for cost in costs if cost is not None]
    tokens = {name: sum(row[name] for row in steps) for name in TOKENS}
    return {**tokens, "dollars": round(sum(known), 6) if len(known) == len(costs) else None}
