"""Fields that many parts of an agent file have."""

from typing import Annotated

from pydantic import AfterValidator, Field

from .. import clock
from ..errors import Unprocessable
from ..schemas.base import Text

MOST_ENTRIES = 100_000  # of any one list


def _moment(value: str) -> str:
    try:
        return clock.parse(value)
    except Unprocessable as error:
        raise ValueError(str(error)) from None


Id = Annotated[Text, Field(min_length=1, max_length=200)]
Ids = Annotated[list[Id], Field(max_length=MOST_ENTRIES)]
Moment = Annotated[str, AfterValidator(_moment)]
