"""The offline companion: what it hears, what it writes, what it answers."""

import asyncio
import itertools
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lettawasm.model import ChatMessage, Done, Image, ModelRequest, Text, TextDelta, ToolCallDelta, ToolSpec
from lettawasm.providers.offline import OfflineProvider
from lettawasm.providers.offline.clauses import Clause
from lettawasm.providers.offline.follow_ups import FOLLOW_UPS, OFFER, OPENERS
from lettawasm.providers.offline.german_words import asked_in_english, in_german
from lettawasm.providers.offline.notes import WHICH
from lettawasm.providers.offline.statements import answered
from tests.core.offline_talk import ARCHIVE, CORE_MEMORY, MEMORY, RECALL, SEND, Talk, collect, specs

ALL = specs(MEMORY | RECALL | ARCHIVE)


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("My name is Ada.", ["Name: Ada"]),
        ("Hi, I'm Ada Lovelace", ["Name: Ada Lovelace"]),
        ("you can call me bob", ["Name: Bob"]),
        ("I’m 36 years old", ["Age: 36"]),
        ("I live in Lisbon now", ["Lives in Lisbon"]),
        ("I'm originally from São Paulo", ["From São Paulo"]),
        ("I work as a nurse at St. Mary's.", ["Works as a nurse", "Works at St. Mary's"]),
        ("I'm a software engineer", ["Works as a software engineer"]),
        ("I work for the city", ["Works at the city"]),
        ("I really love tea, coffee and long walks!", ["Likes tea", "Likes coffee", "Likes long walks"]),
        ("I can't stand mushrooms", ["Dislikes mushrooms"]),
        ("My favourite colour is green", ["Favourite colour: green"]),
        ("I also have a cat called Miso", ["Has a cat named Miso"]),
        ("my dog's name is rex", ["Has a dog named Rex"]),
        ("My sister is called Maya", ["Has a sister named Maya"]),
        ("my sister Clara lives in Rome", ["Has a sister named Clara", "Clara lives in Rome"]),
        ("my sister lives in rome", ["Their sister lives in rome"]),
        ("my brother is a doctor", ["Their brother is a doctor"]),
        ("Tom is my best friend", ["Has a best friend named Tom"]),
        ("my dog is max", ["Has a dog named Max"]),
        ("my wife is anna and she works as a nurse", ["Has a wife named Anna", "Anna works as a nurse"]),
        (
            "I have a son named Ben and a daughter named Lea",
            ["Has a son named Ben", "Has a daughter named Lea"],
        ),
        ("i have two brothers named raj and amit", ["Has a brother named Raj", "Has a brother named Amit"]),
        ("my favourite colour is blue. actually it's green", ["Favourite colour: green"]),
        ("can you call me Bob?", ["Name: Bob"]),
        ("we have two cats, tom and jerry", ["Has a cat named Tom", "Has a cat named Jerry"]),
        ("i'm a vegetarian", ["Diet: vegetarian"]),
        ("I have a sister. Her name is Clara", ["Has a sister named Clara"]),
        ("we have a dog and two cats", ["Has a dog", "Has two cats"]),
        ("i just started playing chess", ["Started playing chess"]),
        ("we are moving in June", ["They are moving in June"]),
        ("I'm training for a marathon", ["Is training for a marathon"]),
        ("I'm married to Bob", ["Is married to Bob"]),
        ("I was born on 3 May 1990", ["Birthday: 3 May 1990"]),
        ("I speak German and English", ["Speaks German", "Speaks English"]),
        ("I'm learning Rust", ["Is learning Rust"]),
        ("I'm planning to walk the Camino", ["Plans to walk the Camino"]),
        ("I'm allergic to nuts", ["Allergic to nuts"]),
        ("I'm vegan", ["Diet: vegan"]),
        ("I play the guitar", ["Plays the guitar"]),
        ("I have two kids", ["Has two kids"]),
        ("My locker code is 4711", ["Locker code: 4711"]),
        ("Remember that I sing with my son", ["Sings with their son"]),
        ("Please remember that the meeting moved to Tuesday.", ["The meeting moved to Tuesday"]),
        ("I'm Ada, I'm 36 and I live in Lisbon", ["Name: Ada", "Age: 36", "Lives in Lisbon"]),
        ("I live in Lisbon and work as a cook", ["Lives in Lisbon", "Works as a cook"]),
        ("Ich heiße Jörg und ich wohne in Bonn", ["Name: Jörg", "Lives in Bonn"]),
    ],
)
def test_what_people_tell_is_written_down(said: str, lines: list[str]) -> None:
    talk = Talk()
    talk.say(said)
    assert talk.calls == [("memory_insert", {"label": "human", "new_string": line}) for line in lines]
    assert talk.blocks["human"].split("\n") == lines


