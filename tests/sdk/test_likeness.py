"""What means the same is found without a word in common, on every host, by the table that ships."""

from typing import Any

from letta_client import Letta
from letta_client.types import AgentState

FACTS = [
    "The spaniel is called Marmalade and is afraid of fireworks.",
    "The mortgage is fixed at 3.1 percent until March 2027.",
    "Helen teaches chemistry at a secondary school.",
]


def test_a_question_finds_its_answer_without_a_word_in_common(letta: Letta, agent: AgentState) -> None:
    for fact in FACTS:
        letta.agents.passages.create(agent.id, text=fact)
    question = "What frightens the dog?"
    asked = {"query": question, "agent_id": agent.id, "kinds": ["passage"]}
    told: Any = letta.post("/v1/memory/search", body=asked, cast_to=object)
    [first, *_] = told["hits"]
    assert (first["text"], first["why"], first["marks"]) == (FACTS[0], "likeness", [])
    found = letta.agents.passages.search(agent.id, query=question)
    assert [result.content for result in found.results] == FACTS[:1]
