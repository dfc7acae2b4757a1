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


async def test_a_key_that_was_wrapped_opens_what_it_sealed_and_no_passphrase_but_its_own_unwraps_it() -> None:
    wrapped, key = await CIPHER.new_key(SECRET)
    sealed = await key.seal(b"tea", b"for ada")
    again = await CIPHER.unwrap(SECRET, wrapped)
    assert again and await again.open(sealed, b"for ada") == b"tea"
    assert await CIPHER.unwrap(SECRET + " ", wrapped) is None


async def test_what_is_sealed_under_a_label_is_opened_under_no_other() -> None:
    _, key = await CIPHER.new_key(SECRET)
    assert await key.open(await key.seal(b"tea", b"for ada"), b"for eve") is None


async def test_a_key_is_the_same_under_a_new_passphrase() -> None:
    wrapped, key = await CIPHER.new_key(SECRET)
    sealed = await key.seal(b"tea", b"")
    assert await CIPHER.rewrap("wrong", wrapped, "new") is None
    anew = await CIPHER.rewrap(SECRET, wrapped, "new")
    again = anew and await CIPHER.unwrap("new", anew)
    assert again and await again.open(sealed, b"") == b"tea"
    assert anew and await CIPHER.unwrap(SECRET, anew) is None


async def test_neither_a_sealed_text_nor_a_cut_one_is_taken_for_a_key() -> None:
    wrapped, key = await CIPHER.new_key(SECRET)
    assert await CIPHER.unwrap(SECRET, await CIPHER.seal(SECRET, bytes(32))) is None
    assert await CIPHER.open(SECRET, wrapped) is None
    assert await CIPHER.unwrap(SECRET, wrapped[:30]) is None
    assert await key.open(b"", b"") is None


async def test_a_vault_of_last_year_is_opened_this_year() -> None:
    key = await CIPHER.unwrap(SECRET, bytes.fromhex(WRAPPED))
    assert key and await key.open(bytes.fromhex(ENTRY), b"for ada") == b"Tea at five."


SEALED = (
    "6c657474617761736d207365616c656420310ac255319df90af9ff7c660c1e5fb4aa04ab2829e7b05e5d19bcf748238da1"
    "20f5555b63f2e493f1e0ea20ff2580ef99a940265e23af97d674"
)
WRAPPED = (
    "6c657474617761736d206b657920310ac04b2a8860dadfb4b406ea8d7f7557afa2ea9bc8fcbab6a68dd0805170993f8095"
    "4a2ec926df9fd3f6e2670a0af7c34437ad97c750442cb89d439ae378981856a18d114a8056a35bc6cf7820"
)
ENTRY = (
    "6c657474617761736d20656e74727920310a8ab16dc593cc9fb66754d292aa43aee2d323ad136198e21ec0255212169062"
    "5305b83526409055d7"
)
