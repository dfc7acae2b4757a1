"""Model providers that a person configured. Their keys are not part of what is stored."""

from typing import Annotated, Literal

from pydantic import Field

from ..errors import Unprocessable
from .base import ORGANIZATION_ID, Changes, Shape, Text

ProviderName = Annotated[Text, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]
BaseUrl = Annotated[Text, Field(max_length=2000, pattern=r"^https?://[^\s]+$")]
ApiKey = Annotated[Text, Field(max_length=10_000, pattern=r"^[\x21-\x7e]*$")]


# Of Letta's types, those whose servers are asked with a key alone, or without any.
ProviderType = Literal[
    "openai", "anthropic", "google_ai", "baseten", "cerebras", "deepseek", "fireworks", "groq", "hugging-face",
    "lmstudio_openai", "minimax", "mistral", "moonshot", "moonshot_coding", "ollama", "openrouter", "sglang",
    "together", "vllm", "xai", "zai", "zai_coding",
    "llama_cpp", "letta",  # lettawasm's own
]  # fmt: skip
Api = Literal["chat_completions", "responses"]
_SPEAK_OTHERWISE = ("anthropic", "google_ai", "letta")
_HOMES = ("letta",)
_SELF_HOSTED = ("llama_cpp", "lmstudio_openai", "ollama", "sglang", "vllm")

UNKNOWN_WINDOW = 32_768  # tokens, for a model nobody tells the window of


class ProviderCreate(Shape):
    """Without `base_url` its servers are where those of this type usually are. `api` chooses one of two where an
    OpenAI-compatible server has both; Responses is the one in which OpenAI's own models tell what they thought. One
    that is `numbered` gets the first of name, name-2, name-3 … that nobody has.
    """

    name: ProviderName
    provider_type: ProviderType
    base_url: BaseUrl | None = None
    api: Api | None = None
    api_key: ApiKey | None = None
    numbered: bool = False


class ProviderUpdate(Changes):
    base_url: BaseUrl | None = None
    api: Api | None = None
    api_key: ApiKey | None = None


class Provider(Shape):
    """`has_key` tells whether a key is in memory now; keys themselves are never sent back. The fields that are
    always null are for providers of other kinds.
    """

    id: str
    name: str
    provider_type: str
    provider_category: str = "byok"
    base_url: str
    api: Api | None = None
    has_key: bool = False
    api_key: None = None
    api_key_enc: None = None
    access_key: None = None
    access_key_enc: None = None
    region: None = None
    api_version: None = None
    organization_id: str = ORGANIZATION_ID
    last_synced: None = None
    updated_at: str


def must_have_api(provider_type: str, api: Api | None) -> None:
    """Raise Unprocessable for a choice of APIs where servers have only one."""
    if api and provider_type in _SPEAK_OTHERWISE:
        raise Unprocessable(f"A provider of type '{provider_type}' has an API of its own: leave `api` out")


def speaks_chat_completions(provider: Provider) -> bool:
    return provider.provider_type not in _SPEAK_OTHERWISE and provider.api != "responses"


def is_home(provider_type: str) -> bool:
    """Whether its models are agents that live elsewhere. They remember all that they hear, so they hear what people
    and other agents say to them, and nothing that is said on nobody's wish: no request for a summary, no test.
    """
    return provider_type in _HOMES


def is_self_hosted(provider: Provider) -> bool:
    """Whether a person runs this server, so that its models are rather small than large."""
    return provider.provider_type in _SELF_HOSTED
