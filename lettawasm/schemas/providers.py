"""Model providers that a person configured. Their keys are not part of what is stored."""

from typing import Annotated, Literal

from pydantic import Field

from .base import ORGANIZATION_ID, Changes, Shape, Text

ProviderName = Annotated[Text, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]
BaseUrl = Annotated[Text, Field(max_length=2000, pattern=r"^https?://[^\s]+$")]
ApiKey = Annotated[Text, Field(max_length=10_000, pattern=r"^[\x21-\x7e]*$")]


UNKNOWN_WINDOW = 32_768  # tokens, for a model nobody tells the window of


class ProviderCreate(Shape):
    name: ProviderName
    provider_type: Literal["openai"]
    base_url: BaseUrl = "https://api.openai.com/v1"
    api_key: ApiKey | None = None


class ProviderUpdate(Changes):
    base_url: BaseUrl | None = None
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
