"""The engines of the tab keep one contract: llama.cpp with a real model, and WebLLM and the Prompt API, each as it is
now, with a model behind it that is played.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright

from tests.browser.engines.bed import FOLDER, GRAPHICS, LANGUAGE_MODEL, Json, keep_models, played_site
from tests.tiny_mmproj import PATCHES

Messages = list[Json]

NAMES = {"wllama": "tiny", "webllm": "web", "chrome": "built-in"}


class Engine:
    """One of the engines, and what can be asked of it."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name, self.model = page, name, NAMES[name]

    def ask(self, op: str, body: Json | None = None, stops: int = 0) -> Messages:
        asked = [self.name, op, body or {}, stops]
        messages: Messages = self.page.evaluate("asked => engines.ask(...asked)", asked)
        return messages

    def chat(self, text: str = "Hello.", stops: int = 0, **fields: Any) -> Messages:
        return self.ask("chat", self.body(text, **fields), stops)

    def body(self, text: str, **fields: Any) -> Json:
        return {"model": self.model, "messages": [{"role": "user", "content": text}], **fields}


@pytest.fixture(scope="module")
def page(
    playwright: Playwright,
    site_url: str,
    chromium: str,
    chromium_flags: list[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Page]:
    site = played_site(tmp_path_factory.mktemp("engines") / "site")
    browser = playwright.chromium.launch(executable_path=chromium, args=[*chromium_flags, *GRAPHICS])
    page = browser.new_page()
    page.add_init_script(LANGUAGE_MODEL)
    page.goto(f"{site.url}manifest.webmanifest")
    keep_models(page)
    page.evaluate((FOLDER / "bench.js").read_text())
    yield page
    browser.close()
    site.go_away()


@pytest.fixture(params=NAMES)
def engine(page: Page, request: pytest.FixtureRequest) -> Engine:
    return Engine(page, request.param)


def chunks(messages: Messages) -> list[Json]:
    return [message["chunk"] for message in messages if "choices" in message.get("chunk", {})]


def pieces(messages: Messages) -> list[str]:
    deltas = [choice["delta"] for chunk in chunks(messages) for choice in chunk["choices"]]
    return [delta["content"] for delta in deltas if delta.get("content")]


def text(messages: Messages) -> str:
    assert messages[-1].get("done"), messages[-1]
    return "".join(pieces(messages))


def error(messages: Messages) -> str:
    return str(messages[-1]["error"]["kind"])


def schema(**of: Any) -> Json:
    return {"type": "json_schema", "json_schema": {"name": "answer", "schema": of}}


PICTURE = "data:image/png;base64,iVBORw0KGgo="


def words(count: int) -> Json:
    """A format that takes as many words, however a model is made."""
    return schema(type="array", minItems=count, maxItems=count, items={"const": "again"})


def test_it_tells_its_models(engine: Engine) -> None:
    [answer] = engine.ask("models")
    names = [entry["name"] for entry in answer["body"]]
    assert engine.model in names
    assert all(entry["engine"] == engine.name and entry["context"] > 0 for entry in answer["body"])


def test_a_text_comes_in_pieces_with_its_end_and_what_it_cost(engine: Engine) -> None:
    messages = engine.chat("Say it ten times, please.", response_format=words(10))
    assert json.loads(text(messages)) == ["again"] * 10 and len(pieces(messages)) > 10
    reasons = [choice["finish_reason"] for chunk in chunks(messages) for choice in chunk["choices"]]
    assert [reason for reason in reasons if reason] == ["stop"]
    [usage] = [chunk["usage"] for chunk in chunks(messages) if chunk.get("usage")][-1:]
    assert usage["prompt_tokens"] > 3 and usage["completion_tokens"] > 2


def test_a_schema_is_kept_to(engine: Engine) -> None:
    wanted = schema(
        type="object",
        properties={"name": {"type": "string"}, "age": {"type": "integer"}, "kind": {"enum": ["cat", "dog"]}},
        required=["name", "age", "kind"],
        additionalProperties=False,
    )
    told = json.loads(text(engine.chat("Who?", response_format=wanted)))
    assert [type(told[name]) for name in ("name", "age")] == [str, int]
    assert told["kind"] in ("cat", "dog")


def test_characters_of_all_lengths_come_whole(engine: Engine) -> None:
    wanted = {"const": "Grüße 😀 日本 עברית"}
    assert json.loads(text(engine.chat("Hello 😀", response_format=schema(**wanted)))) == wanted["const"]


def test_one_that_is_stopped_in_the_middle_is_free_for_the_next(engine: Engine) -> None:
    stopped = engine.chat("Go on.", stops=5, response_format=words(600))
    assert error(stopped) == "cut_off"
    assert 5 <= len(pieces(stopped)) < 600
    assert text(engine.chat("And now?", response_format=schema(const="ready"))) == '"ready"'


def test_a_conversation_that_is_too_long_is_refused_as_such_and_the_next_is_not(engine: Engine) -> None:
    assert error(engine.chat("word " * 8_000)) == "context_overflow"
    assert text(engine.chat("Short.", response_format=schema(const="ready"))) == '"ready"'


def test_two_at_once_wait_for_each_other(engine: Engine) -> None:
    bodies = [engine.body(word, response_format=schema(const=word * 30)) for word in ("one", "two")]
    both: list[Messages] = engine.page.evaluate(
        "([name, bodies]) => Promise.all(bodies.map((body) => engines.ask(name, 'chat', body)))",
        [engine.name, bodies],
    )
    assert [json.loads(text(each)) for each in both] == ["one" * 30, "two" * 30]
    first, second = both
    assert first[-1]["at"] <= second[0]["at"]


def test_what_it_does_not_have_is_not_found(engine: Engine) -> None:
    assert error(engine.ask("chat", {**engine.body("Hello?"), "model": "nothing"})) == "not_found"


def test_unloaded_it_loads_again_when_it_is_asked(engine: Engine) -> None:
    text(engine.chat(max_tokens=3))
    assert engine.ask("unload")[-1]["done"]
    assert text(engine.chat(response_format=schema(const="back"))) == '"back"'


@pytest.mark.parametrize("name", ["wllama", "webllm"])
def test_another_model_takes_the_place_of_the_first(page: Page, name: str) -> None:
    engine = Engine(page, name)
    for model in (NAMES[name], f"{NAMES[name]}-2"):
        engine.model = model
        messages = engine.ask("load", {"model": model})
        assert text(engine.chat(response_format=schema(const=model))) == f'"{model}"'
    loaded = [message["chunk"]["loading"] for message in messages if "chunk" in message]
    assert loaded[0] == 0 and loaded[-1] == 1 and loaded == sorted(loaded)


# When it goes wrong


def test_after_a_crash_it_starts_anew(engine: Engine) -> None:
    text(engine.chat(max_tokens=3))
    if engine.name == "wllama":
        long = engine.body("Go on.", response_format=words(600))
        engine.page.evaluate("body => { globalThis.waiting = engines.ask('wllama', 'chat', body); }", long)
        workers = [worker for worker in engine.page.workers if "wllama.worker" in worker.url]
        workers[-1].evaluate("() => { setTimeout(close); }")
        assert engine.page.evaluate("() => waiting")[-1] == {"gone": True}
    else:
        assert error(engine.chat("Crash, please.")) == "server_error"
    assert text(engine.chat(response_format=schema(const="alive"))) == '"alive"'


def test_a_picture_is_seen_or_refused(engine: Engine) -> None:
    parts = [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": PICTURE}}]
    messages = engine.ask("chat", {"model": engine.model, "messages": [{"role": "user", "content": parts}]})
    if engine.name == "chrome":
        assert text(messages) == "You said: What is this? [image/png]"
    else:
        assert error(messages) == "bad_request"


def test_a_picture_that_lies_elsewhere_is_not_fetched(page: Page) -> None:
    engine = Engine(page, "chrome")
    parts = [{"type": "image_url", "image_url": {"url": "https://example.com/spy.png"}}]
    messages = engine.ask("chat", {"model": engine.model, "messages": [{"role": "user", "content": parts}]})
    assert error(messages) == "bad_request"


@pytest.mark.parametrize("name", ["webllm", "chrome"])
def test_only_wllama_embeds(page: Page, name: str) -> None:
    engine = Engine(page, name)
    assert error(engine.ask("embed", {"model": engine.model, "input": ["Hello"]})) == "bad_request"


def test_what_makes_no_sense_is_refused(engine: Engine) -> None:
    assert error(engine.ask("dance")) == "bad_request"


# Pictures

PAINT = """async ([colour, type]) => {
    const canvas = new OffscreenCanvas(40, 30);
    const pen = canvas.getContext("2d");
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 40, 30);
    const bytes = await (await canvas.convertToBlob({ type: `image/${type}` })).bytes();
    return `data:image/${type};base64,${btoa(String.fromCharCode(...bytes))}`;
}"""


def painted(page: Page, colour: str, kind: str = "png") -> str:
    return str(page.evaluate(PAINT, [colour, kind]))


def shown(page: Page, handle: str, *urls: str, **fields: Any) -> Messages:
    """What a model says of pictures."""
    name, _, model = handle.partition("/")
    pictures = [{"type": "image_url", "image_url": {"url": url, "detail": "auto"}} for url in urls]
    content = [{"type": "text", "text": "What is this?"}, *pictures, {"type": "text", "text": "Say it."}]
    body = {"model": model, "messages": [{"role": "user", "content": content}], **fields}
    return Engine(page, name).ask("chat", body)


def likelihood(page: Page, url: str) -> float:
    """How likely the model finds what it says first, having seen a picture."""
    told = chunks(shown(page, "wllama/seeing", url, temperature=0, max_tokens=1, logprobs=True))
    [logprobs] = [each["choices"][0]["logprobs"] for each in told if each["choices"][0].get("logprobs")]
    return float(logprobs["content"][0]["logprob"])


def test_llama_cpp_sees_what_is_on_a_picture(page: Page) -> None:
    red, blue = painted(page, "red"), painted(page, "blue")
    first, other, again = (likelihood(page, url) for url in (red, blue, red))
    assert first == again != other
    assert likelihood(page, painted(page, "red", "webp")) == pytest.approx(first, abs=abs(first - other) / 4)


def test_two_pictures_cost_twice_what_one_does(page: Page) -> None:
    urls = [painted(page, colour) for colour in ("red", "blue")]
    costs = [
        chunks(shown(page, "wllama/seeing", *urls[:count], max_tokens=1))[-1]["usage"]["prompt_tokens"]
        for count in range(3)
    ]
    assert costs[1] - costs[0] >= PATCHES and costs[2] - costs[1] == costs[1] - costs[0]


def test_webllm_is_shown_pictures_in_the_form_that_it_takes(page: Page) -> None:
    url = painted(page, "red", "jpeg")
    assert text(shown(page, "webllm/web-seeing", url)) == "You said: What is this?\nSay it. [40 × 30]"


@pytest.mark.parametrize(
    ("handle", "url", "told"),
    [
        ("wllama/seeing", PICTURE, "can't be decoded"),
        ("wllama/seeing", PICTURE.replace("png", "webp"), "can't be decoded"),
        ("wllama/seeing", "https://example.com/spy.png", "in the message itself"),
        ("wllama/squinting", PICTURE, "The projector of squinting doesn't fit it"),
        ("webllm/web-seeing", "https://example.com/spy.png", "in the message itself"),
    ],
)
def test_what_cannot_be_seen_is_told(page: Page, handle: str, url: str, told: str) -> None:
    [*_, answer] = shown(page, handle, url)
    assert answer["error"]["kind"] == "bad_request" and told in answer["error"]["message"]


# wllama

TOOL = {
    "type": "function",
    "function": {
        "name": "core_memory_append",
        "description": "Add to a block.",
        "parameters": {
            "type": "object",
            "properties": {"label": {"type": "string"}, "content": {"type": "string"}},
            "required": ["label", "content"],
        },
    },
}


@pytest.mark.parametrize("seed", range(3))
def test_a_tool_that_must_be_called_is_called_with_what_it_takes(page: Page, seed: int) -> None:
    fields = {"tools": [TOOL], "tool_choice": "required", "seed": seed, "max_tokens": 400}
    messages = Engine(page, "wllama").chat("My name is Ada.", **fields)
    deltas = [choice["delta"] for chunk in chunks(messages) for choice in chunk["choices"]]
    calls = [call for delta in deltas for call in delta.get("tool_calls") or () if call["index"] == 0]
    arguments = json.loads("".join(call["function"].get("arguments", "") for call in calls))
    assert calls[0]["function"]["name"] == "core_memory_append"
    assert arguments["label"] == "human" and isinstance(arguments["content"], str)


def test_a_template_of_its_manifest_takes_the_place_of_the_models_own(page: Page) -> None:
    engine = Engine(page, "wllama")
    engine.model = "tiny-3"
    [*_, last] = chunks(engine.chat("x", max_tokens=1))
    assert last["usage"]["prompt_tokens"] == 1


def test_texts_become_vectors_however_long_they_are_while_a_model_talks(page: Page) -> None:
    engine = Engine(page, "wllama")
    text(engine.chat(max_tokens=3))
    texts = ["A cat.", "A cat.", "word " * 200]
    [*_, answer] = engine.ask("embed", {"model": "vectors", "input": texts})
    vectors = [each["embedding"] for each in answer["body"]["data"]]
    assert [len(vector) for vector in vectors] == [64, 64, 64]
    assert vectors[0] == vectors[1] != vectors[2]
    messages = engine.chat(response_format=schema(const="still here"))
    assert text(messages) == '"still here"' and "loading" not in str(messages)


@pytest.mark.parametrize(("model", "op"), [("tiny", "embed"), ("vectors", "chat")])
def test_a_model_does_only_what_it_is_for(page: Page, model: str, op: str) -> None:
    body = {"model": model, "input": ["A cat."], "messages": [{"role": "user", "content": "Hello."}]}
    assert error(Engine(page, "wllama").ask(op, body)) == "bad_request"


# WebLLM


def test_without_graphics_it_cannot_be_reached_and_says_so(page: Page) -> None:
    failed = page.evaluate(
        """async () => {
            const { WebLLMEngine } = await import("/engines/webllm.js");
            GPU.prototype.requestAdapter = async () => null; // of this page alone
            return new WebLLMEngine().load("web").catch(({ kind, message }) => [kind, message]);
        }"""
    )
    assert failed[0] == "unreachable" and "WebGPU" in failed[1]


def test_a_model_that_cannot_be_fetched_is_not_found(page: Page) -> None:
    [*_, answer] = Engine(page, "webllm").ask("load", {"model": "missing"})
    assert answer["error"]["kind"] == "not_found" and "missing" in answer["error"]["message"]


# The Prompt API


@pytest.mark.parametrize(
    ("needs", "models", "outcome"),
    [
        ("available", 1, "done"),
        ("downloadable", 1, "done"),
        ("unavailable", 0, "not_found"),
        ("a click", 1, "unreachable"),
    ],
)
def test_the_browsers_own_model_is_there_when_the_browser_says_so(
    page: Page, needs: str, models: int, outcome: str
) -> None:
    page.evaluate("needs => { LanguageModel.needs = needs; }", needs)
    engine = Engine(page, "chrome")
    [listed] = engine.ask("models")
    [*_, answer] = engine.ask("load", {"model": "built-in"})
    page.evaluate("() => { LanguageModel.needs = 'available'; }")
    assert len(listed["body"]) == models
    assert "done" in answer if outcome == "done" else answer["error"]["kind"] == outcome


def test_history_that_the_browser_would_forget_is_too_long(page: Page) -> None:
    """Its model would go on without what was said first."""
    messages = [{"role": "user", "content": "word " * 4_000}, {"role": "user", "content": "word " * 2_000}]
    assert (
        error(Engine(page, "chrome").ask("chat", {"model": "built-in", "messages": messages}))
        == "context_overflow"
    )
