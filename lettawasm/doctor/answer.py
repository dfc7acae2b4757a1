"""What a server answers: whether it is the API that was expected, at this path and with this key."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from .. import strict_json
from ..ports import TransportError
from ..providers import failures
from ..schemas.doctor import Cause, Finding
from ..schemas.providers import is_home
from .patient import Patient, Said

_ENDPOINTS = (
    "/chat/completions",
    "/completions",
    "/responses",
    "/messages",
    "/models",
    "/embeddings",
    "/api/chat",
)
_PATHS = ("/v1", "/api/v1", "/openai/v1", "/api/openai/v1", "/v1beta")
_CAUSES: dict[str, tuple[Cause, str]] = {
    "quota": ("quota", "Look at the account's plan and billing, or choose another provider as a fallback."),
    "rate_limited": ("rate_limit", "Wait a little. A fallback answers in the meantime, if you choose one."),
    "server_error": ("server_error", "Wait a little, then check again. A local server's own log tells more."),
}


async def api(patient: Patient) -> Finding | None:
    """Whether the list of models is there. Not every server has one: with a model to try, that tells as much."""
    try:
        said = await patient.ask(patient.base_url)
    except TransportError:
        return None  # a moment ago it answered
    if _is_list(patient, said):
        return Finding(check="api", ok=True, message=f"It answers as {_name(patient)} does.")
    if said.status == 0 or 300 <= said.status < 400:  # a browser tells nothing else of a redirect
        return _redirected(patient)
    if said.status not in (200, 404, 405):
        return _refused(patient, said)
    if other := await _other_path(patient):
        return _elsewhere(patient, other)
    may_do_without = patient.model and not is_home(patient.provider_type)  # since it will be asked for a word
    return None if may_do_without and said.status in (404, 405) else _nothing(patient)


def _is_list(patient: Patient, said: Said) -> bool:
    return said.status == 200 and patient.dialect.is_list(_parsed(said.body))


def _is_refusal(said: Said) -> bool:
    """Whether a model's server wants another key: a web page that wants one has no such error."""
    answer = _parsed(said.body)
    return said.status in (401, 403) and isinstance(answer, dict) and bool(answer.get("error"))


def _parsed(body: str) -> object:
    try:
        return strict_json.parse(body)
    except (ValueError, RecursionError):
        return None


def _refused(patient: Patient, said: Said) -> Finding:
    failed = failures.from_status(
        said.status, said.body, address=patient.shown, model=patient.model or "any name"
    )
    if failed.kind == "auth":
        return _no_entry(patient)
    cause, remedy = _CAUSES.get(failed.kind, _CAUSES["server_error"])
    return Finding(check="api", ok=False, cause=cause, message=failed.message, remedy=remedy)


def _no_entry(patient: Patient) -> Finding:
    page = patient.server and patient.server.key_page
    if patient.key:
        said = f"{patient.shown} doesn't accept this key."
        remedy = "Copy the key once more, whole and without spaces, and see that it is of this very provider."
        return Finding(check="key", ok=False, cause="key", message=said, remedy=remedy)
    said = f"{patient.shown} wants a key, and there is none."
    remedy = f"Make one at {page} and enter it." if page else "Enter the key of your account there."
    return Finding(check="key", ok=False, cause="no_key", message=said, remedy=remedy)


async def _other_path(patient: Patient) -> str | None:
    """The address below which the API is, if it isn't the one that was given."""
    for base_url in _others(patient.base_url):
        try:
            said = await patient.ask(base_url)
        except TransportError:
            return None
        if _is_list(patient, said) or _is_refusal(said):
            return base_url
    return None


def _others(base_url: str) -> Iterator[str]:
    """What people mean when they type this."""
    parts = urlsplit(base_url)
    origin, path = f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")
    tried = {path}
    for end in _ENDPOINTS:
        if path.endswith(end):
            tried.add(path := path.removesuffix(end))
            yield origin + path
    for other in (f"{path}/v1", *_PATHS):
        if other not in tried:
            tried.add(other)
            yield origin + other


def _elsewhere(patient: Patient, base_url: str) -> Finding:
    return Finding(
        check="api",
        ok=False,
        cause="base_path",
        message=f"The API isn't at {patient.shown}, but at {base_url}.",
        remedy=f"Change the address to {base_url}.",
        suggestion=base_url,
    )


def _redirected(patient: Patient) -> Finding:
    said = f"{patient.shown} sends requests on to another address, which gets no key."
    remedy = "Enter the address that it leads to; often that is the same one with https:// in front."
    return Finding(check="api", ok=False, cause="redirect", message=said, remedy=remedy)


def _nothing(patient: Patient) -> Finding:
    return Finding(
        check="api",
        ok=False,
        cause="not_compatible",
        message=f"Something else than {_name(patient)} answers at {patient.shown}.",
        remedy="Look up the address of the API in the server's documentation, or choose the right type of provider.",
    )


def _name(patient: Patient) -> str:
    return patient.dialect.api
