"""Whatever is done to an agent's memory, in whatever order: each moment there was can be had again, exactly."""

import asyncio
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from lettawasm import agents, reshaping
from lettawasm.compressing.block import compress
from lettawasm.errors import LettaError
from lettawasm.rewind import forking, moments, objects
from lettawasm.schemas.agents import AgentCreate
from lettawasm.schemas.blocks import BlockCreate
from lettawasm.schemas.policies import CompressionRequest
from lettawasm.schemas.reshaping import MergeRequest, TruncateRequest
from lettawasm.store.table import Page
from tests.core.conftest import Space

ALL = Page(limit=-1, order="asc")
LINES = st.lists(st.sampled_from(["Likes tea.", "Lives in Graz.", "漢字 ünï", "", "x" * 50]), max_size=6)
TEXTS = LINES.map("\n".join)
NUMBERS = st.integers(0, 99)


class Lives(RuleBasedStateMachine):
    """Agents, and at some moments a note of all that they held."""

    @initialize()
    def begin(self):
        self.space = Space()
        self.store = self.space.store
        self.notes: list[tuple[str, dict[str, Any]]] = []
        self._await(self._agent("first"))

    async def _agent(self, name):
        blocks = [{"label": label, "value": "Ada.", "limit": 200} for label in ("human", "persona", "notes")]
        new = AgentCreate.model_validate({"name": name, "model": "scripted/model", "memory_blocks": blocks})
        return await agents.create(self.store, self.space.runtime.catalog, new)

    def _await(self, work):
        return asyncio.run(work)

    def _agents(self):
        return [agent.id for agent in self.store.agents.find(ALL)]

    def _pick(self, n, of):
        return of[n % len(of)] if of else None

    def _blocks(self):
        return [block.id for block in self.store.blocks.find(ALL)]

    def _held(self):
        """All that the agents hold now."""
        return {agent_id: self._memory(agent_id) for agent_id in self._agents()}

    def _memory(self, agent_id):
        archive = self.store.archives.of_agent(agent_id)
        passages = self.store.archival.find(archive.id, ALL) if archive else []
        return {
            "name": self.store.agents.get(agent_id).name,
            "blocks": [block.model_dump() for block in self.store.blocks.of_agent(agent_id)],
            "passages": sorted((p.id, p.text, tuple(p.tags)) for p in passages),
            "tools": [tool.id for tool in self.store.tools.of_agent(agent_id)],
        }

    def _try(self, work):
        """What can't be done is refused, and changes nothing."""
        before = self._held()
        try:
            return work()
        except LettaError:
            assert self._held() == before

    @rule()
    def note(self):
        self.notes.append((self.store.clock.now(), self._held()))

    @rule(n=NUMBERS, text=TEXTS)
    def edit(self, n, text):
        if block_id := self._pick(n, self._blocks()):
            self._try(lambda: self.store.blocks.update(block_id, {"value": text}))

    @rule(n=NUMBERS, label=st.sampled_from(["human", "more", "notes"]))
    def rename(self, n, label):
        if block_id := self._pick(n, self._blocks()):
            self._try(lambda: self.store.blocks.update(block_id, {"label": label}))

    @rule(n=NUMBERS, text=TEXTS)
    def give_a_block(self, n, text):
        agent_id = self._pick(n, self._agents())
        block = self.store.blocks.create(BlockCreate(label=f"extra{n}", value=text))
        self._try(lambda: self.store.blocks.attach(agent_id, block.id))

    @rule(n=NUMBERS)
    def delete_a_block(self, n):
        if block_id := self._pick(n, self._blocks()):
            self.store.blocks.delete(block_id)

    @rule(n=NUMBERS, m=NUMBERS, deletes=st.booleans())
    def merge(self, n, m, deletes):
        ids = self._blocks()
        if len(ids) > 1:
            asked = MergeRequest.model_validate({"from": [self._pick(m, ids)], "delete_sources": deletes})
            self._try(lambda: reshaping.merge(self.store, self._pick(n, ids), asked))

    @rule(n=NUMBERS, to=st.integers(1, 60))
    def truncate(self, n, to):
        if block_id := self._pick(n, self._blocks()):
            self._try(lambda: reshaping.truncate(self.store, block_id, TruncateRequest(to=to)))

    @rule(n=NUMBERS, strategy=st.sampled_from(["truncate", "archive", "summarize"]))
    def compress(self, n, strategy):
        agent_id = self._pick(n, self._agents())
        if block := self._pick(n, self.store.blocks.of_agent(agent_id)):
            wanted = CompressionRequest(strategy=strategy, agent_id=agent_id)
            catalog = self.space.runtime.catalog
            self._try(lambda: self._await(compress(self.store, catalog, block.id, wanted)))

    @rule(n=NUMBERS, text=TEXTS)
    def remember(self, n, text):
        agent_id = self._pick(n, self._agents())
        archive = self.store.archives.ensure(agent_id, "agent")
        self.store.archival.insert(archive.id, text or "nothing", tags=("a",) if n % 2 else ())

    @rule(n=NUMBERS)
    def delete_a_passage(self, n):
        archive = self.store.archives.of_agent(self._pick(n, self._agents()))
        if archive and (passage := self._pick(n, self.store.archival.find(archive.id, ALL))):
            self.store.archival.delete(archive.id, passage.id)

    @rule(n=NUMBERS)
    def take_a_tool_away(self, n):
        agent_id = self._pick(n, self._agents())
        if tool := self._pick(n, self.store.tools.of_agent(agent_id)):
            self.store.agents.detach_tool(agent_id, tool.id)

    @rule(n=NUMBERS, m=NUMBERS)
    def restore_an_object(self, n, m):
        heads = self.store.timeline.find(ALL, kinds=("block", "passage"))
        if head := self._pick(n * 7 + m, heads):
            work = lambda: objects.restore(self.store, head.object_id, head.number)  # noqa: E731
            self._try(lambda: self.store.driver.transact(work))

    @rule(n=NUMBERS, m=NUMBERS)
    def fork(self, n, m):
        if len(self._agents()) < 3 and (note := self._pick(m, self.notes)):
            agent_id = self._pick(n, list(note[1]))
            made = self._await(
                forking.fork(self.store, self.space.runtime.catalog, agent_id, note[0], "twin")
            )
            texts = [
                {key: block[key] for key in ("label", "value", "limit", "description")}
                for block in note[1][agent_id]["blocks"]
            ]
            assert [
                {key: block[key] for key in ("label", "value", "limit", "description")}
                for block in self._memory(made)["blocks"]
            ] == texts

    @rule(n=NUMBERS, m=NUMBERS)
    def go_back(self, n, m):
        if note := self._pick(m, self.notes):
            agent_id = self._pick(n, list(note[1]))
            work = lambda: moments.restore(self.store, agent_id, note[0])  # noqa: E731
            try:
                self.store.driver.transact(work)
            except LettaError:
                return  # a label was taken since by a block that others hold, say
            assert self._memory(agent_id) == note[1][agent_id]

    def teardown(self):
        assert list(self.store.proof.faults()) == []
        for moment, held in self.notes:
            for agent_id, memory in held.items():
                state = self.store.versions.state(agent_id, self.store.versions.at(agent_id, moment))
                then = [self._block_then(block_id, moment) for block_id in state["blocks"]]
                assert (state["name"], state["tools"]) == (memory["name"], memory["tools"])
                assert then == [(b["id"], b["label"], b["value"]) for b in memory["blocks"]]
                for passage_id, text, tags in memory["passages"]:
                    number = self.store.versions.at(passage_id, moment)
                    told = self.store.versions.state(passage_id, number)
                    assert (told["text"], tuple(told["tags"])) == (text, tags)

    def _block_then(self, block_id, moment):
        state = self.store.versions.state(block_id, self.store.versions.at(block_id, moment))
        return block_id, state["label"], state["value"]


def test_each_moment_there_was_can_be_had_again():
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
