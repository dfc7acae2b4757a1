"""The widget as a package for npm: its sources beside the files of the site that it needs."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

# What of the site is the app's alone, or too large for a package and only needed with models in the browser.
_LEFT_OUT = re.compile(
    r"(app|bench|index|start|sw|precache|providers)\.|(copies|demos|icons|pwa|screenshots|shell|vendor|workbench)/"
    r"|screens/(?!memory/)|manifest\.|engines/manager/"
)


def package(source: Path, site: Mapping[str, bytes], besides: Iterable[Path]) -> dict[str, bytes]:
    """The files of the package by their names: those of `source`, those `besides`, and in `files/` the site's."""
    own = {path.name: path.read_bytes() for path in [*source.glob("*.*"), *besides]}
    words = _names((source.parent / "site" / "words" / "en" / "widget.js").read_text())
    own["index.d.ts"] = own["index.d.ts"].replace(b"Partial<WORDS>", f"Partial<{words}>".encode())
    own["index.d.ts"] = own["index.d.ts"].replace(b"; WORDS lists them all", b"")
    return own | {f"files/{name}": data for name, data in site.items() if not _LEFT_OUT.match(name)}


def _names(words: str) -> str:
    """The type of the words, some of which are functions of what they tell of."""
    found = re.findall(r"^  (\w+): ?(\(.*?\*/ (\w+)\))?", words, re.MULTILINE)
    fields = [
        f"{name}: {f'({of}: any) => string' if call else 'string'}"
        for name, call, of in found
        if name != "where"
    ]
    return "{ " + "; ".join([*fields, "where: Record<Home, string>"]) + " }"
