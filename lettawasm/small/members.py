"""The members of one JSON object, read while it arrives. Total: any text in any pieces gives the same."""

from dataclasses import dataclass
from typing import Literal

from ..providers.whole_text import WholeText

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", '"': '"', "\\": "\\", "/": "/"}
_HEX = frozenset("0123456789abcdefABCDEF")

Place = Literal["before", "entry", "key", "colon", "value", "text", "raw", "comma", "after", "broken"]


@dataclass(slots=True)
class Fragment:
    """A piece of the value under `key`: of a text what it says, of anything else its JSON. `ends` with the value."""

    key: str
    text: str = ""
    is_text: bool = False
    ends: bool = False


class Members:
    """Pieces of JSON in, fragments out."""

    def __init__(self) -> None:
        self.place: Place = "before"
        self._key: list[str] = []
        self._escape = ""
        self._halves = WholeText()
        self._depth = 0
        self._is_quoted = self._is_escaped = False  # within a raw value
        self._out: list[Fragment] = []

    @property
    def is_whole(self) -> bool:
        return self.place == "after"

    @property
    def is_broken(self) -> bool:
        """Whether this is no object, from some sign on."""
        return self.place == "broken"

    def feed(self, text: str) -> list[Fragment]:
        self._out = []
        for letter in text:
            self._take(letter)
        return [one for one in self._out if one.text or one.ends or not one.is_text]

    def _take(self, letter: str) -> None:
        match self.place:
            case "key" | "text":
                self._in_text(letter)
            case "raw":
                self._in_raw(letter)
            case "after" | "broken":
                pass
            case _ if letter not in " \t\r\n":
                self._between(letter)

    def _between(self, letter: str) -> None:
        match self.place, letter:
            case ("before", "{") | ("comma", ","):
                self.place = "entry"
            case "entry", '"':
                self.place, self._key = "key", []
            case (("entry" | "comma"), "}"):
                self.place = "after"
            case "colon", ":":
                self.place = "value"
            case "value", _:
                self._begin(letter)
            case _:
                self.place = "broken"

    def _begin(self, letter: str) -> None:
        is_text = letter == '"'
        self._out.append(Fragment("".join(self._key), "", is_text))
        self.place = "text" if is_text else "raw"
        if not is_text:
            self._depth, self._is_quoted, self._is_escaped = 0, False, False
            self._in_raw(letter)

    def _in_text(self, letter: str) -> None:
        if self._escape:
            self._escape += letter
            self._unescape()
        elif letter == "\\":
            self._escape = letter
        elif letter == '"':
            self._say(self._halves.close())
            self._end()
        else:
            self._say(self._halves.feed(letter))

    def _unescape(self) -> None:
        kind, digits = self._escape[1], self._escape[2:]
        if kind == "u" and len(digits) < 4 and _HEX.issuperset(digits):
            return
        if kind == "u":
            said = chr(int(digits, 16)) if _HEX.issuperset(digits) else self._escape
        else:
            said = _ESCAPES.get(kind, self._escape)
        self._escape = ""
        self._say(self._halves.feed(said))

    def _say(self, text: str) -> None:
        if self.place == "key":
            self._key.append(text)
        elif text:
            self._piece().text += text

    def _in_raw(self, letter: str) -> None:
        """A value that is no text: all of it as it stands, up to the bracket or comma that isn't its own."""
        if self._is_quoted:
            self._is_quoted = self._is_escaped or letter != '"'
            self._is_escaped = letter == "\\" and not self._is_escaped
        elif self._depth == 0 and letter in ",}]":
            self._end()
            self._between(letter)
            return
        else:
            self._is_quoted = letter == '"'
            self._depth += (letter in "{[") - (letter in "}]")
        if letter not in " \t\r\n" or self._depth:
            self._piece().text += letter

    def _piece(self) -> Fragment:
        if not self._out:
            self._out.append(Fragment("".join(self._key), "", self.place == "text"))
        return self._out[-1]

    def _end(self) -> None:
        if self.place == "key":
            self.place = "colon"
            return
        self._piece().ends = True
        self.place = "comma"
