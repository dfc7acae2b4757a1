"""The trial of a model, told as it goes. It ends with the report, or when nobody listens any more."""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from .. import sse
from ..cancelling import closing
from ..schemas.model_options import ModelOptions
from ..schemas.trial import TrialRequest
from ..trial.case import CaseResult
from ..trial.cases import chosen
from ..trial.report import Report, case_json, report_json
from ..trial.trial import Begun, tried
from .request import body, runtime
from .stream import EventStream


async def begin(request: Request) -> Response:
    wanted = await body(request, TrialRequest)
    space = runtime(request)
    options = ModelOptions(profile=wanted.profile, tool_calls=wanted.tool_calls)
    told = tried(space.host, space.catalog, wanted.handle, chosen(wanted.cases), options)
    first = await anext(told)  # what is wrong with the request comes to light here
    return EventStream(_frames(first, told))


async def _frames(first: Any, told: AsyncIterator[Begun | CaseResult | Report]) -> AsyncGenerator[bytes]:
    yield _frame(first)
    async with closing(told) as events:
        async for event in events:
            yield _frame(event)
    yield sse.encode("[DONE]")


def _frame(event: Begun | CaseResult | Report) -> bytes:
    return sse.encode(json.dumps(_wire(event), ensure_ascii=False, separators=(",", ":")))


def _wire(event: Begun | CaseResult | Report) -> dict[str, Any]:
    match event:
        case Begun(case, number, of):
            return {"type": "begun", "name": case.name, "skill": case.skill, "number": number, "of": of}
        case CaseResult():
            return {"type": "case", **case_json(event)}
        case Report():
            return {"type": "report", **report_json(event)}
