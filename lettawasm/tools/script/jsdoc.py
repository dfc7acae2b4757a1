"""JSDoc comments: a description, then `@param {type} name - text` for each argument. Pure."""

import re
from dataclasses import dataclass, field

_LINE = re.compile(r"^\s*\*? ?", re.MULTILINE)
_TAG = re.compile(r"^\s*@(?P<tag>\w+)\s*(?P<rest>.*)$")
_PARAM = re.compile(
    r"(?:\{(?P<type>(?:[^{}]|\{[^{}]*\})*)\}\s*)?"
    r"(?P<optional>\[)?\s*(?P<name>[\w$.]+)\s*(?:=(?:[^\[\]]|\[[^\]]*\])*)?(?(optional)\])"
    r"\s*(?:[-–—:]\s*)?(?P<text>.*)$",
    re.DOTALL,
)


@dataclass(slots=True)
class Argument:
    """What is said of an argument. `type` is as it was written, without its braces."""

    text: str = ""
    type: str | None = None
    is_optional: bool = False


@dataclass(slots=True)
class Doc:
    description: str = ""
    arguments: dict[str, Argument] = field(default_factory=dict)


def read(comment: str) -> Doc:
    """What a comment says, given with its `/**` and `*/`."""
    text = _LINE.sub("", comment.removeprefix("/**").removesuffix("*/"))
    description: list[str] = []
    tags: list[list[str]] = []
    for line in text.splitlines():
        if found := _TAG.match(line):
            tags.append([found["tag"], found["rest"]])
        elif tags:
            tags[-1][1] += f"\n{line}"
        else:
            description.append(line)
    doc = Doc("\n".join(description).strip())
    for tag, rest in tags:
        if tag in ("param", "arg", "argument") and (found := _PARAM.match(rest.strip())):
            type_ = found["type"]
            optional = bool(found["optional"]) or (type_ or "").endswith("=")
            words = " ".join(found["text"].split())
            doc.arguments[found["name"]] = Argument(words, type_ and type_.strip().rstrip("="), optional)
        elif tag in ("description", "desc"):
            doc.description = f"{doc.description}\n{rest}".strip()
    return doc
