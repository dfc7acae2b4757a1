"""What the one who runs a server decides: its providers, their models and prices, and what a day may cost.

It comes as text under four names, of which the last is read by `hosts`:

* LETTAWASM_PROVIDERS  `[{"name": "openai", "base_url": "https://api.openai.com/v1", "key": "OPENAI_API_KEY",
  "models": ["gpt-4o-mini", {"name": "gpt-4o", "context_window": 128000, "input_price": 2.5, "output_price": 10}]}]`.
  `key` is the name of the secret that holds the key; prices are dollars for a million tokens.
* LETTAWASM_CAPS       `{"space": {"requests": 10000, "tokens": 10000000, "dollars": 20}, "token": {...},
  "max_tokens": 4096}`: for one day (UTC), in all and for each access token; null lifts a cap.
* LETTAWASM_AI_MODELS  the models of Workers AI, in the form of `models` above; unset, those of `workers_ai.MODELS`.
* LETTAWASM_SEARCH     `{"service": "brave", "key": "BRAVE_KEY", "price": 0.005}`: where the web is searched:
  brave, tavily, exa or searxng, and the dollars that a search costs; `base_url` for one of your own.
* LETTAWASM_HOSTS      more hosts that may be asked with a person's own key.

Nothing here ever repeats a value in an error: a key may stand where its name belongs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from .. import strict_json
from ..address import Address
from ..errors import Misconfigured
from ..providers import workers_ai
from ..providers.chat_models import known_window
from ..schemas.providers import BaseUrl, ProviderName
from ..schemas.web_access import KnownService
from ..webpages.searching import SERVICES

MOST_TOKENS = 10**15


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=(), defer_build=True)


class ModelSettings(_Frozen):
    """One model that may be used. A price that isn't known is not counted."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    context_window: Annotated[int, Field(ge=1, le=MOST_TOKENS)] | None = None
    input_price: Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)] = 0.0
    output_price: Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)] = 0.0

    @property
    def window(self) -> int:
        return self.context_window or workers_ai.MODELS.get(self.name) or known_window(self.name)


def _as_model(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


Models = Annotated[
    tuple[Annotated[ModelSettings, BeforeValidator(_as_model)], ...], Field(min_length=1, max_length=200)
]


class ProviderSettings(_Frozen):
    name: ProviderName
    base_url: BaseUrl
    key: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    models: Models


Count = Annotated[int, Field(ge=0, le=MOST_TOKENS)] | None


class Caps(_Frozen):
    """What may be used in one day; None is no cap."""

    requests: Count = None
    tokens: Count = None
    dollars: Annotated[float, Field(ge=0, le=1_000_000_000, allow_inf_nan=False)] | None = None


class DayCaps(_Frozen):
    """`max_tokens` is the longest reply that the relay asks for."""

    space: Caps = Caps(requests=10_000, tokens=10_000_000)
    token: Caps = Caps(requests=2_000, tokens=2_000_000)
    max_tokens: Annotated[int, Field(ge=1, le=10_000_000)] = 4_096


class SearchSettings(_Frozen):
    """`own_url` is where the service is, if not at its own address."""

    service: KnownService
    own_url: Annotated[BaseUrl | None, Field(alias="base_url")] = None
    key: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    price: Annotated[float, Field(ge=0, le=1_000, allow_inf_nan=False)] = 0.0

    @property
    def base_url(self) -> str:
        return self.own_url or SERVICES[self.service].base_url


@dataclass(frozen=True, slots=True)
class Settings:
    """`keys` holds the key of each provider that has one, by the provider's name."""

    providers: tuple[ProviderSettings, ...]
    ai_models: tuple[ModelSettings, ...]
    caps: DayCaps
    hosts: str
    keys: Mapping[str, str] = field(repr=False)
    search: SearchSettings | None = None
    search_key: str = field(default="", repr=False)


def read(env: Mapping[str, str]) -> Settings:
    """Raises Misconfigured with a sentence that names the place."""
    providers = _parsed(env, "LETTAWASM_PROVIDERS", tuple[ProviderSettings, ...]) or ()
    _check_providers(providers)
    search = _parsed(env, "LETTAWASM_SEARCH", SearchSettings)
    _check_search(search)
    return Settings(
        providers=providers,
        ai_models=_parsed(env, "LETTAWASM_AI_MODELS", Models) or _DEFAULT_AI_MODELS,
        caps=_parsed(env, "LETTAWASM_CAPS", DayCaps) or DayCaps(),
        hosts=env.get("LETTAWASM_HOSTS") or "",
        keys={
            provider.name: _key(env, f"LETTAWASM_PROVIDERS[{number}]", provider.key)
            for number, provider in enumerate(providers)
            if provider.key
        },
        search=search,
        search_key=_key(env, "LETTAWASM_SEARCH", search.key) if search and search.key else "",
    )


_DEFAULT_AI_MODELS = tuple(ModelSettings.model_construct(name=name) for name in workers_ai.MODELS)


def _parsed(env: Mapping[str, str], variable: str, form: Any) -> Any:
    """The value of a variable that is JSON; None where it isn't set."""
    text = env.get(variable) or ""
    if not text.strip():
        return None
    try:
        return TypeAdapter(form).validate_python(strict_json.loads(text))
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = variable + "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in problem["loc"])
        raise Misconfigured(f"{place} is not right: {problem['msg']}") from None
    except ValueError:
        raise Misconfigured(f"{variable} is not JSON") from None


def _check_providers(providers: tuple[ProviderSettings, ...]) -> None:
    seen: set[str] = {"lettawasm", workers_ai.NAME}
    for number, provider in enumerate(providers):
        place = f"LETTAWASM_PROVIDERS[{number}]"
        if provider.name in seen:
            raise Misconfigured(f"{place}.name is taken: each provider needs a name of its own")
        if Address.of(provider.base_url) is None:
            raise Misconfigured(f"{place}.base_url is no plain address like https://api.example.com/v1")
        seen.add(provider.name)


def _check_search(search: SearchSettings | None) -> None:
    if search is None:
        return
    if Address.of(search.base_url) is None:
        raise Misconfigured("LETTAWASM_SEARCH.base_url is no plain address like https://search.example.com")
    if SERVICES[search.service].needs_key and not search.key:
        raise Misconfigured("LETTAWASM_SEARCH.key has to name the secret that holds the service's key")


def _key(env: Mapping[str, str], place: str, name: str) -> str:
    key = (env.get(name) or "").strip()
    if not key:
        raise Misconfigured(f"{place}.key names no secret of this server")
    if not (key.isascii() and key.isprintable()):
        raise Misconfigured(f"The secret that {place}.key names holds no usable key")
    return key
