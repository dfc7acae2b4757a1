"""The built-in tools that read the files in an agent's folders."""

from typing import Annotated

from pydantic import Field

from ..documents.grep import grep
from ..documents.pattern import BadPattern, Pattern
from ..documents.view import view
from ..errors import Invalid
from ..schemas.agents import AgentRecord
from ..schemas.base import Shape
from ..schemas.folders import KnownFile
from ..store import Store
from .context import ToolContext

FILE_TOOLS = ("open_files", "grep_files", "semantic_search_files")
MOST_AT_ONCE = 5
DEFAULT_RESULTS, MOST_RESULTS = 5, 20


class FileOpenRequest(Shape):
    """A file to open, whole or in part."""

    file_name: Annotated[str, Field(description="The folder's name and the file's, like docs/plan.md.")]
    offset: Annotated[int | None, Field(ge=0, description="The line to begin with, counted from 0.")] = None
    length: Annotated[int | None, Field(ge=1, description="How many lines. Left out, to the end.")] = None


def open_files(
    _ctx: ToolContext, file_requests: list[FileOpenRequest], close_all_others: bool = False
) -> str:
    """Open files and read them. What is open stays in view from your next turn on, as far as there is room.

    Args:
        file_requests: The files, at most five at once, each with the part to show.
        close_all_others: Whether to close everything else first.
    """
    if not 1 <= len(file_requests) <= MOST_AT_ONCE:
        raise Invalid(f"Open between 1 and {MOST_AT_ONCE} files at once; these are {len(file_requests)}.")
    opening = _ctx.store.open_files
    if close_all_others:
        opening.close_all(_ctx.agent.id)
    told, closed = [], []
    for wanted in file_requests:
        known = opening.at(_ctx.agent.id, wanted.file_name)
        closed += _open(_ctx, known, wanted)
        now = opening.get(_ctx.agent.id, known.file.id)
        told.append(f"=== {now.path} ===\n{visible(_ctx.store, _ctx.agent, now)}")
    if closed:
        told.append(f"Closed to make room: {', '.join(closed)}")
    return "\n\n".join(told)


def grep_files(
    _ctx: ToolContext,
    pattern: str,
    include: str | None = None,
    context_lines: int | None = None,
    offset: int | None = None,
) -> str:
    """Find lines in all files by a word or a regular expression, 20 at a time.

    Args:
        pattern: The expression. Capitals count; begin with (?i) if they shouldn't.
        include: Only in files whose names match this expression.
        context_lines: How many lines to show before and after each; 1 if left out.
        offset: How many matches to skip.
    """
    try:
        names = Pattern(include) if include else None
        files = [
            known
            for known in _ctx.store.open_files.all_of(_ctx.agent.id)
            if names is None or names.matches(known.path)
        ]
        texts = ((known.path, _ctx.store.files.text(known.file.id)) for known in files)
        around = 1 if context_lines is None else context_lines
        return grep(Pattern(pattern), texts, around, max(0, offset or 0))
    except BadPattern as error:
        raise Invalid(str(error)) from error


def semantic_search_files(_ctx: ToolContext, query: str, limit: int = DEFAULT_RESULTS) -> str:
    """Find the passages of all files that have most to do with a question.

    Args:
        query: What to look for, in words that are likely to stand there.
        limit: How many passages at most.
    """
    found = _ctx.store.files.search(_ctx.agent.id, query, min(max(limit, 1), MOST_RESULTS))
    if not found:
        return "No passage has any of these words."
    return "\n\n".join(
        f"=== {piece.path} (passage {piece.place + 1}) ===\n{piece.text.strip()}" for piece in found
    )


def visible(store: Store, agent: AgentRecord, known: KnownFile) -> str:
    """What an agent sees of a file that it has open."""
    first, most = known.first_line or 0, agent.settings.most_characters_of_a_file
    lines = store.files.lines(known.file.id, first, known.end_line, most)
    return view(lines, first, known.file.lines, most)


def _open(ctx: ToolContext, known: KnownFile, wanted: FileOpenRequest) -> list[str]:
    if wanted.offset and wanted.offset >= known.file.lines:
        raise Invalid(
            f"{known.path} has {known.file.lines} lines; offset {wanted.offset} is past the last one."
        )
    end = None if wanted.length is None else (wanted.offset or 0) + wanted.length
    most = ctx.agent.settings.most_files_open
    return ctx.store.open_files.open(ctx.agent.id, known.file.id, most, wanted.offset, end)
