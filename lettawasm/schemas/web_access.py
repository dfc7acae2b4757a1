"""How a space's agents reach the web: through whom they read pages, and where they search."""

from typing import Literal

from pydantic import Field

from .base import Changes, Shape, Text
from .providers import ApiKey, BaseUrl

KnownService = Literal["brave", "tavily", "exa", "searxng"]
SearchService = KnownService | Literal["worker"]
Category = Literal["news", "research paper", "company", "pdf", "github", "personal site", "financial report"]
MOST_HITS = 20


class WebAccess(Shape):
    """A Worker at `worker_url` reads pages for this space; without one this host does. `search_url` is where the
    service is asked, if not at its own address, and `search_by_worker` lets the Worker ask it; the service `worker`
    is the one that the Worker itself has, or this server. Secrets are told of, never told.
    """

    worker_url: str | None = None
    has_worker_token: bool = False
    search_service: SearchService | None = None
    search_url: str | None = None
    search_by_worker: bool = False
    has_search_key: bool = False

    @property
    def asks_worker(self) -> bool:
        return self.search_by_worker and self.worker_url is not None


class WebAccessUpdate(Changes):
    worker_url: BaseUrl | None = None
    worker_token: ApiKey | None = None
    search_service: SearchService | None = None
    search_url: BaseUrl | None = None
    search_by_worker: bool = False
    search_key: ApiKey | None = None


class ReadRequest(Shape):
    url: Text = Field(min_length=1, max_length=2_000)


class SearchRequest(Shape):
    """What Letta's tool `web_search` can be asked for."""

    query: Text = Field(min_length=1, max_length=2_000)
    num_results: int = Field(10, ge=1, le=MOST_HITS)
    category: Category | None = None
    include_text: bool = False
    include_domains: list[Text] | None = Field(None, max_length=100)
    exclude_domains: list[Text] | None = Field(None, max_length=100)
    start_published_date: Text | None = Field(None, max_length=100)
    end_published_date: Text | None = Field(None, max_length=100)
    user_location: Text | None = Field(None, max_length=100)


class RelayedSearch(SearchRequest):
    """One for a space elsewhere: with the service that this server has, or with the `service` that is named, the
    `key` for it, and the `url` of one that is not at its own address.
    """

    service: KnownService | None = None
    url: BaseUrl | None = None
    key: ApiKey | None = None
