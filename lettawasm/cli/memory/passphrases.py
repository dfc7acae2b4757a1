"""Passphrases: typed, or read from where no other program looks. Never from the command line."""

import argparse
import os
import sys
from getpass import getpass

from .failure import Declined, Failure

VARIABLE = "LETTAWASM_PASSPHRASE"


def offer(parser: argparse.ArgumentParser, use: str) -> None:
    parser.add_argument(
        "--passphrase", action="store_true", help=f"{use}; it is read from {VARIABLE}, or asked for"
    )
    parser.add_argument(
        "--passphrase-fd", type=int, metavar="N", help="the same, read from this file descriptor"
    )


def is_wanted(arguments: argparse.Namespace) -> bool:
    return arguments.passphrase or arguments.passphrase_fd is not None


def new(arguments: argparse.Namespace) -> str:
    """One to lock something with. Typed, it is typed twice. Raises Declined when the two differ."""
    if (given := _given(arguments)) is not None:
        return given
    first = _typed("New passphrase: ")
    if _typed("Once more: ") != first:
        raise Declined("The two passphrases differ; nothing was written")
    return first


def known(arguments: argparse.Namespace) -> str:
    """The one that something was locked with."""
    given = _given(arguments)
    return _typed("Passphrase: ") if given is None else given


def _given(arguments: argparse.Namespace) -> str | None:
    if arguments.passphrase_fd is not None:
        try:
            with os.fdopen(arguments.passphrase_fd, encoding="utf-8") as source:
                text = source.read().removesuffix("\n")
        except (OSError, ValueError) as error:
            raise Failure(f"No passphrase can be read from {arguments.passphrase_fd}: {error}") from None
    else:
        text = os.environ.get(VARIABLE, "")
        if not text:
            return None
    if not text:
        raise Failure("The passphrase is empty")
    return text


def _typed(prompt: str) -> str:
    if not sys.stdin.isatty():
        raise Declined(f"A passphrase is needed: a terminal, {VARIABLE} or --passphrase-fd")
    text = getpass(prompt)
    if not text:
        raise Declined("The passphrase is empty")
    return text
