"""Agent files over HTTP: export as JSON, import as multipart."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from .. import agentfile, conversations, strict_json, transfer
from ..errors import Invalid, Unprocessable
from ..schemas.base import DEFAULT
from . import uploads
from .request import flag, must_be_agent, query, reply, runtime

_WISHES = {"leave_out", "trusted", "strip_invisible", "ask_first"}


async def export(request: Request) -> Response:
    """`include_passages` and `include_block_history` are lettawasm's own. Unasked, passages come along with messages,
    and the history of blocks never does.
    """
    if flag(request, "use_legacy_format"):
        raise Invalid("Legacy format is not supported; leave use_legacy_format out")
    store, agent_id = runtime(request).store, must_be_agent(request)
    conversation_id = query(request, "conversation_id") or DEFAULT
    file = transfer.export(
        store,
        agent_id,
        scrub_messages=bool(flag(request, "scrub_messages")),
        conversation_id=conversations.taking_part(store, agent_id, conversation_id).conversation_id,
        passages=flag(request, "include_passages"),
        block_history=bool(flag(request, "include_block_history")),
    )
    return reply(file)


async def import_(request: Request) -> Response:
    """`remarks` are lettawasm's own: what of the file has no place here, or became something else; and so is what of
    the file shall come, and how.
    """
    form = await uploads.form(request)
    reading = agentfile.read(await uploads.file_of(form).read())
    if reading.file is not None and _WISHES & form.keys():
        from .wishes import wishes  # few say

        reading = agentfile.examine(wishes(form).on(reading.value))
    if reading.file is None:
        raise reading.problems.error()
    space = runtime(request)
    ids = await transfer.import_file(space.store, space.catalog, reading.file, _options(request, form))
    remarks = [*reading.left_out, *transfer.remarks(reading.file)]
    return reply({"agent_ids": ids, "remarks": [remark.wire() for remark in remarks]})


def _options(request: Request, form: FormData) -> transfer.ImportOptions:
    header = request.headers.get("x-override-embedding-model")
    return transfer.ImportOptions(
        append_copy_suffix=uploads.flag(form, "append_copy_suffix", True),
        override_existing_tools=uploads.flag(form, "override_existing_tools", True),
        strip_messages=uploads.flag(form, "strip_messages", False),
        name=uploads.text(form, "name", "override_name"),
        model=uploads.text(form, "model", "override_model_handle"),
        embedding=uploads.text(form, "embedding", "override_embedding_handle") or header,
        project_id=uploads.text(form, "project_id"),
        secrets=_secrets(uploads.text(form, "secrets", "env_vars_json")),
    )


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
