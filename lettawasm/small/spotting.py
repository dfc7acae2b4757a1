"""Where, in a text that is still arriving, a call may begin. What can't be one goes out at once."""

import re

from .written import ARGUMENT_KEYS, NAME_KEYS, NESTING_KEYS, Offered, plain_name

MARKERS = (
    *("<tool_call>", "<tool_calls>", "<function_call>", "<functioncall>", "<tools>", "<function="),
    *("<|python_tag|>", "<|tool_call|>", "<|tool_call_start|>", "<|tool_call_begin|>"),
    *("<|tool_calls_section_begin|>", "<start_function_call>", "[TOOL_CALLS]"),
    *("<｜tool▁calls▁begin｜>", "<｜tool▁call▁begin｜>"),
)
_CALL_FENCES = ("```tool_call", "```tool_code")
_FENCES = ("", "json", "tool_call", "tool_calls", "tool_code", "tool", "xml")
_MAY_BEGIN = re.compile(r"[<\[]|(?<![^\n])[ \t]*(?:\Z|[<\[{`A-Za-z_])")
_FENCE = re.compile(r"```(\w*)[ \t]*\n\s*")
_HALF_FENCE = re.compile(r"`{1,3}\Z|```\w*[ \t]*\Z")
_FIRST_KEY = re.compile(r"""\{\s*["'“]?(\w+)["'”]?\s*:\s*""")
_HALF_KEY = re.compile(r"""\{\s*["'“]?\w*["'”]?\s*\Z""")
_NAME = re.compile(r"""["'“]([\w.-]*)(["'”]?)""")
_WORD = re.compile(r"([\w.]+)(\s*\()?")
_TAGGED_NAME = re.compile(r"[\w.:-]+\s*[({<\[`｜]")
_HALF_TAGGED = re.compile(r"[\w.:-]*\s*\Z")


class Spotter:
    """Text in, text out, but for what may be a call to one of the `offered` tools, which is `held`. Once something
    looks like one, all that follows is held too.
    """

    def __init__(self, offered: Offered) -> None:
        self._offered = offered
        self._before = ""  # the sign before what is held
        self._held: list[str] = []
        self._is_sure = False
        self._is_quoting = False  # within a fence of some programming language

    @property
    def held(self) -> str:
        return "".join(self._held)

    @property
    def is_sure(self) -> bool:
        """Whether what is held looks like a call. Otherwise it was too short to tell."""
        return self._is_sure

    @property
    def is_tagged(self) -> bool:
        """Whether a tag, or the name of a fence, says that it is meant as a call."""
        return self.held.lstrip().startswith((*MARKERS, *_CALL_FENCES))

    def feed(self, text: str) -> str:
        self._held.append(text)
        if self._is_sure:
            return ""
        text, at = self._before + self.held, len(self._before)
        start = at
        while found := _MAY_BEGIN.search(text, at):
            may = self._may_be_call(text[found.start() :], not text[: found.start()].rpartition("\n")[2])
            if may is None or may:
                self._is_sure = bool(may)
                return self._keep(text, start, found.start())
            at = max(found.start() + 1, found.end())
        return self._keep(text, start, len(text))

    def _keep(self, text: str, start: int, end: int) -> str:
        self._held, self._before = [text[end:]], text[end - 1 : end]
        return text[start:end]

    def _may_be_call(self, text: str, begins_line: bool) -> bool | None:
        """Yes, no, or None where it is too early to tell."""
        text = text.lstrip(" \t")
        if not text:
            return None
        if self._is_quoting:
            return self._may_end_quote(text) if begins_line else False
        for marker in MARKERS:
            if text.startswith(marker):
                return _goes_with_tag(text[len(marker) :], marker)
        if text[0] in "<[" and any(marker.startswith(text) for marker in MARKERS):
            return None
        return self._may_be_bare(text) if begins_line and text[0] != "<" else False

    def _may_end_quote(self, text: str) -> bool | None:
        """Never a call; None while a fence may close."""
        if text in ("`", "``"):
            return None
        self._is_quoting = not text.startswith("```")
        return False

    def _may_be_bare(self, text: str) -> bool | None:
        """Whether it may be a call without a tag, which begins a line, in a fence or not."""
        if text.startswith("`"):
            fence = _FENCE.match(text)
            if not fence:
                return None if _HALF_FENCE.match(text) else False
            if fence[1] not in _FENCES:
                self._is_quoting = True
                return False
            text = text[fence.end() :]
        if text.startswith("["):
            text = text[1:].lstrip()
        if not text:
            return None
        if text[0] == "{":
            return self._may_be_object(text)
        return self._may_be_python(text) if not text.startswith("<") else _marked(text)

    def _may_be_object(self, text: str) -> bool | None:
        found = _FIRST_KEY.match(text)
        if not found:
            return None if _HALF_KEY.match(text) else False
        key, value = found[1], text[found.end() :]
        if key in NESTING_KEYS or key in ARGUMENT_KEYS or key in self._offered:
            return True
        if key not in (*NAME_KEYS, "type"):
            return False
        if not value or (key == "function" and value.startswith("{")):
            return True if value else None
        name = _NAME.match(value)
        if not name or (not name[2] and name.end() < len(value)):
            return False
        if not name[2]:
            return None
        return name[1] in ("function", "tool_use") if key == "type" else plain_name(name[1]) in self._offered

    def _may_be_python(self, text: str) -> bool | None:
        word = _WORD.match(text)
        if not word:
            return False
        if word[2]:
            return plain_name(word[1]) in self._offered
        if word.end() < len(text.rstrip()):
            return False
        openers = (
            space + name for space in ("", "functions.", "tools.", "default_api.") for name in self._offered
        )
        return None if any(opener.startswith(word[1]) for opener in openers) else False


def _goes_with_tag(after: str, marker: str) -> bool | None:
    """Whether what follows a tag can be a call; in `the <tool_call> tag` nothing does."""
    if marker.endswith("="):
        return True
    after = after.lstrip()
    if not after:
        return None
    if after[0] in "{[<`" or _TAGGED_NAME.match(after):
        return True
    return None if _HALF_TAGGED.match(after) else False


def _marked(text: str) -> bool | None:
    if text.startswith(MARKERS):
        return True
    return None if any(marker.startswith(text) for marker in MARKERS) else False
