"""Models as a person chooses among them: where each runs, how much it holds, and what it costs."""

from collections.abc import Iterable

from .address import Address
from .catalog import ENGINES
from .model import ModelInfo
from .providers.efforts import efforts
from .schemas.model_offers import ModelOffer, Place
from .schemas.providers import Provider
from .schemas.spending import ModelPrice
from .spending import report
from .spending.prices import Price
from .store import Store
from .store.table import Page

_HERE = ("lettawasm", *ENGINES)


def offers(store: Store, models: Iterable[ModelInfo]) -> list[ModelOffer]:
    """In the order of `models`."""
    configured = {each.name: each for each in store.providers.find(Page(limit=1_000, order="asc"))}
    price_of = report.prices(store)
    return [
        ModelOffer(
            handle=model.handle,
            name=model.display_name or model.name,
            provider_name=model.provider_name,
            context_window=model.context_window,
            place=_place(model, configured.get(model.provider_name)),
            price=_told(price_of(model.handle)),
            efforts=() if model.provider_name in _HERE else efforts(model.provider_type, model.name),
        )
        for model in models
    ]


def _place(model: ModelInfo, provider: Provider | None) -> Place:
    if model.provider_name in _HERE:
        return "here"
    address = Address.of((provider.base_url if provider else model.endpoint) or "")
    return "near" if address and address.is_local else "far"


def _told(price: Price | None) -> ModelPrice | None:
    return ModelPrice.model_validate(price, from_attributes=True) if price else None
