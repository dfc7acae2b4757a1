"""Where projects live is written in one way, however people give it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettawasm.schemas import places


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("/home/ada/tea/", "/home/ada/tea"),
        ("/home//ada/./tea/../tea", "/home/ada/tea"),
        ("/", "/"),
        ("~/tea/", "~/tea"),
        ("~", "~"),
        ("c:\\Users\\ada\\", "C:/Users/ada"),
        ("C:/Users/ada", "C:/Users/ada"),
        ("/home/ada/the tea/ü", "/home/ada/the tea/ü"),
    ],
)
def test_a_path_is_written_in_one_way(given, written):
    assert places.path(given) == written == places.path(written)


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("git@github.com:ada/tea.git", "https://github.com/ada/tea"),
        ("ssh://git@github.com/ada/tea.git", "https://github.com/ada/tea"),
        ("https://ada:secret@GitHub.com/ada/tea.git/?tab=readme#top", "https://github.com/ada/tea"),
        ("https://example.com:443/", "https://example.com"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("ssh://git@example.com:2222/tea", "ssh://example.com:2222/tea"),
        ("https://[::1]:9/x", "https://[::1]:9/x"),
    ],
)
def test_an_origin_is_written_in_one_way(given, written):
    assert places.origin(given) == written == places.origin(written)


@pytest.mark.parametrize(
    "text", ["", "tea", "./tea", "/..", "/a/../../b", "C:tea", "/a\x00b", "/" + "a/" * 61, "/" + "a" * 1_001]
)
def test_what_is_no_absolute_path_is_refused(text):
    with pytest.raises(ValueError):
        places.path(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tea",
        "https://",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://a b",
        "https://h:x",
        "//h/x",
    ],
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(ValueError):
        places.origin(text)


@pytest.mark.parametrize(
    ("place", "above"),
    [
        ("/home/ada", ["/home/ada", "/home", "/"]),
        ("C:/tea", ["C:/tea", "C:"]),
        ("https://h:1/a/b", ["https://h:1/a/b", "https://h:1/a", "https://h:1"]),
    ],
)
def test_a_place_lies_in_all_that_is_above_it(place, above):
    assert places.upwards(place) == above


@given(st.lists(st.text(st.characters(exclude_characters="/", categories=["L", "N", "P"])), max_size=60))
def test_writing_a_path_twice_changes_nothing(steps):
    try:
        written = places.path("/" + "/".join(steps))
    except ValueError:
        return
    assert places.path(written) == written
    assert written in places.upwards(written)
