"""The page as an app: what it tells the system of itself, what it is opened with, and what other apps share with it."""

import json
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Browser, Site
from tests.browser.tab import Tab

# What an app's share sheet does: it sends a form to the address in the manifest, and shows what is answered.
SHARE = """([address, words, files]) => {
    const form = document.body.appendChild(document.createElement("form"));
    Object.assign(form, { action: address, method: "POST", enctype: "multipart/form-data" });
    const field = (name, fields) =>
        form.appendChild(Object.assign(document.createElement("input"), { name, ...fields }));
    for (const [name, value] of Object.entries(words)) field(name, { value });
    const given = new DataTransfer();
    for (const [name, type, text] of files) given.items.add(new File([text], name, { type }));
    field("files", { type: "file", multiple: true }).files = given.files;
    form.submit();
}"""
LAUNCH = """(() => {
    const value = { setConsumer(take) { globalThis.launch = take; } };
    Object.defineProperty(globalThis, "launchQueue", { value });
})()"""
WATCH = """(() => {
    globalThis.violations = [];
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile, sample }) =>
        violations.push([violatedDirective, blockedURI, sourceFile, sample].join(" ")));
})()"""
SINKS = {
    "HTML as text": "document.body.innerHTML = '<b>bold</b>'",
    "a frame's text": "document.createElement('iframe').srcdoc = '<b>bold</b>'",
    "a worker elsewhere": "new Worker('blob:' + location.origin + '/x')",
    "a policy of one's own": "trustedTypes.createPolicy('mine', { createHTML: (text) => text })",
    "the site's policy again": "trustedTypes.createPolicy('lettawasm', { createHTML: (text) => text })",
}
SCREENS = (
    "chat agents agents/new agents/import memory memory/{}/timeline memory/{}/archive memory/{}/context"
    " tools models activity copies settings share"
).split()
OFFER = """() => {
    const event = new Event("beforeinstallprompt", { cancelable: true });
    event.prompt = async () => { globalThis.asked = true; return { outcome: "accepted" }; };
    globalThis.wasKept = !dispatchEvent(event);
}"""
AGENT_FILE = json.dumps({"agents": [], "groups": [], "blocks": [], "files": [], "sources": [], "tools": []})


@pytest.fixture(scope="module")
def tab(
    lasting: Callable[..., Browser], site_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Tab]:
    site = Site(tmp_path_factory.mktemp("pwa") / "site")
    context = lasting().start()
    for script in (LAUNCH, WATCH):
        context.add_init_script(script)
    yield Tab(context, site.url).controlled()
    site.go_away()


@contextmanager
def shared(tab: Tab, *files: tuple[str, str, str], **words: str) -> Iterator[Page]:
    """The page that opens when another app has shared something."""
    page = tab.page.context.new_page()
    address = tab.page.url.split("#")[0] + "share"
    with page.expect_navigation(url="**/#/share"):
        page.evaluate(SHARE, [address, words, [list(file) for file in files]])
    yield page
    page.close()


def test_the_manifest_says_all_that_a_system_asks_and_what_it_names_is_there(site: Site) -> None:
    manifest = json.loads((site.folder / "manifest.webmanifest").read_text())
    purposes = {(icon.get("purpose", "any"), icon["sizes"]) for icon in manifest["icons"]}
    assert purposes >= {
        ("any", "192x192"),
        ("any", "512x512"),
        ("maskable", "512x512"),
        ("monochrome", "any"),
    }
    for picture in manifest["icons"] + manifest.get("screenshots", []):
        data = (site.folder / picture["src"]).read_bytes()
        if picture["type"] == "image/png":
            assert "x".join(map(str, struct.unpack(">II", data[16:24]))) == picture["sizes"]
    assert {"id", "name", "start_url", "scope", "display", "share_target", "file_handlers"} <= set(manifest)


