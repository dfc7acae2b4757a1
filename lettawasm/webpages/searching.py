"""Searching the web with one of the services that a person can configure, or by a Worker that does: their dialects,
without I/O.

Brave: https://api-dashboard.search.brave.com/app/documentation · Tavily: https://docs.tavily.com/documentation
Exa: https://docs.exa.ai/reference/search · SearXNG: https://docs.searxng.org/dev/search_api.html
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any, Self
from urllib.parse import urlencode

from ..ports import HttpRequest
from ..schemas.web_access import MOST_HITS, SearchRequest

PATIENCE = 20.0  # seconds
SNIPPET = 1_000  # characters of a result's text

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """`category` and dates are wishes, which not every service heeds."""

    query: str
    count: int = 10
    category: str | None = None
    include_domains: tuple[str, ...] = ()
    exclude_domains: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    country: str | None = None
    wants_text: bool = False

    @classmethod
    def of(cls, wanted: SearchRequest) -> Self:
        return cls(
            wanted.query,
            wanted.num_results,
            wanted.category,
            tuple(wanted.include_domains or ()),
            tuple(wanted.exclude_domains or ()),
            wanted.start_published_date,
            wanted.end_published_date,
            wanted.user_location,
            wanted.include_text,
        )

    @property
    def with_sites(self) -> str:
        """The query with its domains as most engines have them in it."""
        wanted = " OR ".join(f"site:{name}" for name in self.include_domains)
        others = " ".join(f"-site:{name}" for name in self.exclude_domains)
        return " ".join(part for part in (self.query, f"({wanted})" if wanted else "", others) if part)


@dataclass(frozen=True, slots=True)
class Hit:
    title: str
    url: str
    text: str
    published: str | None = None

    def shown(self, wants_text: bool) -> str:
        """As much of the text as is wanted."""
        return self.text[: SNIPPET * (10 if wants_text else 1)]


@dataclass(frozen=True, slots=True)
class Service:
    """`base_url` is where it is asked, empty for one that a person runs; `hits` are found in its answer."""

    base_url: str
    needs_key: bool
    request: Callable[[Question, str, str], HttpRequest]
    hits: Callable[[Answer], Iterator[Hit]]


def _brave(question: Question, base: str, key: str) -> HttpRequest:
    wanted = {
        "q": question.with_sites[:400],
        "count": min(question.count, MOST_HITS),
        "country": question.country,
    }
    if question.start or question.end:
        wanted["freshness"] = (
            f"{(question.start or '1990-01-01')[:10]}to{(question.end or '2099-12-31')[:10]}"
        )
    headers = {"accept": "application/json", "x-subscription-token": key}
    return HttpRequest("GET", f"{base}/res/v1/web/search?{_query(wanted)}", headers, None, PATIENCE)


def _brave_hits(answer: Answer) -> Iterator[Hit]:
    web = answer.get("web")
    for each in _list(web, "results"):
        text = " ".join([_text(each, "description"), *map(str, each.get("extra_snippets") or ())])
        yield Hit(_text(each, "title"), _text(each, "url"), text, _text(each, "page_age") or None)


def _tavily(question: Question, base: str, key: str) -> HttpRequest:
    wanted: dict[str, Any] = {
        "query": question.query[:400],
        "max_results": min(question.count, MOST_HITS),
        "include_domains": list(question.include_domains),
        "exclude_domains": list(question.exclude_domains),
        "topic": "news" if question.category == "news" else "general",
        "start_date": question.start and question.start[:10],
        "end_date": question.end and question.end[:10],
        "include_raw_content": "text" if question.wants_text else None,
    }
    return _post(f"{base}/search", wanted, {"authorization": f"Bearer {key}"})


def _tavily_hits(answer: Answer) -> Iterator[Hit]:
    for each in _list(answer, "results"):
        text = _text(each, "raw_content") or _text(each, "content")
        yield Hit(_text(each, "title"), _text(each, "url"), text, _text(each, "published_date") or None)


def _exa(question: Question, base: str, key: str) -> HttpRequest:
    wanted: dict[str, Any] = {
        "query": question.query,
        "numResults": min(question.count, MOST_HITS),
        "category": question.category,
        "includeDomains": list(question.include_domains) or None,
        "excludeDomains": list(question.exclude_domains) or None,
        "startPublishedDate": question.start,
        "endPublishedDate": question.end,
        "userLocation": question.country,
        "contents": {"text": {"maxCharacters": SNIPPET * 10}}
        if question.wants_text
        else {"highlights": True},
    }
    return _post(f"{base}/search", wanted, {"x-api-key": key})


def _exa_hits(answer: Answer) -> Iterator[Hit]:
    for each in _list(answer, "results"):
        highlights = each.get("highlights")
        text = _text(each, "text") or " … ".join(map(str, highlights if isinstance(highlights, list) else ()))
        yield Hit(_text(each, "title"), _text(each, "url"), text, _text(each, "publishedDate") or None)


def _searxng(question: Question, base: str, key: str) -> HttpRequest:
    wanted = {"q": question.with_sites, "format": "json", "categories": question.category}
    return HttpRequest(
        "GET", f"{base}/search?{_query(wanted)}", {"accept": "application/json"}, None, PATIENCE
    )


def _searxng_hits(answer: Answer) -> Iterator[Hit]:
    for each in _list(answer, "results"):
        yield Hit(
            _text(each, "title"),
            _text(each, "url"),
            _text(each, "content"),
            _text(each, "publishedDate") or None,
        )


SERVICES: Mapping[str, Service] = {
    "brave": Service("https://api.search.brave.com", True, _brave, _brave_hits),
    "tavily": Service("https://api.tavily.com", True, _tavily, _tavily_hits),
    "exa": Service("https://api.exa.ai", True, _exa, _exa_hits),
    "searxng": Service("", False, _searxng, _searxng_hits),
}


def by_worker(wish: Mapping[str, str | None]) -> Service:
    """A Worker, which asks with the `service`, `key` and `url` of the wish, or without them as it is set up."""
    return Service("", True, partial(_worker, wish), _worker_hits)


def _worker(wish: Mapping[str, str | None], question: Question, base: str, token: str) -> HttpRequest:
    wanted: dict[str, Any] = {
        "query": question.query,
        "num_results": min(question.count, MOST_HITS),
        "category": question.category,
        "include_text": question.wants_text,
        "include_domains": list(question.include_domains) or None,
        "exclude_domains": list(question.exclude_domains) or None,
        "start_published_date": question.start,
        "end_published_date": question.end,
        "user_location": question.country,
        **wish,
    }
    request = _post(f"{base}/search", wanted, {"authorization": f"Bearer {token}"})
    return replace(request, timeout=PATIENCE * 2)  # it waits as long as we would


def _worker_hits(answer: Answer) -> Iterator[Hit]:
    for each in _list(answer, "results"):
        yield Hit(
            _text(each, "title"), _text(each, "url"), _text(each, "text"), _text(each, "published") or None
        )


def answered(hits: Iterable[Hit], wants_text: bool) -> Answer:
    """What a Worker answers."""
    return {"results": [asdict(replace(hit, text=hit.shown(wants_text))) for hit in hits]}


def _query(wanted: Mapping[str, Any]) -> str:
    return urlencode({name: value for name, value in wanted.items() if value})


def _post(url: str, wanted: Mapping[str, Any], headers: Mapping[str, str]) -> HttpRequest:
    body = json.dumps({name: value for name, value in wanted.items() if value is not None}).encode()
    told = {"accept": "application/json", "content-type": "application/json", **headers}
    return HttpRequest("POST", url, told, body, PATIENCE)


def _list(said: object, name: str) -> Iterator[Answer]:
    entries = said.get(name) if isinstance(said, Mapping) else None
    for each in entries if isinstance(entries, list) else ():
        if isinstance(each, Mapping) and _text(each, "url"):
            yield each


def _text(said: Answer, name: str) -> str:
    value = said.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""
