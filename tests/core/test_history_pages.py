"""Pages of messages, runs, steps and conversations are what a search by brute force finds."""

import random
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lettawasm.db import SqliteDriver
from lettawasm.migrations import migrate
from lettawasm.model import Text, Usage
from lettawasm.schemas.agents import AgentSettings, LlmConfig
from lettawasm.schemas.base import DEFAULT
from lettawasm.schemas.conversations import Conversation, ConversationSettings
from lettawasm.schemas.messages import Message
from lettawasm.schemas.runs import Run, Step, StepTimes
from lettawasm.store import Store
from lettawasm.store.table import Page
from lettawasm.testing import TickingClock

from .paging import page_of, pages

SUMMARIES = (None, "Red tea", "green TEA", "coffee")
STOPS = (None, "end_turn", "cancelled", "error")
MODELS = ("one/small", "one/large", "two/small")


@dataclass(frozen=True)
class Past:
    """A store in which much has happened, and all of it in the order it did."""

    store: Store
    agents: list[str]
    conversations: list[Conversation]
    runs: list[Run]
    steps: list[Step]
    messages: list[Message]
    shown: dict[str, set[str]]  # ids of the messages of each conversation, those it inherited among them


@cache
def past() -> Past:
    draw = random.Random(7)
    driver = SqliteDriver()
    migrate(driver)
    store = Store(driver, TickingClock())
    settings = AgentSettings(system="", llm_config=LlmConfig(model="small", context_window=8_000))
    agents = [store.agents.create(name, settings, []).id for name in ("Ada", "Ben")]
    conversations = [_conversation(store, draw, agents) for _ in range(9)]
    runs = [_run(store, draw, agents, conversations) for _ in range(24)]
    steps = [_step(store, draw, runs) for _ in range(30)]
    messages = [_message(store, draw, agents, conversations, steps) for _ in range(60)]
    shown = {c.id: {m.id for m in messages if m.conversation_id == c.id} for c in conversations}
    for origin, fork in pairwise(conversations):
        if origin.agent_id == fork.agent_id:
            inherited = [m for m in messages if m.conversation_id == origin.id][:3]
            store.recall.inherit(fork.id, inherited)
            shown[fork.id] |= {m.id for m in inherited}
    return Past(store, agents, conversations, runs, steps, messages, shown)


def _conversation(store: Store, draw: random.Random, agents: list[str]) -> Conversation:
    made = store.conversations.create(
        draw.choice(agents),
        ConversationSettings(),
        summary=draw.choice(SUMMARIES),
        hidden=draw.random() < 0.2,
    )
    if draw.random() < 0.6:
        store.conversations.note_message(made.id)
    archived_at = store.clock.now() if draw.random() < 0.3 else None
    return store.conversations.update(
        store.conversations.get(made.id).model_copy(update={"archived_at": archived_at})
    )


def _place(draw: random.Random, agents: list[str], conversations: list[Conversation]) -> tuple[str, str]:
    agent_id = draw.choice(agents)
    own = [c.id for c in conversations if c.agent_id == agent_id]
    return agent_id, draw.choice([DEFAULT, *own])


def _run(store: Store, draw: random.Random, agents: list[str], conversations: list[Conversation]) -> Run:
    run_id = store.clock.new_id("run")
    place = _place(draw, agents, conversations)
    store.runs.create(run_id, *place, draw.random() < 0.5, None, {})
    if reason := draw.choice(STOPS):
        store.runs.finish(run_id, reason)  # type: ignore[arg-type]
    return store.runs.get(run_id)


def _step(store: Store, draw: random.Random, runs: list[Run]) -> Step:
    step_id, run = store.clock.new_id("step"), draw.choice(runs)
    handle, window = draw.choice(MODELS), 8_000
    store.steps.record(
        step_id,
        run_id=run.id,
        agent_id=run.agent_id,
        handle=handle,
        context_window=window,
        usage=Usage(),
        times=StepTimes(),
    )
    tags = draw.sample(["kind", "short"], draw.randint(0, 2))
    return store.steps.judge(step_id, draw.choice([None, "positive", "negative"]), tags)


def _message(
    store: Store,
    draw: random.Random,
    agents: list[str],
    conversations: list[Conversation],
    steps: list[Step],
) -> Message:
    agent_id, conversation_id = _place(draw, agents, conversations)
    step = draw.choice([None, *[step for step in steps if step.agent_id == agent_id]])
    role, content = draw.choice(["user", "assistant"]), (Text("word"),)
    draft = store.recall.draft(agent_id, role, content=content, conversation_id=conversation_id)
    if step:
        draft = store.recall.draft(
            agent_id,
            role,
            content=content,
            conversation_id=conversation_id,
            run_id=step.run_id,
            step_id=step.id,
        )
    return store.recall.append(draft)


def ids(entries: Any) -> list[str]:
    return [entry.id for entry in entries]


def one_of(values: Any) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(sorted(set(values)))


# -- runs, steps, conversations --------------------------------------------------------------------------


