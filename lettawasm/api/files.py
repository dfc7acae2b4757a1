"""Agent files over HTTP: export as JSON, import as multipart."""

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import Response

from .. import agentfile, strict_json, transfer
from ..errors import Invalid, Unprocessable
from .request import MAX_BODY_BYTES, chunks, flag, must_be_agent, reply, runtime


class _InMemoryParser(MultiPartParser):
    """Keeps uploads in memory: there are neither threads nor temporary files in every host."""

    spool_max_size = MAX_BODY_BYTES


async def export(request: Request) -> Response:
    if flag(request, "use_legacy_format"):
        raise Invalid("Legacy format is not supported; leave use_legacy_format out")
    scrub = bool(flag(request, "scrub_messages"))
    return reply(transfer.export(runtime(request).store, must_be_agent(request), scrub_messages=scrub))


async def import_(request: Request) -> Response:
    form = await _form(request)
    upload = form.get("file")
    if not isinstance(upload, UploadFile):
        raise Unprocessable("Send the agent file as the multipart field 'file'")
    file = agentfile.parse(await upload.read())
    options = transfer.ImportOptions(
        append_copy_suffix=_flag(form, "append_copy_suffix", True),
        override_existing_tools=_flag(form, "override_existing_tools", True),
        strip_messages=_flag(form, "strip_messages", False),
        name=_text(form, "name", "override_name"),
        model=_text(form, "model", "override_model_handle"),
        secrets=_secrets(_text(form, "secrets", "env_vars_json")),
    )
    ids = await transfer.import_file(runtime(request).store, runtime(request).catalog, file, options)
    return reply({"agent_ids": ids})


async def _form(request: Request) -> FormData:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise Unprocessable("Send the agent file as multipart/form-data")
    try:
        return await _InMemoryParser(request.headers, chunks(request), max_part_size=MAX_BODY_BYTES).parse()
    except MultiPartException as error:
        raise Unprocessable(f"The upload can't be read: {error.message}") from None


def _text(form: FormData, *names: str) -> str | None:
    for name in names:
        value = form.get(name)
        if isinstance(value, str) and value:
            return value
    return None


def _flag(form: FormData, name: str, default: bool) -> bool:
    text = _text(form, name)
    return default if text is None else text.lower() in ("true", "1")


def _secrets(text: str | None) -> dict[str, str]:
    if text is None:
        return {}
    try:
        value = strict_json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise Unprocessable("secrets must be a JSON object")
    return {str(key): str(entry) for key, entry in value.items()}
