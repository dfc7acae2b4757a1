"""The command line: `lettawasm serve`, `lettawasm memory`, `lettawasm af`, `lettawasm eval` and `lettawasm doctor`."""

from .. import __version__
from . import af, doctor, memory, serve, trial
from .parser import Parser


def main(argv: list[str] | None = None) -> int:
    parser = Parser(prog="lettawasm", description=__doc__)
    parser.add_argument("--version", action="version", version=f"lettawasm {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve.add_to(commands)
    memory.add_to(commands)
    af.add_to(commands)
    trial.add_to(commands)
    doctor.add_to(commands)
    arguments = parser.parse_args(argv)
    return int(arguments.run(arguments))
