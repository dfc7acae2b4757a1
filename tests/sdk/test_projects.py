"""Projects, what is in view there, and blocks made from templates, merged and cut: over the SDK's bare requests."""

from collections.abc import Iterator
from typing import Any

import pytest
from letta_client import BadRequestError, ConflictError, Letta, NotFoundError, UnprocessableEntityError
from letta_client.types import AgentState

from .conftest import SCRIPTED

NOBODY = "00000000-0000-4000-8000-000000000000"


def get(letta: Letta, path: str) -> Any:
    return letta.get(path, cast_to=object)


def post(letta: Letta, path: str, /, **body: Any) -> Any:
    return letta.post(path, body=body, cast_to=object)


@pytest.fixture
def project(letta: Letta) -> Iterator[Any]:
    made = post(
        letta, "/v1/projects/", name="Tea", path="/home/ada/tea/", origin="git@github.com:ada/tea.git"
    )
    yield made
    letta.delete(f"/v1/projects/{made['id']}?with_blocks=true", cast_to=object)
    for label in ("persona", "human"):
        for block in list(letta.blocks.list(name=f"default/{label}")):
            letta.blocks.delete(block.id)


def test_a_project_is_registered_changed_and_forgotten(letta: Letta) -> None:
    made = post(letta, "/v1/projects/", name="Rum", path="/srv//rum/", description="Something to drink")
    path = f"/v1/projects/{made['id']}"
    assert (made["path"], made["origin"], made["archived"]) == ("/srv/rum", None, False)
    assert get(letta, path) == made
    changed: Any = letta.patch(path, body={"name": "Gin", "archived": True}, cast_to=object)
    assert changed == {**made, "name": "Gin", "archived": True, "updated_at": changed["updated_at"]}
    assert [one["id"] for one in get(letta, "/v1/projects/?query=drink&archived=true")] == [made["id"]]
    assert get(letta, "/v1/projects/?query=drink&archived=false") == []
    with pytest.raises(UnprocessableEntityError):
        letta.patch(path, body={"path": None}, cast_to=object)
    letta.delete(path, cast_to=object)
    with pytest.raises(NotFoundError):
        get(letta, path)


def test_a_place_is_one_projects(letta: Letta, project: Any) -> None:
    with pytest.raises(ConflictError):
        post(letta, "/v1/projects/", name="Twin", origin="https://github.com/ada/tea")
    for fields in (
        {"name": "Nowhere"},
        {"name": "Here", "path": "tea"},
        {"name": "X", "origin": "file:///x"},
    ):
        with pytest.raises(UnprocessableEntityError):
            post(letta, "/v1/projects/", **fields)


def test_a_project_is_found_by_where_somebody_stands(letta: Letta, project: Any) -> None:
    inner = post(letta, "/v1/projects/", name="Leaves", path="/home/ada/tea/leaves")
    assert get(letta, "/v1/projects/of?path=/home/ada/tea/leaves/src/x.py")["id"] == inner["id"]
    assert get(letta, "/v1/projects/of?path=/home/ada/tea/leavesless")["id"] == project["id"]
    assert get(letta, "/v1/projects/of?origin=https://github.com/ada/tea/issues/5")["id"] == project["id"]
    with pytest.raises(NotFoundError):
        get(letta, "/v1/projects/of?path=/home/ada")
    with pytest.raises(UnprocessableEntityError):
        get(letta, "/v1/projects/of?path=tea")
    letta.delete(f"/v1/projects/{inner['id']}", cast_to=object)


def test_a_project_gets_its_blocks_from_templates(letta: Letta, project: Any) -> None:
    path = f"/v1/projects/{project['id']}/blocks"
    own = letta.blocks.create(
        label="skills", value="Brew {{ drink }} for {{ project.name }}", is_template=True
    )
    templates = {one["label"]: one for one in get(letta, "/v1/memory/templates")}
    assert {label: one["scope"] for label, one in templates.items()} == {
        **dict.fromkeys(("persona", "human"), "global"),
        **dict.fromkeys(("project", "skills", "loaded_skills"), "project"),
    }
    assert templates["skills"]["block_id"] == own.id
    made = post(letta, path, variables={"drink": "oolong", "name": "Ada"})
    values = {block["label"]: block["value"] for block in made}
    assert values["skills"] == "Brew oolong for Tea"
    assert values["human"] == "Name: Ada"
    assert values["project"].splitlines() == [
        "Tea",
        "Folder: /home/ada/tea",
        "Origin: https://github.com/ada/tea",
    ]
    assert post(letta, path) == made
    with pytest.raises(NotFoundError):
        post(letta, path, labels=["unheard-of"])
    with pytest.raises(UnprocessableEntityError):
        post(letta, path, variables={"project": "mine"})
    letta.blocks.delete(own.id)


