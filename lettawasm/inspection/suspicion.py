"""What there is to find in an agent file: in its texts, and in what it asks for."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from ..agentfile import AgentEntry, AgentFile
from ..memory.prompts import default_system
from ..schemas.policies import Policy
from ..schemas.tools import InitRule, Tool
from ..transfer.mcp import bare
from .findings import Finding, FindingKind, Level, Place
from .parts import is_built_in, said, standing
from .powers import Power, powers
from .texts import Voice

_OF_ITSELF = (
    "persona",
    "instruction",
    "guideline",
    "rule",
    "system",
    "style",
)  # labels of blocks that are orders


class Passage(NamedTuple):
    """A text, where it stands, and how it is meant."""

    text: str
    place: Place
    voice: Voice


def passages(file: AgentFile) -> Iterator[Passage]:
    """All texts of a file that reach a model: first what it always sees."""
    for agent in file.agents:
        yield from _of_agent(file, agent)
    for block in file.blocks:
        is_order = any(word in block.label.lower() for word in _OF_ITSELF)
        yield Passage(block.value, Place(block.id, block.label, "value"), "orders" if is_order else "facts")
        yield Passage(block.description or "", Place(block.id, block.label, "description"), "orders")
    for tool in file.tools:
        if not is_built_in(tool):
            yield Passage(tool.description or "", Place(tool.id, tool.name, "description"), "orders")
            yield Passage(str(tool.json_schema or ""), Place(tool.id, tool.name, "json_schema"), "orders")
            yield Passage(tool.source_code or "", Place(tool.id, tool.name, "source_code"), "code")
    for folder in file.sources:
        yield Passage(folder.instructions or "", Place(folder.id, folder.name, "instructions"), "orders")
    yield from _remembered(file)


def _of_agent(file: AgentFile, agent: AgentEntry) -> Iterator[Passage]:
    template = file.lettawasm.memory_templates.get(agent.id)
    summary = (agent.compaction_settings or {}).get("prompt")
    system = agent.system if agent.system != default_system(agent.agent_type) else ""
    for field, text in (
        ("name", agent.name),
        ("description", agent.description),
        ("system", system),
        ("memory_template", template.source if template else ""),
        ("compaction_settings", summary if isinstance(summary, str) else ""),
    ):
        yield Passage(text or "", Place(agent.id, agent.name, field), "orders")


def _remembered(file: AgentFile) -> Iterator[Passage]:
    for archive in file.lettawasm.archives:
        for passage in archive.passages:
            yield Passage(passage.text, Place(archive.id, archive.name, "passages"), "facts")
    for entry in file.files:
        yield Passage(entry.content or "", Place(entry.source_id, entry.name, "content"), "facts")
    for agent in file.agents:
        prompt = agent.in_context_message_ids[:1]
        for message in reversed(agent.messages):  # the newest are the likeliest to be seen
            if message.role == "system" and [message.id] == prompt:
                continue  # ours is made from the agent
            voice: Voice = {"system": "orders", "tool": "facts"}.get(message.role, "said")  # type: ignore[assignment]
            for text in said(message):
                yield Passage(text, Place(agent.id, agent.name, "messages"), voice)


_WANTS: dict[Power, str] = {
    "network": "It wants the network. Here it has none until you name hosts for it.",
    "files": "It works with files. Here it only ever sees an empty folder of its own.",
    "commands": "It starts other programs. Here it can't.",
    "programs": "It makes code while it runs, which can't be judged by reading it.",
    "secrets": "It reads secrets from its surroundings. Here it sees none that you didn't grant.",
    "agents": "It writes to other agents.",
    "packages": "It wants packages that are fetched from the internet.",
}
_DOES: dict[Power, str] = {  # of tools that are built in
    "code": "It runs code that the agent writes, in the sandbox.",
    "network": "It reads the web, as far as your settings let it.",
    "agents": _WANTS["agents"],
}


def demands(file: AgentFile, here: Mapping[str, Tool], models: Collection[str]) -> Iterator[Finding]:
    """What a file asks for. `here` are the tools of the space by name, `models` the handles that can be chosen."""
    for tool in file.tools:
        yield from _of_tool(tool, here.get(tool.name))
    for server in file.mcp_servers:
        address = bare(server.server_url or "an address that is not told")
        words = f"Its tools run on a server at {address}: what they are given goes there."
        place = Place(server.id, server.server_name, "server_url")
        yield Finding("warning", "server", place, words, names=(address,))
    for block in file.blocks:
        policy = file.lettawasm.policies.get(block.id)
        if isinstance(policy, Policy) and policy.obeys == "allow":
            words = "The agent may write orders to itself here that come from web pages and files."
            yield Finding("warning", "trusting", Place(block.id, block.label, "policy"), words)
        if block.is_template:
            words = "It says that the blocks of other agents are to be made from it. Here they won't be."
            yield Finding("warning", "template", Place(block.id, block.label, "value"), words)
    for agent in file.agents:
        yield from _of_settings(agent, models)


def _of_tool(tool: Tool, there: Tool | None) -> Iterator[Finding]:
    place, own = Place(tool.id, tool.name, "source_code"), is_built_in(tool)
    for power in powers(tool, is_built_in=own):
        if words := (_DOES if own else _WANTS).get(power):
            level: Level = "warning" if power == "programs" else "note"
            yield Finding(level, "power", place, words, detail=f"{'built_in_' if own else ''}{power}")
    if standing(tool, there) == "other":
        words = "A tool of this name is here already and does something else. Yours stays, and the agent gets that one."
        yield Finding("warning", "taken", place, words)


def _of_settings(agent: AgentEntry, models: Collection[str]) -> Iterator[Finding]:
    def found(level: Level, kind: FindingKind, field: str, words: str, *names: str) -> Finding:
        return Finding(level, kind, Place(agent.id, agent.name, field), words, names=names)

    model = (agent.llm_config.handle or agent.llm_config.model) if agent.llm_config else agent.model
    if not model:
        yield found("note", "model", "model", "It names no model. Choose one for it.")
    elif model not in models:
        yield found(
            "note", "model", "model", f"It thought with {model}, which isn't here. Choose another.", model
        )
    for rule in agent.tool_rules or ():
        if isinstance(rule, InitRule):
            words = f"Every turn begins with a call of {rule.tool_name}."
            yield found("note", "always", "tool_rules", words, rule.tool_name)
    if secrets := sorted({**(agent.secrets or {}), **(agent.tool_exec_environment_variables or {})}):
        words = f"It asks for {', '.join(secrets)}. Whether a tool sees a value is your choice."
        yield found("note", "secret", "secrets", words, *secrets)
    if waiting := _waiting(agent):
        words = f"It ends with calls that wait for a word: {', '.join(waiting)}. They will ask you."
        yield found("warning", "waiting", "messages", words, *waiting)


def _waiting(agent: AgentEntry) -> list[str]:
    """The tools whose calls wait at the end of the history."""
    waiting: list[str] = []
    for message in agent.messages:
        if message.role in ("assistant", "approval", "tool"):
            waiting = [call.function.name for call in message.tool_calls or () if message.role == "approval"]
    return list(dict.fromkeys(waiting))
