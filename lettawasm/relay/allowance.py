"""Whether a token may use the models, and how much of a day is its own."""

from dataclasses import dataclass
from typing import Self

from pydantic import ValidationError

from ..access.tokens import Token
from .refusal import Refusal
from .settings import Caps, DayCaps


@dataclass(frozen=True, slots=True)
class Allowance:
    token_id: str
    caps: Caps

    @classmethod
    def of(cls, token: Token | None, caps: DayCaps) -> Self:
        """A token's limits are caps of its own, like `{"requests": 100, "dollars": 0.5}`; for what they don't name
        it has the caps of every token. Raises Refusal for a token that may not use models.
        """
        if token is None:
            raise Refusal(401, "invalid_api_key", "A token of this space is needed", "authentication_error")
        if not (token.scope == "full" or token.relay):
            raise Refusal(403, "not_allowed", "This token may not use models", "permission_error")
        try:
            own = Caps.model_validate(dict(token.limits))
        except ValidationError:
            message = "The limits of this token are not right: they may name requests, tokens and dollars"
            raise Refusal(403, "bad_limits", message, "permission_error") from None
        named = {name: getattr(own, name) for name in own.model_fields_set}
        return cls(token.id, caps.token.model_copy(update=named))
