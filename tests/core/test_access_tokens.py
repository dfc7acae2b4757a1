"""Tokens: what they are made of, what is kept of them, and that whatever is wrong with one looks the same."""

import pytest
from pydantic import ValidationError

from lettawasm.access import store as store_module
from lettawasm.access.store import Tokens
from lettawasm.access.tokens import TokenCreate
from lettawasm.bearer import bearer, space_of
from lettawasm.db import SqliteDriver
from lettawasm.errors import NotFound, Unprocessable
from lettawasm.testing import TickingClock

from .access import rows

SECRET = "5e" * 32
AGENT = "agent-00000000-0000-4000-8000-000000000100"


@pytest.fixture
def tokens() -> Tokens:
    return Tokens(SqliteDriver(), TickingClock(), draw=lambda: SECRET)


def create(tokens: Tokens, **fields: object) -> str:
    return tokens.create("home", TokenCreate.model_validate(fields))[1]


def test_a_token_names_its_space_and_its_id(tokens):
    token, text = tokens.create("home", TokenCreate())
    assert text == f"lw_home_{token.id}_{SECRET}"
    assert space_of(text) == "home"
    assert tokens.verify(text) == token


def test_two_tokens_have_nothing_in_common_that_is_secret():
    tokens = Tokens(SqliteDriver(), TickingClock())
    secrets = {create(tokens).split("_")[3] for _ in range(20)}
    assert len(secrets) == 20
    assert {len(bytes.fromhex(secret)) for secret in secrets} == {32}


def test_no_part_of_the_secret_is_kept(tokens):
    text = create(tokens)
    kept = repr(rows(tokens.driver))
    assert SECRET not in kept
    assert text not in kept


def test_a_token_that_is_altered_anywhere_is_unknown(tokens):
    text = create(tokens)
    for place, letter in enumerate(text):
        other = "a" if letter != "a" else "b"
        assert tokens.verify(text[:place] + other + text[place + 1 :]) is None
    assert tokens.verify(text.upper()) is None
    assert tokens.verify(text + "\n") is None


def test_a_revoked_token_is_unknown_and_stays_listed(tokens):
    token, text = tokens.create("home", TokenCreate())
    tokens.revoke(token.id)
    assert tokens.verify(text) is None
    assert [(entry.id, entry.revoked) for entry in tokens.all()] == [(token.id, True)]


def test_a_token_ends_at_its_time(tokens):
    text = create(tokens, expires_at="2026-01-01T00:00:03Z")  # the clock is at :00, and ticks at each look
    assert [tokens.verify(text) is not None for _ in range(4)] == [True, True, False, False]


def test_what_is_no_time_is_refused(tokens):
    with pytest.raises(Unprocessable):
        create(tokens, expires_at="soon")


def test_a_space_that_was_never_given_a_token_is_not_written_to(tokens):
    assert tokens.verify(f"lw_home_{'0' * 32}_{SECRET}") is None
    assert tokens.all() == []
    with pytest.raises(NotFound):
        tokens.revoke("0" * 32)
    assert rows(tokens.driver) == {}


def test_tokens_outlive_the_one_who_made_them(tokens):
    text = create(tokens, origins=["https://a.example"], limits={"requests": 5}, relay=True)
    again = Tokens(tokens.driver, tokens.clock).verify(text)
    assert again
    assert (again.origins, again.limits, again.relay) == (("https://a.example",), {"requests": 5}, True)


WRONG = {
    "unknown": f"lw_home_{'0' * 32}_{SECRET}",
    "another space's": f"lw_away_{'0' * 32}_{SECRET}",
    "malformed": "lw_home",
    "empty": "",
    "half a character": "\ud83d",
}


@pytest.mark.parametrize("wrong", [*WRONG, "wrong secret", "revoked", "expired"])
def test_whatever_is_wrong_the_same_work_is_done(tokens, monkeypatch, wrong):
    text = create(tokens, **({"expires_at": "2020-01-01"} if wrong == "expired" else {}))
    if wrong == "revoked":
        tokens.revoke(tokens.all()[0].id)
    work: list[str] = []
    look_up, compare = tokens.driver.execute, store_module.hmac.compare_digest
    monkeypatch.setattr(tokens.driver, "execute", lambda *a: work.append("look-up") or look_up(*a))
    monkeypatch.setattr(
        store_module.hmac, "compare_digest", lambda a, b: work.append(f"{len(a)}:{len(b)}") or compare(a, b)
    )
    assert tokens.verify(WRONG.get(wrong, text[:-1] + "0" if wrong == "wrong secret" else text)) is None
    assert work == ["look-up", "64:64"]


@pytest.mark.parametrize(
    "fields",
    [
        {"scope": "everything"},
        {"scope": "widget"},
        {"scope": "widget", "agent_id": "agent-1"},
        {"scope": "full", "agent_id": AGENT},
        {"origins": ["https://a.example/"]},
        {"origins": ["a.example"]},
        {"origins": ["null"]},
        {"origins": ["https://A.example"]},
        {"origins": ["https://a.example\n"]},
        {"origins": ["*.example"]},
        {"origins": "*"},
        {"requests_per_minute": 0},
        {"max_body_bytes": 10**9},
        {"name": ""},
        {"agents": [AGENT]},
    ],
    ids=str,
)
def test_a_wish_that_is_not_understood_makes_no_token(fields):
    with pytest.raises(ValidationError):
        TokenCreate.model_validate(fields)


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        (["Bearer abc"], "abc"),
        (["bearer abc"], "abc"),
        (["Bearer  abc "], "abc"),
        (["Basic abc"], ""),
        (["abc"], ""),
        (["Bearer abc def"], ""),
        (["Bearer abc", "Bearer def"], ""),
        (["Bearer"], ""),
        ([], ""),
    ],
)
def test_a_request_bears_one_token_or_none(headers, text):
    assert bearer(headers) == text


@pytest.mark.parametrize(
    "space", ["", "Home", "-home", "ho me", "home/", "höme", "a" * 40, "a_b", "..", "home\n"]
)
def test_what_is_no_name_of_a_space_is_no_token(space):
    assert space_of(f"lw_{space}_{'0' * 32}_{SECRET}") is None
