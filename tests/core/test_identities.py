"""Identities: whose agents and blocks are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lettawasm import agents
from lettawasm.agent_state import agent_state
from lettawasm.db import SqliteDriver
from lettawasm.errors import Conflict, NotFound
from lettawasm.migrations import migrate
from lettawasm.schemas.agents import AgentUpdate
from lettawasm.schemas.blocks import BlockCreate
from lettawasm.schemas.identities import IdentityCreate, IdentityUpdate
from lettawasm.store import Store
from lettawasm.store.table import Page
from lettawasm.testing import TickingClock

from .paging import page_of, pages


def new_store() -> Store:
    driver = SqliteDriver()
    migrate(driver)
    return Store(driver, TickingClock())


def person(key="ada", **fields) -> IdentityCreate:
    return IdentityCreate.model_validate(
        {"identifier_key": key, "name": key.title(), "identity_type": "user", **fields}
    )


def text(key, value):
    return {"key": key, "type": "string", "value": value}


def properties(identity):
    return {one.key: one.value for one in identity.properties}


def test_a_key_is_given_once_in_a_project():
    store = new_store()
    store.identities.create(person())
    with pytest.raises(Conflict):
        store.identities.create(person())
    bob = store.identities.create(person("bob"))
    with pytest.raises(Conflict):
        store.identities.update(bob.id, IdentityUpdate(identifier_key="ada"))
    assert store.identities.create(person(project_id="other")).project_id == "other"


def test_changes_add_and_putting_replaces():
    store = new_store()
    one, two = (store.blocks.create(BlockCreate(label=label, value="")).id for label in ("one", "two"))
    made = store.identities.put(person(properties=[text("a", "1"), text("b", "2")], block_ids=[one]))
    more = {"properties": [text("b", "3"), text("c", "4")], "block_ids": [two]}
    changed = store.identities.update(made.id, IdentityUpdate.model_validate(more))
    assert (properties(changed), changed.block_ids) == ({"a": "1", "b": "3", "c": "4"}, [one, two])
    again = store.identities.put(person(name="Ada L.", properties=[text("d", "5")], block_ids=[two]))
    assert (again.id, again.name, properties(again), again.block_ids) == (
        made.id,
        "Ada L.",
        {"d": "5"},
        [two],
    )
    kept = store.identities.put(person(name="Ada"))
    assert (properties(kept), kept.block_ids) == ({"d": "5"}, [two])


def test_an_identity_cannot_own_what_is_not_there():
    store = new_store()
    with pytest.raises(NotFound):
        store.identities.create(person(agent_ids=["agent-0"]))
    assert store.identities.count() == 0


async def test_an_agent_belongs_to_the_identities_it_is_given(space):
    talk = await space()
    ada, bob = (talk.store.identities.create(person(key)) for key in ("ada", "bob"))
    await talk.create(identity_ids=[ada.id])

    def owners():
        return agent_state(talk.store, talk.store.agents.get(talk.agent.id))["identity_ids"]

    assert owners() == [ada.id]
    change = AgentUpdate.model_validate({"identity_ids": [bob.id]})
    await agents.update(talk.store, talk.runtime.catalog, talk.agent.id, change)
    assert owners() == [bob.id]
    talk.store.identities.delete(bob.id)
    assert owners() == []
    talk.store.identities.attach(ada.id, "agent", talk.agent.id)
    talk.store.agents.delete(talk.agent.id)
    assert talk.store.identities.get(ada.id).agent_ids == []


STORE = new_store()
PEOPLE = [
    STORE.identities.create(
        person(f"key-{n}", name=["Ada", "Bob", "ADAM"][n % 3], identity_type=["user", "org"][n % 2])
    )
    for n in range(8)
]
BLOCKS = [
    STORE.blocks.create(
        BlockCreate(
            label=["human", "notes"][n % 2],
            value=f"text {n}",
            project_id=[None, "p"][n // 2 % 2],
            template_name=[None, "t"][n // 3 % 2],
            is_template=n % 3 == 0,
            hidden=n == 7,
            tags=[tag for bit, tag in enumerate("ab") if n >> bit & 1],
        )
    )
    for n in range(12)
]
for number, block in enumerate(BLOCKS):
    if number % 4:
        STORE.identities.attach(PEOPLE[number % 4].id, "block", block.id)


def any_of(*values):
    return st.sampled_from([None, *values])


@settings(deadline=None)
@given(pages([p.id for p in PEOPLE]), any_of("ada", "b", "x"), any_of("user", "org"), any_of("key-3", "key"))
def test_a_page_of_identities_is_what_counting_by_hand_gives(page, name, kind, key):
    wanted = [
        p
        for p in PEOPLE
        if (not name or name in p.name.lower())
        and kind in (None, p.identity_type)
        and key in (None, p.identifier_key)
    ]
    found = STORE.identities.find(page, name=name, identity_type=kind, identifier_key=key)
    assert [p.id for p in found] == page_of(PEOPLE, wanted, page)


@settings(deadline=None)
@given(
    page=pages([b.id for b in BLOCKS]),
    label=any_of("human", "none"),
    value=any_of("EXT 1", "9"),
    project=any_of("p"),
    template=any_of("t"),
    templates_only=any_of(True),
    tags=st.lists(st.sampled_from("abc"), max_size=3),
    match_all=st.booleans(),
    owner=any_of(*PEOPLE[:4]),
    keys=st.lists(st.sampled_from(["key-1", "key-2", "none"]), max_size=2),
    with_hidden=st.booleans(),
)
def test_a_page_of_blocks_is_what_counting_by_hand_gives(
    page, label, value, project, template, templates_only, tags, match_all, owner, keys, with_hidden
):
    def is_wanted(number, block):
        of = f"key-{number % 4}" if number % 4 else None
        return (
            label in (None, block.label)
            and (not value or value.lower() in block.value)
            and project in (None, block.project_id)
            and template in (None, block.template_name)
            and templates_only in (None, block.is_template)
            and (not tags or (all if match_all else any)(tag in block.tags for tag in tags))
            and (owner is None or owner.identifier_key == of)
            and (not keys or of in keys)
            and (with_hidden or not block.hidden)
        )

    wanted = [block for number, block in enumerate(BLOCKS) if is_wanted(number, block)]
    found = STORE.blocks.find(
        page,
        label=label,
        value_search=value,
        extras={"project_id": project, "template_name": template, "is_template": templates_only},
        tags=tuple(tags),
        match_all_tags=match_all,
        identity_id=owner and owner.id,
        identifier_keys=tuple(keys),
        with_hidden=with_hidden,
    )
    assert [block.id for block in found] == page_of(BLOCKS, wanted, page)


def test_all_identities_are_listed_newest_first():
    assert [p.id for p in STORE.identities.find(Page())] == [p.id for p in reversed(PEOPLE)]
