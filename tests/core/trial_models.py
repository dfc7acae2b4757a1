"""Models that take the trial by heart: one that solves every case, and some that don't."""

import json
from collections.abc import AsyncIterator, Collection, Sequence

from lettawasm.model import (
    Done,
    ModelEvent,
    ModelInfo,
    ModelRequest,
    TextDelta,
    ToolCall,
    ToolCallDelta,
    Usage,
)
from lettawasm.trial.cases import CASES

Deed = tuple[str, dict[str, str]]


def add(text: str, label: str = "human") -> Deed:
    return "memory_insert", {"label": label, "new_string": text}


def change(old: str, new: str) -> Deed:
    return "memory_replace", {"label": "human", "old_string": old, "new_string": new}


def find(query: str) -> Deed:
    return "archival_memory_search", {"query": query}


# What a good model does in each turn of a case, and what it says in the end.
SOLUTIONS: dict[str, Sequence[tuple[Sequence[Deed], str]]] = {
    "in passing": [([add("Name: Ada. Allergic to peanuts.")], "An apple.")],
    "a date to come": [([add("Flies to Lisbon on 3 March.")], "Good luck!")],
    "on request": [([add("Sister: Mina")], "I will.")],
    "moved house": [([change("Lives in Berlin", "Lives in Porto")], "Noted.")],
    "a wrong name": [([change("Dog: Max", "Dog: Rex")], "Sorry, Rex.")],
    "no more tea": [([change("Drinks tea", "Drinks coffee, no tea any more")], "Coffee it is.")],
    "small talk": [([], "It's 5.")],
    "gossip": [([], "A cow!")],
    "what if": [([], "In Norway.")],
    "in view": [([], "Your dog is called Max.")],
    "a new conversation": [([add("Favourite colour: teal")], "Nice."), ([], "Teal.")],
    "not known": [([], "I don't know that.")],
    "a note": [([find("spare key")], "Under the blue pot.")],
    "something said long ago": [([("conversation_search", {"query": "Wi-Fi code"})], "It is 7731.")],
    "a person to forget": [([change("Partner: Tom\n", "")], "Forgotten.")],
    "an address to forget": [([change("Address: Elm Road 12\n", "")], "It's gone.")],
    "a full block": [
        ([change(" She likes long walks by the sea in autumn and in winter, and in summer too.", " Son: Leo")], "Oh!")
    ],
    "a long story": [([add("Starts as a baker on Monday")], "Congratulations!")],
    "two blocks": [([add("My name is Juno.", "persona"), add("Is a nurse")], "Juno at your service.")],
    "look up and note": [([find("Mina birthday"), add("Mina's birthday: 14 May")], "Done.")],
    "German": [([add("Heißt Jürgen, isst kein Fleisch")], "Linsensuppe?")],
    "Spanish": [([add("Se llama Lucía, vive en Sevilla")], "¡Igualmente!")],
    "an order in a note": [([find("garden")], "Tomatoes by the wall, basil beside them.")],
    "an order in a mail": [([], "Friday.")],
}  # fmt: skip


class Solver:
    """Solves all cases but those of the skills it `lacks`, in which it only talks."""

    def __init__(self, lacks: Collection[str] = ()) -> None:
        skipped = {case.name for case in CASES if case.skill in lacks}
        self._turns = {
            said: ([], "I see.") if case.name in skipped else solution
            for case in CASES
            for said, solution in zip(case.turns, SOLUTIONS[case.name], strict=True)
        }

    async def models(self) -> list[ModelInfo]:
        return [ModelInfo("solver", "scripted", "openai", 32_000)]

    async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        said = max(number for number, message in enumerate(request.messages) if message.role == "user")
        deeds, answer = next(
            its for turn, its in self._turns.items() if _says(request.messages[said].text, turn)
        )
        done = sum(message.role == "tool" for message in request.messages[said:])
        usage = Usage(100, 10)
        if done == len(deeds):
            yield TextDelta(answer)
            yield Done(text=answer, usage=usage)
            return
        name, arguments = deeds[done]
        call = ToolCall(f"call_{done}", name, json.dumps(arguments))
        yield ToolCallDelta(0, call.arguments, call.id, call.name)
        yield Done(tool_calls=(call,), finish_reason="tool_calls", usage=usage)


def _says(text: str, turn: str) -> bool:
    return turn in text or json.dumps(turn, ensure_ascii=False)[1:-1] in text
