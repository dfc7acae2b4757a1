"""The voice, with a mouth and ears that a test can hear and speak to: off until wished for, sentence by sentence, and
nothing leaves the device unless a person agreed.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Browser
from tests.browser.connecting import go
from tests.browser.tab import Tab
from tests.model_server import Hang, ModelServer, Say

# What a browser has, as the interfaces are today; `spoken` and `ears` are what a test sees of them.
FAKES = """
    globalThis.spoken = [];
    globalThis.voices = [{ lang: "en-US", name: "here", localService: true }];
    const synth = {
        getVoices: () => globalThis.voices,
        speak: (utterance) => { spoken.push(utterance); },
        cancel: () => { for (const each of spoken) each.onerror?.(); spoken.push("cancelled"); },
    };
    Object.defineProperty(globalThis, "speechSynthesis", { value: synth, configurable: true });
    globalThis.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
    globalThis.onDevice = "available";
    globalThis.SpeechRecognition = class {
        static available = async () => globalThis.onDevice;
        static install = async () => globalThis.onDevice === "downloadable";
        constructor() { globalThis.ears = this; }
        start() { this.isOn = true; }
        stop() { this.onend?.(); }
    };
    globalThis.webkitSpeechRecognition = globalThis.SpeechRecognition;
    globalThis.sayAloud = (text, isFinal) => {
        const result = Object.assign([{ transcript: text }], { isFinal });
        ears.onresult({ results: [result] });
        if (isFinal) ears.onend();
    };
"""
SPOKEN = "spoken.map(each => each.text ?? each)"


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture(scope="module")
def opened(
    lasting: Callable[..., Browser],
    site_url: str,
    model: ModelServer,
) -> Iterator[Tab]:
    """A tab that stays open through all of this file, connected to a model."""
    browser = lasting()
    context = browser.start(locale="en-US")
    context.add_init_script(FAKES)
    tab = Tab(context, site_url).controlled()
    tab.think_with(model.url)
    yield tab


@pytest.fixture
def tab(opened: Tab) -> Tab:
    """That tab as a person finds it who wished for nothing yet."""
    opened.page.evaluate("localStorage.removeItem('lettawasm.voice')")
    opened.page.reload()
    return opened.ready()


def wish(tab: Tab, *labels: str) -> None:
    go(tab, "settings")
    for label in labels:
        tab.page.get_by_label(label).check()
    go(tab, "chat")


def test_nobody_speaks_or_listens_unless_it_was_wished_for(tab: Tab, model: ModelServer) -> None:
    model.script(Say("A quiet answer."))
    tab.ask("Hello?")
    assert tab.page.evaluate(SPOKEN) == []
    assert tab.page.locator("letta-voice").count() == 0


def test_an_answer_is_read_aloud_sentence_by_sentence_while_it_comes(tab: Tab, model: ModelServer) -> None:
    wish(tab, "Read answers aloud")
    model.script(Hang(Say("One **bold** step. And two [steps](https://x.example). And then"), after=8))
    tab.say("Count.")
    tab.page.wait_for_function("() => spoken.filter(each => each.text).length === 2")
    assert tab.page.evaluate(SPOKEN)[-2:] == ["One bold step.", "And two steps."]
    assert tab.page.evaluate("[spoken.at(-1).voice.name, spoken.at(-1).lang]") == ["here", "en-US"]
    tab.page.click(".send:has-text('Stop')")
    tab.settle()
    assert tab.page.evaluate(SPOKEN)[-1] == "cancelled"


def test_what_is_read_aloud_is_hushed_by_a_button_and_by_the_next_message(
    tab: Tab, model: ModelServer
) -> None:
    wish(tab, "Read answers aloud")
    for wish_ in ("Tell me.", "Once more."):
        model.script(Say("A long story begins. It goes on."))
        tab.ask(wish_)
        assert tab.page.evaluate(SPOKEN)[-2:] == ["A long story begins.", "It goes on."]
    hush = tab.page.locator("letta-voice button", has_text="Quiet")
    hush.click()
    assert tab.page.evaluate(SPOKEN)[-1] == "cancelled"
    expect(hush).to_be_hidden()


def test_what_is_said_is_written_as_it_is_heard_and_sent_at_its_end(tab: Tab, model: ModelServer) -> None:
    wish(tab, "Let me speak my messages")
    speak = tab.page.locator("letta-voice button[aria-pressed], letta-voice button:has-text('Speak')")
    speak.click()
    expect(speak).to_have_text("Listening …")
    assert tab.page.evaluate("ears.processLocally") is True
    tab.page.evaluate("sayAloud('hello out', false)")
    assert tab.page.input_value("letta-chat textarea") == "hello out"
    model.script(Say("Hello you."))
    tab.page.evaluate("sayAloud('hello out there', true)")
    tab.see("Hello you.", ".message.assistant")
    tab.settle()
    assert ("user", "hello out there") in tab.history()
    expect(speak).to_have_text("Speak")


def test_speech_leaves_the_device_only_once_that_was_agreed_to(tab: Tab) -> None:
    tab.page.evaluate("globalThis.onDevice = 'unavailable'")
    wish(tab, "Let me speak my messages")
    tab.page.click("letta-voice button:has-text('Speak')")
    tab.see("can't be recognised on this device", "letta-voice [role=alert]")
    assert tab.page.evaluate("globalThis.ears === undefined")
    wish(tab, "Speech may be done")
    tab.page.click("letta-voice button:has-text('Speak')")
    tab.page.wait_for_function("() => globalThis.ears?.isOn")
    assert tab.page.evaluate("ears.processLocally === undefined")


def test_a_voice_that_is_elsewhere_is_used_only_once_that_was_agreed_to(tab: Tab, model: ModelServer) -> None:
    tab.page.evaluate("globalThis.voices = [{ lang: 'en-GB', name: 'far', localService: false }]")
    go(tab, "settings")
    tab.page.get_by_label("Read answers aloud").check()
    tab.see("may go to the maker of your browser", "lw-voice-wishes .said")
    go(tab, "chat")
    model.script(Say("Not a word."), Say("Now I speak."))
    tab.ask("Will you speak?")
    assert tab.page.evaluate("spoken.filter(each => each.text)") == []
    wish(tab, "Speech may be done")
    tab.ask("And now?")
    said: Any = tab.page.evaluate(
        "spoken.filter(each => each.text).map(({ text, voice }) => [text, voice.name])"
    )
    assert said == [["Now I speak.", "far"]]
