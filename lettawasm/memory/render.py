"""How core memory stands in the prompt: Jinja2 templates, rendered in a sandbox.

The layout is Letta's, tag for tag, so that agents and tools made for it find what they expect.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..schemas.blocks import Block
from ..schemas.turns import ClientSkill

_MEMORY = """\
{% if blocks %}<memory_blocks>
The following memory blocks are part of your core memory and always visible to you:

{% for block in blocks %}<{{ block.label }}>
<description>
{{ block.description or "" }}
</description>
<metadata>
{% if block.read_only %}- read_only=true
{% endif %}- chars_current={{ block.value | length }}
- chars_limit={{ block.limit }}
</metadata>
<value>
{{ block.value }}
</value>
</{{ block.label }}>

{% endfor %}</memory_blocks>{% endif %}"""

_METADATA = """\
<memory_metadata>
- AGENT_ID: {{ agent_id }}
- CONVERSATION_ID: {{ conversation_id }}
- System prompt last recompiled: {{ compiled_at }}
- {{ recall_count }} previous messages between you and the user are stored in recall memory
{% if passage_count %}- {{ passage_count }} memories are stored in archival memory
{% endif %}{% if passage_tags %}- Tags used in archival memory: {{ passage_tags | join(", ") }}
{% endif %}</memory_metadata>"""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the prompt tells of the memory that is not in it."""

    agent_id: str
    compiled_at: str
    recall_count: int
    conversation_id: str = "default"
    passage_count: int = 0
    passage_tags: tuple[str, ...] = ()


@cache
def template(source: str) -> Any:
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(autoescape=False, keep_trailing_newline=False).from_string(source)


def memory_blocks(blocks: Sequence[Block]) -> str:
    return str(template(_MEMORY).render(blocks=blocks))


def memory_metadata(around: Surroundings) -> str:
    fields = {name: getattr(around, name) for name in Surroundings.__dataclass_fields__}
    return str(template(_METADATA).render(fields))


def client_skills(skills: Sequence[ClientSkill]) -> str:
    """What a prompt says, for one turn, of the skills that the client has."""
    if not skills:
        return ""
    lines = [f"- {skill.name} ({skill.location}): {skill.description}" for skill in skills]
    return "\n".join(["", "", "<available_skills>", *lines, "</available_skills>"])


def system_prompt(system: str, parts: Iterable[str]) -> str:
    """The whole system message: instructions, and what stands in view. `{CORE_MEMORY}` in the instructions says where
    that goes, else it follows.
    """
    view = "\n\n".join(filter(None, parts))
    return system.replace("{CORE_MEMORY}", view) if "{CORE_MEMORY}" in system else f"{system}\n\n{view}"
