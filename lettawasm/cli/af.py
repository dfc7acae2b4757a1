"""`lettawasm af`: look at agent files, check them, compare them, and bring old ones into the present format."""

import argparse
import asyncio
import json
from pathlib import Path
from typing import Any

from .. import agentfile, inspection, transfer
from ..agentfile import AgentFile, Reading, Remark
from ..errors import Invalid
from . import difference, digest
from .complain import complain, show_json
from .plain import plain

DIFFERENT, TROUBLE = 1, 2  # exit codes as diff's


def add_to(commands: Any) -> None:
    af = commands.add_parser("af", help="inspect, validate, compare and convert agent files (.af)")
    verbs = af.add_subparsers(required=True, metavar="VERB")
    for name, run, text in (
        ("inspect", _inspect, "say what is in files, and what is suspicious in them"),
        ("validate", _validate, "say all that is wrong with files; the exit code is 1 if something is"),
    ):
        verb = verbs.add_parser(name, help=text)
        verb.add_argument("files", nargs="+", metavar="FILE", type=Path)
        verb.set_defaults(run=run)
        _offer_json(verb)
    diff = verbs.add_parser("diff", help="compare two files; the exit code is 1 if they differ, 2 on trouble")
    diff.add_argument("before", type=Path)
    diff.add_argument("after", type=Path)
    diff.set_defaults(run=_diff)
    _offer_json(diff)
    convert = verbs.add_parser("convert", help="write a file of Letta's first format in the present one")
    convert.add_argument("file", metavar="FILE", type=Path)
    convert.add_argument("-o", "--output", type=Path, help="where to (default: standard output)")
    convert.set_defaults(run=_convert)


def _offer_json(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--json", action="store_true", help="print JSON")


def _inspect(arguments: argparse.Namespace) -> int:
    found, code = [], 0
    for path in arguments.files:
        reading, trouble = _read(path)
        if reading is None or reading.file is None:
            code = complain(plain(f"{path}: {trouble or _summary(reading)}"))
            continue
        told = {"remarks": _wire(_remarks(reading)), "findings": _findings(reading.file)}
        found.append({"file": str(path), **digest.digest(reading), **told})
        if not arguments.json:
            _show(digest.lines(found[-1]))
    if arguments.json:
        show_json(found)
    return code


def _validate(arguments: argparse.Namespace) -> int:
    found = []
    for path in arguments.files:
        reading, trouble = _read(path)
        problems = [Remark("", trouble)] if reading is None else reading.problems.remarks
        count = 1 if reading is None else reading.problems.count
        remarks = [] if reading is None else _remarks(reading)
        found.append(
            {
                "file": str(path),
                "valid": not count,
                "problems": _wire(problems),
                "problem_count": count,
                "remarks": _wire(remarks),
            }
        )
        if not arguments.json:
            lines = [trouble] if reading is None else reading.problems.lines()
            _show([f"{path}: {'broken' if count else 'valid'}", *(f"  {line}" for line in lines)])
            _show(f"  note: {remark}" for remark in remarks)
    if arguments.json:
        show_json(found)
    return 0 if all(one["valid"] for one in found) else 1


def _diff(arguments: argparse.Namespace) -> int:
    files = []
    for path in (arguments.before, arguments.after):
        reading, trouble = _read(path)
        if reading is None or reading.file is None:
            complain(plain(f"{path}: {trouble or _summary(reading)}"))
            return TROUBLE
        files.append(reading.file)
    changes = list(difference.changes(*files))
    if arguments.json:
        show_json([change.wire() for change in changes])
    else:
        _show(difference.lines(changes))
    return DIFFERENT if changes else 0


def _convert(arguments: argparse.Namespace) -> int:
    reading, trouble = _read(arguments.file)
    if reading is None or reading.file is None:
        return complain(plain(f"{arguments.file}: {trouble or _summary(reading)}"))
    text = json.dumps(reading.value, indent=2, ensure_ascii=False) + "\n"
    if arguments.output is None:
        print(text, end="")
        return 0
    try:
        arguments.output.write_text(text, encoding="utf-8")
    except OSError as error:
        return complain(f"{arguments.output}: {error.strerror}")
    return 0


def _read(path: Path) -> tuple[Reading | None, str]:
    """The file, or why it can't be read at all."""
    try:
        return agentfile.read(path.read_bytes()), ""
    except OSError as error:
        return None, error.strerror or str(error)
    except Invalid as error:
        return None, str(error)


def _summary(reading: Reading | None) -> str:
    return "\n  ".join(["it is broken", *reading.problems.lines()]) if reading else ""


def _remarks(reading: Reading) -> list[Remark]:
    return [*reading.left_out, *(transfer.remarks(reading.file) if reading.file else ())]


def _findings(file: AgentFile) -> list[dict[str, Any]]:
    """What is suspicious in a file. Which models and tools there are depends on where it goes."""
    asked = [one for one in inspection.demands(file, {}, []) if one.kind != "model"]
    seen = asyncio.run(inspection.look_through(inspection.passages(file)))
    return inspection.ranked([*asked, *seen])


def _wire(remarks: list[Remark]) -> list[dict[str, str]]:
    return [remark.wire() for remark in remarks]


def _show(lines: Any) -> None:
    for line in lines:
        print(plain(line))
