"""What of a file that brings agents shall come, and how: fields of every form that imports them. lettawasm's own."""

from starlette.datastructures import FormData

from .. import strict_json
from ..errors import Unprocessable
from ..inspection import Wishes
from . import uploads


def wishes(form: FormData) -> Wishes:
    """`leave_out` and `trusted` are JSON lists of ids in the file; the others are flags. Raises Unprocessable."""
    return Wishes(
        leave_out=_ids(form, "leave_out"),
        trusted=_ids(form, "trusted"),
        strip_messages=uploads.flag(form, "strip_messages", False),
        strip_invisible=uploads.flag(form, "strip_invisible", False),
        ask_first=uploads.flag(form, "ask_first", False),
    )


def _ids(form: FormData, name: str) -> frozenset[str]:
    text = uploads.text(form, name)
    try:
        value = strict_json.loads(text) if text else []
    except ValueError:
        value = None
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Unprocessable(f"{name} must be a JSON list of ids in the file")
    return frozenset(value)
