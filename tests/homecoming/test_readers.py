"""Each format is told from the others by what is in it, and read as it is meant."""

from typing import Any

import pytest

from lettawasm.errors import LettaError, Unsupported
from lettawasm.homecoming.items import Item, Note, Remark, Said, Talk, Whole
from lettawasm.homecoming.luggage import Luggage
from lettawasm.homecoming.readers import READERS, recognise

from .bags import BAGS, opened, sample, zipped


def items(name: str) -> list[Item]:
    return list_of(opened(name))


def list_of(luggage: Luggage) -> list[Item]:
    return list(recognise(luggage).read(luggage))


def of(kind: Any, found: list[Item]) -> list[Any]:
    return [item for item in found if isinstance(item, kind)]


def texts(found: list[Item]) -> list[str]:
    return [note.text for note in of(Note, found)]


@pytest.mark.parametrize("name", BAGS)
def test_a_file_is_known_by_its_content(name: str) -> None:
    known = [reader.NAME for reader in READERS if reader.recognises(opened(name))]
    assert known == [BAGS[name][0]]


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"hello", b"[1, 2]", b"\x00\xff", b'{"a": [', zipped({})]
)
def test_what_is_no_known_format_is_refused(data: bytes) -> None:
    with pytest.raises(Unsupported, match=r"ChatGPT's export.*basic-memory"):
        recognise(Luggage("conversations.json", data))


def test_the_refusal_says_what_is_wrong_with_a_broken_file() -> None:
    with pytest.raises(Unsupported, match=r"conversations\.json can't be read: it breaks off"):
        recognise(Luggage("conversations.json", sample("chatgpt.json")[:300]))


@pytest.mark.parametrize("name", BAGS)
def test_a_byte_order_mark_and_other_encodings_change_nothing(name: str) -> None:
    data = BAGS[name][1]
    if not data.startswith(b"PK"):
        for encoding in ("utf-8-sig", "utf-16"):
            luggage = Luggage("upload.bin", data.decode().encode(encoding))
            assert of((Note, Talk), list_of(luggage)) == of((Note, Talk), items(name))


# ChatGPT


def test_a_chatgpt_talk_is_the_branch_that_was_seen_last() -> None:
    tea, trip = of(Talk, items("chatgpt"))
    assert (tea.key, tea.title) == ("67c5a1c0-0001-8001-9000-000000000001", "Tea before bed")
    assert [(one.role, one.text) for one in tea.said] == [
        ("user", "Which tea keeps me awake the least?"),
        ("assistant", "Rooibos: it has no caffeine at all."),
        ("user", "Is this the one I bought? Remember that I buy it at the market on Fridays."),
        ("assistant", "Yes, the label says rooibos. Noted!"),
    ]
    assert tea.said[0] == Said(
        "u-1", "user", "Which tea keeps me awake the least?", "2025-03-03T11:06:40.123456Z"
    )
    assert (tea.said[1].model, tea.created_at) == ("gpt-4o", "2025-03-03T11:06:40.000000Z")
    assert [one.text for one in trip.said] == [
        "Plane or train from Lund to Bergen? 🚂",
        "The train, by way of Oslo: about eleven hours.\nIt leaves at 07:08.",
    ]


def test_what_chatgpt_remembers_comes_once() -> None:
    found = of(Note, items("chatgpt"))
    assert [(note.text, note.tags[1], note.about_person) for note in found] == [
        ("I teach physics in Lund and have two cats.", "custom instructions", True),
        ("Be brief. Use metric units.", "custom instructions", True),
        ("Is called Signe Holm.", "memory", True),
        ("Prefers trains to planes.", "memory", True),
        ("Buys rooibos at the market on Fridays.", "memory", True),
    ]


def test_pictures_that_stay_behind_are_remarked() -> None:
    assert of(Remark, items("chatgpt")) == [
        Remark("upload.bin.0", "1 pictures or recordings are not in the talk; only words are")
    ]


def test_a_zip_holds_the_same_as_its_file_and_may_be_split() -> None:
    tea, *others = sample("chatgpt.json").split(b'\n {\n  "title": "Lund')
    assert of((Note, Talk), items("chatgpt zip")) == of((Note, Talk), items("chatgpt"))
    assert len(others) == 1
    split = zipped(
        {
            "conversations-000.json": tea.rstrip().rstrip(b",") + b"]",
            "conversations-001.json": b'[{"title": "Lund' + others[0],
        }
    )
    assert of(Talk, list_of(Luggage("export.zip", split))) == of(Talk, items("chatgpt"))


@pytest.mark.parametrize("missing", ["current_node", "create_time", "title", "default_model_slug"])
def test_a_conversation_without_a_field_is_read_all_the_same(missing: str) -> None:
    cut = sample("chatgpt.json").replace(f'"{missing}"'.encode(), b'"gone"')
    assert [len(talk.said) for talk in of(Talk, list_of(Luggage("c.json", cut)))] == [4, 2]


def test_a_circle_of_messages_has_an_end() -> None:
    said = '{"author": {"role": "user"}, "content": {"parts": ["Hi"]}}'
    nodes = f'{{"a": {{"parent": "b", "message": {said}}}, "b": {{"parent": "a", "message": {said}}}}}'
    data = f'[{{"id": "c", "mapping": {nodes}, "current_node": "a"}}]'.encode()
    [talk] = of(Talk, list_of(Luggage("c.json", data)))
    assert [one.key for one in talk.said] == ["b", "a"]