@given(st.data())
def test_runs_are_paged_and_filtered(data: st.DataObject) -> None:
    runs, store = past().runs, past().store
    page = data.draw(pages(ids(runs)))
    agent_ids = data.draw(st.lists(st.sampled_from(past().agents), unique=True))
    place = data.draw(one_of([DEFAULT, *ids(past().conversations)]))
    statuses = data.draw(
        st.lists(st.sampled_from(["running", "completed", "cancelled", "failed"]), unique=True)
    )
    active, background = data.draw(st.booleans()), data.draw(st.none() | st.booleans())
    reason = data.draw(one_of(filter(None, STOPS)))
    wanted = [
        run
        for run in runs
        if (not agent_ids or run.agent_id in agent_ids)
        and place in (None, run.conversation_id or DEFAULT)
        and (not statuses or run.status in statuses)
        and (not active or run.status == "running")
        and background in (None, run.background)
        and reason in (None, run.stop_reason)
    ]
    found = store.runs.find(
        page,
        agent_ids=tuple(agent_ids),
        conversation_id=place,
        statuses=tuple(statuses),
        active=active,
        background=background,
        stop_reason=reason,
    )
    assert ids(found) == page_of(runs, wanted, page)


@given(st.data())
def test_steps_are_paged_and_filtered(data: st.DataObject) -> None:
    steps, store = past().steps, past().store
    page = data.draw(pages(ids(steps)))
    run_id, agent_id = data.draw(one_of(ids(past().runs))), data.draw(one_of(past().agents))
    model = data.draw(one_of([*MODELS, "small"]))
    feedback, has_feedback = data.draw(one_of(["positive", "negative"])), data.draw(st.none() | st.booleans())
    tags = data.draw(st.lists(st.sampled_from(["kind", "short", "long"]), unique=True))
    wanted = [
        step
        for step in steps
        if run_id in (None, step.run_id)
        and agent_id in (None, step.agent_id)
        and model in (None, step.model_handle, step.model)
        and feedback in (None, step.feedback)
        and has_feedback in (None, step.feedback is not None)
        and (not tags or set(tags) & set(step.tags))
    ]
    found = store.steps.find(
        page,
        run_id=run_id,
        agent_id=agent_id,
        model=model,
        feedback=feedback,
        has_feedback=has_feedback,
        tags=tuple(tags),
    )
    assert ids(found) == page_of(steps, wanted, page)


@given(st.data())
def test_conversations_are_paged_and_filtered(data: st.DataObject) -> None:
    every, store = past().conversations, past().store
    key = data.draw(st.sampled_from(["created_at", "last_message_at"]))
    drawn = data.draw(pages(ids(every)))
    page = Page(drawn.limit, drawn.before, drawn.after, drawn.order, key)
    agent_id, summary = data.draw(one_of(past().agents)), data.draw(one_of(["tea", "Coffee", "%"]))
    archived = data.draw(st.none() | st.booleans())
    in_order = sorted(every, key=lambda c: getattr(c, key) or "")
    wanted = [
        c
        for c in in_order
        if not c.hidden
        and agent_id in (None, c.agent_id)
        and (summary is None or summary.lower() in (c.summary or "").lower())
        and archived in (None, c.archived_at is not None)
    ]
    found = store.conversations.find(page, agent_id=agent_id, summary=summary, archived=archived)
    assert ids(found) == page_of(in_order, wanted, page)


# -- messages ------------------------------------------------------------------------------------------------


def history_page(wanted: list[Message], page: Page) -> list[str]:
    """A page of a history: cursors are about time. Next to `before`, or else to the order's beginning."""
    seqs = {message.id: message.seq for message in past().messages}
    inside = [
        m.id
        for m in wanted
        if (page.before is None or m.seq < seqs[page.before])
        and (page.after is None or m.seq > seqs[page.after])
    ]
    newest = page.order == "desc" or (page.before is not None and page.after is None)
    taken = inside[-page.limit :] if newest else inside[: page.limit]
    return taken if page.order == "asc" else taken[::-1]


@given(st.data())
def test_histories_are_paged_by_time(data: st.DataObject) -> None:
    messages = past().messages
    agent_id = data.draw(one_of(past().agents))
    of_agent = [m for m in messages if agent_id in (None, m.agent_id)]
    place = data.draw(one_of([DEFAULT, *ids(past().conversations)]))
    page = data.draw(pages(ids(of_agent)))
    wanted = [
        m
        for m in of_agent
        if place is None or m.conversation_id == place or m.id in past().shown.get(place, ())
    ]
    found = past().store.recall.find(page, agent_id=agent_id, conversation_id=place)
    assert ids(found) == history_page(wanted, page)


@given(st.data())
def test_messages_of_a_run_or_a_step_are_paged_in_its_order(data: st.DataObject) -> None:
    messages = past().messages
    run_id = data.draw(one_of(ids(past().runs)))
    step_id = data.draw(one_of(ids(past().steps))) if run_id is None else None
    if run_id is None and step_id is None:
        return
    page = data.draw(pages(ids(messages)))
    wanted = [m for m in messages if m.run_id == run_id] if run_id else []
    wanted = wanted or [m for m in messages if step_id and m.step_id == step_id]
    found = past().store.recall.find(page, run_id=run_id, step_id=step_id)
    assert ids(found) == page_of(messages, wanted, page)
