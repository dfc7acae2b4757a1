"""Projects, the blocks in view there, and what is shared with agents."""

import pytest

from lettawasm import default_blocks
from lettawasm.errors import Unprocessable
from lettawasm.schemas.projects import DefaultBlocks, ProjectCreate
from lettawasm.store.table import Page
from tests.core.backups import restored, written
from tests.core.test_blocks import block, store_at

ALL = Page(order="asc")


def project(store, path="/tea", **fields):
    return store.projects.create(ProjectCreate(name="Tea", path=path, **fields))


def labels(blocks):
    return [(one.label, one.scope) for one in blocks]


def test_default_blocks_are_made_once_and_those_of_all_are_shared_by_projects():
    store = store_at()
    first, second = project(store), project(store, "/rum")
    made = default_blocks.make(store, first, DefaultBlocks())
    assert labels(made) == [
        *((label, "global") for label in ("persona", "human")),
        *((label, "project") for label in ("project", "skills", "loaded_skills")),
    ]
    assert default_blocks.make(store, first, DefaultBlocks()) == made
    others = default_blocks.make(store, second, DefaultBlocks())
    assert [one.id for one in others[:2]] == [one.id for one in made[:2]]
    assert not {one.id for one in others[2:]} & {one.id for one in made[2:]}


def test_a_block_that_is_nobodys_default_is_in_view_but_not_given_to_agents():
    store = store_at()
    here = project(store)
    block(store, "notes", "mine")
    assert labels(default_blocks.in_view(store, here)) == [("notes", "global")]
    assert default_blocks.shared(store, here) == []


def test_templates_and_hidden_blocks_are_not_in_view():
    store = store_at()
    here = project(store)
    block(store, "notes", is_template=True)
    block(store, "secret", hidden=True)
    assert default_blocks.in_view(store, here) == []


def test_a_projects_own_template_comes_before_a_persons_and_that_before_ours():
    store = store_at()
    here, elsewhere = project(store), project(store, "/rum")
    block(store, "skills", "for tea", is_template=True, project_id=here.id)
    block(store, "skills", "for all", is_template=True)
    values = [default_blocks.templates(store, one)["skills"].value for one in (here, elsewhere)]
    assert values == ["for tea", "for all"]


def test_a_template_that_fails_makes_no_block_at_all():
    store = store_at()
    here = project(store)
    block(store, "skills", "{{ nobody.name }}", is_template=True)
    with pytest.raises(Unprocessable, match="'skills' failed"):
        default_blocks.make(store, here, DefaultBlocks())
    assert store.blocks.count() == 1


def test_an_archived_project_is_no_place_to_be_in():
    store = store_at()
    outer, inner = project(store, "/"), project(store, "/tea/leaves")
    assert store.projects.of("path", "/tea/leaves/green") == inner
    store.projects.update(inner.id, {"archived": True})
    assert store.projects.of("path", "/tea/leaves/green") == outer


def test_forgetting_a_project_keeps_its_blocks_unless_asked():
    store = store_at()
    for with_blocks in (False, True):
        here = project(store)
        mine = block(store, "notes", project_id=here.id)
        default_blocks.leave(store, here.id, with_blocks=with_blocks)
        assert store.blocks.is_there(mine.id) == (not with_blocks)
    assert store.deletions.get(mine.id).held["value"] == "first"


async def test_a_backup_brings_projects_with_what_is_in_view_there(space):
    talk = await space()
    here = project(talk.store, description="Leaves", origin="https://example.com/tea")
    block(talk.store, "notes", "brew", project_id=here.id)
    other = await space()
    await restored(other, written(talk))
    [there] = other.store.projects.find(ALL)
    assert there.model_dump(exclude={"created_at", "updated_at"}) == here.model_dump(
        exclude={"created_at", "updated_at"}
    )
    [notes] = [one for one in default_blocks.in_view(other.store, there) if one.scope == "project"]
    assert notes.value == "brew"
