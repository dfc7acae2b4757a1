"""What lettawasm adds to a streamed token in Chromium: what a provider does, from the bytes of a chunk to what a model
said, and all that an agent does with it too, to the event that leaves its stream.

The models' replies lie in memory, in the shape of each API, and come one event a chunk: as fast as they are taken, or
each in a task of its own, which is the dearest way to come. The yardstick, which is taken off, reads the same bytes and
tells them on in JavaScript alone, as any program has to.
"""

import json
import shutil
import statistics
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import build
from tests.bench.bench_boot import copy_site
from tests.bench.table import Line, Table
from tests.chromium import FLAGS, Chromium
from tests.model_replies import Say, spoken_at
from tests.witness import Witness

HERE = Path(__file__).parent
BUDGET = 0.2  # ms
SHORT, LONG = 20, 1_000  # words
APIS = {
    "chat-completions": ("openai", None, "/chat/completions"),
    "responses": ("openai", "responses", "/responses"),
    "messages": ("anthropic", None, "/messages"),
    "gemini": ("google_ai", None, ":streamGenerateContent"),
    "letta": ("letta", None, "/messages/stream"),
    "wllama": ("wllama", None, "/chat/completions"),  # over the port of an engine in the tab
}

Took = Mapping[str, list[Mapping[str, float]]]  # by the name of the API: rounds of milliseconds


def main() -> Iterator[Table]:
    with tempfile.TemporaryDirectory() as folder:
        took = measure(Path(folder))
    yield table("a provider adds to a streamed token in Chromium, ms", "provider", took)
    yield table("provider and agent add to it, ms", "ours", took)


def table(title: str, whose: str, took: Took) -> Table:
    lines = (
        Line(
            name,
            statistics.median(each[whose] - each["alone"] for each in rounds),
            statistics.median(each["alone"] for each in rounds),
            most=BUDGET,
        )
        for name, rounds in took.items()
    )
    return Table(title, "JavaScript alone", tuple(lines))


def measure(folder: Path) -> Took:
    (folder / "streams.json").write_text(json.dumps({name: spoken(*api) for name, api in APIS.items()}))
    copy_site(folder / "site")
    shutil.copyfile(HERE / "providers.worker.js", folder / "site" / "providers.worker.js")
    witness = Witness(folder, build.ROOT)
    page = f"{witness.url}/tests/bench/providers.html"
    with Chromium([build.chromium(), *FLAGS], folder / "profile", page):
        [ended] = witness.wait_for(lambda said: said["ended"], patience=600)
    witness.close()
    assert "error" not in ended, ended
    took: Took = ended["took"]
    return took


def spoken(provider_type: str, api: str | None, path: str) -> dict[str, Any]:
    return {"type": provider_type, "api": api, "short": events(path, SHORT), "long": events(path, LONG)}


def events(path: str, count: int) -> list[str]:
    """A reply of so many words, event by event."""
    said = Say(" ".join(f"word{number}" for number in range(count)))
    spoken = spoken_at(path)
    body = {"stream_options": {"include_usage": True}}
    return [event.decode() for event in [*spoken.events(said), *spoken.ending(said, body)]]