def test_a_projects_own_blocks_come_before_those_of_all(letta: Letta, project: Any) -> None:
    letta.blocks.create(label="notes", value="of all")
    mine = letta.blocks.create(label="notes", value="of tea", project_id=project["id"])
    seen = get(letta, f"/v1/projects/{project['id']}/blocks")
    assert [
        (block["label"], block["scope"], block["value"]) for block in seen if block["label"] == "notes"
    ] == [("notes", "project", "of tea")]
    letta.blocks.delete(mine.id)
    newest = get(letta, f"/v1/projects/{project['id']}/blocks?order=desc")
    shown = [block["value"] for block in newest]
    assert "of all" in shown
    for block in list(letta.blocks.list(label="notes")):
        letta.blocks.delete(block.id)


def test_an_agent_shares_its_projects_blocks_when_asked(letta: Letta, project: Any) -> None:
    made = post(letta, f"/v1/projects/{project['id']}/blocks")
    body = {
        "model": SCRIPTED,
        "project_id": project["id"],
        "memory_blocks": [{"label": "human", "value": "mine"}],
    }
    alone = post(letta, "/v1/agents/", **body)
    assert [block["label"] for block in alone["blocks"]] == ["human"]
    sharing = post(letta, "/v1/agents/", **body, include_project_blocks=True)
    held = {block["label"]: block["id"] for block in sharing["blocks"]}
    assert held.pop("human") not in [block["id"] for block in made]
    assert held == {block["label"]: block["id"] for block in made if block["label"] != "human"}
    with pytest.raises(NotFoundError):
        post(letta, "/v1/agents/", model=SCRIPTED, project_id="elsewhere", include_project_blocks=True)
    for one in (alone, sharing):
        letta.agents.delete(one["id"])


def test_blocks_are_merged_into_one_that_their_holders_hold(letta: Letta, agent: AgentState) -> None:
    target = letta.blocks.create(label="human", value="Name: Ada\nLikes tea")
    [source] = [block.id for block in letta.agents.blocks.list(agent.id) if block.label == "human"]
    path = f"/v1/blocks/{target.id}/merge"
    with pytest.raises(BadRequestError):
        post(letta, path, **{"from": [target.id]})
    with pytest.raises(NotFoundError):
        post(letta, path, **{"from": [f"block-{NOBODY}"]})
    letta.blocks.update(source, value="Name: Ada\nHas a cat")
    merged = post(letta, path, **{"from": [source]})
    assert merged["value"] == "Name: Ada\nLikes tea\nHas a cat"
    assert letta.agents.blocks.retrieve("human", agent_id=agent.id).id == target.id
    with pytest.raises(NotFoundError):
        letta.blocks.retrieve(source)
    other = letta.blocks.create(label="other", value="x" * 100)
    letta.blocks.update(target.id, limit=50)
    with pytest.raises(UnprocessableEntityError):
        post(letta, path, **{"from": [other.id]})
    assert letta.blocks.retrieve(other.id).value == "x" * 100
    assert letta.blocks.retrieve(target.id).value == merged["value"]
    letta.blocks.delete(other.id)


def test_a_block_is_cut_at_the_end_of_a_line(letta: Letta) -> None:
    block = letta.blocks.create(label="notes", value="first line\nsecond line\nthird")
    path = f"/v1/blocks/{block.id}/truncate"
    assert post(letta, path)["value"] == block.value
    assert post(letta, path, to=25)["value"] == "first line\nsecond line"
    assert post(letta, path, to=12, keep="end")["value"] == "second line"
    with pytest.raises(UnprocessableEntityError):
        post(letta, path, to=-1)
    letta.blocks.delete(block.id)
