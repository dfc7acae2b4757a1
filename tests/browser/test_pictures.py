"""Pictures in the chat: chosen, pasted, dropped, photographed; looked at, taken back, sent, seen and kept."""

import base64
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Browser
from tests.browser.tab import Tab
from tests.model_server import ModelServer, Say, Status

CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
PLACE = b"Exif\0\0 taken at 47.37, 8.54"

# A JPEG with a remark in it that nobody is to be told, and a shot of it as a person drops or pastes it.
MAKE = """async ([width, height, remark]) => {
    const canvas = new OffscreenCanvas(width, height);
    const pen = canvas.getContext("2d");
    for (let x = 0; x < width; x += 8) { pen.fillStyle = `hsl(${x} 80% 50%)`; pen.fillRect(x, x % 97, 8, height); }
    const jpeg = new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg" })).arrayBuffer());
    const said = new TextEncoder().encode(remark);
    const segment = [0xff, 0xe1, 0, said.length + 2, ...said];
    return [...jpeg.subarray(0, 2), ...segment, ...jpeg.subarray(2)];
}"""
GIVE = """(box, [kind, bytes]) => {
    const given = new DataTransfer();
    given.items.add(new File([new Uint8Array(bytes)], "tea.jpg", { type: "image/jpeg" }));
    const init = { bubbles: true, composed: true, cancelable: true, clipboardData: given, dataTransfer: given };
    const event = kind === "paste" ? new ClipboardEvent(kind, init) : new DragEvent(kind, init);
    box.dispatchEvent(event);
}"""


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture(scope="module")
def tab(
    lasting: Callable[..., Browser],
    site_url: str,
    model: ModelServer,
) -> Iterator[Tab]:
    """A tab that stays open through all of this file, connected to a model."""
    browser = lasting(*CAMERA)
    tab = Tab(browser.start(), site_url).controlled()
    tab.think_with(model.url)
    yield tab


def jpeg(tab: Tab, width: int = 64, height: int = 48) -> bytes:
    made = bytes(tab.page.evaluate(MAKE, [width, height, PLACE.decode()]))
    assert PLACE in made
    return made


def png() -> bytes:
    """One pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(b"\0\0\0\0")), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def choose(tab: Tab, *files: bytes) -> None:
    if not tab.page.locator("letta-pictures").is_visible():
        tab.page.click(".composer .add")
    given: list[Any] = [{"name": "tea.jpg", "mimeType": "image/jpeg", "buffer": file} for file in files]
    tab.page.set_input_files("letta-pictures input", given)


def tray(tab: Tab) -> Any:
    return tab.page.locator("letta-pictures li img")


def send(tab: Tab, model: ModelServer, text: str, answer: str) -> list[Any]:
    """Send a message, and give what the model was shown."""
    model.script(Say(answer))
    tab.say(text)
    tab.see(answer, ".message.assistant")
    tab.settle()
    return list(model.requests[-1].json["messages"][-1]["content"])


def bytes_of(part: Any) -> bytes:
    kind, _, data = part["image_url"]["url"].partition(",")
    assert kind == "data:image/jpeg;base64"
    return base64.b64decode(data)


def size(tab: Tab, data: bytes) -> Any:
    return tab.page.evaluate(
        "async bytes => { const { width, height } = await createImageBitmap(new Blob([new Uint8Array(bytes)]));"
        " return [width, height]; }",
        list(data),
    )


def test_pictures_are_chosen_pasted_and_dropped_and_one_is_taken_back(tab: Tab, model: ModelServer) -> None:
    choose(tab, jpeg(tab), png())
    expect(tray(tab)).to_have_count(2)
    for number, kind in enumerate(("paste", "drop"), start=3):
        tab.page.locator("letta-chat textarea").evaluate(GIVE, [kind, list(jpeg(tab))])
        expect(tray(tab)).to_have_count(number)
    tab.page.click("letta-pictures button[aria-label='Remove picture 1']")
    expect(tray(tab)).to_have_count(3)
    text, *pictures = send(tab, model, "What are these?", "Tea, three times.")
    assert text == {"type": "text", "text": "What are these?"}
    assert [size(tab, bytes_of(each)) for each in pictures] == [[1, 1], [64, 48], [64, 48]]
    assert not any(PLACE in bytes_of(each) or b"Exif" in bytes_of(each) for each in pictures)
    assert not tab.page.locator("letta-pictures").is_visible()


def test_a_large_picture_is_made_as_small_as_models_look_at(tab: Tab, model: ModelServer) -> None:
    choose(tab, jpeg(tab, 4000, 1000))
    expect(tray(tab)).to_have_count(1)
    [picture] = send(tab, model, "", "A wide one.")[-1:]
    assert size(tab, bytes_of(picture)) == [1568, 392]


def test_a_photograph_is_taken_and_the_camera_is_off_after_it(tab: Tab, model: ModelServer) -> None:
    tab.page.click(".composer .add")
    tab.page.click("letta-pictures button:has-text('Take a photo')")
    tab.page.click("dialog.camera button:has-text('Take the picture')")
    expect(tray(tab)).to_have_count(1)
    assert tab.page.locator("video").count() == 0
    assert len(send(tab, model, "And this?", "A moving thing.")) == 2


def test_what_is_no_picture_is_said_and_the_others_stay(tab: Tab) -> None:
    choose(tab, jpeg(tab))
    choose(tab, b"not a picture at all")
    tab.see("no picture that your browser can read", "letta-pictures [role=alert]")
    expect(tray(tab)).to_have_count(1)
    tab.page.click("letta-pictures li button")


def test_pictures_are_in_the_history_after_a_reload(tab: Tab) -> None:
    tab.page.reload()
    tab.ready().see("A moving thing.", ".message.assistant")
    shown = tab.page.locator(".message.user img")
    assert shown.count() == 5
    assert shown.evaluate_all("all => all.every(each => each.complete && each.naturalWidth > 0)")
    first = tab.page.locator(".message.user").first
    assert first.inner_text() == "What are these?"


def test_a_model_that_cannot_see_answers_all_the_same(tab: Tab, model: ModelServer) -> None:
    model.script(Status(400, {"error": {"message": "this model does not support image input"}}))
    answer = send(tab, model, "Do you see me?", "I only read.")
    assert answer == list("Do you see me?")
    told = str(model.requests[-1].json["messages"])
    assert ("image_url" in told, "picture was shown here" in told) == (False, True)
    assert tab.page.locator(".message.error").count() == 0
