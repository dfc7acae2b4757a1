"""What a person calls things: an agent by name or id, a block by its agent and label or by id."""

import argparse
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from .client import Client, path
from .failure import Missing, Unclear

Json = dict[str, Any]

_ID = re.compile(r"(agent|block|passage)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOST_NAMED = 10
_WITH_BLOCKS = {"include": "agent.blocks"}


def offer_agent(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "agent", nargs="?", metavar="AGENT", help="name or id; may be left out if there is one"
    )


def offer_thing(parser: argparse.ArgumentParser) -> None:
    offer_agent(parser)
    parser.add_argument(
        "label",
        nargs="?",
        metavar="LABEL",
        help="the block's; or one id of a block or passage instead of both",
    )


def offer_block(parser: argparse.ArgumentParser) -> None:
    offer_agent(parser)
    parser.add_argument(
        "label", nargs="?", metavar="LABEL", help="the block's; or one block id instead of both"
    )


class Thing(NamedTuple):
    """Whatever has versions, and what the person calls it."""

    id: str
    name: str


def thing(client: Client, first: str | None, label: str | None) -> Thing:
    """A block by agent and label or by its label alone, an agent by its name, or anything by its id."""
    if kind_of(first) in ("block", "passage"):
        return Thing(str(first), str(first))
    if label is None and (whole := only(client, first)):
        return Thing(whole["id"], whole["name"])
    _, found = block(client, first, label)
    return Thing(found["id"], found["label"])


def only(client: Client, word: str | None) -> Json | None:
    """The agent that is meant, or None where the word is the label of the only one's block."""
    try:
        return agent(client, word)
    except Missing:
        if word is None or kind_of(word):
            raise
        return None


def kind_of(word: str | None) -> str:
    """`agent`, `block` or `passage` where the word is an id of that kind, and else nothing."""
    match = _ID.fullmatch(word or "")
    return match.group(1) if match else ""


def agents(client: Client) -> Iterable[Json]:
    return client.all("/v1/agents/", **_WITH_BLOCKS)


def agent(client: Client, word: str | None) -> Json:
    """The agent with its blocks. Raises Missing or Unclear."""
    if kind_of(word) == "agent":
        return _whole(client, str(word))
    found = _called(client, word)
    if not found:
        raise Missing(f"No agent is called {word!r}. {_there_are(_first(client))}")
    return found[0]


def block(client: Client, first: str | None, label: str | None) -> tuple[Json | None, Json]:
    """A block and the agent it was found by, if any. With one agent, its label alone is enough."""
    if kind_of(first) == "block":
        return None, client.get(path("/v1/blocks/{}", str(first)))
    holder, label = _holder(client, first, label)
    held = holder["blocks"]
    found = [one for one in held if label in (None, one["label"])]
    if len(found) == 1:
        return holder, found[0]
    labels = ", ".join(one["label"] for one in held) or "none"
    if found:
        raise Unclear(f"Which block of {holder['name']}? There are: {labels}")
    if label is None:
        raise Missing(f"{holder['name']} has no block")
    raise Missing(f"{holder['name']} has no block {label!r}. There are: {labels}")


def _holder(client: Client, first: str | None, label: str | None) -> tuple[Json, str | None]:
    """The agent, and the label that is meant: where nobody is called `first`, it may be that."""
    if first is not None and label is None and not kind_of(first) and not _called(client, first):
        known = _first(client)
        if len(known) == 1 and any(one["label"] == first for one in known[0]["blocks"]):
            return known[0], first
    return agent(client, first), label


def _whole(client: Client, agent_id: str) -> Json:
    found: Json = client.get(path("/v1/agents/{}", agent_id), **_WITH_BLOCKS)
    return found


def _called(client: Client, name: str | None) -> list[Json]:
    """One agent, or none. Raises Unclear when there are more, and Missing when there is none at all."""
    found = _first(client, name=name)
    if name is None and not found:
        raise Missing("There is no agent yet")
    if len(found) > 1:
        which = f"Several agents are called {name!r}." if name else "Which agent?"
        raise Unclear(f"{which} {_there_are(found)}")
    return found


def _first(client: Client, **query: Any) -> list[Json]:
    found: list[Json] = client.get("/v1/agents/", **_WITH_BLOCKS, **query, limit=_MOST_NAMED + 1)
    return found


def _there_are(found: list[Json]) -> str:
    named = [f"{one['name']} ({one['id']})" for one in found[:_MOST_NAMED]]
    more = ", …" if len(found) > _MOST_NAMED else ""
    return f"There are: {', '.join(named)}{more}" if named else "There is no agent yet."
