"""Backups of lettawasm: JSON, the page that shows itself, and Markdown as far as it can be read back.

A locked page is unlocked before it comes here.
"""

from collections.abc import Iterator

from ..agentfile import Remark
from ..backup import document, from_markdown, reading, restoring
from ..backup.page import inside, is_page
from ..backup.shape import Content
from ..errors import Invalid
from .items import Item, Whole
from .luggage import Luggage
from .place import Place

NAME, TITLE = "backup", "a backup of lettawasm (JSON, HTML or Markdown)"


def recognises(luggage: Luggage) -> bool:
    data = luggage.data
    if is_page(data) or document.begins_as_one(data) or from_markdown.is_markdown(data):
        return True
    return len(luggage.parts) == 1 and document.is_document(luggage.parts[0].sample)


def read(luggage: Luggage) -> Iterator[Item]:
    content, remarks = _content(luggage)
    yield _whole(content)
    yield from (*remarks, *restoring.remarks(content))


def _content(luggage: Luggage) -> tuple[Content, list[Remark]]:
    data = luggage.data
    if from_markdown.is_markdown(data):
        return from_markdown.read(luggage.parts[0].text())
    if is_page(data):
        text: bytes | str = inside(data)
    else:  # one that is as it was written may be larger than the parts of strangers
        text = data if document.begins_as_one(data) else luggage.parts[0].text()
    content = document.parse(text).content
    if isinstance(content, dict) and isinstance(content.get("agent_file"), dict):
        content = {**content, "agent_file": luggage.becomes(content["agent_file"])}
    return reading.read(content)


def _whole(content: Content) -> Whole:
    async def bring(place: Place) -> None:
        wish = place.wish
        if wish.agent_id:
            raise Invalid("A backup makes agents of its own. Leave agent_id out.")
        wishes = restoring.Wishes(wish.name, wish.model, wish.project_id, place.source)
        await restoring.restore(place.store, place.catalog, content, wishes, place.then)

    file = content.agent_file
    names = tuple(agent.name for agent in file.agents) if file else ()
    return Whole("agents", names, restoring.counts(content), bring, file)
