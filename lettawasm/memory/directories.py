"""How the files that an agent may read stand in its prompt. The layout is Letta's, tag for tag."""

from collections.abc import Sequence
from dataclasses import dataclass

from .render import template

_DIRECTORIES = """\
<directories>
The files you may read. Open ones are shown, as far as they fit; open, search or grep the others with your tools:

<file_limits>
- current_files_open={{ open_count }}
- max_files_open={{ most_open }}
</file_limits>
{% for directory in directories %}<directory name="{{ directory.name | e }}">
{% if directory.description %}<description>{{ directory.description }}</description>
{% endif %}{% if directory.instructions %}<instructions>{{ directory.instructions }}</instructions>
{% endif %}{% for file in directory.files %}\
<file status="{{ "closed" if file.view is none else "open" }}" name="{{ file.path | e }}">
<metadata>
- read_only=true
- chars_current={{ (file.view or "") | length }}
- chars_limit={{ most_characters }}
</metadata>
{% if file.view is not none %}<value>
{{ file.view }}
</value>
{% endif %}</file>
{% endfor %}{% if directory.unseen %}({{ directory.unseen }} more files are not listed; find them by searching)
{% endif %}</directory>
{% endfor %}</directories>"""


@dataclass(frozen=True, slots=True)
class File:
    """`view` is what is shown of it; None while it is closed."""

    path: str
    view: str | None


@dataclass(frozen=True, slots=True)
class Directory:
    """`unseen` counts the files that are left out."""

    name: str
    description: str | None
    instructions: str | None
    files: Sequence[File]
    unseen: int


def directories(shown: Sequence[Directory], open_count: int, most_open: int, most_characters: int) -> str:
    """The whole section; nothing without a directory."""
    if not shown:
        return ""
    fields = {"open_count": open_count, "most_open": most_open, "most_characters": most_characters}
    return str(template(_DIRECTORIES).render(directories=shown, **fields))
