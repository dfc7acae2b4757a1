"""A conversation with the offline companion: an agent's loop and memory in small, around its prompt."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lettawasm.memory import edits
from lettawasm.memory.edits import EditError
from lettawasm.model import ChatMessage, Done, ModelEvent, ModelRequest, Text, ToolCall, ToolSpec
from lettawasm.providers.offline import OfflineProvider

MEMORY = {"memory_insert": "label new_string insert_line", "memory_replace": "label old_string new_string"}
CORE_MEMORY = {
    "core_memory_append": "label content",
    "core_memory_replace": "label old_content new_content",
}
RECALL = {"conversation_search": "query"}
ARCHIVE = {"archival_memory_insert": "content", "archival_memory_search": "query"}
SEND = {"send_message": "message"}


def specs(tools: dict[str, str], extra: Sequence[str] = ()) -> tuple[ToolSpec, ...]:
    def schema(names: str) -> dict[str, Any]:
        properties = {name: {"type": "string"} for name in names.split()}
        bookkeeping = {name: {"type": "boolean"} for name in extra}
        return {"type": "object", "properties": properties | bookkeeping, "required": names.split()[:2]}

    return tuple(ToolSpec(name, name, schema(names)) for name, names in tools.items())


@dataclass
class Talk:
    """Say something; `calls` are the tool calls it led to, the return is what the companion said."""

    human: str = ""
    persona: str = ""
    tools: tuple[ToolSpec, ...] = specs(MEMORY | RECALL)
    tool_choice: str = "auto"
    parallel: bool = False
    limit: int = 1000
    read_only: bool = False
    archive: list[str] = field(default_factory=list)
    refreshes: bool = True  # the prompt shows edits at once, not only from the next turn on
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.blocks = {"human": self.human, "persona": self.persona}
        self.messages = [ChatMessage("system", (Text(self.prompt()),))]

    def prompt(self) -> str:
        blocks = "\n\n".join(
            f"<{label}>\n<description>\nA block.\n</description>\n<metadata>\n"
            + ("- read_only=true\n" if self.read_only else "")
            + f"- chars_current={len(value)}\n- chars_limit={self.limit}\n</metadata>\n"
            f"<value>\n{value}\n</value>\n</{label}>"
            for label, value in self.blocks.items()
        )
        return f"Be yourself.\n\n<memory_blocks>\nThese are your blocks:\n\n{blocks}\n\n</memory_blocks>"

    def say(self, text: str) -> str:
        self.calls = []
        self.messages[0] = ChatMessage("system", (Text(self.prompt()),))
        self.messages.append(ChatMessage("user", (Text(text),)))
        for _ in range(30):
            done = self.ask()
            said = done.text
            self.messages.append(ChatMessage("assistant", (Text(said),) if said else (), done.tool_calls))
            for call in done.tool_calls:
                self.messages.append(ChatMessage("tool", (Text(self.run(call)),), tool_call_id=call.id))
                if call.name == "send_message":
                    return str(json.loads(call.arguments)["message"])
            if self.refreshes:
                self.messages[0] = ChatMessage("system", (Text(self.prompt()),))
            if not done.tool_calls:
                return said
        raise AssertionError("the companion goes on for ever")

    def ask(self) -> Done:
        request = ModelRequest(
            "offline", tuple(self.messages), self.tools, self.tool_choice, parallel_tool_calls=self.parallel
        )
        *_, last = collect(request)
        assert isinstance(last, Done)
        return last

    def run(self, call: ToolCall) -> str:
        arguments = json.loads(call.arguments)
        if call.name != "send_message":
            self.calls.append((call.name, arguments))
        try:
            return self.answer(call.name, arguments)
        except EditError as error:
            return str(error)

    def answer(self, name: str, given: dict[str, Any]) -> str:
        match name:
            case "memory_insert":
                return self.write(
                    given["label"], edits.insert(self.blocks[given["label"]], given["new_string"])
                )
            case "core_memory_append":
                return self.write(given["label"], edits.append(self.blocks[given["label"]], given["content"]))
            case "memory_replace" | "core_memory_replace":
                old = given.get("old_string") or given["old_content"]
                new = given.get("new_string", given.get("new_content"))
                label = given["label"]
                return self.write(label, edits.replace_once(self.blocks[label], label, old, new))
            case "archival_memory_insert":
                self.archive.append(given["content"])
                return "None"
            case "archival_memory_search":
                words = given["query"].lower().split()
                hits = [note for note in self.archive if any(word in note.lower() for word in words)]
                return json.dumps([{"content": note, "timestamp": "2026-01-01T00:00:00"} for note in hits])
            case "conversation_search":
                return json.dumps({"message": "Showing results", "results": self.search(given["query"])})
            case "send_message":
                return "Sent message successfully."
        return "4"

    def search(self, query: str) -> list[dict[str, str]]:
        words = query.lower().split()
        return [
            {"role": message.role, "content": message.text, "time_ago": "2 days ago"}
            for message in self.messages
            if message.role in ("user", "assistant") and any(word in message.text.lower() for word in words)
        ]

    def write(self, label: str, value: str) -> str:
        if len(value) > self.limit:
            raise EditError(f"Edit failed. The block {label!r} would exceed its limit.")
        self.blocks[label] = value
        return value


def collect(request: ModelRequest) -> list[ModelEvent]:
    async def events() -> list[ModelEvent]:
        return [event async for event in OfflineProvider().stream(request)]

    return asyncio.run(events())
