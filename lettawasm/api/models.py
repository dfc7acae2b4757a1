"""Models that can be chosen, and the providers a person configured."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ..catalog import ENGINES, llm_config
from ..model import ModelInfo
from ..schemas.embeddings import EmbeddingConfig
from ..schemas.providers import ProviderCreate, ProviderUpdate
from .request import body, page, path_id, query_list, reply, runtime

# SDKs have a closed list of providers.
_KNOWN_AS = {**dict.fromkeys(("lettawasm", *ENGINES), "letta"), "llama_cpp": "openai"}


async def list_(request: Request) -> Response:
    models = [_wire(model) for model in await runtime(request).catalog.models()]
    for key in ("provider_name", "provider_type", "provider_category"):
        if wanted := query_list(request, key):
            models = [model for model in models if model[key] in wanted]
    return reply(models)


async def embeddings(request: Request) -> Response:
    """What can make the vectors of a space."""
    handles = await runtime(request).embeddings.handles()
    return reply([_embedder(handle, dim) for handle, dim in handles.items()])


def _embedder(handle: str, dim: int) -> dict[str, Any]:
    """Letta's EmbeddingModel. What is not in use tells no `dim`."""
    provider, _, name = handle.partition("/")
    return {
        **EmbeddingConfig(embedding_model=name, embedding_dim=dim, handle=handle).model_dump(mode="json"),
        "name": name,
        "display_name": name,
        "provider_name": provider,
        "provider_type": _KNOWN_AS.get(provider, "openai"),
        "model_type": "embedding",
    }


def _wire(model: ModelInfo) -> dict[str, Any]:
    """Letta's Model: what an agent's configuration would be, and what the model is called."""
    return {
        **llm_config(model).model_dump(mode="json"),
        "name": model.name,
        "provider_type": _KNOWN_AS.get(model.provider_type, model.provider_type),
        "model_type": "llm",
        "max_context_window": model.context_window,
    }


async def providers(request: Request) -> Response:
    return reply(runtime(request).catalog.configured(page(request)))


async def add_provider(request: Request) -> Response:
    return reply(runtime(request).catalog.add(await body(request, ProviderCreate)))


async def provider(request: Request) -> Response:
    return reply(runtime(request).catalog.one(path_id(request, "provider_id", "provider")))


async def change_provider(request: Request) -> Response:
    provider_id = path_id(request, "provider_id", "provider")
    return reply(runtime(request).catalog.change(provider_id, await body(request, ProviderUpdate)))


async def remove_provider(request: Request) -> Response:
    runtime(request).catalog.remove(path_id(request, "provider_id", "provider"))
    return reply(None)
