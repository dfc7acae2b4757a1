"""The service worker: it may be stopped at any time, it speaks for the API, and a new one asks first."""

from pathlib import Path

from playwright.sync_api import CDPSession, Page

from tests.browser.conftest import Browser, Site
from tests.browser.tab import Tab
from tests.browser.test_two_tabs import LONG, Gate
from tests.model_server import ModelServer, Say

STREAM = """async ({ path, body }) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
    globalThis.heard = "";
    globalThis.listening = (async () => {
        for await (const text of response.body.pipeThrough(new TextDecoderStream())) globalThis.heard += text;
        return "whole";
    })().catch(() => "broken");
    return response.status;
}"""


def stop_service_workers(session: CDPSession) -> None:
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")


def test_it_is_stopped_between_requests(browser: Browser, site: Site) -> None:
    context = browser.start()
    tab = Tab(context, site.url).controlled()
    other = Tab(context, site.url).ready()
    session = context.new_cdp_session(tab.page)
    for name in ("Ada", "Ben", "Cyd"):
        stop_service_workers(session)
        assert tab.call("GET", "v1/health/")["status"] == "ok"
        stop_service_workers(session)
        other.ask(f"My name is {name}.")  # over the direct port, which does not need it
    assert [who for who, _ in tab.history()] == ["user", "assistant"] * 3


def test_it_is_stopped_during_a_stream_and_the_message_can_be_sent_again(
    browser: Browser, site: Site
) -> None:
    with ModelServer() as model:
        gate = Gate(4)
        context = browser.start()
        tab = Tab(context, site.url).controlled()
        tab.think_with(model.url)
        model.script(Say(LONG, gate=gate))
        message = {
            "role": "user",
            "content": "Count, please.",
            "otid": "7f1c0b9e-52f5-4bb1-8c43-9a3b7e0f5d11",
        }
        body = {"messages": [message], "streaming": True, "stream_tokens": True}
        request = {"path": f"v1/agents/{tab.agent_id()}/messages", "body": body}
        assert tab.page.evaluate(STREAM, request) == 200
        tab.page.wait_for_function("() => heard.includes('two')")
        stop_service_workers(context.new_cdp_session(tab.page))
        assert tab.page.evaluate("listening") == "broken"
        gate.set()
        assert tab.page.evaluate(STREAM, request) == 200
        assert tab.page.evaluate("listening") == "whole"
        assert "[DONE]" in tab.page.evaluate("heard")
        assert tab.history() == [("user", "Count, please."), ("assistant", LONG)]
        assert len(model.requests) == 1


def test_without_a_page_the_api_says_so(browser: Browser, site: Site) -> None:
    context = browser.start()
    Tab(context, site.url).controlled()
    for page in context.pages:
        if page.url.startswith(site.url):
            page.close()
    answer = open_api(context.pages[0], site.url)
    assert answer["status"] == 503
    assert "Open the app" in answer["body"]


def open_api(page: Page, url: str) -> dict[str, object]:
    response = page.goto(f"{url}v1/agents/")
    assert response
    return {"status": response.status, "body": response.text()}


def test_unknown_addresses_lead_home_and_files_come_from_the_cache(browser: Browser, site: Site) -> None:
    tab = Tab(browser.start(), site.url).controlled()
    tab.page.goto(f"{site.url}some/where/else")
    assert tab.page.url == site.url
    responses: list[bool] = []
    tab.page.on("response", lambda response: responses.append(response.from_service_worker))
    tab.page.reload()
    tab.ready()
    assert responses and all(responses)


def test_the_site_works_below_any_path(browser: Browser, site_url: str, tmp_path: Path) -> None:
    site = Site(tmp_path / "root", "some/where/")
    tab = Tab(browser.start(), site.url).controlled()
    tab.ask("My name is Ada.")
    browser.quit()
    site.go_away()
    tab = Tab(browser.start(), site.url).ready()
    assert "Ada" in tab.ask("What is my name?")
    assert tab.call("GET", "v1/health/")["status"] == "ok"


def test_a_new_version_waits_to_be_asked_for(browser: Browser, site: Site) -> None:
    tab = Tab(browser.start(), site.url).controlled()
    page = (site.folder / "index.html").read_text()
    site.write("index.html", page.replace("<html ", "<html data-is-new "))
    tab.page.evaluate("async () => (await navigator.serviceWorker.getRegistration()).update()")
    tab.page.wait_for_selector(".update:not([hidden])")
    assert tab.page.locator("html[data-is-new]").count() == 0
    tab.page.fill("letta-chat textarea", "half a sen")
    tab.page.click(".update button")
    tab.page.wait_for_selector("html[data-is-new]")
    assert tab.controlled().page.input_value("letta-chat textarea") == "half a sen"
    tab.ask("My name is Ada.")


def test_a_new_version_does_not_cut_off_an_answer(browser: Browser, site: Site) -> None:
    with ModelServer() as model:
        gate = Gate(4)
        tab = Tab(browser.start(), site.url).controlled()
        tab.think_with(model.url)
        model.script(Say(LONG, gate=gate))
        tab.say("Count, please.")
        tab.see("one two", ".message.assistant")
        site.write("app.css", (site.folder / "app.css").read_text() + "/* new */")
        tab.page.evaluate("async () => (await navigator.serviceWorker.getRegistration()).update()")
        tab.page.click(".update:not([hidden]) button")
        tab.page.evaluate("() => { globalThis.isOldPage = true; }")
        tab.see("when your agent has finished", ".update")
        gate.set()
        tab.page.wait_for_function("() => !globalThis.isOldPage")
        tab.ready()
        assert tab.history() == [("user", "Count, please."), ("assistant", LONG)]
        assert len(model.requests) == 1


VENDORED = "vendor/wllama/LICENCE"
KEPT = "async (path) => !!(await caches.match(new URL(path, location.href)))"
READ = "async (path) => (await (await fetch(path)).text())"


def test_what_is_vendored_is_kept_once_it_was_used_by_the_next_version_too(
    browser: Browser, site: Site
) -> None:
    tab = Tab(browser.start(), site.url).controlled()
    assert not tab.page.evaluate(KEPT, VENDORED)
    text = tab.page.evaluate(READ, VENDORED)
    assert tab.page.evaluate(KEPT, VENDORED)
    site.write("app.css", (site.folder / "app.css").read_text() + "/* new */")
    tab.page.evaluate("async () => (await navigator.serviceWorker.getRegistration()).update()")
    tab.page.evaluate("() => { globalThis.isOldPage = true; }")
    tab.page.click(".update:not([hidden]) button")
    tab.page.wait_for_function("() => !globalThis.isOldPage")
    tab.ready()
    site.go_away()
    assert tab.page.evaluate(READ, VENDORED) == text == (site.folder / VENDORED).read_text()
