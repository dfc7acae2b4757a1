"""`lettawasm serve`: one space over HTTP."""

import argparse
import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from ..hosts.gate import LOOPBACK, Gate
from .complain import complain

DEFAULT_PATH = Path.home() / ".lettawasm" / "space.db"
TOKEN = "LETTAWASM_TOKEN"


def add_to(commands: Any) -> None:
    serve = commands.add_parser(
        "serve",
        help="serve one space over HTTP, for Letta's SDKs",
        epilog=f"With {TOKEN} in the environment, every request must carry it as its bearer token."
        " Prometheus finds the numbers at /metrics.",
    )
    serve.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
    )
    serve.add_argument("--port", type=int, default=8283)
    serve.add_argument("--db", default=str(DEFAULT_PATH), help=f"database file (default: {DEFAULT_PATH})")
    serve.add_argument(
        "--origin",
        action="append",
        default=[],
        help="let pages of this origin ask, as in http://localhost:3000",
    )
    serve.add_argument(
        "--log-json",
        action="store_true",
        help="write a line of JSON for every request and run, without content",
    )
    serve.set_defaults(run=_serve)


def _serve(arguments: argparse.Namespace) -> int:
    try:
        import uvicorn
    except ImportError:
        return complain("serve needs uvicorn and httpx: pip install 'lettawasm[serve]'")
    from ..errors import LettaError
    from ..hosts.cpython import create
    from ..telemetry import json_lines

    token = os.environ.get(TOKEN) or None
    is_local = arguments.host in LOOPBACK
    if not (is_local or token):
        return complain(
            f"{arguments.host} can be reached from other machines: set {TOKEN} to a long random secret"
        )
    gate = partial(Gate, names=LOOPBACK if is_local else (), origins=arguments.origin, token=token)
    try:
        app = create(arguments.db, gate, json_lines(_print) if arguments.log_json else _keep_quiet)
    except LettaError as error:
        return complain(str(error))
    if not arguments.log_json:
        _print(f"lettawasm serves {arguments.db} at http://{arguments.host}:{arguments.port}")
    uvicorn.run(app, host=arguments.host, port=arguments.port, log_level="warning")
    return 0


def _print(line: str) -> None:
    print(line, flush=True)


def _keep_quiet(record: Mapping[str, Any]) -> None:
    """The log of those who want none."""
