"""What a model wants back goes back to it alone."""

from lettawasm.model import Done, ToolCall
from lettawasm.providers.signatures import given_back, mark, marked
from tests.core.providers.prompts import asked, replied, said

HERE = mark("https://user:secret@models.test/v1/messages?key=1", "a model")


def test_a_mark_names_place_and_model_without_secrets_or_spaces() -> None:
    assert HERE == "models.test/v1/messages#a%20model"


def test_its_maker_gets_all_of_it_back() -> None:
    done = marked(Done("ok", tool_calls=(ToolCall("a", "roll", "{}", "call's"),), signature="reply's"), HERE)
    reply = replied("ok", *done.tool_calls, reasoning="hm", signature=done.signature)
    [_, given] = given_back(asked(said("hi"), reply), HERE).messages
    assert (given.reasoning, given.signature, given.tool_calls[0].signature) == ("hm", "reply's", "call's")


def test_others_get_neither_signature_nor_thought() -> None:
    done = marked(Done("ok", tool_calls=(ToolCall("a", "roll", "{}", "call's"),), signature="reply's"), HERE)
    reply = replied("ok", *done.tool_calls, reasoning="hm", signature=done.signature)
    for other in (mark("https://models.test/v1/responses", "a model"), mark("https://models.test", "b")):
        [_, given] = given_back(asked(said("hi"), reply), other).messages
        assert (given.reasoning, given.signature, given.tool_calls[0].signature) == ("", None, None)
