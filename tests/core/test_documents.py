"""Documents: their text, its pieces, and looking for something in them."""

import io
import re
import sys

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lettawasm.documents import html
from lettawasm.documents.chunks import SIZE, chunks
from lettawasm.documents.extract import text_of
from lettawasm.documents.grep import MOST_MATCHES, PAGE, grep
from lettawasm.documents.kinds import kind_of
from lettawasm.documents.pattern import BadPattern, Pattern
from lettawasm.documents.view import lines_of, view
from lettawasm.errors import Invalid, Unsupported

# Kinds and texts


@pytest.mark.parametrize(
    ("name", "said", "kind"),
    [
        ("a.txt", "application/octet-stream", "text/plain"),
        ("A.MD", None, "text/markdown"),
        ("page.HTM", "text/plain", "text/html"),
        ("Makefile", None, "text/x-code"),
        ("noending", "text/plain; charset=utf-8", "text/plain"),
        ("feed", "application/atom+xml", "application/atom+xml"),
        ("paper.pdf", None, "application/pdf"),
    ],
)
def test_a_document_is_known_by_its_name_or_else_by_what_is_said(name, said, kind):
    assert kind_of(name, said) == kind


@pytest.mark.parametrize(
    ("name", "said"), [("x.bin", None), ("x.png", "image/png"), ("", ""), (".", "application/zip")]
)
def test_other_documents_are_refused(name, said):
    with pytest.raises(Unsupported, match="Unsupported file type"):
        kind_of(name, said)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Grüße\r\nzwei\rdrei".encode(), "Grüße\nzwei\ndrei"),
        ("\ufeffmarked".encode(), "marked"),
        ("zwölf".encode("utf-16"), "zwölf"),
        ("zwölf €".encode("cp1252"), "zwölf €"),
        (b"", ""),
    ],
)
def test_a_text_is_read_in_the_encodings_that_people_use(data, text):
    assert text_of("a.txt", "text/plain", data) == text


def test_data_that_is_called_a_text_is_refused():
    with pytest.raises(Unsupported, match="no text"):
        text_of("a.txt", "text/plain", b"\x7fELF\0\0\0")


def test_a_page_reads_as_its_reader_sees_it():
    page = """<!doctype html><html><head><title>Tea &amp; cake</title><style>p { x: y }</style></head>
      <body><!-- <p>not this</p> --><h2>Hot</h2><p>One
      line<br>another <b>bo</b>ld, 2 < 3</p><ul><li>a<li>b</ul>
      <pre>if x:\n    y</pre><script>if (a < b) { "</p>" }</script><a title="1 > 0">link</a></body>"""
    assert html.text_of(page) == (
        "Tea & cake\n\n## Hot\n\nOne line\nanother **bo**ld, 2 < 3\n\n- a\n- b\n\n```\nif x:\n    y\n```\n\nlink\n"
    )


HOSTILE = ["<", "<!--", "<!", '<a "', "<a '", "<script", "<script>", "</", "&#", "<a b=\"'", "<pre", "<title"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_page_is_read_in_one_walk(piece):
    assert isinstance(html.text_of(piece * 100_000), str)


def pdf(text: str) -> bytes:
    """The smallest page with some text on it."""
    drawing = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /MediaBox [0 0 9 9] >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, io.SEEK_END)
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Root 1 0 R /Size 6 >>\nstartxref\n%d\n%%%%EOF" % start)
    return out.getvalue()


def test_a_pdf_is_read():
    pytest.importorskip("pypdf")
    assert text_of("a.pdf", "application/pdf", pdf("Tea is hot")) == "Tea is hot\n"


def test_a_pdf_without_text_and_one_that_is_broken_are_told_apart():
    pytest.importorskip("pypdf")
    with pytest.raises(Unsupported, match="pictures"):
        text_of("a.pdf", "application/pdf", pdf(""))
    with pytest.raises(Invalid, match="can't be read"):
        text_of("a.pdf", "application/pdf", b"%PDF-1.4 nonsense")


def test_where_there_is_no_reader_of_pdf_one_is_told_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(Unsupported, match=r"lettawasm\[pdf\]"):
        text_of("a.pdf", "application/pdf", pdf("Tea"))


# Pieces

TEXTS = st.text(st.sampled_from("ab \n\nü😀"), max_size=100) | st.builds(
    lambda line, times: line * times,
    st.text(st.sampled_from("ab \n"), min_size=30, max_size=90),
    st.integers(100, 200),
)


@given(TEXTS)
def test_the_pieces_of_a_text_are_the_text(text):
    pieces = chunks(text)
    assert "".join(piece.text for piece in pieces) == text
    assert all(0 < len(piece.text) <= SIZE for piece in pieces)
    before = [text[: sum(len(p.text) for p in pieces[:place])] for place in range(len(pieces))]
    assert [piece.first_line for piece in pieces] == [part.count("\n") for part in before]


def test_pieces_end_where_paragraphs_do():
    paragraph = "word " * 150 + "\n\n"
    assert {piece.text for piece in chunks(paragraph * 4)} == {paragraph * 2}


