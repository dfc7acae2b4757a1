"""One call of a provider: what is sent, and what is made of an answer that is no reply."""

import json

from ..ports import HttpRequest, HttpResponse, TransportError
from ..providers import failures
from ..providers.http import ERROR_LIMIT, text_of
from .call import Call, Json
from .refusal import Refusal

TIMEOUT = 120.0  # seconds for a head, and then for each chunk
_PASSED_ON = (400, 404, 408, 413, 422, 429)
_RENAMED = {"max_tokens": "max_completion_tokens"}


async def open_reply(call: Call) -> HttpResponse:
    """The provider's answer, a 200. Raises Refusal for every other.

    A parameter that only we have added is taken back where the provider refuses it by its name.
    """
    body = call.body
    while True:
        response = await _send(call, body)
        if response.status == 200:
            return response
        said = await _said(response)
        unwanted = [name for name in call.added & body.keys() if name in said]
        if response.status not in (400, 422) or not unwanted:
            raise _refusal(call, response, said)
        body = _without(body, unwanted)


def _without(body: Json, unwanted: list[str]) -> Json:
    renamed = {_RENAMED[name]: body[name] for name in unwanted if name in _RENAMED}
    return {**{name: value for name, value in body.items() if name not in unwanted}, **renamed}


async def _send(call: Call, body: Json) -> HttpResponse:
    upstream = call.upstream
    headers = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
    if upstream.key:
        headers["authorization"] = f"Bearer {upstream.key}"
    url = f"{upstream.base_url}/chat/completions"
    data = json.dumps(body, ensure_ascii=False).encode()
    try:
        return await upstream.transport.send(HttpRequest("POST", url, headers, data, TIMEOUT))
    except TransportError as error:
        raise broken(call, error) from None


async def _said(response: HttpResponse) -> str:
    try:
        return await text_of(response, ERROR_LIMIT)
    except TransportError:
        return ""


def broken(call: Call, error: TransportError) -> Refusal:
    """No answer, or not all of it. Why is told only as far as it says nothing of where the provider is."""
    status, code, what = {
        "timeout": (504, "timeout", "took too long to answer"),
        "cut_off": (502, "cut_off", "broke off in the middle of its answer"),
        "refused": (502, "refused", "is at an address that this server may not use"),
    }.get(error.kind, (502, "unreachable", "can't be reached"))
    return Refusal(status, code, f"The provider '{call.upstream.name}' {what}.", "upstream_error")


def _refusal(call: Call, response: HttpResponse, said: str) -> Refusal:
    name, status = call.upstream.name, response.status
    if status in _PASSED_ON:
        message = (
            call.upstream.discreet(failures.said(said)) or f"The provider '{name}' answered with {status}"
        )
        kind = "rate_limit_error" if status == 429 else "invalid_request_error"
        return Refusal(
            status, f"upstream_{status}", message, kind, response.headers.get("retry-after", "")[:40]
        )
    if status in (401, 402, 403):
        what = "doesn't accept this server's key, or its account has run out"
        return Refusal(502, "upstream_account", f"The provider '{name}' {what}.", "server_error")
    return Refusal(
        502, f"upstream_{status}", f"The provider '{name}' had an error of its own.", "upstream_error"
    )
