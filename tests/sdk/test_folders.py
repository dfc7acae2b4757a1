"""Folders and files through the official SDK."""

from collections.abc import Iterator
from typing import Any

import pytest
from letta_client import APIStatusError, ConflictError, Letta, NotFoundError, UnprocessableEntityError
from letta_client.types import AgentState, Folder

from tests.model_server import ModelServer, Say

from .conftest import SCRIPTED, valid

NOBODY = "00000000-0000-4000-8000-000000000000"
TEXT = b"alpha line\nbeta line\ngamma TODO line\n"


@pytest.fixture
def docs(letta: Letta) -> Iterator[Folder]:
    made = letta.folders.create(name="docs", description="My docs", instructions="Read")
    yield made
    letta.folders.delete(made.id)


def get(letta: Letta, path: str) -> Any:
    return letta.get(path, cast_to=object)


def test_a_folder_is_made_changed_and_deleted(letta: Letta) -> None:
    made = letta.folders.create(name="plans", metadata={"a": 1}, embedding="openai/small")
    assert letta.folders.retrieve(made.id) == made
    with pytest.raises(ConflictError):
        letta.folders.create(name="plans")
    changed = letta.folders.update(made.id, name="old plans", instructions="Look away")
    assert (changed.name, changed.instructions, changed.metadata) == ("old plans", "Look away", {"a": 1})
    assert [folder.id for folder in valid(letta.folders.list(name="old plans"))] == [made.id]
    assert get(letta, "/v1/folders/name/old plans") == made.id
    assert get(letta, "/v1/folders/count") >= 1
    letta.folders.delete(made.id)
    for gone in (f"/v1/folders/{made.id}", "/v1/folders/name/old plans"):
        with pytest.raises(NotFoundError):
            get(letta, gone)


def test_folders_are_listed_page_by_page(letta: Letta) -> None:
    ids = [letta.folders.create(name=f"page {n}").id for n in range(5)]
    assert [folder.id for folder in valid(letta.folders.list(limit=2))][-5:] == ids
    assert [folder.id for folder in letta.folders.list(limit=2, order="desc", after=ids[4]).items] == ids[
        3:1:-1
    ]
    for folder_id in ids:
        letta.folders.delete(folder_id)


def test_files_are_uploaded_listed_read_and_deleted(letta: Letta, docs: Folder) -> None:
    made = letta.folders.files.upload(docs.id, file=("hello.txt", TEXT, "text/plain"))
    assert (made.file_name, made.file_size, made.processing_status) == ("hello.txt", len(TEXT), "completed")
    page = letta.folders.files.upload(
        docs.id, file=("page.html", b"<h1>Tea</h1><p>is hot", "text/html"), name="tea.html"
    )
    twin = letta.folders.files.upload(docs.id, file=("hello.txt", b"other", "text/plain"))
    listed = valid(letta.folders.files.list(docs.id, order="asc", limit=2, include_content=True))
    assert [(file.file_name, file.content) for file in listed] == [
        ("hello.txt", TEXT.decode()),
        ("tea.html", "# Tea\n\nis hot\n"),
        ("hello_(1).txt", "other"),
    ]
    assert letta.folders.files.retrieve(page.id, folder_id=docs.id).content is None
    stats = get(letta, "/v1/folders/metadata?include_detailed_per_source_metadata=true")
    [mine] = [one for one in stats["sources"] if one["source_id"] == docs.id]
    assert (mine["file_count"], mine["total_size"]) == (3, len(TEXT) + 21 + 5)
    assert [file["file_name"] for file in mine["files"]] == ["hello.txt", "tea.html", "hello_(1).txt"]

    letta.folders.files.delete(twin.id, folder_id=docs.id)
    with pytest.raises(NotFoundError):
        letta.folders.files.retrieve(twin.id, folder_id=docs.id)
    with pytest.raises(NotFoundError):
        letta.folders.files.delete(page.id, folder_id=f"source-{NOBODY}")


def test_a_name_that_is_taken_is_handled_as_asked(letta: Letta, docs: Folder) -> None:
    first = letta.folders.files.upload(docs.id, file=("a.txt", b"first"))
    kept = letta.folders.files.upload(docs.id, file=("a.txt", b"second"), duplicate_handling="skip")
    assert kept.id == first.id
    with pytest.raises(ConflictError):
        letta.folders.files.upload(docs.id, file=("a.txt", b"third"), duplicate_handling="error")
    letta.folders.files.upload(docs.id, file=("a.txt", b"fourth"), duplicate_handling="replace")
    [file] = valid(letta.folders.files.list(docs.id, include_content=True))
    assert file.content == "fourth"


