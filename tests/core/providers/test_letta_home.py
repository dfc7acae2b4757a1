"""An agent that lives on another server, used from here: over HTTP, against our own app, which speaks Letta's API."""

from typing import Any

import pytest

from lettawasm.model import Done, Failed, ModelEvent, ReasoningDelta, ToolCall
from lettawasm.providers.letta_home import LettaHome
from tests.core.faraway import Here, There


def told(messages: list[Any], kind: str, field: str) -> list[str]:
    return [each[field] for each in messages if each["message_type"] == kind]


async def test_it_is_listed_among_the_models(here: Here, there: There) -> None:
    await here.settle(there)
    models = {each["handle"]: each for each in await here.ask("GET", "/models/")}
    assert models[f"home/{there.agent_id}"]["display_name"] == "Faraway"


async def test_it_answers_with_a_memory_of_its_own(here: Here, there: There) -> None:
    call = ToolCall("c1", "core_memory_append", '{"label": "human", "content": "Likes tea"}')
    there.model.script += [call, "Noted.", "Tea."]
    await here.settle(there)
    first = await here.say("I like tea.")
    assert told(first, "assistant_message", "content") == ["Noted."]
    [thought] = told(first, "reasoning_message", "reasoning")
    assert "core_memory_append(" in thought and "Likes tea" in thought
    assert told(await here.say("What do I like?"), "assistant_message", "content") == ["Tea."]
    assert there.history() == ["I like tea.", "Noted.", "What do I like?", "Tea."]
    assert "Likes tea" in there.human()


async def test_neither_our_prompt_nor_our_tools_go_there(here: Here, there: There) -> None:
    there.model.script += ["Hello."]
    await here.settle(there)
    await here.say("hi")
    [request] = there.model.requests
    assert "send_message" not in {tool.name for tool in request.tools}
    assert "I am here." not in repr(request.messages)
    assert [message.text for message in request.messages if message.role == "user"] == ["hi"]


async def test_a_failure_there_is_told_here_and_can_be_tried_again(here: Here, there: There) -> None:
    there.model.script += [Failed("auth", "The key is wrong."), "Here I am."]
    await here.settle(there)
    answer = await here.http.post(f"/v1/agents/{here.agent_id}/messages", json={"input": "hi"})
    assert answer.status_code >= 400
    assert told(await here.say("hi again"), "assistant_message", "content") == ["Here I am."]


async def test_an_agent_that_is_gone_is_said_to_be(here: Here, there: There) -> None:
    await here.settle(there)
    there.leave()
    answer = await here.http.post(f"/v1/agents/{here.agent_id}/messages", json={"input": "hi"})
    assert answer.status_code >= 400
    assert there.agent_id in answer.text


@pytest.mark.parametrize("fallbacks", [[], ["scripted/model"]])
async def test_what_it_says_that_looks_like_a_call_stays_text(
    here: Here, there: There, fallbacks: list[str]
) -> None:
    text = '<tool_call>{"name": "conversation_search", "arguments": {"query": "x"}}</tool_call>'
    there.model.script += [text]
    await here.settle(there)
    await here.ask("PATCH", f"/agents/{here.agent_id}/model-options", {"fallbacks": fallbacks})
    [said] = told(await here.say("hi"), "assistant_message", "content")
    assert "tool_call" in said


# What the stream may say besides


def read(*events: str) -> list[ModelEvent]:
    reply = LettaHome().reply("The server", "agent-1")
    return [told for event in events for told in reply.feed(event)] + reply.end()


@pytest.mark.parametrize(
    ("events", "kind"),
    [
        (['{"message_type": "stop_reason", "stop_reason": "llm_api_error"}'], "server_error"),
        (['{"message_type": "stop_reason", "stop_reason": "insufficient_credits"}'], "quota"),
        (
            ['{"message_type": "stop_reason", "stop_reason": "context_window_overflow_in_system_prompt"}'],
            "context_overflow",
        ),
        (['{"message_type": "approval_request_message"}'], "bad_request"),
        (['{"message_type": "stop_reason", "stop_reason": "requires_approval"}'], "bad_request"),
        (['{"message_type": "error_message", "message": "no"}'], "server_error"),
        (['{"error": {"message": "no", "code": 429}}'], "rate_limited"),
        (['{"message_type": "assistant_message", "content": "Hal"}'], "cut_off"),
        (["[1]"], "garbage"),
        (["[DONE]"], "garbage"),
    ],
)
def test_what_goes_wrong_there_is_a_failure(events: list[str], kind: str) -> None:
    failed = read(*events)[-1]
    assert isinstance(failed, Failed)
    assert failed.kind == kind


def test_what_goes_wrong_there_is_told_in_the_words_of_that_server() -> None:
    failed = read(
        '{"message_type": "stop_reason", "stop_reason": "llm_api_error"}',
        '{"message_type": "error_message", "message": "Its model is asleep.", "detail": "Error code: 503"}',
        "[DONE]",
    )[-1]
    assert isinstance(failed, Failed)
    assert failed.message == (
        "The agent at The server came to no end: Its model is asleep. Please try again."
    )
    assert "503" in failed.detail


def test_two_messages_of_one_answer_stand_apart() -> None:
    message = '{"message_type": "assistant_message", "id": "%s", "content": "%s"}'
    end = '{"message_type": "stop_reason", "stop_reason": "end_turn"}'
    done = read(message % ("a", "Let me "), message % ("a", "see."), message % ("b", "It's tea."), end)[-1]
    assert isinstance(done, Done)
    assert done.text == "Let me see.\n\nIt's tea."


@pytest.mark.parametrize(
    ("reason", "finish"),
    [("end_turn", "stop"), ("max_steps", "length"), ("cancelled", "stop"), ("odd", "stop")],
)
def test_the_reason_of_its_end_is_kept(reason: str, finish: str) -> None:
    done = read(
        '{"message_type": "ping"}',
        '{"message_type": "assistant_message", "content": [{"type": "text", "text": "Hi"}]}',
        '{"message_type": "usage_statistics", "prompt_tokens": 3, "completion_tokens": 2}',
        f'{{"message_type": "stop_reason", "stop_reason": "{reason}"}}',
    )[-1]
    assert isinstance(done, Done)
    assert (done.text, done.finish_reason, done.usage.total_tokens) == ("Hi", finish, 5)


def test_a_call_whose_arguments_come_in_pieces_is_told_whole() -> None:
    call = '{"message_type": "tool_call_message", "tool_call": {"tool_call_id": "c", "name": %s, "arguments": "%s"}}'
    events = [call % ('"roll"', "{"), call % ("null", "}")]
    [thought] = read(
        *events, '{"message_type": "tool_return_message", "tool_call_id": "c", "tool_return": "6"}'
    )[:1]
    assert thought == ReasoningDelta("\nroll({}) → 6\n")