# Claude


def test_a_claude_talk_has_its_words_and_no_thoughts() -> None:
    moon, hen = of(Talk, items("claude"))
    assert (moon.title, moon.created_at) == ("Planting by the moon", "2025-04-02T08:15:30.123456Z")
    assert [(one.role, one.text) for one in moon.said] == [
        ("user", "Does the moon matter for beans?"),
        ("assistant", "Soil warmth matters more: wait for ten degrees."),
    ]
    assert [one.text for one in hen.said] == ["Name my hen.", "Beatrix."]


def test_a_claude_talk_ends_where_the_export_says_it_does() -> None:
    data = sample("claude/conversations.json").replace(
        b'"name": "",', b'"name": "", "current_leaf_message_uuid": "m0000000-0000-4000-8000-000000000011",'
    )
    _, hen = of(Talk, list_of(Luggage("c.json", data)))
    assert [one.text for one in hen.said] == ["Name my hen.", "Marta."]


def test_a_claude_zip_has_memories_projects_and_attachments() -> None:
    found = items("claude zip")
    assert sorted(texts(found)) == sorted(
        [
            "**Personal context**",
            "Ivo rents plot 14 of an allotment and keeps hens.",
            "He reads German and Polish.",
            "The water is turned off in November.",
            "Allotment: Everything about plot 14.",
            "Allotment: Answer as a gardener would.",
            "rules.md\n\n# Rules\n\nNo fires after eight in the evening.",
            "beds.txt\n\nBed 1: beans, north side.\nBed 2: garlic, planted in October.",
        ]
    )
    tags = {note.text: note.tags for note in of(Note, found)}
    assert tags["The water is turned off in November."] == ("claude", "memory", "Allotment")


# mem0


def test_mem0_memories_keep_what_is_said_of_them() -> None:
    allergy, oboe, promise = of(Note, items("mem0"))
    assert allergy == Note(
        key="2b9d5b44-0000-4000-8000-000000000001",
        text="Is allergic to hazelnuts",
        tags=("mem0", "health", "food"),
        created_at="2025-01-09T19:22:33.123456Z",
        metadata={"user_id": "noor", "topic": "health"},
        about_person=True,
    )
    assert (oboe.about_person, promise.about_person) == (True, False)
    assert [str(remark) for remark in of(Remark, items("mem0"))] == [
        "upload.bin.relations: 1 relations of the graph have no place here"
    ]


@pytest.mark.parametrize("name", ["openmemory", "openmemory zip"])
def test_openmemory_says_the_same_in_both_of_its_forms(name: str) -> None:
    found = items(name)
    assert [(note.text, note.tags) for note in of(Note, found)] == [
        ("Writes firmware for tram doors", ("mem0", "work")),
        ("Used to work nights", ("mem0", "archived")),
    ]
    assert [remark.message for remark in of(Remark, found)] == [
        "this memory was deleted there, and is left out"
    ]


# Notes and graphs


def test_a_basic_memory_note_tells_its_observations_and_relations() -> None:
    bread, tove = of(Note, items("basic-memory"))
    assert bread.text.startswith("# Sourdough\n\nWhat works in our oven.")
    assert bread.tags == ("basic-memory", "baking", "weekend", "oven", "rye", "flour")
    assert (bread.key, bread.created_at) == ("kitchen/sourdough", "2025-02-03T18:20:00.000000Z")
    assert bread.metadata["observations"] == [
        {
            "category": "method",
            "text": "Bake at 240 degrees with steam #oven",
            "tags": ["oven"],
            "context": "first twenty minutes",
        },
        {
            "category": "flour",
            "text": "Rye makes it keep longer #rye #flour",
            "tags": ["rye", "flour"],
            "context": "",
        },
    ]
    assert bread.metadata["relations"] == [
        {"type": "learned_from", "to": "Tove Lind", "context": "in Malmö"},
        {"type": "relates_to", "to": "Bread knives", "context": ""},
    ]
    assert tove.text.startswith("# Tove Lind\n\nTove runs the bakery")
    assert tove.metadata["path"] == "people/Tove Lind.md"


@pytest.mark.parametrize("newline", [b"\r\n", b"\n"])
def test_the_memory_servers_lines_are_entities_with_their_relations(newline: bytes) -> None:
    luggage = Luggage("memory.jsonl", sample("mcp-memory.jsonl").replace(b"\r\n", newline))
    assert [(note.text, note.about_person) for note in of(Note, list_of(luggage))] == [
        ("Sings in a choir", True),
        ("Lives near Graz", True),
        ("sings in Chor_am_Dom", True),
        ("Chor_am_Dom (organization)\n- Meets on Thursdays\n- Sings Bruckner\n- rehearses in Graz", False),
    ]


@pytest.mark.parametrize("name", ["agent file", "old agent file"])
def test_an_agent_file_comes_whole(name: str) -> None:
    [whole] = of(Whole, items(name))
    assert (whole.counts["agents"], whole.counts["blocks"]) == (1, 1)


def test_a_broken_agent_file_says_what_is_wrong_with_it() -> None:
    data = sample("agent.af").replace(b'"block-0"]', b'"block-9"]')
    with pytest.raises(LettaError, match=r"agents\.0\.block_ids\.0: 'block-9' is no block of the file"):
        list_of(Luggage("agent.af", data))
