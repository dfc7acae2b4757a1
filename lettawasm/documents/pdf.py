"""The text of a PDF, by pypdf where that is installed: it is too large to travel with every page that opens."""

import io

from ..errors import Invalid, TooLarge, Unsupported

MOST_PAGES = 2_000


def text_of(data: bytes) -> str:
    """The pages' texts with an empty line between them. Raises Unsupported, and Invalid for a broken file."""
    try:
        import pypdf
    except ImportError:
        raise Unsupported(
            "PDF can't be read here, because pypdf is not installed."
            " Upload the document's text instead, or install lettawasm[pdf] on your server."
        ) from None
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if len(reader.pages) > MOST_PAGES:
            raise TooLarge(f"The PDF is over the limit of {MOST_PAGES:,} pages")
        text = "\n\n".join(page.extract_text().strip() for page in reader.pages).strip()
    except TooLarge:
        raise
    except Exception as error:  # a broken or locked file fails in as many ways as there are objects in it
        raise Invalid(f"The PDF can't be read: {error or type(error).__name__}") from error
    if not text:
        raise Unsupported("The PDF holds no text; its pages may be pictures")
    return text + "\n"