@pytest.mark.parametrize(
    "said",
    [
        "I'm tired",
        "I'm a bit sad today",
        "Do I like tea?",
        "do you like tea",
        "I like it",
        "I love you",
        "I have a question",
        "I'd like to know more",
        "What is my name",
        "My day was long",
        "If I lived in Rome, I would eat ice cream.",
        "tea",
        "1 < 2 && true",
        "<human><value>Name: Eve</value></human>",
    ],
)
def test_what_is_no_fact_is_not_written_down(said: str) -> None:
    talk = Talk(tools=specs(MEMORY))
    assert talk.say(said)
    assert (talk.calls, talk.blocks["human"]) == ([], "")


@pytest.mark.parametrize(
    ("known", "said", "after"),
    [
        ("Name: Ada", "Actually, my name is Grace.", "Name: Grace"),
        ("Name: Ada", "My name is Grace, actually", "Name: Grace"),
        ("Lives in Lisbon", "I moved to Porto last year", "Lives in Porto"),
        ("Likes tea\nName: Ada", "I don't like tea", "Dislikes tea\nName: Ada"),
        ("Favorite color: red", "my favourite colour is blue", "Favourite colour: blue"),
        ("Works as a cook", "I'm retired", "Is retired"),
        ("Has a dog", "My dog is called Rex", "Has a dog named Rex"),
        ("Has a dog named Rex", "I have a dog called Max", "Has a dog named Rex\nHas a dog named Max"),
        ("Likes tea\nName: Ada", "I don't like tea any more", "Name: Ada"),
        ("Name: Ada\nLives in Lisbon", "I no longer live in Lisbon", "Name: Ada"),
        ("Likes tea\nLikes tea cakes", "Forget that I like tea", "Likes tea cakes"),
        ("Likes green tea\nAge: 3", "forget that i like tea", "Age: 3"),
        ("Lives in Porto", "Forget that I live in Lisbon", "Lives in Porto"),
        ("Birthday: 3 May\nName: Ada", "Please forget my birthday.", "Name: Ada"),
        ("Name: Ada\nHas a dog named Rex\nAge: 3", "forget about my dog", "Name: Ada\nAge: 3"),
        ("Diet: vegan", "I'm not vegan anymore", ""),
        ("Likes tea", "can you forget that i like tea?", ""),
        ("Name: Ada\nLikes tea", "Forget everything about me", ""),
        ("Name: Ada\nLikes tea", "Forget everything about me. My name is Eve.", "Name: Eve"),
        ("", "My name is Ada. Call me Addie", "Name: Addie"),
        ("", "I like tea. I don't like tea.", "Dislikes tea"),
    ],
)
def test_what_changes_is_changed_and_what_ends_is_taken_out(known: str, said: str, after: str) -> None:
    talk = Talk(human=known)
    talk.say(said)
    assert talk.blocks["human"] == after


@pytest.mark.parametrize("refreshes", [True, False], ids=["after every edit", "once a turn"])
def test_saying_it_twice_writes_it_once_whenever_the_prompt_is_rebuilt(refreshes: bool) -> None:
    talk = Talk(refreshes=refreshes)
    talk.say("I'm Ada and I like tea.")
    for said in ("I like tea", "Remember that I love tea!", "My name is Ada."):
        assert "in my memory" in talk.say(said)
        assert talk.calls == []
    assert talk.blocks["human"] == "Name: Ada\nLikes tea"


