"""What a Worker was given by its configuration: texts (variables and secrets) and JavaScript objects."""

from typing import Any

import js

ADMIN_SECRET = "LETTAWASM_ADMIN_SECRET"


class Bindings:
    """The `env` of a Worker or an object, the SDK's or JavaScript's own; never wrapped, which would cost time."""

    def __init__(self, env: Any) -> None:
        self._env = getattr(env, "_env", env)

    def text(self, name: str) -> str | None:
        value = getattr(self._env, name, None)
        return value if isinstance(value, str) else None

    def texts(self) -> dict[str, str]:
        """All variables and secrets."""
        named = {name: self.text(name) for name in js.Object.keys(self._env)}
        return {name: text for name, text in named.items() if text is not None}

    def object(self, name: str) -> Any:
        """A binding that is no text, or None."""
        return getattr(self._env, name, None)
