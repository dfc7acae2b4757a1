"""Questions before what destroys. They stand on the error stream, so that the result stays alone on the other."""

import argparse
import sys
from collections.abc import Iterable

from ..plain import plain
from .failure import Declined
from .told import Line, show_lines


def offer(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-y", "--yes", action="store_true", help="don't ask")


def must_agree(arguments: argparse.Namespace, question: str, preview: Iterable[Line] = ()) -> None:
    """Raises Declined unless the person says yes, or said so before."""
    if not arguments.yes and _answer(question, preview, "[y/N]").lower() not in ("y", "yes"):
        raise Declined("Nothing was changed")


def must_type(arguments: argparse.Namespace, name: str, question: str, preview: Iterable[Line] = ()) -> None:
    """Raises Declined unless the person types the name of what will be lost, or said yes before."""
    if not arguments.yes and _answer(question, preview, f"Type {name} to go on:") != name:
        raise Declined("Nothing was changed")


def _answer(question: str, preview: Iterable[Line], how: str) -> str:
    if not sys.stdin.isatty():
        raise Declined(f"{plain(question)} Without a terminal, --yes says so")
    show_lines(preview, sys.stderr)
    print(plain(f"{question} {how} "), end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()
