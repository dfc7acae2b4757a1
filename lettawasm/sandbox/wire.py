"""A job as a cell reads it, and what comes back from there, of which nothing is believed."""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from .. import strict_json
from ..ports import HttpRequest, Job, Ran

Json = Any
MOST = 32_000_000  # characters that a cell says during one job

GARBLED = "The sandbox gave no answer that can be read."


def key_of(job: Job) -> str:
    """Jobs with the same key may follow each other in one cell: they are the same tool's, for the same owner."""
    wheels = {name: hashlib.sha256(data).hexdigest() for name, data in job.wheels.items()}
    same = [job.owner, job.language, job.source, dict(job.env), list(job.hosts), wheels]
    return hashlib.sha256(json.dumps(same, sort_keys=True).encode()).hexdigest()


def job_text(number: int, job: Job) -> str:
    return json.dumps(
        {
            "job": number,
            "language": job.language,
            "source": job.source,
            "function": job.function,
            "arguments": dict(job.arguments),
            "agent_state": job.agent_state,
            "wheels": {name: base64.b64encode(data).decode() for name, data in job.wheels.items()},
            "env": dict(job.env),
            "hosts": list(job.hosts),
            "output_limit": job.output_limit,
        }
    )


def read(text: str) -> Mapping[str, Json]:
    """A message of a cell. Raises ValueError if it is none."""
    message = strict_json.loads(text)
    if not isinstance(message, dict):
        raise ValueError
    return message


def ran_of(how: Json, limit: int) -> Ran:
    """How a job went, as its cell tells it."""
    if not isinstance(how, dict):
        return Ran(problem=GARBLED)
    state, problem = how.get("agent_state"), how.get("problem")
    return Ran(
        value=how.get("value"),
        agent_state=state if isinstance(state, dict) else None,
        stdout=_text(how.get("stdout"), limit),
        stderr=_text(how.get("stderr"), limit),
        problem=None if problem is None else _text(problem, limit),
    )


def _text(value: Json, limit: int) -> str:
    """A little longer than the limit, since it says how much was cut off."""
    return value[: limit + 100] if isinstance(value, str) else ""


def request_of(message: Mapping[str, Json], seconds: float) -> HttpRequest | None:
    """The request that code wants sent; None if it is none."""
    match message:
        case {"method": str() as method, "url": str() as url, "headers": dict() as headers, "body": body}:
            pairs = {str(name): str(value) for name, value in headers.items()}
            try:
                data = base64.b64decode(body, validate=True) if isinstance(body, str) else None
            except ValueError:
                return None
            return HttpRequest(method.upper(), url, pairs, data, timeout=seconds, redirect="manual")
    return None


def answer_text(number: Json, status: int, headers: Mapping[str, str], body: bytes) -> str:
    text = base64.b64encode(body).decode()
    return json.dumps({"answer": number, "status": status, "headers": dict(headers), "body": text})


def refusal_text(number: Json, problem: str) -> str:
    return json.dumps({"answer": number, "problem": problem})
