"""The readable text of an HTML page.

Walks the page once whatever stands in it: the standard library's parser took quadratic time for hostile pages in
versions that are still about.
"""

import html
import re
from collections.abc import Iterator

_SILENT = ("script", "style", "noscript", "template", "svg", "head")
_BREAKS = frozenset(
    "address article aside blockquote br dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header"
    " hr li main nav ol option p pre section table title tr ul".split()
)
_APART = frozenset("blockquote h1 h2 h3 h4 h5 h6 ol p pre section table ul".split())
_TAG = re.compile(r"/?[a-zA-Z][a-zA-Z0-9:-]*")
_NEXT = re.compile(r"[>\"']")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


def text_of(page: str) -> str:
    """What a reader sees, a line for each block of text; headings and list items keep a mark of Markdown's."""
    title = _between(page, "<title", "</title")
    text = "\n".join(line.rstrip() for line in "".join(_Page(page).pieces()).split("\n"))
    text = _EMPTY_LINES.sub("\n\n", text).strip("\n")
    return "\n\n".join(part for part in (title, text) if part) + "\n"


class _Page:
    """A walk along a page."""

    def __init__(self, page: str) -> None:
        self._page, self._low = page, page.lower()
        self._as_it_stands = False  # as in <pre>
        self._is_fresh = True  # nothing stands in the line yet

    def pieces(self) -> Iterator[str]:
        """Its text, with line breaks where blocks begin and end."""
        place = 0
        while (start := self._page.find("<", place)) >= 0:
            yield self._words(place, start)
            mark, place = self._markup(start)
            self._is_fresh = self._is_fresh or mark[-1:].isspace()
            yield mark
        yield self._words(place, len(self._page))

    def _words(self, start: int, end: int) -> str:
        text = html.unescape(self._page[start:end])
        if not self._as_it_stands:
            text = _SPACE.sub(" ", text).removeprefix(" " if self._is_fresh else "")
        self._is_fresh = self._is_fresh and not text
        return text

    def _markup(self, start: int) -> tuple[str, int]:
        """What the markup at `start` means for the text, and where it ends."""
        if self._page.startswith("<!--", start):
            return "", _past(self._page, "-->", start)
        tag = _TAG.match(self._page, start + 1)
        if tag is None:
            is_markup = self._page.startswith(("<!", "<?"), start)
            return ("", _past(self._page, ">", start)) if is_markup else ("<", start + 1)
        name, end = tag[0].lower(), _end_of_tag(self._page, tag.end())
        if name in _SILENT:
            closing = self._low.find(f"</{name}", end)
            return "", _past(self._page, ">", closing) if closing >= 0 else len(self._page)
        if name in ("pre", "/pre"):
            self._as_it_stands = name == "pre"
        return _mark(name), end


def _mark(tag: str) -> str:
    name = tag.removeprefix("/")
    if name not in _BREAKS:
        return " " if name in ("td", "th") else ""
    if tag == "li":
        return "\n- "
    lines = "\n\n" if name in _APART else "\n"
    return lines + "#" * int(tag[1]) + " " if re.fullmatch("h[1-6]", tag) else lines


def _end_of_tag(page: str, place: int) -> int:
    """Past the `>` that closes a tag; one inside of quotes doesn't."""
    while found := _NEXT.search(page, place):
        if found[0] == ">":
            return found.end()
        closing = page.find(found[0], found.end())
        if closing < 0:
            return _past(page, ">", found.end())
        place = closing + 1
    return len(page)


def _between(page: str, opening: str, closing: str) -> str:
    """The text of the first element that is opened so."""
    low = page[:100_000].lower()
    start = low.find(opening)
    end = low.find(closing, start)
    inside = page[low.find(">", start) + 1 : end] if 0 <= start < end else ""
    return _SPACE.sub(" ", html.unescape(inside)).strip()


def _past(page: str, mark: str, place: int) -> int:
    found = page.find(mark, place)
    return found + len(mark) if found >= 0 else len(page)
