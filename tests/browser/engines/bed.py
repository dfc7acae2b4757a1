"""A site whose engines have models: a real one of llama.cpp, and played ones for WebLLM and the browser's own."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.tiny_gguf import tiny_gguf
from tests.tiny_mmproj import tiny_mmproj

Json = dict[str, Any]

FOLDER = Path(__file__).parent
SAMPLE = (FOLDER / "sample.js").read_text()
LANGUAGE_MODEL = SAMPLE + (FOLDER / "language_model.js").read_text()  # to be run before a page
GRAPHICS = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"]

GGUF = {"engine": "wllama", "files": ["tiny.gguf"]}
SEEING = {"engine": "wllama", "kind": "chat", "context": 2048, "sees": True}
OPENED = (
    "\nexport { libExports$2 as webRuntime };\n"  # what WebLLM keeps its files with; it shows it to nobody
)
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
    {"name": "seeing", **SEEING, "files": ["tiny.gguf", "mmproj-tiny.gguf"]},
    {"name": "squinting", **SEEING, "files": ["tiny.gguf", "mmproj-other.gguf"]},
    {"name": "vectors", "kind": "embedding", "context": 256, "pooling": "mean", **GGUF},
    *({"name": name, **COMPILED} for name in ("web", "web-2", "missing")),
    {"name": "web-seeing", **COMPILED, "sees": True},
]


def played_site(folder: Path) -> Site:
    site = Site(folder)
    library = site.folder / "vendor/web-llm/lib/index.js"
    site.write("vendor/web-llm/lib/index.js", library.read_text() + OPENED)
    site.write("engines/webllm_model.worker.js", SAMPLE + (FOLDER / "webllm_model.worker.js").read_text())
    (site.folder / "tiny.gguf").write_bytes(tiny_gguf())
    (site.folder / "mmproj-tiny.gguf").write_bytes(tiny_mmproj())
    (site.folder / "mmproj-other.gguf").write_bytes(tiny_mmproj(dim=32))
    return site


def keep_models(page: Page) -> None:
    """Put MODELS where the manager of models does."""
    page.evaluate((FOLDER / "keep.js").read_text(), MODELS)
