"""An agent's own words for its memory stand in its prompts, in its versions and in its files."""

import pytest

from lettawasm import in_view, system_message, transfer
from lettawasm.agentfile import AgentFile
from lettawasm.schemas.projects import ProjectCreate
from lettawasm.schemas.rendering import MemoryTemplate

OWN = MemoryTemplate(
    source="{{ hello }}{% for block in blocks %} {{ block.label }}={{ block.value }};{% endfor %}{{ project.name }}",
    variables={"hello": "Known:"},
    mode="full",
)


def give(talk, own, **fields):
    agent = talk.store.agents.get(talk.agent.id)
    settings = agent.settings.model_copy(update={"memory_template": own, **fields})
    talk.store.agents.update(agent.id, settings)
    return talk.store.agents.get(agent.id)


def prompt(talk):
    return talk.model.requests[-1].messages[0].text


@pytest.mark.parametrize("place", ["", " {CORE_MEMORY} end."])
async def test_an_agents_own_words_stand_in_its_prompt(space, place):
    talk = await space("hello", "hello", system=f"Begin.{place}")
    give(talk, OWN)
    await talk.say("hi")
    assert "Known: human=Name: Ada; persona=Kind.;" in prompt(talk)
    assert "<human>" not in prompt(talk)
    assert ("end." in prompt(talk)) == bool(place)


async def test_the_prompt_is_made_anew_when_what_a_template_reads_has_changed(space):
    talk = await space("hello", "hello", "hello")
    project = talk.store.projects.create(ProjectCreate(name="Tea", path="/tea"))
    give(talk, OWN, project_id=project.id)
    await talk.say("hi")
    first = prompt(talk)
    assert first.count("Tea") == 1
    await talk.say("hi")
    assert prompt(talk) == first
    talk.store.projects.update(project.id, {"name": "Rum"})
    await talk.say("hi")
    assert "Rum" in prompt(talk) and "Tea" not in prompt(talk)


async def test_a_template_that_fails_leaves_the_prompt_in_lettas_layout(space):
    talk = await space("hello")
    agent = give(talk, MemoryTemplate(source="{{ memory.cat.value }}"))
    await talk.say("hi")
    assert "<human>" in prompt(talk)
    assert in_view.of_agent(talk.store, agent).problem is not None


@pytest.mark.parametrize(
    ("mode", "shown"), [("full", ["human", "rules"]), ("read_only", ["rules"]), ("read_write", ["human"])]
)
async def test_a_mode_leaves_blocks_out_of_the_prompt(space, mode, shown):
    blocks = [{"label": "human", "value": "Ada"}, {"label": "rules", "value": "Be kind", "read_only": True}]
    talk = await space("hello", memory_blocks=blocks)
    agent = give(talk, MemoryTemplate(mode=mode))
    assert [block.label for block in in_view.shown_blocks(talk.store, agent)] == shown
    await talk.say("hi")
    assert [label for label in ("human", "rules") if f"<{label}>" in prompt(talk)] == shown


async def test_a_template_travels_in_a_file_and_stands_in_the_agents_versions(space):
    talk = await space()
    give(talk, OWN)
    number = talk.store.versions.must_have(talk.agent.id).number
    assert talk.store.versions.state(talk.agent.id, number)["settings"]["memory_template"] == OWN.model_dump()
    file = transfer.export(talk.store, talk.agent.id)
    assert file["lettawasm"]["memory_templates"] == {"agent-0": OWN.model_dump()}
    assert "memory_template" not in file["agents"][0]
    other = await space()
    options = transfer.ImportOptions()
    [made] = await transfer.import_file(
        other.store, other.runtime.catalog, AgentFile.model_validate(file), options
    )
    arrived = other.store.agents.get(made)
    assert arrived.settings.memory_template == OWN
    assert "Known: human=Name: Ada;" in system_message.compiled(other.store, arrived)
