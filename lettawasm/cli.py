"""The command line: `lettawasm serve`."""

import argparse
import os
import sys
from pathlib import Path

from . import __version__
from .hosts.gate import LOOPBACK, Gate

DEFAULT_PATH = Path.home() / ".lettawasm" / "space.db"
TOKEN = "LETTAWASM_TOKEN"


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="lettawasm", description=__doc__)
    parser.add_argument("--version", action="version", version=f"lettawasm {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser(
        "serve",
        help="serve one space over HTTP, for Letta's SDKs",
        epilog=f"With {TOKEN} in the environment, every request must carry it as its bearer token.",
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
    serve.set_defaults(run=_serve)
    arguments = parser.parse_args(argv)
    return int(arguments.run(arguments))


def _serve(arguments: argparse.Namespace) -> int:
    try:
        import uvicorn
    except ImportError:
        return _complain("serve needs uvicorn and httpx: pip install 'lettawasm[serve]'")
    from .errors import LettaError
    from .hosts.cpython import create

    token = os.environ.get(TOKEN) or None
    is_local = arguments.host in LOOPBACK
    if not (is_local or token):
        return _complain(
            f"{arguments.host} can be reached from other machines: set {TOKEN} to a long random secret"
        )
    try:
        app = create(arguments.db)
    except LettaError as error:
        return _complain(str(error))
    gate = Gate(app, names=LOOPBACK if is_local else (), origins=arguments.origin, token=token)
    print(f"lettawasm serves {arguments.db} at http://{arguments.host}:{arguments.port}", flush=True)
    uvicorn.run(gate, host=arguments.host, port=arguments.port, log_level="warning")
    return 0


def _complain(sentence: str) -> int:
    print(f"lettawasm: {sentence}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