@pytest.mark.parametrize(("text", "lines"), [("", []), ("\n", [""]), ("a", ["a"]), ("a\nb\n", ["a", "b"])])
def test_a_text_has_the_lines_that_are_seen(text, lines):
    assert lines_of(text) == lines


def test_a_view_numbers_its_lines():
    assert view(["a", "b"], 0, 2, 100) == "[The whole file, 2 lines]\n1: a\n2: b"
    assert view(["b"], 1, 3, 100) == "[Lines 2-2 of 3]\n2: b"
    assert view([], 0, 0, 100) == "[The whole file, 0 lines]"


@given(st.lists(st.text("abc", max_size=30), max_size=30), st.integers(1, 200))
def test_a_view_is_no_longer_than_it_may_be(lines, most):
    shown = view(lines, 0, len(lines), most).split("\n")[1:]
    assert len("\n".join(line for line in shown if not line.startswith("["))) <= most + 1


# Patterns

LETTER = st.sampled_from(
    ["a", "b", "ab", ".", "[ab]", "[^a]", r"\w", r"\d", r"\s", r"\b", r"\B", "^", "$", "é", r"[b-d]"]
)
PATTERNS = st.recursive(
    LETTER,
    lambda inner: st.one_of(
        st.builds("({}|{})".format, inner, inner),
        st.builds("{}{}".format, inner, inner),
        st.builds("(?:{}){}".format, inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "*?", "{2,}"])),
        st.builds("(?i:{})".format, inner),
    ),
    max_leaves=6,
)


@given(PATTERNS, st.text(st.sampled_from("abcdAB1_ é-"), max_size=8))
def test_a_pattern_matches_what_it_matches_in_python(source, line):
    assume(line or r"\B" not in source)  # versions of Python differ there
    assert Pattern(source).matches(line) == bool(re.search(source, line))


@pytest.mark.parametrize(
    ("source", "line", "found"),
    [
        ("(?i)[^a]", "A", False),
        ("(?i)[^a-cx]", "B", False),
        (r"\bb", "a b", True),
        (r"\bb", "ab", False),
        (r"\Bb", "a b", False),
        (r"\Bb", "ab", True),
        ("(?i)é", "É", True),
        ("(?i)É", "é", True),
        ("(?i:a)b", "AB", False),
        ("^$", "", True),
        ("a.c", "a\tc", True),
        (r"[^\W\d]", "1_", True),
        ("x{2,3}y", "xy", False),
    ],
)
def test_a_pattern_means_what_it_is_known_for(source, line, found):
    assert Pattern(source).matches(line) is found


@pytest.mark.parametrize(
    "source", ["(a+)+$", "^(a|a)*$", "^a*a*a*a*a*a*a*a*$", "(.*)*x", "(a?){100}a{100}$", "(?:a*)*b"]
)
def test_a_pattern_that_would_keep_python_busy_for_ever_does_not(source):
    assert not Pattern(source).matches("a" * 20_000 + "c")


@pytest.mark.parametrize(
    "source",
    [
        "(",
        "a{3,1}",
        "(a)\\1",
        "(?=a)",
        "(?<!a)b",
        "(?>a)",
        "a*+",
        "x" * 300,
        "(?:(?:){9999}){9999}",
        "((a{50}){50}){50}",
    ],
)
def test_a_pattern_that_cannot_be_used_is_refused_in_words(source):
    with pytest.raises(BadPattern):
        Pattern(source)


def test_a_pattern_that_grows_too_costly_gives_up():
    pattern = Pattern("a[ab]{200}c")
    with pytest.raises(BadPattern, match="too complex"):
        pattern.matches(
            "".join(f"{number * number:b}" for number in range(5_000)).translate({48: "a", 49: "b"})
        )


# Looking for something

FILES = [("docs/a.txt", "alpha\nbeta TODO\ngamma\n"), ("docs/b.txt", "TODO\n")]


def test_what_was_found_is_told_with_its_surroundings():
    assert grep(Pattern("TODO$"), FILES, 1, 0) == (
        "2 matching lines in 2 files, 1-2 of them below.\n- docs/a.txt: 1\n- docs/b.txt: 1\n\n"
        "=== docs/a.txt:2 ===\n  1: alpha\n> 2: beta TODO\n  3: gamma\n\n"
        "=== docs/b.txt:1 ===\n> 1: TODO\n\nThat is all."
    )
    assert grep(Pattern("nothing"), FILES, 1, 0) == "No line matches."


@given(st.integers(0, 70), st.integers(0, 60))
def test_pages_of_matches_follow_on_each_other(count, offset):
    told = grep(Pattern("^x"), [("f", "x\n" * count)], 0, offset)
    shown = [int(number) for number in re.findall(r"=== f:(\d+) ===", told)]
    assert shown == list(range(offset + 1, min(offset + PAGE, count) + 1))
    assert (f"More with offset={offset + PAGE}." in told) == (bool(shown) and offset + PAGE < count)


def test_a_search_that_finds_too_much_says_so():
    told = grep(Pattern("x"), [("f", "x\n" * (MOST_MATCHES + 1))], 0, 0)
    assert f"{MOST_MATCHES} matching lines" in told
    assert "cut short" in told
    assert "cut short" not in grep(Pattern("x"), [("f", "x\n" * MOST_MATCHES)], 0, 0)
