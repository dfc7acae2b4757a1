"""What a tool's source is written in, and what that source says of its function. It is read and never run."""

from typing import Any, Literal

from . import source

Language = Literal["python", "javascript", "typescript"]

_NAMES: dict[str, Language] = {
    "js": "javascript",
    "javascript": "javascript",
    "ts": "typescript",
    "typescript": "typescript",
}


def language_of(source_type: str | None) -> Language:
    """Python, unless it says otherwise: Letta says `json` of tools of any source whose schema was given."""
    return _NAMES.get((source_type or "").lower(), "python")


def describe(
    language: Language, text: str, name: str | None = None, parameters: dict[str, Any] | None = None
) -> dict[str, Any]:
    """`{"name", "description", "parameters"}` of a function in it. Raises ValueError, saying what is wrong."""
    if language == "python":
        return source.describe(text, name, parameters)
    from .script import describe as describe_script

    return describe_script(text, name, parameters)


def function_of(language: Language, text: str, name: str) -> str:
    """The function `name`, else the one that the source is described by. Raises ValueError where there is none."""
    if language == "python":
        return source.function(text, name)
    from .script import function

    return function(text, name)
