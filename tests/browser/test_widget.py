"""Agents on other people's pages: what visitors see and do there, and what the pages can and can't."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

import build
from tests.browser.conftest import Browser
from tests.browser.foreign import Visitor, foreign
from tests.model_server import ModelServer, Say
from tests.sdk.hosts import cpython

GUIDE = (build.WEB / "site" / "demos" / "docs.af").read_text()

# What a page of a strict policy must allow, as the README says: ORIGIN is where the widget comes from.
ALLOWED = (
    "default-src 'none'; script-src 'self' ORIGIN 'wasm-unsafe-eval'; worker-src blob: ORIGIN; "
    "connect-src 'self' ORIGIN; require-trusted-types-for 'script'; trusted-types lit-html lettawasm"
)


# Of a page that no other can look into, and that takes nothing which doesn't agree to be there.
ISOLATED = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}


@pytest.fixture(scope="module")
def context(lasting: Callable[..., Browser]) -> BrowserContext:
    return lasting().start(viewport={"width": 1200, "height": 800})


@pytest.fixture(scope="module")
def widget(site_url: str) -> str:
    return f'<script type="module" src="{site_url}widget.js"></script>'


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    yield page
    page.close()


def test_a_visitor_talks_with_an_agent_whose_memory_is_theirs(
    context: BrowserContext, page: Page, widget: str, site_url: str
) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url.removeprefix(site_url)))
    with foreign(f'{widget}<letta-agent src="guide.af"></letta-agent>', guide_af=GUIDE) as host:
        page.goto(host.url)
        visitor = Visitor(page)
        expect(visitor.widget.get_by_role("button", name="Talk with Assistant")).to_be_visible()
        assert [url for url in fetched if url.startswith(("runtime/", "lib/", "chat/"))] == []
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        visitor.composer.wait_for()
        expect(visitor.composer).to_be_focused()
        assert "Ann" in visitor.ask("My name is Ann.")
        expect(visitor.widget.get_by_role("heading", name="Guide")).to_be_visible()
        told = visitor.heard("before-send", "ready", "message")
        assert [sorted(detail) for detail in told if isinstance(detail, dict)] == [
            ["pictures", "text"],
            ["agentId", "home"],
            ["id", "role", "text"],
            ["id", "role", "text"],
        ]
        visitor.choose("What it remembers")
        expect(visitor.widget.locator("[data-label=human] .value")).to_have_text("Name: Ann")
        visitor.widget.get_by_role("button", name="Back").click()
        expect(visitor.composer).to_be_focused()
        page.keyboard.press("Escape")
        expect(visitor.widget.locator(".launcher")).to_be_focused()
        file = page.evaluate(
            "document.querySelector('letta-agent').exportAgent().then((file) => file.text())"
        )
        assert "Ann" in str([block["value"] for block in json.loads(file)["blocks"]])
        another = context.new_page()
        another.goto(host.url)
        Visitor(another).open()
        assert "Ann" in Visitor(another).ask("What is my name?")
        another.close()
        visitor.open()
        visitor.choose("Delete everything")
        visitor.widget.get_by_role("button", name="Delete everything", exact=True).click()
        visitor.widget.get_by_role("button", name="Begin anew").click()
        assert "Ann" not in visitor.ask("What is my name?")
        assert visitor.heard("memory")[-1] == {"kind": "edited"} or {"kind": "deleted"} in visitor.heard(
            "memory"
        )


def test_an_unfriendly_page_changes_nothing(page: Page, widget: str, site_url: str) -> None:
    hostile = """<style>
        * { all: unset !important; z-index: 0 !important; font-size: 3px !important; direction: rtl !important }
        letta-agent { display: none !important; opacity: 0 !important; visibility: hidden !important }
        html { font-size: 4px } head { display: none !important }
        body { transform: scale(0.2) !important; filter: blur(9px) !important; pointer-events: none !important }
        div { position: fixed !important; inset: 0 !important; z-index: 2147483647 !important }
    </style><div></div>"""
    headers = {
        "Content-Security-Policy": ALLOWED.replace("ORIGIN", site_url.rstrip("/"))
        + "; style-src 'unsafe-inline'",
        **ISOLATED,
    }
    two = '<letta-agent label="Ida"></letta-agent><letta-agent label="Bo" position="start"></letta-agent>'
    with foreign(hostile + widget + two, headers) as host:
        page.goto(host.url)
        ida, bo = Visitor(page), Visitor(page, nth=1)
        ida.open()
        assert "Ann" in ida.ask("My name is Ann.")
        size = ida.composer.evaluate(
            "(area) => Number.parseFloat(getComputedStyle(area).fontSize) * area.currentCSSZoom"
        )
        assert size >= 14
        bo.open()
        assert "Ann" not in bo.ask("What is my name?")
        page.evaluate(
            "ida = document.querySelector('letta-agent'); ida.remove(); setTimeout(() => document.body.append(ida))"
        )
        again = Visitor(page, nth=1)
        again.widget.locator(".launcher").wait_for()
        expect(again.widget.locator(".message.user")).to_have_text("My name is Ann.")
        assert page.evaluate("crossOriginIsolated") is True


def reaching_out(guide: str) -> str:
    """The same agent, with a tool that reads the web."""
    file = json.loads(guide)
    more = {"id": "tool-9", "name": "fetch_webpage", "tool_type": "letta_builtin", "tags": ["letta_builtin"]}
    file["tools"].append({**file["tools"][0], **more})
    file["agents"][0]["tool_ids"].append("tool-9")
    return json.dumps(file)


CART = """
globalThis.cart = [];
document.querySelector("letta-agent").tools = { add_to_cart: {
    description: "Put a tea into the cart.",
    parameters: { properties: { tea: { type: "string" } }, required: ["tea"] },
    run: ({ tea }) => `${cart.push(tea)} in the cart`,
} };
document.querySelector("letta-agent").provider = { name: "shop", provider_type: "openai", base_url: "MODEL" };
"""


@pytest.mark.parametrize("home", ["here", "frame"])
def test_what_the_agent_does_in_the_page_needs_a_word(page: Page, widget: str, home: str) -> None:
    asked = f'src="guide.af" home="{home}" model="shop/tiny" placeholder="Ask about tea" lang="de"'
    element = f"<letta-agent {asked}></letta-agent>"
    script = '<script type="module" src="cart.js"></script>'
    with (
        ModelServer() as model,
        foreign(
            widget + element + script,
            ISOLATED,
            cart_js=CART.replace("MODEL", model.url),
            guide_af=reaching_out(GUIDE),
        ) as host,
    ):
        page.goto(host.url)
        shopper = Visitor(page, frame=home == "frame")
        shopper.open()
        expect(shopper.composer).to_have_attribute("placeholder", "Ask about tea")
        if home == "frame":  # whose model reads what is said, so the person is asked
            shopper.inside.get_by_role("button", name="Erlauben", exact=True).click()
            expect(shopper.inside.get_by_text("Es ist kein Sprachmodell verbunden")).to_have_count(0)
        model.script(Say(calls=[("add_to_cart", {"tea": "Assam"})]), Say("It is in your cart."))
        shopper.say("One Assam, please.")
        allow = shopper.inside.get_by_role("button", name="Erlauben", exact=True)
        allow.wait_for()
        assert page.evaluate("cart") == []
        allow.click()
        shopper.inside.get_by_text("It is in your cart.", exact=True).wait_for()
        page.wait_for_function("heard.filter(([type]) => type === 'message').length === 2")
        assert page.evaluate("cart") == ["Assam"]
        known = {tool["function"]["name"] for tool in model.requests[-1].json["tools"]}
        assert {"add_to_cart", "memory_replace"} < known
        assert ("fetch_webpage" in known) == (home == "here")
        [call] = shopper.heard("approval")
        assert isinstance(call, dict) and call["tool"] == "add_to_cart"
        said = [detail.get("text") for detail in shopper.heard("message") if isinstance(detail, dict)]
        assert said == (["One Assam, please.", "It is in your cart."] if home == "here" else [None, None])
        if home == "frame":
            the_page_may_only_suggest(page, shopper)


def the_page_may_only_suggest(page: Page, shopper: Visitor) -> None:
    """Whatever it asks of the frame, the person does it, or doesn't."""
    page.evaluate("document.querySelector('letta-agent').send('Tell me what you know of me.')")
    expect(shopper.inside.get_by_text("Tell me what you know of me.")).to_be_visible()
    shopper.inside.get_by_role("button", name="Nicht jetzt").click()
    assert page.evaluate("document.querySelector('letta-agent').exportAgent()") is None
    expect(shopper.inside.get_by_role("button", name="Kopie speichern")).to_be_visible()
    page.evaluate("document.querySelector('letta-agent').deleteEverything()")
    shopper.inside.get_by_role("button", name="Behalten").click()
    expect(shopper.inside.locator(".message.user")).to_have_text("One Assam, please.")
    shopper.composer.press("Escape")
    expect(shopper.widget.locator(".launcher")).to_be_focused()


