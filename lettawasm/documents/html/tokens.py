"""The marks and words of an HTML page, one after the other.

Walks the page once whatever stands in it: the standard library's parser took quadratic time for hostile pages in
versions that are still about.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_SILENT = frozenset("script style noscript template svg math iframe object".split())
_NAME = re.compile(r"/?[a-zA-Z][a-zA-Z0-9:-]*")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
_QUOTE_OR_END = re.compile(r"[>\"']")
_LONGEST_TAG = 20_000  # characters that are looked at for attributes


@dataclass(frozen=True, slots=True)
class Tag:
    """`name` is in lower case; the name of a closing tag begins with a slash."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)


def tokens(page: str) -> Iterator[str | Tag]:
    """Text with its references resolved, and tags. Comments, and what is never read, such as scripts, are left out."""
    walk, place = _Walk(page), 0
    while (start := page.find("<", place)) >= 0:
        if start > place:
            yield html.unescape(page[place:start])
        token, place = walk.markup(start)
        if token is not None:
            yield token
    if place < len(page):
        yield html.unescape(page[place:])


class _Walk:
    def __init__(self, page: str) -> None:
        self._page, self._low = page, page.lower()
        self._never: set[str] = set()  # closing tags that don't come any more

    def markup(self, start: int) -> tuple[str | Tag | None, int]:
        """What stands at a `<`, and where it ends."""
        page = self._page
        if page.startswith("<!--", start):
            return None, _past(page, "-->", start)
        found = _NAME.match(page, start + 1)
        if found is None:
            is_markup = page.startswith(("<!", "<?"), start)
            return (None, _past(page, ">", start)) if is_markup else ("<", start + 1)
        name, end = found[0].lower(), _end_of_tag(page, found.end())
        if name in _SILENT:
            return None, self._past_element(name, end)
        inside = page[found.end() : min(end - 1, found.end() + _LONGEST_TAG)]
        return Tag(name, _attributes(inside) if inside.strip() else {}), end

    def _past_element(self, name: str, place: int) -> int:
        closing = -1 if name in self._never else self._low.find(f"</{name}", place)
        if closing < 0:
            self._never.add(name)
            return len(self._page)
        return _past(self._page, ">", closing)


def _attributes(text: str) -> dict[str, str]:
    return {
        name.lower(): html.unescape(double or single or bare)
        for name, double, single, bare in reversed(_ATTRIBUTE.findall(text))  # the first of a name counts
    }


def _end_of_tag(page: str, place: int) -> int:
    """Past the `>` that closes a tag; one inside of quotes doesn't."""
    while found := _QUOTE_OR_END.search(page, place):
        if found[0] == ">":
            return found.end()
        closing = page.find(found[0], found.end())
        if closing < 0:
            return _past(page, ">", found.end())
        place = closing + 1
    return len(page)


def _past(page: str, mark: str, place: int) -> int:
    found = page.find(mark, place)
    return found + len(mark) if found >= 0 else len(page)
