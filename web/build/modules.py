"""The modules of the site as they import each other: what a page needs at once, and how large that is."""

import gzip
import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from posixpath import normpath

PLACE = "    <!-- what the modules above import -->\n"
_SCRIPT = re.compile(r'<script type="module"[^>]* src="([^"]+)"')
# In modules as they are written, and in minified ones.
_IMPORT = re.compile(r'(?:^|(?<=[;}]))(?:import|export)\b[^;"()]*"(\.[^"]+)";', re.MULTILINE)

# Entries of what a person waits for, with what else belongs to it, and its budget in kB of gzip.
BUDGETS = {
    "the app's shell": (("start.js", "app.js"), ("index.html", "app.css", "words/en/shell.js"), 200),
    "the widget's loader": (("widget.js",), (), 15),
    "the widget's conversation": (
        ("widget/ui.js",),
        ("words/en/widget.js", "words/en/chat.js"),
        60,
    ),
}


def imported(entries: Iterable[str], files: Mapping[str, bytes]) -> list[str]:
    """The modules that these import, however deep, and they themselves, as names beside the page."""
    found = dict.fromkeys(entries)
    queue = list(found)
    for name in queue:
        for address in _IMPORT.findall(files[name].decode()):
            module = normpath(PurePosixPath(name).parent / address)
            if module not in found and module in files:
                found[module] = None
                queue.append(module)
    return list(found)


def with_preloads(page: str, files: Mapping[str, bytes]) -> str:
    """The page, with a link to each module that its scripts import, so that a browser fetches all at once."""
    entries = _SCRIPT.findall(page)
    names = [name for name in imported(entries, files) if name not in entries]
    links = [f'    <link rel="modulepreload" href="{name}" />\n' for name in names]
    return page.replace(PLACE, "".join(links))


def sizes(files: Mapping[str, bytes]) -> dict[str, tuple[float, int]]:
    """Of each part that has a budget: kB of gzip, and that budget."""
    return {
        part: (sum(_kilo(files[name]) for name in [*imported(entries, files), *rest]), most)
        for part, (entries, rest, most) in BUDGETS.items()
        if all(name in files for name in entries)
    }


def _kilo(data: bytes) -> float:
    return len(gzip.compress(data, 9)) / 1000