def test_an_edit_undone_behind_its_back_is_seen() -> None:
    talk = Talk()
    talk.say("I like tea")
    talk.blocks["human"] = ""
    assert "Nothing yet" in talk.say("What do you know about me?")


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("What's my name?", "Your name is Ada."),
        ("do you remember my name", "Your name is Ada."),
        ("Where do I live?", "You live in Lisbon."),
        ("How old am I?", "You are 36 years old."),
        ("What do I like?", "You like tea and you like hiking."),
        ("What don't I like?", "You dislike rain."),
        ("do I like tea?", "You like tea."),
        ("What is my favourite colour?", "Your favourite colour is green."),
        ("what's my favorite color", "Your favourite colour is green."),
        ("Do I have any pets?", "You have a dog named Rex."),
        ("What's my dog called?", "You have a dog named Rex."),
        ("What do I do for a living?", "You work as a nurse."),
        ("Can you tell me what my locker code is?", "Your locker code is 4711."),
    ],
)
def test_questions_are_answered_from_memory(asked: str, answer: str) -> None:
    known = (
        "Name: Ada\nLives in Lisbon\nAge: 36\nLikes tea\nLikes hiking\nDislikes rain\nFavourite colour: green\n"
        "Has a dog named Rex\nWorks as a nurse\nLocker code: 4711"
    )
    talk = Talk(human=known)
    assert (talk.say(asked), talk.calls) == (answer, [])


def test_what_it_knows_is_all_that_is_in_the_block_in_its_words_or_ours() -> None:
    talk = Talk(human="Name: Ada\n- Likes tea\nThe user seems to prefer short answers.")
    assert talk.say("What do you know about me?") == (
        "This is what I know about you:\n- Your name is Ada\n- You like tea\n"
        "- “The user seems to prefer short answers.”"
    )


@pytest.mark.parametrize(
    ("said", "asked", "answer"),
    [
        (
            "remember that the wifi password is swordfish42",
            "whats the wifi password",
            "The wifi password is swordfish42.",
        ),
        ("Remember: the meeting moved to Tuesday", "when is the meeting?", "The meeting moved to Tuesday."),
        (
            "remember that my keys are under the pot",
            "do you know where my keys are",
            "Your keys are under the pot.",
        ),
        ("remind me to buy milk", "what do i have to do today", "You have to buy milk."),
    ],
)
def test_whatever_it_was_told_it_tells_when_asked_in_its_words(said: str, asked: str, answer: str) -> None:
    talk = Talk(tools=ALL)
    talk.say(said)
    assert (talk.say(asked), talk.calls) == (answer, [])


def test_a_question_to_the_companion_is_not_answered_with_the_persons_facts() -> None:
    assert "hiking" not in Talk(human="Likes hiking").say("Do you like hiking?")


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ("the green one", "Likes black tea"),
        ("the second", "Likes green tea"),
        ("both", ""),
        ("hm, neither", "Likes green tea\nLikes black tea"),
    ],
)
def test_what_to_forget_is_asked_where_it_is_not_clear(answer: str, left: str) -> None:
    talk = Talk(human="Likes green tea\nLikes black tea")
    asked = talk.say("forget that I like tea")
    assert (asked, talk.calls) == ("Which one shall I forget: “Likes green tea” or “Likes black tea”?", [])
    said = talk.say(answer)
    assert talk.blocks["human"] == left
    assert "nothing like that" not in said


@pytest.mark.parametrize(
    ("said", "asked", "answer"),
    [
        ("my sister Clara lives in Rome", "who is Clara?", "Clara is your sister. Clara lives in Rome."),
        ("Tom is my best friend", "whos tom", "Tom is your best friend."),
        ("my wife is anna and she works as a nurse", "what does anna work as?", "Anna works as a nurse."),
    ],
)
def test_it_knows_the_people_it_was_told_of(said: str, asked: str, answer: str) -> None:
    talk = Talk()
    talk.say(said)
    assert (talk.say(asked), talk.calls) == (answer, [])