def test_a_frame_gives_nothing_to_a_page_that_is_not_the_one_it_was_made_for(
    page: Page, site_url: str
) -> None:
    script = f"""
    globalThis.told = [];
    addEventListener("message", ({{ data, ports }}) => told.push([data, ports.length]));
    for (const host of ["https://shop.example", "null", "*", "", location.origin]) {{
        const frame = document.createElement("iframe");
        frame.src = `{site_url}widget/frame.html?host=${{encodeURIComponent(host)}}`;
        frame.onload = () => frame.contentWindow.postMessage({{ type: "furnish" }}, "*");
        document.body.append(frame);
    }}
    """
    with foreign('<body></body><script src="try.js"></script>', try_js=script) as host:
        page.goto(host.url)
        page.wait_for_function("told.length")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("told") == [["letta-frame", 1]]


def test_on_a_phone_the_conversation_is_a_dialog_of_its_own(page: Page, widget: str) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    element = '<letta-agent home="frame" base="about:blank"></letta-agent><script src="early.js"></script>'
    early = "document.querySelector('letta-agent').label = 'Ida'"  # before there is such an element
    with foreign(element + widget, early_js=early) as host:
        page.goto(host.url)
        button = page.get_by_role("button", name="Talk with Ida")
        button.press("Enter")
        dialog = page.get_by_role("dialog", name="Conversation with Ida")
        expect(dialog).to_be_visible()
        assert dialog.bounding_box() == {"x": 0, "y": 0, "width": 360, "height": 640}
        assert page.evaluate("document.querySelector('letta-agent').isOpen") is True
        page.keyboard.press("Escape")
        expect(button).to_be_focused()
        assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_a_new_version_of_the_file_keeps_what_the_visitor_said(page: Page, widget: str) -> None:
    with foreign(f'{widget}<letta-agent src="guide.af"></letta-agent>', guide_af=GUIDE) as host:
        page.goto(host.url)
        visitor = Visitor(page)
        visitor.open()
        visitor.ask("My name is Ann.")
        host.pages["guide.af"] = GUIDE.replace("I explain lettawasm to people", "I explain it to everyone")
        page.reload()
        visitor.open()
        visitor.widget.get_by_role("button", name="keep my memory").click()
        visitor.widget.get_by_text("This is the new version now.").wait_for()
        expect(visitor.widget.locator(".message.user")).to_have_text("My name is Ann.")
        visitor.choose("What it remembers")
        expect(visitor.widget.locator("[data-label=human] .value")).to_have_text("Name: Ann")
        expect(visitor.widget.locator("[data-label=persona] .value")).to_contain_text(
            "I explain it to everyone"
        )
        page.reload()
        visitor.open()
        visitor.ask("What is my name?")
        expect(visitor.widget.get_by_role("button", name="keep my memory")).to_have_count(0)


