"""What is sealed under a passphrase can be read with it alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lettawasm.hosts.native_cipher import NativeCipher
from lettawasm.hosts.sealed import MARK

CIPHER = NativeCipher()
SECRET = "correct horse"


@pytest.mark.parametrize("plain", [b"", b"tea", bytes(range(256)) * 1_000])
async def test_what_was_sealed_is_opened_with_the_passphrase(plain: bytes) -> None:
    assert await CIPHER.open(SECRET, await CIPHER.seal(SECRET, plain)) == plain


async def test_a_wrong_passphrase_opens_nothing() -> None:
    assert await CIPHER.open(SECRET + " ", await CIPHER.seal(SECRET, b"tea")) is None


async def test_accents_may_be_typed_in_either_way() -> None:
    assert await CIPHER.open("cafe\u0301 noir", await CIPHER.seal("caf\u00e9 noir", b"tea")) == b"tea"


async def test_no_two_seals_are_alike() -> None:
    one, other = await CIPHER.seal(SECRET, b"tea"), await CIPHER.seal(SECRET, b"tea")
    assert one[len(MARK) :] != other[len(MARK) :]


@settings(deadline=None, max_examples=8)
@given(st.data())
async def test_a_byte_that_was_changed_anywhere_closes_it_for_good(data: st.DataObject) -> None:
    sealed = bytearray(await CIPHER.seal(SECRET, b"tea for two"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    assert await CIPHER.open(SECRET, bytes(sealed)) is None


@pytest.mark.parametrize("length", [0, 1, len(MARK), len(MARK) + 43])
async def test_what_was_cut_off_stays_closed(length: int) -> None:
    assert await CIPHER.open(SECRET, (await CIPHER.seal(SECRET, b"tea"))[:length]) is None


async def test_a_seal_of_last_year_is_opened_this_year() -> None:
    assert await CIPHER.open(SECRET, bytes.fromhex(SEALED)) == b"Tea at five."


SEALED = (
    "6c657474617761736d207365616c656420310ac255319df90af9ff7c660c1e5fb4aa04ab2829e7b05e5d19bcf748238da1"
    "20f5555b63f2e493f1e0ea20ff2580ef99a940265e23af97d674"
)
