"""`lettawasm memory`: see, change, rewind and carry what agents remember.

Every verb asks Letta's REST API and lettawasm's own routes, of a server or of the app over a file on this machine.
With --json each prints one JSON value, whose shape its docstring and its --help tell, or `{"error": {"kind",
"message", "status", "notes"}}`. The exit code is 0, or what `failure` says, or 130 after Ctrl-C.
"""

import argparse
import io
import os
import sys
from typing import Any

from ..complain import INTERRUPTED, complain, show_json, trouble
from ..plain import plain
from . import (
    compressing,
    diffing,
    editing,
    exporting,
    forgetting,
    history,
    importing,
    listing,
    migrating,
    place,
    resetting,
    restoring,
    searching,
    trying,
    verifying,
    viewing,
)
from .examples import EXAMPLES
from .failure import Failure, Unclear
from .told import show

_VERBS = (
    listing.add_to,
    viewing.add_to,
    editing.add_to,
    history.add_to,
    diffing.add_to,
    restoring.add_to,
    searching.add_to,
    exporting.add_to,
    importing.add_to,
    migrating.add_to,
    compressing.add_to,
    resetting.add_to,
    forgetting.add_sources_to,
    forgetting.add_to,
    verifying.add_to,
    trying.add_to,
)


def add_to(commands: Any) -> None:
    memory = commands.add_parser(
        "memory",
        help="see, change, rewind and carry what agents remember",
        epilog=f"examples:\n{EXAMPLES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    place.offer(memory)
    verbs = memory.add_subparsers(required=True, metavar="VERB")
    for add in _VERBS:
        verb = add(verbs)
        place.offer(verb)
        verb.epilog = " ".join([verb.epilog or "", *_shape(verb)])
    memory.set_defaults(run=_run)


def _shape(verb: argparse.ArgumentParser) -> list[str]:
    """What --json prints, as the verb's own docstring tells it."""
    told = verb.get_default("verb").__doc__
    return ["With --json it prints:", *told.split()] if told else []


def _run(arguments: argparse.Namespace) -> int:
    as_json = getattr(arguments, "json", False)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # terminals that know few letters
    try:
        return show(arguments.verb(arguments), as_json=as_json)
    except Failure as failure:
        return _failed(failure, failure.kind, failure.code, as_json)
    except UnicodeEncodeError:
        wrong = Unclear("Some word of the command is no text")
        return _failed(wrong, wrong.kind, wrong.code, as_json)
    except KeyboardInterrupt as interrupt:
        return _failed(interrupt, "interrupted", INTERRUPTED, as_json)
    except BrokenPipeError:  # who read us has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _failed(error: BaseException, kind: str, code: int, as_json: bool) -> int:
    message, notes = str(error) or kind, getattr(error, "__notes__", [])
    if as_json:
        show_json(trouble(kind, message, getattr(error, "status", None), notes))
    else:
        complain("\n".join(map(plain, [message, *notes])))
    return code
