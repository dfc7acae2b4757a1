"""What models cost, and what was spent on them."""

from pydantic import Field

from .base import Shape

Dollars = Field(ge=0, le=1_000_000, allow_inf_nan=False)


class ModelPrice(Shape):
    """Dollars for a million tokens."""

    input: float = Dollars
    output: float = Dollars
    cached_input: float | None = Field(None, ge=0, le=1_000_000, allow_inf_nan=False)
    cache_write: float | None = Field(None, ge=0, le=1_000_000, allow_inf_nan=False)


class PriceUpdate(Shape):
    """The person's own price of a model; null goes back to the published one."""

    model: str = Field(min_length=3, max_length=512, pattern=r"^[^/]+/.+$")
    price: ModelPrice | None = None


class Prices(Shape):
    """`own` are the prices that a person set, by handle. `as_of` is the month of the published ones."""

    own: dict[str, ModelPrice]
    as_of: str


class SpendingRow(Shape):
    """One day of one agent with one model. Without a known price `dollars` is null."""

    day: str
    agent_id: str
    model: str
    steps: int
    prompt_tokens: int
    completion_tokens: int
    cached_input_tokens: int
    cache_write_tokens: int
    reasoning_tokens: int
    dollars: float | None


class Spending(Shape):
    """`dollars` is the sum of what has a price."""

    rows: list[SpendingRow]
    dollars: float
    models_without_price: list[str]
