"""A site whose engines have models: a real one of llama.cpp, and played ones for WebLLM and the browser's own."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.tiny_gguf import tiny_gguf

Json = dict[str, Any]

FOLDER = Path(__file__).parent
SAMPLE = (FOLDER / "sample.js").read_text()
LANGUAGE_MODEL = SAMPLE + (FOLDER / "language_model.js").read_text()  # to be run before a page
GRAPHICS = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"]

GGUF = {"engine": "wllama", "file": "tiny.gguf"}
COMPILED = {
    "engine": "webllm",
    "kind": "chat",
    "context": 8192,
    "source": "http://x/",
    "library": "http://x/y",
}
MODELS: list[Json] = [
    {"name": "tiny", "kind": "chat", "context": 16_384, **GGUF},
    {"name": "tiny-2", "kind": "chat", "context": 2048, **GGUF},
    {"name": "tiny-3", "kind": "chat", "context": 2048, "template": "{{ messages[-1].content }}", **GGUF},
    {"name": "vectors", "kind": "embedding", "context": 256, "pooling": "mean", **GGUF},
    *({"name": name, **COMPILED} for name in ("web", "web-2", "missing")),
]


def played_site(folder: Path) -> Site:
    site = Site(folder)
    site.write("engines/webllm_model.worker.js", SAMPLE + (FOLDER / "webllm_model.worker.js").read_text())
    (site.folder / "tiny.gguf").write_bytes(tiny_gguf())
    return site


def keep_models(page: Page) -> None:
    """Put MODELS where the manager of models does."""
    page.evaluate((FOLDER / "keep.js").read_text(), MODELS)
