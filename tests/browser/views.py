"""Every view of the app, by name: where it is, and what stands in it once it is there."""

from dataclasses import dataclass

from playwright.sync_api import Page


@dataclass(frozen=True)
class View:
    name: str
    address: str  # with {agent} for an agent's id
    shows: str  # a selector


VIEWS = (
    View("chat", "#/chat/{agent}", "letta-chat .message"),
    View("agents", "#/agents", "lw-agents h1"),
    View("new agent", "#/agents/new", "lw-agents h1"),
    View("import", "#/agents/import", "lw-agents h1"),
    View("blocks", "#/memory/{agent}/blocks", "lw-memory [data-label=human]"),
    View("timeline", "#/memory/{agent}/timeline", "lw-memory input[type=range]"),
    View("archive", "#/memory/{agent}/archive", "lw-memory h1"),
    View("context", "#/memory/{agent}/context", "lw-memory h1"),
    View("agent", "#/agents/{agent}", "lw-agents h1"),
    View("tools", "#/tools", "lw-tools h1"),
    View("rules", "#/tools/rules", "lw-tools h1"),
    View("servers", "#/tools/servers", "lw-tools h1"),
    View("models", "#/models", "lw-models h1"),
    View("connections", "#/models/connections", "lw-models h1"),
    View("models here", "#/models/browser", "lw-models h1"),
    View("keys", "#/models/keys", "lw-models h1"),
    View("activity", "#/activity", "lw-activity h1"),
    View("spending", "#/activity/spending", "lw-activity h1"),
    View("copies", "#/copies", "lw-copies h1"),
    View("settings", "#/settings", "lw-settings h1"),
    View("your data", "#/settings/data", "lw-settings h1"),
    View("about", "#/settings/about", "lw-settings h1"),
    View("share", "#/share", "lw-share h1"),
)


def show(page: Page, view: View, agent: str) -> None:
    """Open a view, and wait until nothing in it is on its way any more."""
    page.evaluate("address => { location.hash = address; }", view.address.format(agent=agent))
    page.locator(view.shows).first.wait_for()
    page.wait_for_function("() => !document.querySelector('main .screen > .loading')")
    page.wait_for_load_state("networkidle")
