"""The words of the page: none that nobody says."""

import re
from functools import cache
from pathlib import Path

import pytest

import build

SITE = build.WEB / "site"
ENGLISH = sorted((SITE / "words" / "en").glob("*.js"))
KEY = re.compile(r"^  (?:(\w+)|\"([^\"]+)\")(?=:)", re.MULTILINE)


@cache
def said() -> str:
    """All of the page's own code but the words themselves."""
    code = [path for ending in ("js", "html") for path in SITE.rglob(f"*.{ending}")]
    return "\n".join(
        path.read_text() for path in code if path.relative_to(SITE).parts[0] not in ("words", "lib")
    )


@pytest.mark.parametrize("file", ENGLISH, ids=lambda file: file.stem)
def test_every_word_is_said_somewhere(file: Path) -> None:
    keys = {bare or quoted for bare, quoted in KEY.findall(file.read_text())}
    unsaid = {key for key in keys if not re.search(rf"\.{key}\b|\"{key}\"", said())}
    assert keys and not unsaid
