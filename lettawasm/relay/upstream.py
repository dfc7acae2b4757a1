"""A provider as the relay sees it: an address, a key that stays here, and the models that may be used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from ..ports import Transport
from ..providers import workers_ai
from ..providers.workers_ai import AiBinding, AiTransport
from .settings import ModelSettings, Settings


@dataclass(frozen=True, slots=True)
class Upstream:
    """`base_url` is spoken to through `transport`, in OpenAI's dialect."""

    name: str
    base_url: str
    transport: Transport = field(repr=False)
    models: Mapping[str, ModelSettings]
    key: str = field(default="", repr=False)
    address: str | None = None  # what it is called in errors, where that isn't its base URL

    def without_key(self, text: str) -> str:
        """`text` without the key, whoever wrote it there."""
        for secret in {self.key, quote(self.key, safe="")} - {""}:
            text = text.replace(secret, "[key]")
        return text

    def discreet(self, text: str) -> str:
        """An error's text, without the key and without where the provider is."""
        parts = urlsplit(self.base_url)
        for place in (self.base_url, parts.netloc, parts.hostname or self.base_url):
            text = text.replace(place, f"[{self.name}]")
        return self.without_key(text)


def configured(settings: Settings, transport: Transport, ai: AiBinding | None) -> list[Upstream]:
    """Workers AI comes last, where this server has it."""
    remote = [
        Upstream(
            provider.name,
            provider.base_url.rstrip("/"),
            transport,
            by_name(provider.models),
            settings.keys.get(provider.name, ""),
        )
        for provider in settings.providers
    ]
    return [*remote, _beside(settings, ai)] if ai else remote


def _beside(settings: Settings, ai: AiBinding) -> Upstream:
    models = by_name(settings.ai_models)
    return Upstream(workers_ai.NAME, workers_ai.BASE_URL, AiTransport(ai), models, address=workers_ai.ADDRESS)


def by_name(models: Sequence[ModelSettings]) -> dict[str, ModelSettings]:
    return {model.name: model for model in models}
