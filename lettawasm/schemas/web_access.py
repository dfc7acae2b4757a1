"""How a space's agents reach the web: through whom they read pages, and where they search."""

from typing import Literal

from pydantic import Field

from .base import Changes, Shape, Text
from .providers import ApiKey, BaseUrl

SearchService = Literal["brave", "tavily", "exa", "searxng"]


class WebAccess(Shape):
    """A Worker at `worker_url` reads pages for this space; without one this host does. `search_url` is where the
    service is asked, if not at its own address. Secrets are told of, never told.
    """

    worker_url: str | None = None
    has_worker_token: bool = False
    search_service: SearchService | None = None
    search_url: str | None = None
    has_search_key: bool = False


class WebAccessUpdate(Changes):
    worker_url: BaseUrl | None = None
    worker_token: ApiKey | None = None
    search_service: SearchService | None = None
    search_url: BaseUrl | None = None
    search_key: ApiKey | None = None


class ReadRequest(Shape):
    url: Text = Field(min_length=1, max_length=2_000)


class SearchRequest(Shape):
    query: Text = Field(min_length=1, max_length=2_000)
    num_results: int = Field(10, ge=1, le=20)
