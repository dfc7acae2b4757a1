"""An HTML page as a tree, as a browser would more or less see it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .tokens import Tag

_DEEPEST = 80  # levels; what lies deeper hangs from the last of them
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr html li main nav ol option p pre section summary table tbody td tfoot th thead tr"
    " ul".split()
)
# What an opening tag closes, and in what it stays inside.
_CLOSES: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    "td": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "th": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "option": (frozenset({"option"}), frozenset({"select"})),
}
_PARAGRAPH = (frozenset({"p"}), frozenset({"td", "th", "li", "div", "section", "article"}))


@dataclass(slots=True)
class Element:
    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: "list[Element | str]" = field(default_factory=list)
    holds_block: bool = False  # at any depth

    @property
    def is_block(self) -> bool:
        return self.name in _BLOCKS

    def text(self) -> str:
        """All words in it."""
        return "".join(each for each in self._within() if isinstance(each, str))

    def all(self, *names: str) -> "Iterator[Element]":
        """The elements of these names in it, in the order of the page."""
        return (each for each in self._within() if isinstance(each, Element) and each.name in names)

    def _within(self) -> "Iterator[Element | str]":
        left = self.children[::-1]
        while left:
            each = left.pop()
            yield each
            if isinstance(each, Element):
                left += each.children[::-1]


def tree(tokens: Iterable[str | Tag]) -> Element:
    root = Element("")
    path = [root]
    for token in tokens:
        if isinstance(token, str):
            path[-1].children.append(token)
        elif token.name.startswith("/"):
            _close(path, token.name[1:])
        else:
            _open(path, token)
    return root


def _open(path: list[Element], tag: Tag) -> None:
    closes, inside = _CLOSES.get(tag.name, _PARAGRAPH if tag.name in _BLOCKS else (frozenset(), frozenset()))
    for depth in range(len(path) - 1, 0, -1):
        if path[depth].name in inside:
            break
        if path[depth].name in closes:
            del path[depth:]
            break
    element = Element(tag.name, tag.attributes)
    path[-1].children.append(element)
    if element.is_block:
        _mark_holders(path)
    if tag.name not in _VOID and len(path) < _DEEPEST:
        path.append(element)


def _mark_holders(path: list[Element]) -> None:
    for element in reversed(path):
        if element.holds_block:
            return  # and so do all around it
        element.holds_block = True


def _close(path: list[Element], name: str) -> None:
    """Close the nearest element of the name, and what was left open in it. Nothing, where there is none."""
    for depth in range(len(path) - 1, 0, -1):
        if path[depth].name == name:
            del path[depth:]
            return
