"""A tab with the chat page in it, and what a person does there and sees."""

import time
from typing import Any

from playwright.sync_api import BrowserContext, Page

Json = Any

# While it is written, it lies in a file with this ending.
SNAPSHOT_IS_WHOLE = """async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle("lettawasm-runtime").catch(() => null);
    for await (const file of folder?.values() ?? [])
        if (!file.name.endsWith(".crswap") && (await file.getFile()).size > 0) return true;
    return false;
}"""


class Tab:
    def __init__(self, context: BrowserContext, url: str) -> None:
        self.page: Page = context.new_page()
        self.page.goto(url)

    def ready(self) -> "Tab":
        self.page.wait_for_selector("body.ready")
        return self

    def controlled(self) -> "Tab":
        """Wait for the service worker: the site is kept, and plain `fetch` reaches the API."""
        self.ready().page.wait_for_function("() => navigator.serviceWorker.controller")
        return self

    def snapshot_kept(self) -> "Tab":
        """Wait for the snapshot that the next start restores."""
        self.until(SNAPSHOT_IS_WHOLE)
        return self

    def until(self, claim: str) -> None:
        """Wait until it holds. It may be asynchronous: `wait_for_function` takes any promise for a yes."""
        deadline = time.monotonic() + 60
        while not self.page.evaluate(claim):
            assert time.monotonic() < deadline, claim
            self.page.wait_for_timeout(50)

    def say(self, text: str) -> None:
        self.page.fill("letta-chat textarea", text)
        self.page.keyboard.press("Enter")

    def ask(self, text: str) -> str:
        """Say something and wait for the whole answer."""
        self.say(text)
        self.page.locator(".message.user").get_by_text(text, exact=True).last.wait_for()
        self.settle()
        return self.page.locator(".message.assistant").last.inner_text()

    def settle(self) -> None:
        self.page.wait_for_selector(".log[aria-busy=false]", state="attached")

    def see(self, text: str, within: str = ".log") -> None:
        self.page.locator(within, has_text=text).first.wait_for()

    def shown(self) -> list[str]:
        """What stands in the conversation, in order: who, and the first line of what."""
        return self.page.locator(".message").evaluate_all(
            "all => all.map(e => `${e.classList[1]}: ${e.innerText.trim().split('\\n')[0]}`)"
        )

    def shows(self, lines: list[str]) -> None:
        """Wait until just that stands in the conversation."""
        deadline = time.monotonic() + 60
        while (shown := self.shown()) != lines:
            assert time.monotonic() < deadline, shown
            self.page.wait_for_timeout(50)

    def call(self, method: str, path: str, body: Json = None) -> Json:
        """A plain `fetch` by the page, which the service worker answers."""
        return self.page.evaluate(
            """async ([method, path, body]) => {
                const headers = { "content-type": "application/json" };
                const init = body === null ? { method } : { method, headers, body: JSON.stringify(body) };
                return (await fetch(path, init)).json();
            }""",
            [method, path, body],
        )

    def agent_id(self) -> str:
        return str(self.call("GET", "v1/agents/?limit=1")[0]["id"])

    def history(self) -> list[tuple[str, str]]:
        """The stored conversation: what was said by whom."""
        messages = self.call("GET", f"v1/agents/{self.agent_id()}/messages?limit=100")
        spoken = ("user_message", "assistant_message")
        return [
            (m["message_type"].removesuffix("_message"), m["content"])
            for m in messages
            if m["message_type"] in spoken
        ]

    def think_with(self, model_url: str) -> None:
        """Connect the first agent to an OpenAI-compatible server."""
        provider = {"name": "test", "provider_type": "openai", "base_url": model_url, "api_key": "secret"}
        self.call("POST", "v1/providers/", provider)
        self.call("PATCH", f"v1/agents/{self.agent_id()}", {"model": "test/tiny"})

    def status(self) -> Json:
        """The page's own worker: its role, and how it booted."""
        return self.page.evaluate("() => lettawasm.status")
