"""The tokens and dollars of a space's steps, by day, agent and model."""

from collections.abc import Callable, Iterable, Mapping

from ..model import Usage
from ..schemas.providers import is_self_hosted
from ..schemas.spending import ModelPrice, Spending, SpendingRow
from ..store import Store
from ..store.table import Page, Where
from .prices import FREE, Price, published

SETTINGS = "prices"
TOKENS = tuple(Usage.__dataclass_fields__)
_HERE = ("lettawasm", "wllama", "webllm", "chrome")  # run on the person's own machine
SUMS = ", ".join(f"sum(coalesce(json_extract(usage, '$.{name}'), 0)) AS {name}" for name in TOKENS)
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


def dollars(price: Price | None, row: Mapping[str, int]) -> float | None:
    """What tokens cost, by their names. None without a price."""
    if price is None:
        return None
    return round(price.dollars(Usage(**{name: row[name] for name in TOKENS})), 6)


def _summed(rows: Iterable[SpendingRow]) -> Spending:
    listed = list(rows)
    known = [row.dollars for row in listed if row.dollars is not None]
    unpriced = sorted({row.model for row in listed if row.dollars is None})
    return Spending(rows=listed, dollars=round(sum(known), 6), models_without_price=unpriced)
