"""Which route a path belongs to, so that labels and logs name the route and no id."""

from collections.abc import Iterable

OTHER = "other"


class Templates:
    """Routes like `/v1/agents/{agent_id}`, the first that fits counting."""

    def __init__(self, templates: Iterable[str]) -> None:
        self._by_length: dict[int, dict[str, list[str]]] = {}
        for template in templates:
            segments = _segments(template)
            self._by_length.setdefault(len(segments), {})[template] = segments

    def of(self, path: str) -> str:
        """The template of a path, or `other` for one that nobody serves."""
        segments = _segments(path)
        for template, pattern in self._by_length.get(len(segments), {}).items():
            if all(a == b or (a[:1] == "{" and b) for a, b in zip(pattern, segments, strict=True)):
                return template
        return OTHER


def _segments(path: str) -> list[str]:
    return path.removesuffix("/").split("/")
