"""Pages of other people's sites, each in an origin of its own, with an agent on them."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import FrameLocator, Locator, Page

EVENTS = ["ready", "message", "memory", "approval", "error", "before-send"]

# Keeps what the widgets of a page tell.
LISTEN = f"""globalThis.heard = [];
for (const type of {EVENTS}) document.addEventListener(`letta-${{type}}`, ({{ detail }}) => {{
    heard.push([type, JSON.parse(JSON.stringify(detail, (key, value) => value?.message ?? value))]);
}});"""


class ForeignSite:
    """Serves these texts, by their paths, with these headers. The page's own script is at /page.js."""

    def __init__(self, pages: Mapping[str, str], headers: Mapping[str, str]) -> None:
        self.pages, self.headers = {"page.js": LISTEN, **pages}, dict(headers)
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.split("?")[0].removeprefix("/")
                found = site.pages.get(name or "index.html")
                self.send_response(200 if found is not None else 404)
                self.send_header("Content-Type", MEDIA_TYPES.get(name.split(".")[-1], "text/html"))
                for header, value in site.headers.items():
                    self.send_header(header, value)
                self.end_headers()
                self.wfile.write((found or "").encode())

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://localhost:{self.server.server_address[1]}"


MEDIA_TYPES = {"js": "text/javascript", "css": "text/css", "af": "application/json", "ico": "image/png"}


@contextmanager
def foreign(html: str, headers: Mapping[str, str] | None = None, **pages: str) -> Iterator[ForeignSite]:
    """A site whose front page has this in its body. Files are named with `_` for the dot."""
    named = {name.replace("_", "."): text for name, text in pages.items()}
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Page</title><script src="page.js"></script>'
    site = ForeignSite({"index.html": head + html, "favicon.ico": "", **named}, headers or {})
    threading.Thread(target=site.server.serve_forever, daemon=True).start()
    yield site
    site.server.shutdown()
    site.server.server_close()


class Visitor:
    """A person at a page with a widget. With `frame`, what it shows is in a frame."""

    def __init__(self, page: Page, *, frame: bool = False, nth: int = 0) -> None:
        self.page = page
        self.widget = page.locator("letta-agent").nth(nth)
        self.inside: Locator | FrameLocator = (
            self.widget.locator("iframe").content_frame if frame else self.widget
        )

    @property
    def composer(self) -> Locator:
        return self.inside.locator("letta-chat textarea")

    def open(self) -> None:
        self.widget.locator(".launcher").click()
        self.composer.wait_for()

    def say(self, text: str) -> None:
        self.composer.fill(text)
        self.composer.press("Enter")

    def ask(self, text: str) -> str:
        self.say(text)
        self.inside.locator(".message.user").get_by_text(text, exact=True).last.wait_for()
        self.inside.locator(".log[aria-busy=false]").wait_for(state="attached")
        return self.inside.locator(".message.assistant").last.inner_text()

    def choose(self, name: str) -> None:
        """Something of the menu."""
        self.widget.get_by_role("button", name="Menu").click()
        self.widget.get_by_role("button", name=name).click()

    def heard(self, *types: str) -> list[object]:
        """What the page was told, of these types."""
        heard: list[tuple[str, object]] = self.page.evaluate("heard")
        return [detail for type_, detail in heard if type_ in types]
