"""Which documents can be read, by their names and by what their senders call them."""

from ..errors import Unsupported

PDF, HTML, PLAIN = "application/pdf", "text/html", "text/plain"

_BY_ENDING = {
    **dict.fromkeys("txt text log rst tex ini cfg conf env properties srt vtt diff patch".split(), PLAIN),
    **dict.fromkeys(("md", "markdown", "mdx"), "text/markdown"),
    **dict.fromkeys(("html", "htm", "xhtml"), HTML),
    **dict.fromkeys(("json", "jsonl", "ndjson", "geojson", "ipynb"), "application/json"),
    **dict.fromkeys(("yaml", "yml"), "application/yaml"),
    **dict.fromkeys(("xml", "svg", "rss", "atom"), "application/xml"),
    **dict.fromkeys(("js", "mjs", "cjs", "jsx"), "text/javascript"),
    "pdf": PDF,
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "toml": "application/toml",
    "css": "text/css",
    "py": "text/x-python",
    **dict.fromkeys(
        "ts tsx java c h cc cpp hpp cs go rs rb php swift kt scala sh bash zsh ps1 sql scss less lua r pl dart zig"
        " vue svelte ex exs erl hs clj ml fs vb asm s proto graphql gradle cmake tf dockerfile makefile".split(),
        "text/x-code",
    ),
}
_AS_TEXT = ("json", "xml", "yaml", "javascript", "ecmascript", "toml", "sql", "x-sh")


def kind_of(name: str, said: str | None) -> str:
    """The media type of a document: by the ending of its name, else as `said`. Raises Unsupported."""
    ending = name.rpartition(".")[2].lower() if "." in name else name.lower()
    said = (said or "").partition(";")[0].strip().lower()
    if kind := _BY_ENDING.get(ending):
        return kind
    main, _, rest = said.partition("/")
    if (
        main == "text"
        or said == PDF
        or (main == "application" and rest.rpartition("+")[2].endswith(_AS_TEXT))
    ):
        return said
    raise Unsupported(
        f"Unsupported file type: {said or 'unknown'} (filename: {name})."
        " Text, Markdown, HTML, JSON, tables, source code and, where this server reads it, PDF can be uploaded."
    )
