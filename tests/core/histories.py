"""Conversations made up: single messages, and any sequence of them."""

import json
from dataclasses import replace

from hypothesis import strategies as st

from lettawasm.model import Image, Text, ToolCall
from lettawasm.schemas.messages import Message, ToolReturn
from lettawasm.store.message_rows import tokens_of


def message(role: str, text: str = "", **fields: object) -> Message:
    fields.setdefault("content", (Text(text),) if text else ())
    made = Message(id="m", agent_id="a", role=role, created_at="", **fields)  # type: ignore[arg-type]
    return replace(made, tokens=tokens_of(made))


def call(call_id: str, arguments: str = "{}", times: int = 1) -> Message:
    calls = (ToolCall(f"{call_id}-{n}", "memory_insert", arguments) for n in range(times))
    return message("assistant", tool_calls=tuple(calls))


def answer(call_id: str, text: str = "ok", times: int = 1) -> Message:
    returns = (ToolReturn(f"{call_id}-{n}", "memory_insert", text) for n in range(times))
    return message("tool", tool_returns=tuple(returns))


KINDS = ["user", "assistant", "system", "summary", "call", "pair", "stray", "picture"]
PICTURE = Image("https://example.org/p.png")


@st.composite
def histories(draw: st.DrawFn) -> list[Message]:
    """Calls with and without answers, answers to nothing, summaries, pictures, and texts of any length."""
    history = [message("system", "You are.")]
    for number in range(draw(st.integers(0, 25))):
        kind = draw(st.sampled_from(KINDS))
        word, times = draw(st.sampled_from(["word ", "x1; ", "語"])), draw(st.integers(0, 4_000))
        text = f"{kind} {number} {word * times}"
        match kind:
            case "call":
                history.append(call(f"c{number}", json.dumps({"content": text})))
            case "pair":
                history += [call(f"c{number}", "{}", 2), answer(f"c{number}", text, 2)]
            case "stray":
                history.append(answer(f"s{number}", text))
            case "picture":
                history.append(message("user", content=(PICTURE,) * 3))
            case _:
                history.append(message(kind, text))
    return history