def test_chromium_finds_nothing_to_complain_of_in_the_manifest(tab: Tab) -> None:
    session = tab.page.context.new_cdp_session(tab.page)
    found = session.send("Page.getAppManifest")
    assert (found["errors"], found["url"].rpartition("/")[2]) == ([], "manifest.webmanifest")
    assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []


def test_what_is_shared_is_remembered_once_a_person_says_so(tab: Tab) -> None:
    note = ("note.md", "text/markdown", "The harbour freezes in January.")
    passages = f"v1/agents/{tab.agent_id()}/archival-memory"
    with shared(tab, note, title="Tides", text="High water at noon", url="https://tides.example/") as page:
        text = page.get_by_label("What should last")
        text.wait_for()
        page.get_by_text("note.md").wait_for()
        kept = text.input_value()
        assert kept == "Tides\n\nHigh water at noon\n\nhttps://tides.example/"
        assert tab.call("GET", passages) == []
        page.get_by_role("button", name="Remember", exact=True).click()
        page.get_by_text("will remember that").wait_for()
        told = [(p["text"], p["tags"]) for p in tab.call("GET", passages)]
        assert told == [(kept, ["shared"]), (note[2], ["shared"])]
        page.evaluate("() => { location.hash = '#/share'; }")
        page.get_by_text("it lands here").wait_for()  # and is not offered twice


def test_what_is_shared_begins_a_message_where_that_is_wanted(tab: Tab) -> None:
    with shared(tab, text="Look at this") as page:
        page.get_by_role("button", name="Write a message with it").click()
        written = page.locator("letta-chat textarea")
        expect(written).to_have_value("Look at this")
        written.fill("")


def test_an_agent_that_is_shared_or_opened_is_looked_at_first(tab: Tab) -> None:
    with shared(tab, ("friend.af", "application/json", AGENT_FILE)) as page:
        page.wait_for_function("() => location.hash === '#/agents/import'")
    opened = "(text) => launch({ files: [{ getFile: async () => new File([text], 'other.af') }] })"
    tab.page.evaluate(opened, AGENT_FILE)
    tab.page.wait_for_function("() => location.hash === '#/agents/import'")
    shortcut = tab.page.url.split("#")[0] + "#/memory"
    tab.page.evaluate("(targetURL) => launch({ files: [], targetURL })", shortcut)
    tab.page.wait_for_function("() => location.hash === '#/memory'")


def test_the_page_offers_to_become_an_app_once_somebody_has_come_to_talk(tab: Tab) -> None:
    tab.page.evaluate("() => { location.hash = '#/chat'; }")
    tab.page.evaluate(OFFER)
    assert tab.page.evaluate("wasKept") is True
    offer = tab.page.get_by_role("button", name="Install", exact=True)
    for words in ("One", "Two"):
        tab.ask(words)
    assert offer.count() == 0
    tab.ask("Three")
    offer.click()
    tab.page.wait_for_function("() => globalThis.asked")
    tab.page.evaluate(OFFER)
    for words in ("Four", "Five", "Six"):
        tab.ask(words)
    assert offer.count() == 0  # once is enough
    tab.page.evaluate("() => { location.hash = '#/settings/about'; }")
    offer.click()  # here it always is, as long as the browser would
    offer.wait_for(state="detached")


def test_the_page_writes_no_html_as_text_and_violates_its_own_policy_nowhere(tab: Tab) -> None:
    agent = tab.agent_id()
    for screen in SCREENS:
        tab.page.evaluate("(hash) => { location.hash = hash; }", f"#/{screen.format(agent)}")
        name = screen.split("/")[0]
        shown = "letta-chat" if name == "chat" else f"lw-{name}"
        tab.page.locator(f"{shown}:visible").first.wait_for()
    tab.page.evaluate("() => { location.hash = '#/chat'; }")
    tab.ask("My name is **Ada**.")
    assert tab.page.evaluate("violations") == []
    for name, sink in SINKS.items():
        refused = tab.page.evaluate(f"() => {{ try {{ {sink}; }} catch ({{ name }}) {{ return name; }} }}")
        assert refused == "TypeError", name
