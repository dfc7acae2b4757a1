"""The templates of the blocks that a space and each of its projects begin with.

A person's own template of the same label, which is a block with `is_template`, comes before these.
"""

from ..schemas.blocks import DEFAULT_LIMIT
from ..schemas.projects import BlockTemplate, Scope
from .prompts import DEFAULT_DESCRIPTIONS

GLOBAL = ("persona", "human")  # shared by all projects
OF_PROJECT = ("project", "skills", "loaded_skills")

_PROJECT = """\
{{ project.name }}{% if project.description %}: {{ project.description }}{% endif %}
{% if project.path %}Folder: {{ project.path }}
{% endif %}{% if project.origin %}Origin: {{ project.origin }}
{% endif %}"""

_VALUES = {
    "persona": "I remember what matters to the person I work with, and say so when I don't know something.",
    "human": "{% if name %}Name: {{ name }}{% endif %}",
    "project": _PROJECT,
    "skills": "",
    "loaded_skills": "",
}
_DESCRIPTIONS = {
    **DEFAULT_DESCRIPTIONS,
    "project": "What this project is: its aim, how it is built and tested, its conventions, where things stand.",
    "skills": "Which skills there are for this project: name and purpose, one a line.",
    "loaded_skills": "The instructions of the skills that are in use right now. Take out what is no longer needed.",
}


def scope_of(label: str) -> Scope:
    return "global" if label in GLOBAL else "project"


def built_in() -> list[BlockTemplate]:
    return [
        BlockTemplate(
            label=label,
            scope=scope_of(label),
            value=value,
            description=_DESCRIPTIONS[label],
            limit=DEFAULT_LIMIT,
        )
        for label, value in _VALUES.items()
    ]
