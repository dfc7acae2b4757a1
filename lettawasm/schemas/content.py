"""What a message that someone sends is made of: text and pictures."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from .base import Shape, Text


class TextPart(Shape):
    type: Literal["text"] = "text"
    text: Text


class ImageSource(Shape):
    type: Literal["url", "base64", "letta"]
    url: str | None = None
    data: str | None = None
    media_type: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> "ImageSource":
        if self.type == "url" and not self.url:
            raise ValueError("an image of type 'url' needs a url")
        if self.data is None and self.type != "url":
            raise ValueError("an image needs its data")
        return self

    def as_url(self) -> str:
        return self.url or f"data:{self.media_type or 'image/png'};base64,{self.data}"


class ImagePart(Shape):
    type: Literal["image"]
    source: ImageSource


Part = Annotated[TextPart | ImagePart, Field(discriminator="type")]
