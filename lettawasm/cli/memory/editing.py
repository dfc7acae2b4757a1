"""`lettawasm memory edit`: a block's text, by hand."""

import argparse
from pathlib import Path
from typing import Any

from . import naming
from .client import Client, path
from .drafts import draft
from .editor import edited
from .failure import Conflict
from .files import read_text
from .naming import Json
from .place import opened
from .told import Told
from .unified import coloured, diff


def add_to(verbs: Any) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser("edit", help="change what a block says, in $EDITOR")
    naming.offer_block(verb)
    text = verb.add_mutually_exclusive_group()
    text.add_argument("--set", dest="text", metavar="TEXT", help="let it say this")
    text.add_argument("--file", type=Path, help="let it say what stands in this file; - is standard input")
    verb.set_defaults(verb=_edit)
    return verb


def _edit(arguments: argparse.Namespace) -> Told:
    """`{"block": {"id", "label"}, "changed": bool, "before": text, "after": text}`"""
    if arguments.text is None and arguments.file is None:
        return _by_hand(arguments)
    text = arguments.text if arguments.file is None else read_text(arguments.file)
    with opened(arguments) as client:
        block = _found(client, arguments)
        return _stored(client, block, text)


def _by_hand(arguments: argparse.Namespace) -> Told:
    """While a person edits, nobody is kept from the memory: it is opened again to write."""
    with opened(arguments) as client:
        block = _found(client, arguments)
    with draft(block["label"], block["value"]) as file:
        text = edited(file)
        with opened(arguments) as client:
            if text != block["value"]:
                _must_be_as_before(client, block, text)
            return _stored(client, block, text)


def _found(client: Client, arguments: argparse.Namespace) -> Json:
    return naming.block(client, arguments.agent, arguments.label)[1]


def _must_be_as_before(client: Client, block: Json, text: str) -> None:
    present = client.get(path("/v1/blocks/{}", block["id"]))["value"]
    if present != block["value"]:
        conflict = Conflict(f"{block['label']} was changed while you edited it; nothing was stored")
        conflict.add_note("\n".join(diff(present, text, "what it says now", "your text")))
        raise conflict


def _stored(client: Client, block: Json, text: str) -> Told:
    before, is_changed = block["value"], text != block["value"]
    if is_changed:
        client.patch(path("/v1/blocks/{}", block["id"]), {"value": text})
    value = {"block": {"id": block["id"], "label": block["label"]}, "changed": is_changed}
    lines = coloured(diff(before, text, f"{block['label']} before", f"{block['label']} now"))
    return Told({**value, "before": before, "after": text}, lines if is_changed else ["Nothing changed"])
