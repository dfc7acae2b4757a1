"""The models that can be chosen now, and the provider behind each."""

import asyncio
from dataclasses import replace
from functools import partial
from itertools import chain, count
from typing import TYPE_CHECKING

from .errors import Invalid, NotFound
from .keys import Keys
from .model import ModelInfo
from .ports import Embedder, EmbeddingProvider, Host, Provider, Transport
from .providers.arriving import ArrivingProvider
from .schemas import providers as schemas
from .schemas.agents import LEAST_WINDOW, MOST_WINDOW, AgentRecord, LlmConfig
from .schemas.model_options import ModelOptions
from .schemas.secrets import Use
from .store import Store
from .store.table import Page

if TYPE_CHECKING:
    from .choosing.outages import Outages


ENGINES = ("wllama", "webllm", "chrome")  # in the tab


class Catalog:
    def __init__(self, host: Host, store: Store, keys: Keys) -> None:
        self._host, self._store, self._keys = host, store, keys
        self._connected: dict[str, Provider] = {}  # by id of their records; they learn what a server refuses
        self._outages: Outages | None = None  # once somebody has a fallback
        keys.on_change(self._forget)

    # Providers that a person configured

    def add(self, new: schemas.ProviderCreate) -> schemas.Provider:
        if new.numbered:
            new = new.model_copy(update={"name": self._free_name(new.name)})
        if new.name in self._host.providers:
            raise Invalid(f"The name '{new.name}' belongs to a provider that is always there; choose another")
        schemas.must_have_api(new.provider_type, new.api)
        if new.base_url is None:
            from .providers.kinds import KINDS  # whoever leaves it out has waited for what is late

            new = new.model_copy(update={"base_url": KINDS[new.provider_type].base_url})
        self._host.admit(str(new.base_url))
        provider = self._store.providers.create(new)
        self._keys.give(_use(provider), new.api_key)
        return self._shown(provider)

    def _free_name(self, name: str) -> str:
        names = chain([name], (f"{name[:56]}-{number}" for number in count(2)))
        return next(
            one for one in names if one not in self._host.providers and not self._store.providers.named(one)
        )

    def change(self, provider_id: str, update: schemas.ProviderUpdate) -> schemas.Provider:
        """Move a provider, speak to another API there, or change its key. A key is bound to its address: it doesn't
        follow to a new one.
        """
        provider = self._store.providers.get(provider_id)
        base_url = update.base_url or provider.base_url
        api = update.api if "api" in update.model_fields_set else provider.api
        if base_url != provider.base_url:
            self._host.admit(base_url)
            self._keys.give(_use(provider), None)
        if (base_url, api) != (provider.base_url, provider.api):
            schemas.must_have_api(provider.provider_type, api)
            provider = self._store.providers.change(provider_id, base_url, api)
            self._forget()
        if update.api_key:
            self._keys.give(_use(provider), update.api_key)
        elif "api_key" in update.model_fields_set:
            self._keys.forget("provider", provider_id)
        return self._shown(provider)

    def remove(self, provider_id: str) -> None:
        self._store.providers.delete(provider_id)
        self._keys.forget("provider", provider_id)

    def configured(self, page: Page) -> list[schemas.Provider]:
        return [self._shown(provider) for provider in self._store.providers.find(page)]

    def one(self, provider_id: str) -> schemas.Provider:
        return self._shown(self._store.providers.get(provider_id))

    # Models

    async def models(self) -> list[ModelInfo]:
        """All models of all providers that answer, but for those in whose window no agent finds room."""
        providers = [*self._host.providers.values(), *map(self._connect, self._records())]
        lists = await asyncio.gather(*(provider.models() for provider in providers))
        listed = (model for models in lists for model in models)
        return [_within_bounds(model) for model in listed if model.context_window >= LEAST_WINDOW]

    async def resolve(self, handle: str) -> ModelInfo:
        """The model behind a handle. Raises NotFound for one that its provider doesn't have; a provider that
        can't be asked is believed to have it.
        """
        name, _, model = handle.partition("/")
        if not name or not model:
            raise Invalid(f"INVALID_ARGUMENT: A model is named provider/model-name, which '{handle}' is not")
        provider = self._find(name)
        if provider is None:
            known = [info.handle for info in await self.models()]
            raise NotFound(f"NOT_FOUND: Handle {handle} not found, must be one of {known}")
        models = await provider.models()
        for info in models:
            if info.name == model and info.context_window < LEAST_WINDOW:
                raise Invalid(
                    f"{handle} holds {info.context_window:,} tokens, and an agent needs {LEAST_WINDOW:,} at least."
                    " Let its server give it a larger context."
                )
            if info.name == model:
                return _within_bounds(info)
        if models:
            known = [info.handle for info in models]
            raise NotFound(f"NOT_FOUND: Handle {handle} not found, must be one of {known}")
        return ModelInfo(model, name, self._type(name), schemas.UNKNOWN_WINDOW)

    def of_agent(self, agent: AgentRecord) -> tuple[Provider, ModelInfo]:
        """An agent's provider, with its fallbacks behind it, and its model, without asking anyone. Raises Invalid when
        the provider is gone.
        """
        config, options = agent.settings.llm_config, agent.settings.model_options
        name = config.provider_name or (config.handle or "").partition("/")[0]
        found = self._named(name, config.model, config.context_window)
        if found is None:
            raise Invalid(
                f"This agent's model is {config.handle or config.model}, but no provider named '{name}' is"
                " configured. Add it, or choose another model for the agent."
            )
        provider, model = found
        if options is None and not self._may_be_small(name):
            return found
        composed = partial(self._composed, provider, model, options or ModelOptions())
        return ArrivingProvider(name, composed), model

    def writer(self, handle: str, window: int) -> tuple[Provider, ModelInfo] | None:
        """The model behind a handle, believed to be there, without asking anyone. None when its provider is gone."""
        name, _, model = handle.partition("/")
        return self._named(name, model, window)

    def _named(self, name: str, model: str, window: int) -> tuple[Provider, ModelInfo] | None:
        provider = self._find(name)
        return (provider, ModelInfo(model, name, self._type(name), window)) if provider else None

    def _type(self, name: str) -> str:
        record = self._store.providers.named(name)
        return record.provider_type if record else "openai"

    def _may_be_small(self, name: str) -> bool:
        """Whether a provider's models may need help with tools."""
        record = self._store.providers.named(name)
        return name in ENGINES or (record is not None and schemas.is_self_hosted(record))

    def _composed(self, provider: Provider, model: ModelInfo, options: ModelOptions) -> Provider:
        """The model, and behind it those fallbacks whose provider isn't gone, each spoken to as the options say."""
        from .choosing.fallbacks import Candidate, Fallbacks
        from .choosing.outages import Outages
        from .small.wrapping import wrapped

        named = [each for each in options.fallbacks if each != model.handle]
        windows = (options.windows.get(each, schemas.UNKNOWN_WINDOW) for each in named)
        others = filter(None, map(self.writer, named, windows))
        chain = [Candidate(wrapped(p, m, options), m) for p, m in ((provider, model), *others)]
        self._outages = self._outages or Outages(self._host.clock)
        return Fallbacks(chain, self._outages) if chain[1:] else chain[0].provider

    # Embedders

    async def embedding_models(self) -> list[str]:
        """The handles of what embeds texts, of all servers that answer."""
        everyone = [*self._host.providers.values(), *map(self._connect, self._records())]
        servers = [each for each in everyone if isinstance(each, EmbeddingProvider)]
        lists = await asyncio.gather(*(server.embedding_models() for server in servers))
        return [
            f"{server.name}/{name}" for server, names in zip(servers, lists, strict=True) for name in names
        ]

    def embedder(self, handle: str, dim: int) -> Embedder:
        """The embedder behind a handle, without asking anyone. Raises Invalid when its provider is gone."""
        name, _, model = handle.partition("/")
        server = self._find(name)
        if not model or not isinstance(server, EmbeddingProvider):
            raise Invalid(
                f"No provider of embeddings named '{name}' is configured. An embedder is named provider/model-name."
            )
        return server.embedder(model, dim)

    def _find(self, name: str) -> Provider | None:
        if name in self._host.providers:
            return self._host.providers[name]
        configured = self._store.providers.named(name)
        return self._connect(configured) if configured else None

    def _records(self) -> list[schemas.Provider]:
        return self._store.providers.find(Page(limit=1_000, order="asc"))

    def _connect(self, record: schemas.Provider) -> Provider:
        line = self.line(record)  # asked for each time: it keeps the vault open, or finds it shut
        if record.id not in self._connected:
            self._connected[record.id] = self._connection(record, *line)
        return self._connected[record.id]

    def line(self, record: schemas.Provider) -> tuple[str | None, Transport]:
        """The key for a configured provider, and the way to its server."""
        use = _use(record)
        return self._keys.get(use), self._keys.transport(use, self._host.transport)

    def _connection(self, record: schemas.Provider, key: str | None, transport: Transport) -> Provider:
        if schemas.speaks_chat_completions(record):
            from .providers.openai import OpenAIProvider  # heavy, and many spaces have none

            at = record.name, record.base_url, key, transport
            return OpenAIProvider(*at, provider_type=record.provider_type)

        def make() -> Provider:
            from .providers import kinds

            return kinds.connect(record, key, transport)

        return ArrivingProvider(record.name, make)

    def _forget(self) -> None:
        """None may outlive its key, and with another one a provider may be up again."""
        self._connected.clear()
        self._outages = None

    def _shown(self, provider: schemas.Provider) -> schemas.Provider:
        return provider.model_copy(update={"has_key": self._keys.has(_use(provider))})


def _within_bounds(model: ModelInfo) -> ModelInfo:
    return replace(model, context_window=min(model.context_window, MOST_WINDOW))


def _use(provider: schemas.Provider) -> Use:
    return Use.at("provider", provider.id, provider.base_url)


# Types that Letta's configurations have no word for; their APIs are like OpenAI's.
_LIKE_OPENAI = (
    "cerebras",
    "fireworks",
    "letta",
    "lettawasm",
    "llama_cpp",
    "lmstudio_openai",
    "sglang",
    *ENGINES,
)


def llm_config(model: ModelInfo, old: LlmConfig | None = None) -> LlmConfig:
    """How to call `model`; an agent that changes models keeps its own temperature and the like."""
    config = old or LlmConfig(model=model.name, context_window=model.context_window)
    return config.model_copy(
        update={
            "model": model.name,
            "handle": model.handle,
            "display_name": model.display_name or model.name,
            "provider_name": model.provider_name,
            "model_endpoint_type": "openai" if model.provider_type in _LIKE_OPENAI else model.provider_type,
            "model_endpoint": model.endpoint,
            "context_window": model.context_window,
        }
    )
