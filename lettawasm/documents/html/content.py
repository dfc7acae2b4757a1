"""What a page is about, without what stands around it on every page of its site."""

from collections.abc import Iterable

from .tree import Element

_AROUND = frozenset("nav header footer aside form menu".split())
_AROUND_ROLES = frozenset("navigation banner contentinfo search complementary dialog alert".split())
_LEAST = 200  # characters that are an article
_SHARE = 0.4  # of all the page's words


def content(root: Element) -> Element:
    """The page's main part where it marks one that is worth reading; else all of it but what stands around."""
    body = next(root.all("body"), root)
    whole = len(body.text())
    marked = [*_mains(body), *body.all("article")]
    best = max(marked, key=lambda each: len(each.text()), default=body)
    said = len(best.text())
    return _without_surroundings(best if said >= _LEAST or said >= _SHARE * whole else body)


def _mains(body: Element) -> Iterable[Element]:
    yield from body.all("main")
    yield from (each for each in body.all("div", "section") if each.attributes.get("role") == "main")


def _without_surroundings(element: Element) -> Element:
    kept = [
        child if isinstance(child, str) else _without_surroundings(child)
        for child in element.children
        if isinstance(child, str) or not _is_around(child)
    ]
    return Element(element.name, element.attributes, kept)


def _is_around(element: Element) -> bool:
    attributes = element.attributes
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    if attributes.get("role") in _AROUND_ROLES:
        return True
    has_title = element.name == "header" and next(element.all("h1"), None) is not None
    return element.name in _AROUND and not has_title