def test_he_and_she_are_whoever_was_spoken_of_last() -> None:
    talk = Talk()
    for said in ("my boss is called Eva", "she is very strict", "My dog is Rex.", "he likes carrots"):
        talk.say(said)
    assert talk.blocks["human"].split("\n") == [
        "Has a boss named Eva",
        "Eva is very strict",
        "Has a dog named Rex",
        "Rex likes carrots",
    ]


@pytest.mark.parametrize("yes", ["yes", "Yes, please!", "sure", "remember that", "please write it down"])
def test_what_it_offers_to_remember_it_does(yes: str) -> None:
    talk = Talk()
    assert talk.say("my car broke down yesterday").endswith("Shall I remember that?")
    assert talk.calls == []
    assert "your car broke down yesterday" in talk.say(yes)
    assert talk.blocks["human"] == "Their car broke down yesterday"


@pytest.mark.parametrize("no", ["no", "no thanks", "please don't", "What's 1 + 1?"])
def test_what_it_offers_to_remember_it_leaves_else(no: str) -> None:
    talk = Talk()
    talk.say("my car broke down yesterday")
    talk.say(no)
    talk.say("yes")
    assert talk.blocks["human"] == ""


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("Ich heiße Hans und wohne in Köln", "Freut mich, Hans! Ich merke mir: du wohnst in Köln."),
        ("wie heiße ich?", "Du heißt Hans."),
        ("wo wohne ich", "Du wohnst in Köln."),
        ("ich habe einen hund namens bello", "Ich merke mir: dein Hund: Bello."),
        ("vergiss, dass ich Kaffee mag", "So etwas steht nicht in meinem Gedächtnis."),
        (
            "was weißt du über mich?",
            "Das weiß ich über dich:\n- Du heißt Hans\n- Du wohnst in Köln\n- Dein Hund: Bello",
        ),
        ("wer bist du?", "Ich bin der kleine eingebaute Begleiter von lettawasm"),
    ],
)
def test_whoever_speaks_german_is_answered_in_german(said: str, answer: str) -> None:
    told = ["Name: Hans", "Lives in Köln", "Has a dog named Bello"]
    talk = Talk(human="" if "Hans" in said else "\n".join(told[: 2 if "hund" in said else 3]))
    assert talk.say(said).startswith(answer)
    assert set(talk.blocks["human"].split("\n")) <= set(told)


def test_a_short_answer_to_a_german_question_is_understood() -> None:
    talk = Talk()
    assert talk.say("guten tag").endswith("Wie heißt du?")
    assert talk.say("Hans").endswith("Wo wohnst du?")
    talk.say("Köln")
    assert talk.blocks["human"] == "Name: Hans\nLives in Köln"


def test_every_question_of_ours_has_a_german_one() -> None:
    asked = [*(question for _, question in FOLLOW_UPS), *OPENERS, OFFER, WHICH]
    assert [asked_in_english(in_german(question)) for question in asked] == asked
    assert all(in_german(question) != question for question in asked)


def test_what_happens_to_people_it_knows_is_kept_unasked() -> None:
    talk = Talk()
    talk.say("my boss is called Dave")
    talk.say("what do you know about Dave?")
    assert "that Dave fired you yesterday" in talk.say("he fired me yesterday")
    assert talk.blocks["human"] == "Has a boss named Dave\nDave fired them yesterday"


def test_it_greets_by_name() -> None:
    talk = Talk()
    talk.say("Hi! My name is Ada")
    assert "Ada" in talk.say("hello again")
    assert talk.blocks["human"] == "Name: Ada"


def test_what_it_does_not_know_it_looks_up_and_then_says_so() -> None:
    talk = Talk(tools=ALL)
    answer = talk.say("What's my favourite colour?")
    assert [name for name, _ in talk.calls] == ["archival_memory_search", "conversation_search"]
    assert answer == "You haven't told me your favourite colour yet, or I didn't write it down."


