"""Backups leave a space as files and come back as what they were, on every host and from one to another."""

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from letta_client import BadRequestError, Letta, UnprocessableEntityError
from letta_client.types import AgentState

from lettawasm.backup import document, page
from lettawasm.hosts.native_cipher import NativeCipher
from tests.model_server import ModelServer, Say

SECRET = "correct horse battery"
CIPHER = NativeCipher()
TEA = Say(calls=[("memory_insert", {"label": "human", "new_string": "Likes tea"})])


@pytest.fixture
def companion(letta: Letta, agent: AgentState, model: ModelServer) -> Iterator[str]:
    """The id of an agent with a past: what it remembers, said, and was told to forget."""
    model.script(TEA, Say("Noted."))
    letta.agents.messages.create(agent.id, input="I like tea")
    letta.agents.passages.create(agent.id, text="Tea should be hot", tags=["tea"])
    letta.agents.blocks.update("human", agent_id=agent.id, value="Name: Ada\nLikes hot tea")
    yield agent.id


def backup(letta: Letta, path: str, **wishes: Any) -> httpx.Response:
    return letta.post(path, cast_to=httpx.Response, body=wishes)


def bring(letta: Letta, data: bytes, **fields: str) -> Any:
    form = {"headers": {"Content-Type": "multipart/form-data"}}
    files = {"file": ("backup", data)}
    return letta.post("/v1/memory/import", cast_to=object, body=fields, files=files, options=form)


def past(letta: Letta, agent_id: str) -> list[tuple[Any, ...]]:
    """What the agent's blocks were, and who changed them when."""
    changes: Any = letta.get(f"/v1/agents/{agent_id}/core-memory/history", cast_to=object)
    return [(one["label"], one["before"], one["after"], one["actor"], one["created_at"]) for one in changes]


def said(letta: Letta, agent_id: str) -> list[tuple[str, Any]]:
    listed = letta.agents.messages.list(agent_id, limit=100, order="asc").items
    return [(m.message_type, m.date) for m in listed if m.message_type != "system_message"]


def content(answer: httpx.Response) -> Any:
    return document.parse(answer.content).content


def test_a_backup_brings_an_agent_back_with_its_past(letta: Letta, companion: str) -> None:
    kept = backup(letta, f"/v1/agents/{companion}/backup").content
    foretold = bring(letta, kept, dry_run="true")
    assert (foretold["format"], foretold["added"]["agents"]) == ("backup", 1)
    [copy] = bring(letta, kept)["agent_ids"]
    assert past(letta, copy) == past(letta, companion)
    assert said(letta, copy) == said(letta, companion)
    assert [one.text for one in letta.agents.passages.list(copy)] == ["Tea should be hot"]
    one, other = (content(backup(letta, f"/v1/agents/{agent}/backup")) for agent in (companion, copy))
    assert without_prompts(other) == without_prompts(one)
    letta.agents.delete(copy)


def without_prompts(value: Any) -> Any:
    return {**value, "history": [told for told in value["history"] if told["kind"] != "prompt"]}


def test_a_page_holds_the_whole_backup_and_no_markup_of_anybody(letta: Letta, companion: str) -> None:
    evil = "</script><script>alert(1)</script><!--"
    letta.agents.passages.create(companion, text=evil)
    answer = backup(letta, f"/v1/agents/{companion}/backup", format="html")
    assert answer.content.count(b"</script>") == 2  # its own data and its own script
    assert evil in json.dumps(document.parse(page.inside(answer.content)).content)
    assert answer.headers["content-disposition"].startswith('attachment; filename="Sam-20')
    [copy] = bring(letta, answer.content)["agent_ids"]
    assert evil in {one.text for one in letta.agents.passages.list(copy)}
    letta.agents.delete(copy)


def test_a_locked_page_tells_nothing_without_its_passphrase(letta: Letta, companion: str) -> None:
    letta.agents.update(companion, name="Penelope")
    answer = backup(letta, f"/v1/agents/{companion}/backup", format="html", passphrase=SECRET)
    assert not re.search(b"Penelope|Name: Ada|hot tea|memory_insert", answer.content)
    assert "Penelope" not in answer.headers["content-disposition"]
    sealed = page.sealed_in(page.inside(answer.content))
    assert sealed is not None
    plain = asyncio.run(CIPHER.open(SECRET, sealed))
    assert plain is not None and b"Penelope" in plain


def test_what_one_host_locked_another_opens(letta: Letta, companion: str) -> None:
    kept = backup(letta, f"/v1/agents/{companion}/backup").content
    locked = page.locked_page(asyncio.run(CIPHER.seal(SECRET, kept)))
    [copy] = bring(letta, locked, passphrase=SECRET)["agent_ids"]
    assert past(letta, copy) == past(letta, companion)
    letta.agents.delete(copy)


@pytest.mark.parametrize(
    "harm", ["a wrong passphrase", "no passphrase", "a flipped byte", "cut off", "not sealed"]
)
def test_what_cannot_be_opened_changes_nothing(letta: Letta, companion: str, harm: str) -> None:
    kept = backup(letta, f"/v1/agents/{companion}/backup").content
    locked = page.locked_page(asyncio.run(CIPHER.seal(SECRET, kept)))
    harmed = {
        "a flipped byte": kept.replace(b"Likes hot tea", b"Likes hot pea"),
        "cut off": kept[:-100],
        "not sealed": locked.replace(b'{"sealed": "', b'{"sealed": "!'),
    }
    fields = {"a wrong passphrase": {"passphrase": "Tr0ub4dor"}, "not sealed": {"passphrase": SECRET}}
    before = [one.id for one in letta.agents.list(limit=1000)]
    with pytest.raises(BadRequestError, match=r"(?i)passphrase|damaged|locked"):
        bring(letta, harmed.get(harm, locked), **fields.get(harm, {}))
    assert [one.id for one in letta.agents.list(limit=1000)] == before


def test_markdown_is_read_by_people_and_brings_memories_back(letta: Letta, companion: str) -> None:
    text = backup(letta, f"/v1/agents/{companion}/backup", format="markdown").content
    assert "# Sam\n" in text.decode() and "Likes hot tea" in text.decode()
    came = bring(letta, text)
    [copy] = came["agent_ids"]
    assert letta.agents.blocks.retrieve("human", agent_id=copy).value == "Name: Ada\nLikes hot tea"
    assert [one.text for one in letta.agents.passages.list(copy)] == ["Tea should be hot"]
    assert "Markdown doesn't tell its history" in {remark["message"] for remark in came["remarks"]}
    letta.agents.delete(copy)


def test_the_whole_space_is_one_backup(letta: Letta, companion: str) -> None:
    spare = letta.blocks.create(label="spare", value="The key is under the mat")
    value = content(backup(letta, "/v1/backup"))
    assert spare.value in {block["value"] for block in value["loose"]["blocks"]}
    assert "Sam" in {one["name"] for one in value["agent_file"]["agents"]}
    letta.blocks.delete(spare.id)


@pytest.mark.parametrize(
    "wish", [{"format": "pdf"}, {"passphrase": SECRET}, {"format": "html", "passphrase": "short"}]
)
def test_a_wish_that_makes_no_sense_is_refused(letta: Letta, agent: AgentState, wish: dict[str, str]) -> None:
    with pytest.raises(UnprocessableEntityError):
        backup(letta, f"/v1/agents/{agent.id}/backup", **wish)
