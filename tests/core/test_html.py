"""HTML pages as Markdown, for documents and for pages of the web."""

import pytest

from lettawasm.documents.html import text_of
from lettawasm.documents.html.content import content
from lettawasm.documents.html.markdown import markdown, resolver
from lettawasm.documents.html.tokens import tokens
from lettawasm.documents.html.tree import tree

HERE = "https://example.org/docs/page.html"


def told(page: str) -> str:
    return markdown(tree(tokens(page)), resolver(HERE))


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>a <b>bold </b>word", "a **bold** word"),
        ("<p><em>so</em>, <code>x = 1</code>, <del>no</del>", "*so*, `x = 1`, ~~no~~"),
        ("one<br>two", "one\ntwo"),
        ("<h1>A\n title</h1>text", "# A title\n\ntext"),
        ("<ol><li>a<li>b <ul><li>c</ul></ol>", "1. a\n2. b\n   - c"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "- a\n  b"),
        ("<blockquote><p>a<p>b</blockquote>", "> a\n>\n> b"),
        ("<pre><code>if x:\n    y</code></pre>", "```\nif x:\n    y\n```"),
        ("a<hr>b", "a\n\n---\n\nb"),
        ("<span><div>in</div></span> after", "in\n\nafter"),
        ('<img alt="A cat" src=x><img src=y>', "[image: A cat]"),
        ("<table><tr><th>a<th>b<tr><td>1|<td>2</table>", "| a | b |\n| --- | --- |\n| 1\\| | 2 |"),
        ("<table><tr><td>only</table>", "only"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "| a | b |\n| --- | --- |\n| c |  |"),
        ("<dl><dt>tea<dd>hot<dt>ice<dd>cold</dl>", "tea\n\nhot\n\nice\n\ncold"),
        ("&lt;b&gt; &amp; &nbsp;&#x41;", "<b> & A"),
        ("<select><option>x</select><button>Go</button>left", "left"),
        ("<script>if (1</script>2", "2"),
        ("</p></div>still <p>here</b>", "still\n\nhere"),
    ],
)
def test_a_page_becomes_markdown(page: str, text: str) -> None:
    assert told(page) == text


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("other.html", "[x](https://example.org/docs/other.html)"),
        ("/up#there", "[x](https://example.org/up#there)"),
        ("//elsewhere.net/a?b=c&amp;d", "[x](https://elsewhere.net/a?b=c&d)"),
        ("#below", "x"),
        ("javascript:alert(1)", "x"),
        ("mailto:a@b.c", "x"),
        ("http://[broken", "x"),
        ("/" + "long" * 200, "x"),
    ],
)
def test_a_link_is_told_where_it_leads_to_another_page(address: str, shown: str) -> None:
    assert told(f'<a href="{address}">x</a>') == shown


ARTICLE = "<h1>Tea</h1>" + "<p>Tea is good.</p>" * 30


@pytest.mark.parametrize(
    "page",
    [
        f"<nav>Home</nav><main>{ARTICLE}</main><footer>Terms</footer>",
        f"<div>Subscribe</div><article>{ARTICLE}</article><article>Short</article>",
        f"<div role=main>{ARTICLE}<aside>Advert</aside></div>",
        f"<header><a href=/>Site</a></header>{ARTICLE}<div aria-hidden=true>Menu</div><form>Log in</form>",
        f"<main><header>{ARTICLE}</header></main>",
    ],
)
def test_what_stands_around_an_article_is_left_out(page: str) -> None:
    text = markdown(content(tree(tokens(page))))
    assert text == "\n\n".join(["# Tea", *["Tea is good."] * 30])


def test_a_page_that_marks_no_article_is_read_whole() -> None:
    assert markdown(content(tree(tokens("<div>a</div><main></main><p>b")))) == "a\n\nb"


def test_a_title_comes_first() -> None:
    assert text_of("<title> My\n page </title><p>x") == "My page\n\nx\n"
    assert text_of("<svg><title>icon</title></svg>x") == "x\n"


@pytest.mark.parametrize(
    "piece", ["<div>", "<b>", "<table><tr><td>", "<li>", "</div>", "<p", "<ul><li>", "<a href=x>"]
)
def test_a_page_without_end_is_read_in_one_walk(piece: str) -> None:
    page = piece * 20_000 + "end"
    assert "end" in text_of(page) or piece == "<p"
    assert isinstance(markdown(content(tree(tokens(page)))), str)
