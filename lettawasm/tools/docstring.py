"""Google-style docstrings: a description, then sections, of which `Args:` says a word about each argument. Pure."""

import re

_ARGUMENT = re.compile(r"^\*{0,2}(?P<name>\w+)\s*(?:\(.*?\))?:\s*(?P<text>.*)$")
_SECTION = re.compile(r"^(Args|Arguments|Parameters|Attributes|Returns|Raises|Yields|Examples?|Notes?):\s*$")
_OF_ARGUMENTS = ("Args", "Arguments", "Parameters", "Attributes")


def read(text: str) -> tuple[str, dict[str, str]]:
    """The description, and what is said about each argument. `text` is a docstring without its indentation."""
    description: list[str] = []
    arguments: dict[str, str] = {}
    section = name = ""
    margin: int | None = None  # where the arguments' names stand; what is further in belongs to the one above
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip())
        if heading := _SECTION.match(line.strip()):
            section, margin = heading[1], None
        elif not section:
            description.append(line)
        elif section in _OF_ARGUMENTS and line.strip():
            margin = indent if margin is None else margin
            if indent <= margin and (found := _ARGUMENT.match(line.strip())):
                name = found["name"]
                arguments[name] = found["text"]
            elif name:
                arguments[name] += " " + line.strip()
    return "\n".join(description).strip(), arguments
