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
    from ..webpages.fetching import Reader
    from ..webpages.page import Page
    from ..webpages.searching import Hit, Question, Service

TOOLS = ("fetch_webpage", "web_search")
_NAME = "web_access"
_READER, _SEARCH = "worker", "search"  # whose secrets they are
_NO_SEARCH = (
    "No search service is set up here. A person can choose one under Tools, for web access: Brave, Tavily, Exa, or"
    " a SearXNG of their own."
)


class WebAccess:
    def __init__(self, host: Host, store: Store, keys: Keys) -> None:
        self._host, self._store, self._keys = host, store, keys

    def settings(self) -> "Settings":
        from ..schemas.web_access import WebAccess as Settings

        known = Settings.model_validate(self._store.settings.get(_NAME))
        has_token = bool(known.worker_url and self._keys.has(_use(_READER, known.worker_url)))
        service = self._service(known)
        has_key = bool(service and self._keys.has(_use(_SEARCH, service[1])))
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
        if "search_key" in secrets and (service := self._service(known)):
            self._keys.give(_use(_SEARCH, service[1]), secrets["search_key"])
        return self.settings()

    async def read(self, url: str) -> "Page":
        """A page of the public web. Raises LettaError, saying why it can't be had."""
        return await self._reader().fetch(url)

    async def search(self, question: "Question") -> "list[Hit]":
        """What the search service finds. Raises LettaError, saying why it can't be asked."""
        from ..webpages.fetching import ask

        found = self._service(self.settings())
        if found is None:
            raise Misconfigured(_NO_SEARCH)
        service, base = found
        key = self._keys.get(_use(_SEARCH, base))
        transport = self._keys.transport(_use(_SEARCH, base), self._host.transport)
        if service.needs_key and not key and transport is self._host.transport:
            raise Misconfigured(
                f"The search service at {base} needs a key, and there is none. Give it under Tools."
            )
        answer = await ask(transport, service.request(question, base, key or ""))
        return list(service.hits(answer))[: question.count]

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

    def _service(self, settings: "Settings") -> "tuple[Service, str] | None":
        """The service that was chosen, and where it is asked."""
        from ..webpages.searching import SERVICES

        if settings.search_service is None:
            return None
        service = SERVICES[settings.search_service]
        base = (settings.search_url or service.base_url).rstrip("/")
        return (service, base) if base else None


def _use(name: str, url: str) -> Use:
    return Use.at("tool", _NAME, url, name)
