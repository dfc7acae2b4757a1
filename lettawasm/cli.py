"""The command line: `lettawasm serve`."""

import argparse
import sys
from pathlib import Path

from . import __version__

DEFAULT_PATH = Path.home() / ".lettawasm" / "space.db"


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="lettawasm", description=__doc__)
    parser.add_argument("--version", action="version", version=f"lettawasm {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="serve one space over HTTP, for Letta's SDKs")
    serve.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
    )
    serve.add_argument("--port", type=int, default=8283)
    serve.add_argument("--db", default=str(DEFAULT_PATH), help=f"database file (default: {DEFAULT_PATH})")
    serve.set_defaults(run=_serve)
    arguments = parser.parse_args(argv)
    return int(arguments.run(arguments))


def _serve(arguments: argparse.Namespace) -> int:
    try:
        import uvicorn
    except ImportError:
        print("lettawasm serve needs uvicorn and httpx: pip install 'lettawasm[serve]'", file=sys.stderr)
        return 1
    from .errors import LettaError
    from .hosts.cpython import create

    try:
        app = create(arguments.db)
    except LettaError as error:
        print(f"lettawasm: {error}", file=sys.stderr)
        return 1
    print(f"lettawasm serves {arguments.db} at http://{arguments.host}:{arguments.port}", flush=True)
    uvicorn.run(app, host=arguments.host, port=arguments.port, log_level="warning")
    return 0


if __name__ == "__main__":
    sys.exit(main())
