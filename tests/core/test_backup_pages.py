"""The readable backup is one file whose texts never become markup."""

import json
import re
from base64 import b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettawasm.backup import document, opening, page
from lettawasm.errors import Invalid, Misconfigured
from lettawasm.hosts.native_cipher import NativeCipher

from .backups import NOON

HARMFUL = st.text() | st.sampled_from(
    ["</script>", "<!--", "<script>", "]]>", "\u2028", "&lt;", "</SCRIPT", "{style}"]
)
CIPHER = NativeCipher()


def a_page(**content) -> bytes:
    return page.page(document.write(content, NOON))


@given(st.lists(HARMFUL).map("".join))
def test_a_text_stands_in_a_page_as_it_is_and_ends_nothing(text: str) -> None:
    made = a_page(said=text)
    assert document.parse(page.inside(made)).content == {"said": text}
    assert b"<" not in page.inside(made)


def test_a_page_lets_run_only_what_it_brought_and_fetches_nothing() -> None:
    made = a_page().decode()
    [policy] = re.findall(r'<meta http-equiv="Content-Security-Policy" content="(.*?)">', made)
    [style] = re.findall(r"<style>(.*?)</style>", made, re.DOTALL)
    [script] = re.findall(r'<script type="module">(.*?)</script>', made, re.DOTALL)
    hashes = [b64encode(sha256(text.encode()).digest()).decode() for text in (script, style)]
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{hashes[0]}'; style-src 'sha256-{hashes[1]}';"
        " base-uri 'none'; form-action 'none'"
    )
    assert not re.search(
        r"https?://|\bsrc=|@import|url\(|innerHTML|insertAdjacent|document\.write|eval\(", made
    )


async def test_a_page_is_unlocked_by_its_passphrase_alone() -> None:
    text = document.write({"said": "tea"}, NOON)
    locked = page.locked_page(await CIPHER.seal("correct horse", text))
    assert await opening.opened(locked, "correct horse", CIPHER) == text
    for wrong in ("wrong horse", "", None):
        with pytest.raises(Invalid, match="passphrase"):
            await opening.opened(locked, wrong, CIPHER)
    with pytest.raises(Misconfigured):
        await opening.opened(locked, "correct horse", None)


async def test_any_other_file_is_left_as_it_is() -> None:
    for data in (b"", b"{}", b"<!doctype html><p>a page", a_page(), json.dumps({"sealed": "x"}).encode()):
        assert await opening.opened(data, None, None) == data


@pytest.mark.parametrize("sealed", ['"', '!"', '====="', '"}}', '" : 1}'])
async def test_a_locked_page_that_is_damaged_is_told_so(sealed: str) -> None:
    locked = page.locked_page(b"x").replace(b64encode(b"x") + b'"}', sealed.encode())
    with pytest.raises(Invalid, match="damaged"):
        await opening.opened(locked, "correct horse", CIPHER)