def test_what_cannot_be_read_is_refused(letta: Letta, docs: Folder) -> None:
    def status(*file: Any) -> int:
        with pytest.raises(APIStatusError) as raised:
            letta.folders.files.upload(docs.id, file=file)
        return raised.value.status_code

    assert status("x.bin", b"\0\1\2", "application/octet-stream") == 415
    assert status("x.txt", b"\0\1\2", "text/plain") == 415
    assert status("big.txt", b"x" * 10_000_001, "text/plain") == 413
    with pytest.raises(UnprocessableEntityError):
        letta.post(f"/v1/folders/{docs.id}/upload", cast_to=object)
    assert valid(letta.folders.files.list(docs.id)) == []


def test_an_agent_reads_in_its_folders(
    letta: Letta, agent: AgentState, docs: Folder, model: ModelServer
) -> None:
    letta.folders.files.upload(docs.id, file=("hello.txt", TEXT, "text/plain"))
    letta.agents.folders.attach(docs.id, agent_id=agent.id)
    letta.agents.folders.attach(docs.id, agent_id=agent.id)
    assert [folder.name for folder in valid(letta.agents.folders.list(agent.id))] == ["docs"]
    assert list(letta.folders.agents.list(docs.id)) == [agent.id]
    assert [source.name for source in letta.agents.retrieve(agent.id, include=["agent.sources"]).sources] == [
        "docs"
    ]
    [shown] = letta.agents.retrieve(agent.id, include=["agent.sources"]).memory.file_blocks or []
    assert (shown.label, shown.is_open, "2: beta line" in shown.value) == ("docs/hello.txt", True, True)
    names = {tool.name for tool in letta.agents.tools.list(agent.id)}
    assert {"open_files", "grep_files", "semantic_search_files"} <= names

    model.script(Say(calls=[("grep_files", {"pattern": "TODO"})]), Say("Found it"))
    letta.agents.messages.create(agent.id, input="What is left to do?")
    first, second = model.requests[-2:]
    assert "2: beta line" in first.json["messages"][0]["content"]
    assert "gamma TODO line" in second.json["messages"][-1]["content"]
    run = letta.agents.tools.run("semantic_search_files", agent_id=agent.id, args={"query": "beta"})
    assert "docs/hello.txt" in str(run.func_return)

    letta.agents.folders.detach(docs.id, agent_id=agent.id)
    with pytest.raises(NotFoundError):
        letta.agents.folders.detach(docs.id, agent_id=agent.id)
    assert not {tool.name for tool in letta.agents.tools.list(agent.id)} & {"open_files", "grep_files"}


def test_an_agents_files_are_opened_and_closed(letta: Letta, docs: Folder) -> None:
    agent = letta.agents.create(name="Reader", model=SCRIPTED, folder_ids=[docs.id], max_files_open=2)
    ids = [letta.folders.files.upload(docs.id, file=(f"{n}.txt", TEXT)).id for n in range(4)]

    def names(**filters: Any) -> list[str]:
        return [
            file.file_name
            for file in valid(letta.agents.files.list(agent.id, order="asc", limit=1, **filters))
        ]

    assert names() == [f"docs/{n}.txt" for n in range(4)]
    assert names(is_open=True) == ["docs/0.txt", "docs/1.txt"]
    assert letta.agents.files.open(ids[3], agent_id=agent.id) == ["docs/0.txt"]
    [shown, _] = letta.agents.files.list(agent.id, is_open=True).files
    assert (shown.file_id, shown.folder_name, shown.last_accessed_at is not None) == (ids[3], "docs", True)
    assert "3: gamma TODO line" in (shown.visible_content or "")
    letta.agents.files.close(ids[1], agent_id=agent.id)
    assert names(is_open=False) == ["docs/0.txt", "docs/1.txt", "docs/2.txt"]
    assert letta.agents.files.close_all(agent.id) == ["docs/3.txt"]
    backwards = letta.agents.files.list(agent.id, limit=2)
    assert [file.file_name for file in backwards] == [f"docs/{n}.txt" for n in (3, 2, 1, 0)]
    with pytest.raises(NotFoundError):
        letta.agents.files.open(f"file-{NOBODY}", agent_id=agent.id)
    letta.agents.delete(agent.id)
