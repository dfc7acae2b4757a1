"""`python build.py bench`: runs every `tests/bench/bench_*.py` and prints one table.

A benchmark is a module with `main()`, an iterable of rows: (what, ours, yardstick, budget). `ours` and
`yardstick` are the same unit, measured in turns within this run; `budget` is the largest allowed ratio,
or None.
"""

import importlib
import sys
from pathlib import Path

HEADINGS = ("what", "ours", "yardstick", "ratio", "budget")


def row(what: str, ours: float, yardstick: float, budget: float | None) -> tuple[str, ...]:
    ratio = ours / yardstick
    verdict = "" if budget is None else f"{budget:.2f}{'' if ratio <= budget else ' exceeded'}"
    return what, f"{ours:.2f}", f"{yardstick:.2f}", f"{ratio:.2f}", verdict


def table(rows: list[tuple[str, ...]]) -> str:
    """A Markdown table with its columns in line."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = [" | ".join(cell.ljust(width) for cell, width in zip(r, widths, strict=True)) for r in rows]
    lines.insert(1, " | ".join("-" * width for width in widths))
    return "\n".join(f"| {line} |" for line in lines)


def main(wanted: list[str]) -> None:
    names = sorted(path.stem for path in Path(__file__).parent.glob("bench_*.py"))
    rows: list[tuple[str, ...]] = [HEADINGS]
    for name in names:
        if not wanted or name.removeprefix("bench_") in wanted:
            print(f"Measuring {name.removeprefix('bench_')} ...", flush=True)
            rows += [row(*line) for line in importlib.import_module(f"tests.bench.{name}").main()]
    if len(rows) == 1:
        sys.exit(
            f"No such benchmark. There are: {', '.join(n.removeprefix('bench_') for n in names) or 'none'}"
        )
    print(table(rows))


if __name__ == "__main__":
    main(sys.argv[1:])
