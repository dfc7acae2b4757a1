"""Text whose characters may be cut in two. Some servers escape an emoji as two halves in two chunks."""


def mended(text: str) -> str:
    """The text with halves joined to characters; a half without its other becomes U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class WholeText:
    """Pieces in, pieces out, none of which ends in the middle of a character. `half` is the beginning of one."""

    def __init__(self) -> None:
        self.half = ""

    def feed(self, piece: str) -> str:
        text = self.half + piece
        self.half = text[-1] if "\ud800" <= text[-1:] <= "\udbff" else ""
        return mended(text[: len(text) - len(self.half)])

    def close(self) -> str:
        """What is left when no other half came."""
        half, self.half = self.half, ""
        return mended(half)
