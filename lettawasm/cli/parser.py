"""A parser whose complaints are JSON for those who asked for JSON."""

import argparse
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from .complain import USAGE, show_json, trouble


class Parser(argparse.ArgumentParser):
    """Ends with 2, as every parser of Python's does, and says why where the result would have stood."""

    _wants_json = False

    def parse_known_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> Any:  # type: ignore[override]
        self._wants_json = "--json" in (sys.argv[1:] if args is None else args)
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        if self._wants_json:
            show_json(trouble("usage", message))
            self.exit(USAGE)
        super().error(message)
