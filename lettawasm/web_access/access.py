"""The settings of the way to the web, and what goes along it."""

from typing import TYPE_CHECKING, Any

from ..errors import Misconfigured
from ..keys import Keys
from ..ports import Host
from ..schemas.secrets import Use
from ..schemas.tools import Tool
from ..store import Store
from ..tools.context import ToolContext
from ..tools.execution import Outcome, attempt

if TYPE_CHECKING:
    from ..schemas.web_access import WebAccess as Settings
    from ..schemas.web_access import WebAccessUpdate
    from ..webpages.asking import Searcher
    from ..webpages.fetching import Reader
    from ..webpages.page import Page
    from ..webpages.searching import Hit, Question, Service

TOOLS = ("fetch_webpage", "web_search")
_NAME = "web_access"
_READER, _SEARCH = "worker", "search"  # whose secrets they are
_NO_SEARCH = (
    "No search service is set up here. A person can choose one under Tools, for web access: Brave, Tavily, Exa,"
    " a SearXNG of their own, or the one of their Worker."
)
_NO_WORKER = "No Worker is set up here that could search. A person can name one under Tools, for web access."


class WebAccess:
    def __init__(self, host: Host, store: Store, keys: Keys) -> None:
        self._host, self._store, self._keys = host, store, keys

    def settings(self) -> "Settings":
        from ..schemas.web_access import WebAccess as Settings

        known = Settings.model_validate(self._store.settings.get(_NAME))
        has_token = bool(known.worker_url and self._keys.has(_use(_READER, known.worker_url)))
        found = self._service(known)
        has_key = bool(found and self._keys.has(_search_use(known, found[1])))
        return known.model_copy(update={"has_worker_token": has_token, "has_search_key": has_key})

    def change(self, update: "WebAccessUpdate") -> "Settings":
        """Secrets are bound to where they go: they don't follow to another address. Raises Invalid for one where this
        host sends nothing.
        """
        fields = update.changes()
        secrets = {name: fields.pop(name) for name in ("worker_token", "search_key") if name in fields}
        for name in ("worker_url", "search_url"):
            if fields.get(name):
                self._host.admit(fields[name])
        settings = self._store.settings
        self._store.driver.transact(lambda: settings.put(_NAME, {**settings.get(_NAME), **fields}))
        known = self.settings()
        if "worker_token" in secrets and known.worker_url:
            self._keys.give(_use(_READER, known.worker_url), secrets["worker_token"])
        if "search_key" in secrets and (found := self._service(known)):
            self._keys.give(_search_use(known, found[1]), secrets["search_key"])
        return self.settings()

    async def read(self, url: str) -> "Page":
        """A page of the public web. Raises LettaError, saying why it can't be had."""
        return await self._reader().fetch(url)

    async def search(self, question: "Question") -> "list[Hit]":
        """What the search service finds. Raises LettaError, saying why it can't be asked."""
        return await self._searcher(self.settings()).search(question)

    async def call(self, tool: Tool, arguments: dict[str, Any], context: ToolContext) -> Outcome:
        """Answer a call of one of the tools."""
        from . import answering

        return await attempt(getattr(answering, tool.name), self, arguments)

    def _reader(self) -> "Reader":
        from ..webpages.fetching import CLOSED, Direct, ThroughWorker

        if url := self.settings().worker_url:
            use = _use(_READER, url)
            return ThroughWorker(self._keys.transport(use, self._host.transport), url, self._keys.get(use))
        public = self._host.public
        return Direct(public, "") if public else Direct(self._host.transport, CLOSED)

    def _searcher(self, known: "Settings") -> "Searcher":
        """Whom to ask. Raises Misconfigured."""
        from ..webpages.asking import CLOSED, Searcher

        if known.search_service == "worker":
            return self._through_worker(known, {}) if known.worker_url else self._own()
        found = self._service(known)
        if found is None:
            raise Misconfigured(_NO_SEARCH)
        service, base = found
        use = _search_use(known, base)
        key = self._keys.get(use) or ""
        if service.needs_key and not key and not self._keys.is_locked(use):
            raise Misconfigured(
                f"The search service at {base} needs a key, and there is none. Give it under Tools."
            )
        if known.asks_worker:
            wish = {"service": known.search_service, "key": key or None, "url": known.search_url}
            return self._through_worker(known, wish, use)
        host = self._host
        nearest = host.transport if known.search_url else host.public or host.transport
        hint = "" if host.public else CLOSED
        return Searcher(self._keys.transport(use, nearest), service, base, key, hint)

    def _through_worker(self, known: "Settings", wish: dict[str, str | None], *uses: Use) -> "Searcher":
        """A Worker, asked with its token and what else is locked up."""
        from ..webpages.asking import Searcher
        from ..webpages.fetching import STRANGE
        from ..webpages.searching import by_worker

        url, transport = known.worker_url or "", self._host.transport
        token = _use(_READER, url)
        for use in (token, *uses):
            transport = self._keys.transport(use, transport)
        return Searcher(transport, by_worker(wish), url, self._keys.get(token) or "", STRANGE)

    def _own(self) -> "Searcher":
        from ..webpages.asking import Searcher
        from ..webpages.searching import SERVICES

        if (place := self._host.search) is None:
            raise Misconfigured(_NO_WORKER)
        return Searcher(place.transport, SERVICES[place.service], place.base_url, place.key)

    def _service(self, settings: "Settings") -> "tuple[Service, str] | None":
        """The service that was chosen, and where it is asked. None for the Worker's, which needs no key of ours."""
        from ..webpages.searching import SERVICES

        if settings.search_service in (None, "worker"):
            return None
        service = SERVICES[settings.search_service]
        base = (settings.search_url or service.base_url).rstrip("/")
        return (service, base) if base else None


def _search_use(known: "Settings", base: str) -> Use:
    """Of the key for what is asked at `base`. One that goes to a Worker is for that alone, and for one service."""
    if known.asks_worker and known.worker_url:
        return _use(f"{_SEARCH} {base}", known.worker_url)
    return _use(_SEARCH, base)


def _use(name: str, url: str) -> Use:
    return Use.at("tool", _NAME, url, name)
