"""`python build.py bench`: runs every `tests/bench/bench_*.py` and prints its tables, as Markdown.

A benchmark is a module with `main()`, an iterable of tables. What is compared was measured in turns within
this run; numbers are medians. Budgets are printed beside what was measured, and nothing fails for them:
only the ratios travel from one machine to another.
"""

import importlib
import sys
from pathlib import Path


def main(wanted: list[str]) -> None:
    names = sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))
    if strangers := set(wanted) - set(names):
        sys.exit(f"No such benchmark: {', '.join(sorted(strangers))}. There are: {', '.join(names)}")
    for name in wanted or names:
        print(f"Measuring {name} ...", flush=True)
        for table in importlib.import_module(f"tests.bench.bench_{name}").main():
            print(f"\n{table.markdown()}\n", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