def test_what_core_memory_lacks_is_found_in_what_was_said() -> None:
    talk = Talk(tools=ALL)
    talk.messages.append(ChatMessage("user", (Text("The cabin trip was in May."),)))
    talk.messages.append(ChatMessage("assistant", (Text("I see."),)))
    assert "you said (2 days ago): “The cabin trip was in May.”" in talk.say(
        "What did I say about the cabin?"
    )


def test_notes_go_to_the_archive_and_come_back() -> None:
    talk = Talk(tools=ALL)
    talk.say("Save this: the spare key is under the blue pot.")
    assert talk.calls == [("archival_memory_insert", {"content": "the spare key is under the blue pot."})]
    assert "in my archive: “the spare key is under the blue pot.”" in talk.say(
        "Do you remember the spare key?"
    )


def test_without_an_archive_a_note_goes_to_core_memory() -> None:
    talk = Talk()
    talk.say("Note: the spare key is under the blue pot")
    assert talk.blocks["human"] == "the spare key is under the blue pot"


def test_a_search_that_finds_nothing_says_where_it_looked() -> None:
    talk = Talk(tools=ALL)
    assert talk.say("Search for dragons") == (
        "I looked for dragons and found nothing in my archive and in our conversation."
    )


def test_its_persona_can_be_changed() -> None:
    talk = Talk(persona="I am kind.")
    assert "Robin" in talk.say("Call yourself Robin")
    assert talk.say("What's your name?") == "I'm Robin, the small companion that is built in here."
    assert talk.say("who are you").startswith("I'm Robin, the small built-in companion of lettawasm")
    assert talk.calls == []  # it need not look itself up
    talk.say("Please be more formal.")
    talk.say("be brief")
    assert talk.blocks["persona"] == "I am kind.\nMy name is Robin\nStyle: brief"
    assert not talk.say("I like tea").endswith("?")


def test_an_answer_to_its_question_is_understood_in_one_word() -> None:
    talk = Talk()
    assert talk.say("hello").endswith("What's your name?")
    assert talk.say("Ada").endswith("Where do you live?")
    talk.say("in Lisbon")
    assert talk.blocks["human"] == "Name: Ada\nLives in Lisbon"


def test_it_never_asks_the_same_twice_in_a_row_nor_what_it_knows() -> None:
    talk = Talk(human="Name: Ada")
    said = [talk.say("hello") for _ in range(20)]
    questions = [text.rpartition("! ")[2].rpartition(". ")[2] for text in said]
    assert all(one != other for one, other in itertools.pairwise(questions))
    assert not any("What's your name?" in text for text in said)
    assert all(one != other for one, other in itertools.pairwise(said))


@pytest.mark.parametrize("said", ["Are you an AI?", "What are you?", "Who made you?", "are you human"])
def test_it_is_honest_about_what_it_is(said: str) -> None:
    answer = Talk().say(said)
    assert all(word in answer for word in ("not a language model", "memory is real", "Models"))


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("What is 12 * (3+4)?", "12 * (3+4) = 84"),
        ("0.1 + 0.2", "0.1 + 0.2 = 0.3"),
        ("what's 15% of 80", "15% of 80 = 12"),
        ("7 times 6", "7 times 6 = 42"),
        ("10 / 3", "10 / 3 = about 3.333333333"),
        ("1/0", "Nothing can be divided by zero, not even by me."),
        ("what time is it?", "I have no clock, so I'd only be guessing. Your device knows it better."),
    ],
)
def test_sums_are_right_and_what_it_can_not_know_it_declines(said: str, answer: str) -> None:
    assert Talk().say(said) == answer


def test_a_sum_too_large_is_not_worked_out() -> None:
    assert "=" not in Talk().say("9**9**9**9")


def test_a_read_only_block_is_left_alone_and_said_so() -> None:
    talk = Talk(read_only=True)
    assert "read-only" in talk.say("I like tea")
    assert talk.calls == []


