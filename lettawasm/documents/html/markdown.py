"""A page's tree as Markdown: blocks with an empty line between them, and marks within the lines.

Words are not escaped: this is for reading, and never becomes HTML again.
"""

import re
from collections.abc import Callable, Iterator
from typing import TypeGuard
from urllib.parse import urljoin, urlsplit

from .tree import Element

_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~"}
_NOT_SHOWN = frozenset("head title select option datalist button input textarea dialog".split())
_SHOWN_ADDRESS = 300  # characters of a link's

Resolve = Callable[[str], str | None]
"""The whole address of a link, or None for one that leads nowhere."""


def markdown(root: Element, resolve: Resolve = lambda address: None) -> str:
    """What a reader sees. A link is told with its address where `resolve` knows one."""
    return "\n\n".join(_Writer(resolve).blocks(root))


def resolver(page_url: str) -> Resolve:
    """Links of a page at `page_url`, as far as they lead to another page on the web."""

    def resolve(address: str) -> str | None:
        try:
            whole = urljoin(page_url, address.strip())
            is_web = urlsplit(whole).scheme in ("http", "https")
        except ValueError:
            return None
        is_page = whole.partition("#")[0] != page_url.partition("#")[0]
        return whole if is_web and is_page and len(whole) <= _SHOWN_ADDRESS else None

    return resolve


class _Writer:
    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._in_cell = False

    def blocks(self, element: Element) -> Iterator[str]:
        """The blocks in an element. Words between blocks are a block as well."""
        line: list[Element | str] = []
        for child in element.children:
            if isinstance(child, Element) and (child.is_block or child.holds_block):
                yield from self._paragraph(line)
                line = []
                yield from self._block(child)
            else:
                line.append(child)
        yield from self._paragraph(line)

    def _paragraph(self, line: list[Element | str]) -> Iterator[str]:
        if text := self._lines(Element("p", {}, line)):
            yield text

    def _block(self, element: Element) -> Iterator[str]:
        match element.name:
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                if text := self._line(element):
                    yield f"{'#' * int(element.name[1])} {text}"
            case "ul" | "ol":
                if text := self._list(element):
                    yield text
            case "pre":
                if text := element.text().strip("\n"):
                    yield f"```\n{text.rstrip()}\n```"
            case "blockquote":
                if text := "\n\n".join(self.blocks(element)):
                    yield "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
            case "table":
                yield from self._table(element)
            case "hr":
                yield "---"
            case name if name not in _NOT_SHOWN:
                yield from self.blocks(element)

    def _list(self, element: Element) -> str:
        items: list[str] = []
        for child in element.children:
            item = child if isinstance(child, Element) and child.name == "li" else Element("li", {}, [child])
            text = "\n".join(self.blocks(item))
            mark = f"{len(items) + 1}. " if element.name == "ol" else "- "
            if text:
                items.append(mark + text.replace("\n", "\n" + " " * len(mark)))
        return "\n".join(items)

    def _table(self, table: Element) -> Iterator[str]:
        """Rows and columns; a table that only lays out a page is read like the page."""
        rows = [[cell for cell in row.children if _is_cell(cell)] for row in _rows(table)]
        width = max(map(len, rows), default=0)
        if len(rows) < 2 or width < 2 or self._in_cell:
            yield from self.blocks(Element("div", {}, table.children))
            return
        told = [[self._cell(cell) for cell in row] + [""] * (width - len(row)) for row in rows if row]
        told.insert(1, ["---"] * width)
        yield "\n".join(f"| {' | '.join(row)} |" for row in told)

    def _cell(self, cell: Element) -> str:
        self._in_cell = True
        text = " ".join(self.blocks(cell))
        self._in_cell = False
        return _SPACE.sub(" ", text).replace("|", "\\|")

    def _line(self, element: Element) -> str:
        return self._lines(element).replace("\n", " ")

    def _lines(self, element: Element) -> str:
        """Words with their marks; a break in the page is one here."""
        lines = (_SPACE.sub(" ", line).strip() for line in self._words(element).split("\v"))
        return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip("\n")

    def _words(self, element: Element) -> str:
        return "".join(
            child if isinstance(child, str) else self._inline(child) for child in element.children
        ).replace("\n", " ")

    def _inline(self, element: Element) -> str:
        match element.name:
            case "br":
                return "\v"
            case "img":
                alt = " ".join(element.attributes.get("alt", "").split())
                return f"[image: {alt}]" if alt else ""
            case "code" | "kbd" | "samp" if text := element.text().strip():
                return f"`{text}`"
            case "a":
                return self._link(element)
            case name if name in _NOT_SHOWN:
                return ""
        words, mark = self._words(element), _MARKS.get(element.name, "")
        bare = words.strip()
        return words.replace(bare, f"{mark}{bare}{mark}") if mark and bare and "\v" not in bare else words

    def _link(self, element: Element) -> str:
        words, address = self._words(element), self._resolve(element.attributes.get("href", ""))
        bare = words.strip()
        return words.replace(bare, f"[{bare}]({address})") if bare and address else words


def _rows(table: Element) -> Iterator[Element]:
    for child in table.children:
        if isinstance(child, Element) and child.name == "tr":
            yield child
        elif isinstance(child, Element) and child.name in ("thead", "tbody", "tfoot"):
            yield from _rows(child)


def _is_cell(child: Element | str) -> TypeGuard[Element]:
    return isinstance(child, Element) and child.name in ("td", "th")
