"""What of a body that doesn't fit is told back to whoever sent it: not the secrets in it."""

from typing import Any

HIDDEN = "[hidden]"
SECRETS = frozenset({
    *("api_key", "auth_token", "custom_headers", "passphrase", "new_passphrase", "secret"),
    *("token", "secrets", "tool_exec_environment_variables"),
})  # fmt: skip


def hidden(problems: list[Any]) -> list[Any]:
    """Pydantic's list of errors, without the values of fields that hold secrets."""
    return [
        {**problem, "input": HIDDEN if SECRETS & set(problem["loc"]) else _without(problem["input"])}
        for problem in problems
    ]


def _without(value: Any) -> Any:
    match value:
        case dict():
            return {name: HIDDEN if name in SECRETS else _without(each) for name, each in value.items()}
        case list():
            return [_without(each) for each in value]
        case _:
            return value