def test_a_full_block_is_said_so() -> None:
    talk = Talk(limit=12, human="Name: Ada")
    assert "full" in talk.say("I like tea")
    assert (talk.calls, talk.blocks["human"]) == ([], "Name: Ada")


def test_what_a_full_block_can_not_take_goes_to_the_archive() -> None:
    talk = Talk(limit=12, human="Name: Ada", tools=ALL)
    assert "archive instead" in talk.say("I like tea")
    assert talk.archive == ["Likes tea"]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("The block 'human' is read-only and cannot be edited.", "read-only"),
        ("Edit failed. The block would exceed its limit. Shorten it first.", "full"),
        ("This call was denied. The reason given: not now", "not now"),
        ('{"status": "Failed", "message": "the disk is on fire"}', "the disk is on fire"),
    ],
)
def test_after_a_failed_call_it_explains_and_ends(
    error: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Talk()
    monkeypatch.setattr(talk, "answer", lambda name, given: error)
    assert told in talk.say("I like tea and I live in Lisbon")
    assert len(talk.calls) == 1


def test_a_tool_that_does_nothing_is_not_called_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = Talk()
    monkeypatch.setattr(talk, "answer", lambda name, given: "hm")
    talk.say("Forget everything about me. My name is Ada, I like tea. Remember my keys")
    assert len(talk.calls) <= 12


def test_no_tools_no_claims() -> None:
    talk = Talk(tools=())
    assert "no tool" in talk.say("I like tea")
    assert Talk(tool_choice="none").say("I like tea") == talk.messages[-1].text


def test_the_older_memory_tools_do_as_well() -> None:
    talk = Talk(human="Lives in Lisbon", tools=specs(CORE_MEMORY))
    talk.say("My name is Ada. I moved to Porto.")
    assert talk.calls == [
        ("core_memory_append", {"label": "human", "content": "Name: Ada"}),
        (
            "core_memory_replace",
            {"label": "human", "old_content": "Lives in Lisbon", "new_content": "Lives in Porto"},
        ),
    ]


def test_facts_are_written_at_once_where_calls_may_be_parallel() -> None:
    talk = Talk(parallel=True)
    talk.say("I'm Ada and I like tea")
    assert [len(message.tool_calls) for message in talk.messages if message.role == "assistant"] == [2, 0]


def test_changes_that_could_get_in_each_others_way_are_made_one_by_one() -> None:
    talk = Talk(parallel=True, human="Likes tea\nLikes rain")
    talk.say("I don't like tea any more. I no longer like rain. I live in Rome.")
    assert talk.blocks["human"] == "Lives in Rome"


def test_where_every_step_is_a_call_it_speaks_through_one() -> None:
    tools = specs(MEMORY | SEND, extra=("thinking", "request_heartbeat"))
    talk = Talk(tools=tools, tool_choice="required")
    assert "that you like tea" in talk.say("I like tea")
    first, last = (m.tool_calls[0] for m in talk.messages if m.role == "assistant")
    assert json.loads(first.arguments)["request_heartbeat"] is True
    assert (last.name, json.loads(last.arguments)["request_heartbeat"]) == ("send_message", False)


def test_a_demanded_tool_is_called_with_what_its_schema_requires() -> None:
    properties = {"sides": {"type": "integer", "minimum": 2}, "how": {"enum": ["fair", "loaded"]}}
    roll = ToolSpec("roll", "", {"type": "object", "properties": properties, "required": ["sides", "how"]})
    [call] = Talk(tools=(roll,), tool_choice="roll").ask().tool_calls
    assert (call.name, json.loads(call.arguments)) == ("roll", {"sides": 2, "how": "fair"})


@pytest.mark.parametrize(
    ("said", "arguments"),
    [
        ("Use the roll tool with sides=20", {"sides": 20}),
        ('call roll {"sides": 6}', {"sides": 6}),
        ("roll(sides=2)", {"sides": 2}),
    ],
)
def test_any_tool_is_called_on_demand(said: str, arguments: dict[str, Any]) -> None:
    talk = Talk(
        tools=(ToolSpec("roll", "", {"type": "object", "properties": {"sides": {"type": "integer"}}}),)
    )
    assert talk.say(said) == "roll returned: 4"
    assert talk.calls == [("roll", arguments)]


def test_pictures_are_declined() -> None:
    message = ChatMessage("user", (Image("data:image/png;base64,AA=="),))
    *_, done = collect(ModelRequest("offline", (message,)))
    assert isinstance(done, Done)
    assert "can't see pictures" in done.text


def test_it_streams_word_by_word_and_lets_others_run() -> None:
    async def interleaved() -> list[int]:
        order: list[int] = []

        async def follow(number: int) -> None:
            request = ModelRequest("offline", (ChatMessage("user", (Text("hello"),)),))
            async for _ in OfflineProvider().stream(request):
                order.append(number)

        await asyncio.gather(follow(1), follow(2))
        return order

    order = asyncio.run(interleaved())
    assert order[:6] == [1, 2, 1, 2, 1, 2]


def test_the_pieces_make_the_whole_and_the_same_prompt_the_same_reply() -> None:
    request = ModelRequest("offline", (ChatMessage("user", (Text("I'm Ada"),)),), ALL, tool_choice="required")
    *deltas, done = collect(request)
    assert isinstance(done, Done)
    [call] = done.tool_calls
    assert "".join(delta.text for delta in deltas if isinstance(delta, TextDelta)) == done.text
    assert "".join(delta.arguments for delta in deltas if isinstance(delta, ToolCallDelta)) == call.arguments
    assert done.usage.prompt_tokens > 0 < done.usage.completion_tokens
    assert collect(request)[-1] == done


async def test_its_model_is_there_without_configuration() -> None:
    [model] = await OfflineProvider().models()
    assert (model.handle, model.context_window) == ("lettawasm/offline", 32_000)


WORDS = st.sampled_from(
    """i i'm my name is like tea forget remember that live in what who do you know about me save this: , . ? ! and no
    longer call yourself search for 3 * ( ) / dog lisbon Ada don't have a be formal use memory_insert { } = ’""".split()
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=150)
@given(
    st.text(max_size=80) | st.lists(WORDS, max_size=14).map(" ".join),
    st.sampled_from(["", "Name: Ada\nLikes tea"]),
)
def test_whatever_is_said_it_ends_with_one_done(said: str, human: str) -> None:
    talk = Talk(human=human, tools=ALL)
    for _ in range(2):
        assert talk.say(said)
        assert len(talk.calls) <= 12


FACTS = (
    "I like {}",
    "I live in {}",
    "my cat is called {}",
    "My {} is blue",
    "remember that {} is here",
    "I have a {}",
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=100)
@given(st.sampled_from(FACTS), st.from_regex(r"\A[a-z]{2,8}( [a-z]{2,8})?\Z"), st.booleans())
def test_what_is_known_is_not_written_again(fact: str, thing: str, refreshes: bool) -> None:
    talk = Talk(refreshes=refreshes, tools=specs(MEMORY))
    talk.say(fact.format(thing))
    before = talk.blocks["human"]
    talk.say(fact.format(thing))
    assert (talk.calls, talk.blocks["human"]) == ([], before)


def test_a_name_and_an_origin_answer_its_first_question() -> None:
    talk = Talk()
    assert talk.say("hey").endswith("What's your name?")
    talk.say("im ada from lisbon")
    assert talk.blocks["human"].lower() == "name: ada\nfrom lisbon"


@pytest.mark.parametrize(
    "news", ["my car broke down yesterday", "our flat is too small", "mein Auto ist kaputt"]
)
def test_news_is_not_taken_for_the_answer_to_its_question(news: str) -> None:
    assert answered("origin", Clause(news)) == []


@pytest.mark.parametrize(("gap", "names"), [(" ", ["memory_insert"]), ("\n", [])])
def test_a_gap_of_any_length_is_a_gap(gap: str, names: list[str]) -> None:
    talk = Talk()
    talk.say(f"My name is{gap * 50_000}Ada.")
    assert [name for name, _ in talk.calls] == names
