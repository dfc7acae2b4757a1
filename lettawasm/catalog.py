"""The models that can be chosen now, and the provider behind each."""

import asyncio
from typing import TYPE_CHECKING

from .errors import Invalid, NotFound
from .keys import Keys
from .model import ModelInfo
from .ports import Embedder, Host, Provider
from .providers.openai import OpenAIProvider
from .schemas import providers as schemas
from .schemas.agents import AgentRecord, LlmConfig
from .schemas.model_options import ModelOptions
from .schemas.secrets import Use
from .store import Store
from .store.table import Page

if TYPE_CHECKING:
    from .choosing.outages import Outages


class Catalog:
    def __init__(self, host: Host, store: Store, keys: Keys) -> None:
        self._host, self._store, self._keys = host, store, keys
        self._connected: dict[
            tuple[str, str, str | None], OpenAIProvider
        ] = {}  # they learn what a server refuses
        self._outages: Outages | None = None  # once somebody has a fallback
        keys.on_change(self._forget)

    # Providers that a person configured

    def add(self, new: schemas.ProviderCreate) -> schemas.Provider:
        if new.name in self._host.providers:
            raise Invalid(f"The name '{new.name}' belongs to a provider that is always there; choose another")
        self._host.admit(new.base_url)
        provider = self._store.providers.create(new)
        self._keys.give(_use(provider), new.api_key)
        return self._shown(provider)

    def change(self, provider_id: str, update: schemas.ProviderUpdate) -> schemas.Provider:
        """Move a provider or change its key. A key is bound to its address: it doesn't follow to a new one."""
        provider = self._store.providers.get(provider_id)
        if update.base_url and update.base_url != provider.base_url:
            self._host.admit(update.base_url)
            self._keys.give(_use(provider), None)
            provider = self._store.providers.move(provider_id, update.base_url)
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
        """All models of all providers that answer."""
        configured = self._store.providers.find(Page(limit=1_000, order="asc"))
        providers = [*self._host.providers.values(), *map(self._connect, configured)]
        lists = await asyncio.gather(*(provider.models() for provider in providers))
        return [model for models in lists for model in models]

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
            if info.name == model:
                return info
        if models:
            known = [info.handle for info in models]
            raise NotFound(f"NOT_FOUND: Handle {handle} not found, must be one of {known}")
        return ModelInfo(model, name, "openai", schemas.UNKNOWN_WINDOW)

    def of_agent(self, agent: AgentRecord) -> tuple[Provider, ModelInfo]:
        """An agent's provider, with its fallbacks behind it, and its model, without asking anyone. Raises Invalid when
        the provider is gone.
        """
        config = agent.settings.llm_config
        name = config.provider_name or (config.handle or "").partition("/")[0]
        provider = self._find(name)
        if provider is None:
            raise Invalid(
                f"This agent's model is {config.handle or config.model}, but no provider named '{name}' is"
                " configured. Add it, or choose another model for the agent."
            )
        model = ModelInfo(config.model, name, "openai", config.context_window)
        options = agent.settings.model_options
        return self._backed(provider, model, options) if options else provider, model

    def _backed(self, provider: Provider, model: ModelInfo, options: ModelOptions) -> Provider:
        """The model, and behind it those fallbacks whose provider isn't gone."""
        from .choosing.fallbacks import Candidate, Fallbacks  # few agents have any
        from .choosing.outages import Outages

        self._outages = self._outages or Outages(self._host.clock)
        windows = (
            (handle, options.windows.get(handle, schemas.UNKNOWN_WINDOW)) for handle in options.fallbacks
        )
        others = filter(None, (self.writer(handle, window) for handle, window in windows))
        return Fallbacks([Candidate(*each) for each in ((provider, model), *others)], self._outages)

    def writer(self, handle: str, window: int) -> tuple[Provider, ModelInfo] | None:
        """The model behind a handle, believed to be there, without asking anyone. None when its provider is gone."""
        name, _, model = handle.partition("/")
        provider = self._find(name)
        return (provider, ModelInfo(model, name, "openai", window)) if provider else None

    # Embedders

    async def embedding_models(self) -> list[str]:
        """The handles of what embeds texts, of all servers that answer."""
        configured = self._store.providers.find(Page(limit=1_000, order="asc"))
        servers = [each for each in self._host.providers.values() if isinstance(each, OpenAIProvider)]
        servers += map(self._connect, configured)
        lists = await asyncio.gather(*(server.embedding_models() for server in servers))
        return [
            f"{server.name}/{name}" for server, names in zip(servers, lists, strict=True) for name in names
        ]

    def embedder(self, handle: str, dim: int) -> Embedder:
        """The embedder behind a handle, without asking anyone. Raises Invalid when its provider is gone."""
        from .providers.embeddings import RemoteEmbedder  # few spaces have one

        name, _, model = handle.partition("/")
        server = self._find(name)
        if not model or not isinstance(server, OpenAIProvider):
            raise Invalid(
                f"No provider of embeddings named '{name}' is configured. An embedder is named provider/model-name."
            )
        return RemoteEmbedder(server, model, dim)

    def _find(self, name: str) -> Provider | None:
        if name in self._host.providers:
            return self._host.providers[name]
        configured = self._store.providers.named(name)
        return self._connect(configured) if configured else None

    def _connect(self, provider: schemas.Provider) -> OpenAIProvider:
        use = _use(provider)
        identity = provider.name, provider.base_url, self._keys.get(use)
        if identity not in self._connected:
            transport = self._keys.transport(use, self._host.transport)
            self._connected[identity] = OpenAIProvider(*identity, transport)
        return self._connected[identity]

    def _forget(self) -> None:
        """None may outlive its key, and with another one a provider may be up again."""
        self._connected.clear()
        self._outages = None

    def _shown(self, provider: schemas.Provider) -> schemas.Provider:
        return provider.model_copy(update={"has_key": self._keys.has(_use(provider))})


def _use(provider: schemas.Provider) -> Use:
    return Use.at("provider", provider.id, provider.base_url)


def llm_config(model: ModelInfo, old: LlmConfig | None = None) -> LlmConfig:
    """How to call `model`; an agent that changes models keeps its own temperature and the like."""
    config = old or LlmConfig(model=model.name, context_window=model.context_window)
    return config.model_copy(
        update={
            "model": model.name,
            "handle": model.handle,
            "display_name": model.display_name or model.name,
            "provider_name": model.provider_name,
            "model_endpoint": model.endpoint,
            "context_window": model.context_window,
        }
    )
