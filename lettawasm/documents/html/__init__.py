"""HTML pages as a reader sees them, in Markdown."""

from .markdown import markdown
from .tokens import tokens
from .tree import Element, tree


def text_of(page: str) -> str:
    """All text of a page, its title first."""
    root = tree(tokens(page))
    title = title_of(root)
    return "\n\n".join(part for part in (title, markdown(root)) if part) + "\n"


def title_of(root: Element) -> str:
    """The title that a page gives itself; empty where it has none."""
    titles = (" ".join(each.text().split()) for head in root.all("head") for each in head.all("title"))
    return next(filter(None, titles), "") or " ".join(next((e.text() for e in root.all("title")), "").split())
