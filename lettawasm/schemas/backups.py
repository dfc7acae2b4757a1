"""What somebody wants of a backup. An extension of lettawasm's."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .base import Shape, Text

Format = Literal["json", "markdown", "html"]
Passphrase = Annotated[Text, Field(min_length=8, max_length=1_000)]


class BackupRequest(Shape):
    """With a `passphrase` the page is encrypted: without it, nobody learns anything of what is in it."""

    format: Format = "json"
    passphrase: Passphrase | None = None
    with_history: bool = True
    with_messages: bool = True

    @model_validator(mode="after")
    def _only_pages_are_locked(self) -> Self:
        if self.passphrase is not None and self.format != "html":
            raise ValueError("only the readable backup, format 'html', can have a passphrase")
        return self
