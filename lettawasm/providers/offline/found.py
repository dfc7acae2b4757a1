"""Looking things up, and answering from what memory and the searches gave."""

import ast
import re
from collections.abc import Iterator, Sequence
from typing import Any

from ... import strict_json
from .clauses import clauses
from .lines import plain, spoken
from .notes import was_made
from .questions import Question
from .scene import Act, Scene
from .statements import statements
from .talk import capital, listed, that
from .toolbox import Call, Toolbox
from .words import shared

MOST_HITS, MOST_CHARS = 3, 240

_QUOTED = re.compile(r"""'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*\"""", re.DOTALL)
_LONGEST_CODE = (
    500  # around the texts; a chain of some thousand signs would end an interpreter in WebAssembly
)


def searches(asked: Question, scene: Scene) -> list[Call]:
    """The searches still to make: when asked for one, or when core memory has no answer."""
    if asked.is_everything or not asked.terms or (asked.lines and not asked.is_search):
        return []
    tools = Toolbox(scene.tools)
    wanted = (tools.search_archive(asked.terms), tools.search_conversation(asked.terms))
    return [call for call in wanted if call and not was_made(call, scene)]


def answer(asked: Question, scene: Scene) -> str:
    """The answer in words, from memory alone."""
    if asked.is_everything:
        return _everything(asked.lines)
    hits = _hits(asked, scene)
    known = " ".join(capital(f"{part}.") for part in _clauses(asked))
    if hits:
        about = f" about {asked.what}" if asked.what else ""
        return "\n".join(filter(None, [known, f"This is what I found{about}:", *hits]))
    if known:
        return known
    if asked.is_search:
        return f"I looked for {asked.what} and found nothing{_where(scene)}."
    if asked.related:
        return f"I don't know that, only {that(asked.related[:MOST_HITS])}."
    return f"You haven't told me {asked.what} yet, or I didn't write it down." if asked.what else ""


def _clauses(asked: Question) -> list[str]:
    if not asked.who:
        return [listed([spoken(line) for line in asked.lines])] if asked.lines else []
    return [_who(line) or spoken(line) for line in asked.lines]


def _who(line: str) -> str:
    """`Has a sister named Clara` → `Clara is your sister`."""
    found = re.fullmatch(r"has an? (.+?) named (.+)", line, re.IGNORECASE)
    return f"{found[2]} is your {found[1]}" if found else ""


def returned(name: str, scene: Scene) -> str:
    """What a tool gave that the person told us to call."""
    act = next((act for act in reversed(scene.acts) if act.name == name), None)
    if act is None:
        return f"I couldn't call {name} here."
    return f"{name} returned: {act.result.strip()[:2000] or 'nothing'}"


def _everything(lines: Sequence[str]) -> str:
    if not lines:
        return "Nothing yet. Tell me something about yourself, and I'll write it down."
    if len(lines) <= 2:
        return f"I know {listed([f'that {spoken(line)}' for line in lines])}."
    return "\n".join(["This is what I know about you:", *(f"- {capital(spoken(line))}" for line in lines)])


def _where(scene: Scene) -> str:
    places = {"archival_memory_search": "in my archive", "conversation_search": "in our conversation"}
    looked = [place for name, place in places.items() if any(act.name == name for act in scene.acts)]
    return f" {listed(looked)}" if looked else " in my memory"


def _hits(asked: Question, scene: Scene) -> list[str]:
    """The findings as lines: ours and questions are no evidence, and nothing is told twice."""
    hits: dict[str, str] = {}
    for act in scene.acts:
        for hit in _results(act):
            text = " ".join(str(hit.get("content") or hit.get("text") or "").split())
            if _is_taken_back(text) and not asked.is_search:
                return []
            is_said = hit.get("role") in (None, "user") and not _is_asked(text)
            is_new = plain(text) != plain(scene.speech) and not any(hit in plain(text) for hit in hits)
            if text and is_said and is_new and _fits(asked, text):
                hits.setdefault(plain(text), f"- {_source(act, hit)}“{text[:MOST_CHARS]}”")
    return list(hits.values())[:MOST_HITS]


def _is_taken_back(text: str) -> bool:
    """Whether a hit asks to forget what was searched for."""
    return any(not statement.holds for clause in clauses(text) for statement in statements(clause))


def _is_asked(text: str) -> bool:
    return any(clause.is_question for clause in clauses(text)[-1:])


def _fits(asked: Question, text: str) -> bool:
    """Where a search was asked for, its ranking is trusted; otherwise most of the words must be there."""
    return asked.is_search or shared(asked.terms, text) > 0.6


def _source(act: Act, hit: dict[str, Any]) -> str:
    if act.name == "archival_memory_search":
        return "in my archive: "
    ago = hit.get("time_ago")
    return f"you said ({ago}): " if isinstance(ago, str) and ago else "you said: "


def _results(act: Act) -> Iterator[dict[str, Any]]:
    """The hits of a search, whether it returned JSON or what Python prints."""
    if not act.name.endswith("_search"):
        return
    value = _parsed(act.result)
    hits = value.get("results") if isinstance(value, dict) else value
    for hit in hits if isinstance(hits, list) else ():
        if isinstance(hit, dict):
            yield hit
        elif isinstance(hit, str):
            yield {"content": hit}


def _parsed(text: str) -> Any:
    try:
        return strict_json.parse(text)
    except (ValueError, RecursionError):
        pass
    try:
        return ast.literal_eval(text) if len(_QUOTED.sub("", text)) < _LONGEST_CODE else None
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None
