"""No form of a secret is left of what a server said."""

import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettawasm.masking import masked

KEY = 'sk-"tea"/1+2?ä='
SECRETS = st.text(st.characters(codec="ascii", min_codepoint=33), min_size=8, max_size=40)


@pytest.mark.parametrize(
    "form",
    [
        KEY,
        quote(KEY, safe=""),
        quote(KEY, safe="").lower(),
        json.dumps(KEY)[1:-1],
        KEY[::-1],
        KEY.encode().hex(),
    ],
)
def test_every_form_is_cut_out(form: str) -> None:
    assert masked(f"Bad key: {form}!", KEY, "[key]") == "Bad key: [key]!"


@given(SECRETS, st.binary(max_size=5), st.binary(max_size=5))
def test_base64_gives_nothing_away_wherever_the_secret_stands_in_it(
    secret: str, before: bytes, after: bytes
) -> None:
    told = base64.b64encode(before + secret.encode() + after).decode()
    left = masked(told, secret, "[key]").replace("[key]", "", 1)
    assert len(told) - len(left) >= len(secret) * 8 // 6 - 1


@given(SECRETS, st.integers(6, 40))
def test_a_secret_that_was_cut_off_is_cut_out_as_well(secret: str, length: int) -> None:
    assert masked(f"The key is {secret[:length]}", secret, "[key]").endswith("[key]")


def test_what_is_no_secret_stays() -> None:
    assert masked("The server is busy.", KEY, "[key]") == "The server is busy."
    assert masked("The server is busy.", "", "[key]") == "The server is busy."