def test_a_visitor_of_a_server_talks_in_a_conversation_of_their_own(
    page: Page, widget: str, tmp_path: Path
) -> None:
    with cpython(tmp_path) as server, foreign("", element_js="") as host:
        client = httpx.Client(base_url=server.url, timeout=30)
        agent = client.post("/v1/agents", json={"name": "Clerk", "model": "lettawasm/offline"}).json()
        wish = {"agent_id": agent["id"], "origins": [host.url]}
        token = client.post("/v1/widget/tokens", json=wish).json()["token"]
        element = f'<letta-agent home="remote" base="{server.url}" token="{token}"></letta-agent>'
        host.pages["index.html"] = f'<html lang="en"><script src="page.js"></script>{widget}{element}'
        page.goto(host.url)
        visitor = Visitor(page)
        visitor.open()
        first = visitor.ask("Hello there")
        expect(visitor.widget.get_by_role("heading", name="Clerk")).to_be_visible()
        page.reload()
        visitor.open()
        expect(visitor.widget.locator(".message.assistant")).to_have_text(first)
        visitor.choose("Forget this conversation")
        visitor.widget.get_by_role("button", name="Forget it").click()
        visitor.widget.get_by_role("button", name="Begin anew").click()
        visitor.ask("Anybody here?")
        expect(visitor.widget.locator(".message.user")).to_have_count(1)
        assert [type_ for type_, _ in page.evaluate("heard") if type_ == "error"] == []


def test_the_demo_pages_lend_their_agents_what_they_say(page: Page, site_url: str) -> None:
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(error.message))

    def call(name: str, arguments: object = None) -> object:
        run = "([name, args]) => document.querySelector('letta-agent').tools[name].run(args)"
        return page.evaluate(run, [name, arguments])

    page.goto(f"{site_url}demos/index.html")
    for title in ("A documentation helper", "A shop", "A form tutor"):
        page.get_by_role("link", name=title).click()
        page.get_by_role("button", name="Talk with Assistant").wait_for()
        page.wait_for_function("Object.keys(document.querySelector('letta-agent').tools ?? {}).length > 0")
        if title == "A documentation helper":
            assert {"id": "memory", "heading": "Memory"} in call("list_sections")  # type: ignore[operator]
            assert call("show_section", {"id": "files"}) == "The reader sees “Agent files”."
        elif title == "A shop":
            assert call("add_to_cart", {"tea": "Sencha", "packets": 2}) == call("read_cart") == {"Sencha": 2}
            expect(page.get_by_text("Together €18.00")).to_be_visible()
        else:
            filled = call("fill_field", {"field": "town", "value": "Aarhus"})
            expect(page.get_by_label("Town")).to_have_value("Aarhus")
            assert filled in call("read_form")  # type: ignore[operator]
        page.get_by_role("link", name="All demos").click()
    assert problems == []
