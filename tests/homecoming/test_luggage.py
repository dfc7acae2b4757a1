"""Files that would do harm, or are broken, are refused with a reason; the rest is read in pieces."""

import gzip
import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lettawasm import strict_json
from lettawasm.errors import Invalid, LettaError, TooLarge
from lettawasm.homecoming import json_values, luggage
from lettawasm.homecoming.json_values import values
from lettawasm.homecoming.luggage import Luggage
from lettawasm.homecoming.readers import READERS, recognise

from .bags import BAGS, sample, zipped

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.lists(st.dictionaries(st.text(), JSON, max_size=3), max_size=5)


def cut(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


@settings(max_examples=100, deadline=None)
@given(OBJECTS, st.sampled_from([1, 2, 7, 1000]), st.booleans(), st.sampled_from([None, 1]))
def test_an_array_is_read_the_same_in_any_pieces(
    objects: list[dict[str, object]], size: int, escaped: bool, indent: int | None
) -> None:
    text = json.dumps(objects, ensure_ascii=escaped, indent=indent)
    assert list(values(cut(text, size))) == objects


@settings(max_examples=50, deadline=None)
@given(OBJECTS, st.sampled_from([1, 3, 1000]), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_lines_are_read_the_same_in_any_pieces(
    objects: list[dict[str, object]], size: int, newline: str
) -> None:
    text = newline.join(json.dumps(one) for one in objects)
    assert list(values(cut(text, size))) == objects


@pytest.mark.parametrize(
    "text",
    [
        "[1]",
        '["a"]',
        "[[{}]]",
        "[{}",
        "[{}]]x",
        '{"a": }',
        "{} words",
        "words {}",
        '[{"a": "b]',
        "[null, {}]",
        '{"a":NaN}',
    ],
)
@pytest.mark.parametrize("size", [1, 1000])
def test_what_is_no_list_of_objects_is_refused(text: str, size: int) -> None:
    with pytest.raises(ValueError, match=r"."):
        list(values(cut(text, size)))


def test_deep_nesting_is_refused_as_soon_as_it_is_seen() -> None:
    def endless() -> object:
        while True:
            yield '{"a":' * 50

    with pytest.raises(ValueError, match="nested too deeply"):
        list(values(endless()))  # type: ignore[arg-type]
    within = "[" + '{"a":' * strict_json.MAX_DEPTH + "1" + "}" * strict_json.MAX_DEPTH + "]"
    assert len(list(values([within]))) == 1


def test_a_value_that_never_ends_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_values, "MOST_CHARACTERS", 10_000)
    with pytest.raises(ValueError, match="over the limit of 10,000"):
        list(values(['{"a": "'] + ["x" * 1_000] * 100))


# Zips


def recognised(data: bytes) -> list[str]:
    return [reader.NAME for reader in READERS if reader.recognises(Luggage("x", data))]


def test_a_zip_that_grows_beyond_measure_is_refused() -> None:
    bomb = zipped({"conversations.json": b" " * 30_000_000})
    assert len(bomb) < 40_000
    with pytest.raises(Invalid, match="packed so tightly"):
        recognise(Luggage("x.zip", bomb))


def test_many_texts_that_grow_a_little_are_refused_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(luggage, "MOST_BYTES", 1_000_000)
    with pytest.raises(TooLarge, match="over the limit of 1,000,000 bytes"):
        recognise(Luggage("x.zip", zipped({f"{number}.md": b"ab " * 10_000 for number in range(40)})))


def test_gzip_that_grows_beyond_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(luggage, "MOST_BYTES", 1_000_000)
    data = gzip.compress(b'{"id": "1", "content": "x"}\n' * 200_000)
    with pytest.raises(Invalid, match="over the limit of 1,000,000 bytes"):
        bag = Luggage("x.gz", data)
        list(recognise(bag).read(bag))


@pytest.mark.parametrize(
    "path",
    ["../conversations.json", "/conversations.json", "a/../../conversations.json", "C:\\conversations.json"],
)
def test_a_path_out_of_the_zip_is_remarked_and_not_followed(path: str) -> None:
    bag = Luggage("x.zip", zipped({path: sample("chatgpt.json"), "good.json": sample("chatgpt.json")}))
    assert recognise(bag).NAME == "chatgpt"
    assert [part.path for part in bag.parts] == ["good.json"]
    assert [remark.path for remark in bag.remarks] == [path.replace("\\", "\\")]


def test_what_is_no_text_in_a_zip_is_never_opened() -> None:
    entries = {"conversations.json": sample("chatgpt.json"), "photo.png": b"\x00" * 50_000_000}
    assert recognised(zipped(entries)) == ["chatgpt"]


def test_a_broken_part_of_a_zip_is_remarked_and_the_others_are_read() -> None:
    entries = {"conversations-000.json": sample("chatgpt.json"), "conversations-001.json": b'[{"mapping": {'}
    bag = Luggage("x.zip", zipped(entries))
    assert len(list(recognise(bag).read(bag))) == 8
    assert [str(remark) for remark in bag.remarks] == [
        "conversations-001.json: can't be read: it breaks off in the middle"
    ]
    notes = zipped({"a.md": sample("basic-memory/Sourdough.md"), "b.md": b"\xff\xfe\xfa"})
    bag = Luggage("x.zip", notes)
    assert [type(item).__name__ for item in recognise(bag).read(bag)] == ["Note", "Remark"]


def test_a_locked_zip_says_so() -> None:
    data = bytearray(zipped({"conversations.json": sample("chatgpt.json")}, zipfile.ZIP_STORED))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    with pytest.raises(Invalid, match="locked with a password"):
        recognise(Luggage("x.zip", bytes(data)))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(BAGS)), st.data())
def test_a_damaged_file_is_read_or_refused_with_a_reason(name: str, data: st.DataObject) -> None:
    whole = BAGS[name][1]
    place = data.draw(st.integers(0, len(whole) - 1))
    kind = data.draw(st.sampled_from(["cut", "flip", "double"]))
    damaged = {
        "cut": whole[:place],
        "flip": whole[:place] + bytes([whole[place] ^ data.draw(st.integers(1, 255))]) + whole[place + 1 :],
        "double": whole[:place] + whole[place // 2 :],
    }[kind]
    bag = Luggage("x", damaged)
    try:
        list(recognise(bag).read(bag))
    except LettaError as error:
        assert str(error)


@pytest.mark.parametrize("size", [0, 1, 2, 3])
def test_a_file_of_a_few_bytes_is_refused(size: int) -> None:
    with pytest.raises(LettaError):
        recognise(Luggage("x", b"PK\x03"[:size]))


def test_half_characters_and_nuls_are_made_whole() -> None:
    data = b'[{"memory": "caf\\ud83d \\u0000latte", "id": "1"}]'
    bag = Luggage("x.json", data)
    [note] = recognise(bag).read(bag)
    assert note.text == "caf? latte"  # type: ignore[union-attr]
