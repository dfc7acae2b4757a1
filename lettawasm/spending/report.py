"""The tokens and dollars of a space's steps, by day, agent and model.

A step costs what its server told that it cost. Only the tokens of those that told nothing have a price.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..model import Usage
from ..schemas.providers import is_self_hosted
from ..schemas.spending import ModelPrice, Spending, SpendingRow
from ..store import Store
from ..store.table import Page, Where
from .prices import FREE, Price, published

SETTINGS = "prices"
TOKENS = tuple(name for name in Usage.__dataclass_fields__ if name.endswith("_tokens"))
_HERE = ("lettawasm", "wllama", "webllm", "chrome")  # run on the person's own machine
_TOLD = "json_extract(usage, '$.dollars')"
SUMS = ", ".join(
    [
        f"total({_TOLD}) AS told",
        f"sum({_TOLD} IS NULL) AS untold",
        *(f"sum(coalesce(json_extract(usage, '$.{name}'), 0)) AS {name}" for name in TOKENS),
        *(
            f"sum(iif({_TOLD} IS NULL, coalesce(json_extract(usage, '$.{name}'), 0), 0)) AS untold_{name}"
            for name in TOKENS
        ),
    ]
)
PriceOf = Callable[[str], Price | None]


def spending(store: Store, agent_id: str | None, start: str | None, end: str | None) -> Spending:
    """What was spent from `start` to `end`, the newest day first. Failed steps count with what they used."""
    where = Where()
    where.equals("agent_id", agent_id)
    if start:
        where.add("created_at >= ?", start)
    if end:
        where.add("created_at <= ?", end)
    rows = store.driver.execute(
        f"SELECT substr(created_at, 1, 10) AS day, agent_id, model_handle AS model, count(*) AS steps, {SUMS}"
        f" FROM steps{where.sql} GROUP BY day, agent_id, model ORDER BY day DESC, agent_id, model",
        where.params,
    )
    price_of = prices(store)
    return _summed(SpendingRow(**row, dollars=dollars(price_of(row["model"]), row)) for row in rows)


def prices(store: Store) -> PriceOf:
    """The price of a model by its handle: the person's own, none at all at home, or the published one."""
    own = {handle: ModelPrice.model_validate(price) for handle, price in store.settings.get(SETTINGS).items()}
    configured = store.providers.find(Page(limit=1_000, order="asc"))
    home = {*_HERE, *(each.name for each in configured if is_self_hosted(each))}

    def price_of(handle: str) -> Price | None:
        if handle in own:
            return Price(**own[handle].model_dump())
        return FREE if handle.partition("/")[0] in home else published(handle)

    return price_of


def dollars(price: Price | None, sums: Mapping[str, Any]) -> float | None:
    """What steps cost together, of which the SUMS are given. None where some of it was neither told nor has a price."""
    untold = Usage(**{name: sums[f"untold_{name}"] for name in TOKENS})
    if price is None and (untold.total_tokens or sums["untold"] == sums["steps"]):
        return None
    told: float = sums["told"]
    return round(told + (price.dollars(untold) if price else 0), 6)


def dollars_of_one(price: Price | None, usage: Usage) -> float | None:
    """What one step cost."""
    if usage.dollars is not None:
        return round(usage.dollars, 6)
    return round(price.dollars(usage), 6) if price else None


def _summed(rows: Iterable[SpendingRow]) -> Spending:
    listed = list(rows)
    known = [row.dollars for row in listed if row.dollars is not None]
    unpriced = sorted({row.model for row in listed if row.dollars is None})
    return Spending(rows=listed, dollars=round(sum(known), 6), models_without_price=unpriced)
