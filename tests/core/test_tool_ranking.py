"""Tools are found by what they are for."""

from lettawasm.schemas.tools import Tool
from lettawasm.tools.ranking import rank

TOOLS = [
    Tool(id="1", name="roll_dice", description="Throw dice.", tags=["games"]),
    Tool(id="2", name="weather", description="Tell the weather; a roll of thunder is no dice."),
    Tool(id="3", name="send_mail", json_schema={"parameters": {"properties": {"recipient": {}}}}),
]


def names(query):
    return [tool.name for tool, score in rank(TOOLS, query) if score > 0]


def test_the_name_tells_more_than_the_description():
    assert names("dice rolls") == ["roll_dice", "weather"]


def test_tags_and_arguments_tell_too():
    assert names("game") == ["roll_dice"]
    assert names("recipients") == ["send_mail"]


def test_nothing_is_found_for_words_that_no_tool_has():
    assert names("zebra") == names("") == names("!?") == []
    assert rank([], "dice") == []
