"""What every schema shares."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

USER_ID = "user-00000000-0000-4000-8000-000000000000"  # a space has one person; Letta's API wants an id
ORGANIZATION_ID = "org-00000000-0000-4000-8000-000000000000"
DEFAULT = "default"  # the conversation that every agent has unasked: its own


class Shape(BaseModel):
    """Unknown fields are ignored, as Letta's server does, so newer SDKs keep working."""

    model_config = ConfigDict(extra="ignore", defer_build=True, protected_namespaces=())


class Changes(Shape):
    """A PATCH body: only the fields that were sent count."""

    def changes(self) -> dict[str, Any]:
        return self.model_dump(include=self.model_fields_set)


def _no_lone_surrogates(value: Any) -> Any:
    if isinstance(value, str) and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError("the text has half of a surrogate pair in it and can't be stored") from None
    return value


Text = Annotated[str, BeforeValidator(_no_lone_surrogates)]
Name = Annotated[Text, Field(min_length=1, max_length=256)]
