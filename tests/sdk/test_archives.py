"""Archives through the official SDK."""

from datetime import UTC, datetime

import pytest
from letta_client import ConflictError, Letta, NotFoundError, UnprocessableEntityError
from letta_client.types import AgentState

from .bare import get, patch
from .conftest import SCRIPTED, valid

NOBODY = "00000000-0000-4000-8000-000000000000"


def test_an_archive_is_made_changed_and_deleted(letta: Letta) -> None:
    made = letta.archives.create(name="letters", description="From home", embedding="openai/small")
    assert letta.archives.retrieve(made.id) == made
    changed = letta.archives.update(made.id, name="post")
    assert (changed.name, changed.description, changed.created_at) == ("post", "From home", made.created_at)
    assert [archive.id for archive in valid(letta.archives.list(name="post"))] == [made.id]
    letta.archives.delete(made.id)
    with pytest.raises(NotFoundError):
        letta.archives.retrieve(made.id)
    with pytest.raises(NotFoundError):
        letta.archives.delete(made.id)


def test_archives_are_listed_page_by_page(letta: Letta) -> None:
    ids = [letta.archives.create(name="paged").id for _ in range(5)]
    assert [archive.id for archive in valid(letta.archives.list(name="paged", limit=2))] == ids[::-1]
    backwards = letta.archives.list(name="paged", limit=2, order="asc", before=ids[4])
    assert [archive.id for archive in backwards.items] == ids[2:4]
    for archive_id in ids:
        letta.archives.delete(archive_id)


def test_passages_of_an_archive_come_one_by_one_or_together(letta: Letta) -> None:
    archive = letta.archives.create(name="notes")
    one = letta.archives.passages.create(archive.id, text="Tea is hot", tags=["drinks"], metadata={"k": 1})
    assert (one.archive_id, one.tags, one.metadata) == (archive.id, ["drinks"], {"k": 1})
    many = letta.archives.passages.create_many(
        archive.id,
        passages=[{"text": "Ice is cold", "created_at": "2024-01-02T03:04:05Z"}, {"text": "Rain is wet"}],
    )
    assert [passage.text for passage in many] == ["Ice is cold", "Rain is wet"]
    assert many[0].created_at == datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
    found = letta.passages.search(query="cold tea", archive_id=archive.id, limit=2)
    assert {hit.passage.text for hit in found} == {"Tea is hot", "Ice is cold"}

    letta.archives.passages.delete(one.id or "", archive_id=archive.id)
    with pytest.raises(NotFoundError):
        letta.archives.passages.delete(one.id or "", archive_id=archive.id)
    with pytest.raises(UnprocessableEntityError):
        letta.archives.passages.create_many(archive.id, passages=[{"text": "Fine"}, {"text": ""}])
    assert len(letta.passages.search(archive_id=archive.id)) == 2
    letta.archives.delete(archive.id)
    with pytest.raises(NotFoundError):
        letta.passages.search(archive_id=archive.id)


def test_agents_share_an_archive(letta: Letta, agent: AgentState) -> None:
    other = letta.agents.create(name="Other", model=SCRIPTED)
    archive = letta.archives.create(name="shared")
    letta.agents.archives.attach(archive.id, agent_id=agent.id)
    letta.agents.archives.attach(archive.id, agent_id=other.id)
    letta.agents.passages.create(agent.id, text="Dogs bark loudly")
    assert [p.text for p in letta.agents.passages.list(other.id)] == ["Dogs bark loudly"]
    assert [a.id for a in valid(letta.archives.list(agent_id=other.id))] == [archive.id]

    letta.agents.archives.detach(archive.id, agent_id=other.id)
    assert letta.agents.passages.list(other.id) == []
    assert letta.passages.search(agent_id=other.id, archive_id=archive.id) == []
    letta.agents.delete(other.id)
    assert letta.archives.retrieve(archive.id).name == "shared"
    letta.archives.delete(archive.id)
    assert letta.agents.passages.list(agent.id) == []


def test_an_agents_first_passage_makes_its_archive(letta: Letta, agent: AgentState) -> None:
    assert valid(letta.archives.list(agent_id=agent.id)) == []
    [passage] = letta.agents.passages.create(agent.id, text="Dogs bark")
    [own] = valid(letta.archives.list(agent_id=agent.id))
    assert passage.archive_id == own.id
    second = letta.archives.create(name="second")
    with pytest.raises(ConflictError) as raised:
        letta.agents.archives.attach(second.id, agent_id=agent.id)
    assert raised.value.response.headers["x-should-retry"] == "false"
    with pytest.raises(NotFoundError):
        letta.agents.archives.attach(f"archive-{NOBODY}", agent_id=agent.id)
    letta.archives.delete(second.id)


def test_an_agents_archive_is_looked_over_and_put_right(letta: Letta, agent: AgentState) -> None:
    path = f"/v1/agents/{agent.id}/archival-memory"
    assert get(letta, f"{path}/overview") == {"archive_id": None, "passages": 0, "tags": {}}
    assert get(letta, f"{path}/twins") == []
    texts = {"Tea is hot": ["drink"], "Ice is cold": ["drink", "cold"], " tea is HOT ": []}
    made = [letta.agents.passages.create(agent.id, text=text, tags=tags)[0] for text, tags in texts.items()]
    assert get(letta, f"{path}/overview") == {
        "archive_id": made[0].archive_id,
        "passages": 3,
        "tags": {"drink": 2, "cold": 1},
    }
    assert [[one["id"] for one in group] for group in get(letta, f"{path}/twins")] == [
        [made[0].id, made[2].id]
    ]
    assert [one["id"] for one in get(letta, f"{path}?tags=cold&limit=5")] == [made[1].id]
    changed = patch(letta, f"{path}/{made[2].id}", {"text": "Snow is white", "tags": ["cold", "cold"]})
    assert (changed["text"], changed["tags"], changed["id"]) == ("Snow is white", ["cold"], made[2].id)
    assert get(letta, f"{path}/twins") == []
    assert letta.agents.passages.search(agent.id, query="snow").results[0].content == "Snow is white"
    with pytest.raises(NotFoundError):
        patch(letta, f"{path}/passage-{NOBODY[:14]}4{NOBODY[15:19]}8{NOBODY[20:]}", {"text": "Nowhere"})
