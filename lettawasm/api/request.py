"""Reading requests: bodies, queries and path ids, with 422 in Letta's shape for what doesn't fit."""

import json
import re
from collections.abc import AsyncGenerator
from functools import cache
from typing import Any, Literal, TypeVar, cast

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from .. import clock, strict_json
from ..errors import TooLarge, Unprocessable
from ..runtime import Runtime
from ..store.table import Page

M = TypeVar("M", bound=BaseModel)

MAX_BODY_BYTES = 32_000_000
MAX_LIMIT = 1_000

_UUID4 = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_EXAMPLE = "123e4567-e89b-42d3-8456-426614174000"


def runtime(request: Request) -> Runtime:
    return cast(Runtime, request.app.state.runtime)


def reply(value: Any, status: int = 200) -> Response:
    """JSON of plain values and of models."""
    return Response(
        json.dumps(value, default=_plain, ensure_ascii=False), status, media_type="application/json"
    )


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    raise TypeError(f"{type(value).__name__} is not JSON")


async def chunks(request: Request, most: int = MAX_BODY_BYTES) -> AsyncGenerator[bytes]:
    """The body as it comes. Raises TooLarge once it is."""
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise TooLarge(f"The body is over the limit of {most:,} bytes")
        yield chunk


async def body(request: Request, model: type[M]) -> M:
    """The body as a `model`. A missing body is an empty one."""
    text = b"".join([chunk async for chunk in chunks(request)])
    try:
        value = strict_json.loads(text) if text.strip() else {}
    except ValueError as error:
        raise _unprocessable(
            [{"type": "json_invalid", "loc": ("body",), "msg": f"JSON decode error: {error}"}]
        ) from None
    try:
        return model.model_validate(value)
    except ValidationError as error:
        from .hiding import hidden  # most bodies fit

        problems = hidden(error.errors(include_url=False))
        raise _unprocessable([{**p, "loc": ("body", *p["loc"])} for p in problems]) from None


def path_id(request: Request, name: str, kind: str) -> str:
    """The path parameter `name`, which must be a `{kind}-{uuid4}`."""
    value = str(request.path_params[name])
    if not _id_pattern(kind).fullmatch(value):
        problem = {
            "type": "string_pattern_mismatch",
            "loc": ("path", name),
            "msg": f"String should match pattern '{kind}-{{uuid4}}'",
            "input": value,
            "ctx": {"pattern": f"^{kind}-{_UUID4}$"},
        }
        raise _unprocessable([problem], [f"{kind}-{_EXAMPLE}"])
    return value


@cache
def _id_pattern(kind: str) -> re.Pattern[str]:
    return re.compile(f"{kind}-{_UUID4}")


def page(
    request: Request,
    *,
    limit: int = 50,
    order: Literal["asc", "desc"] = "desc",
    order_by: tuple[str, ...] = ("created_at",),
    order_by_as: tuple[str, ...] = ("order_by",),
) -> Page:
    """The pagination parameters; `order_by` names what may be sorted by, the default first, and `order_by_as` the
    parameters that may say so, the first of them counting.
    """
    ascending = flag(request, "ascending")
    if ascending is not None and "order" not in request.query_params:
        order = "asc" if ascending else "desc"
    return Page(
        limit=number(request, "limit", limit, 1, MAX_LIMIT),
        before=query(request, "before"),
        after=query(request, "after"),
        order=choice(request, "order", ("asc", "desc"), order),  # type: ignore[arg-type]
        order_by=_first_choice(request, order_by_as, order_by),
    )


def _first_choice(request: Request, names: tuple[str, ...], allowed: tuple[str, ...]) -> str:
    given = [choice(request, name, allowed, "") for name in names]
    return next(filter(None, given), allowed[0])


def query(request: Request, name: str) -> str | None:
    return request.query_params.get(name) or None


def query_list(request: Request, name: str) -> tuple[str, ...]:
    return tuple(request.query_params.getlist(name) or request.query_params.getlist(f"{name}[]"))


def moment(request: Request, name: str, *, end: bool = False) -> str | None:
    text = query(request, name)
    return clock.parse(text, end=end) if text else None


def number(request: Request, name: str, default: int, least: int, most: int) -> int:
    text = query(request, name)
    if text is None:
        return default
    value = _integer(name, text)
    if value < least:
        raise bad_query("greater_than_equal", name, text, f"Input should be greater than or equal to {least}")
    return min(value, most)


def numbers(request: Request, name: str) -> tuple[int, ...]:
    return tuple(_integer(name, text) for text in query_list(request, name))


def _integer(name: str, text: str) -> int:
    if not re.fullmatch(r"-?\d{1,18}", text):
        raise bad_query("int_parsing", name, text, "Input should be a valid integer")
    return int(text)


def flag(request: Request, name: str) -> bool | None:
    text = query(request, name)
    if text is None:
        return None
    if text.lower() not in ("true", "false", "1", "0"):
        raise bad_query("bool_parsing", name, text, "Input should be a valid boolean")
    return text.lower() in ("true", "1")


def choice(request: Request, name: str, allowed: tuple[str, ...], default: str) -> str:
    text = query(request, name)
    if text is not None and text not in allowed:
        expected = " or ".join(repr(value) for value in allowed)
        raise bad_query("literal_error", name, text, f"Input should be {expected}")
    return text or default


def choices(request: Request, name: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    """The values of a parameter that may be given several times."""
    values = query_list(request, name)
    for value in values:
        if value not in allowed:
            expected = " or ".join(map(repr, allowed))
            raise bad_query("literal_error", name, value, f"Input should be {expected}")
    return values


def required(request: Request, name: str) -> str:
    value = query(request, name)
    if value is None:
        raise bad_query("missing", name, None, "Field required")
    return value


def must_be_agent(request: Request) -> str:
    """The id of an agent that exists. Raises NotFound otherwise."""
    agent_id = path_id(request, "agent_id", "agent")
    return runtime(request).store.agents.get(agent_id).id


def note_run(request: Request, run_id: str) -> None:
    """Let what stands around the app know which run a request is about."""
    request.scope["lettawasm.run"] = run_id


def bad_query(type_: str, name: str, value: str | None, message: str) -> Unprocessable:
    return _unprocessable([{"type": type_, "loc": ("query", name), "msg": message, "input": value}])


def _unprocessable(problems: list[Any], examples: list[str] | None = None) -> Unprocessable:
    """Letta's 422: `detail` is a text, the Python form of pydantic's list of errors."""
    detail: dict[str, Any] = {"trace_id": "", "detail": str(problems)}
    if examples:
        detail["examples"] = examples
    return Unprocessable(problems[0]["msg"], detail)
