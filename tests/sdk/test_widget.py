"""An agent on a page: the owner gives the page a token, and each visitor talks in a conversation of their own."""

from typing import Any

import pytest
from letta_client import AuthenticationError, Letta, NotFoundError, UnprocessableEntityError
from letta_client.types import AgentState

from tests.model_server import ModelServer, Say

from .bare import get, post

PAGE = "https://shop.example"


def test_a_visitor_comes_by_a_widgets_token_and_talks_in_a_conversation_of_their_own(
    letta: Letta, agent: AgentState, model: ModelServer
) -> None:
    made = post(letta, "/v1/widget/tokens", {"agent_id": agent.id, "name": "Shop", "origins": [PAGE]})
    listed = next(one for one in get(letta, "/v1/widget/tokens") if one["id"] == made["id"])
    assert {"token", *listed} == set(made) and (listed["memory"], listed["tools"]) == ("none", [])
    sessions = [ask(letta, made["token"], "/v1/widget/sessions", {}) for _ in range(2)]
    mine, theirs = (session["conversation_id"] for session in sessions)
    assert sessions[0]["agent"] == {"id": agent.id, "name": agent.name, "description": agent.description}
    model.script(Say("Welcome to the shop."))
    visitor, path = sessions[0]["session_token"], f"/v1/conversations/{mine}/messages"
    said = ask(letta, visitor, path, {"input": "Hello", "streaming": False})
    assert said["messages"][-1]["content"] == "Welcome to the shop."
    history = letta.get(path, cast_to=object, options={"headers": {"Authorization": f"Bearer {visitor}"}})
    assert isinstance(history, list)
    assert [message["message_type"] for message in history][:2] == ["assistant_message", "user_message"]
    assert "tools" not in model.requests[-1].json  # this agent's all reach its memory
    assert "Hello" not in str(letta.conversations.messages.list(theirs).items)
    assert "Shop" in str(letta.conversations.retrieve(mine).summary)
    gone = letta.delete(f"/v1/widget/tokens/{made['id']}", cast_to=object)
    assert isinstance(gone, dict) and gone["visitors"] == 2
    with pytest.raises(AuthenticationError):
        ask(letta, made["token"], "/v1/widget/sessions", {})
    with pytest.raises(NotFoundError):
        letta.delete(f"/v1/widget/tokens/{made['id']}", cast_to=object)


@pytest.mark.parametrize(
    "wrong",
    [
        {"origins": []},
        {"origins": ["*"]},
        {"origins": ["https://shop.example/cart"]},
        {"memory": "all"},
        {"tools": ["no name"]},
        {"messages_per_hour": 0},
        {"expires_at": "soon"},
        {"scope": "full"},
    ],
    ids=str,
)
def test_a_token_that_says_something_odd_is_not_made(
    letta: Letta, agent: AgentState, wrong: dict[str, Any]
) -> None:
    with pytest.raises(UnprocessableEntityError):
        post(letta, "/v1/widget/tokens", {"agent_id": agent.id, "origins": [PAGE], **wrong})
    assert get(letta, "/v1/widget/tokens") == []


def test_nobody_gets_a_token_for_an_agent_that_is_not_there(letta: Letta, agent: AgentState) -> None:
    with pytest.raises(NotFoundError):
        post(letta, "/v1/widget/tokens", {"agent_id": agent.id[:-4] + "dead", "origins": [PAGE]})


def ask(letta: Letta, token: str, path: str, body: dict[str, Any]) -> Any:
    """What the holder of another token is answered."""
    headers = {"headers": {"Authorization": f"Bearer {token}"}}
    return letta.post(path, cast_to=object, body=body, options=headers)
