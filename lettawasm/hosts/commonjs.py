"""A package of npm as one script: its modules, and those that they require, become functions that are run when they
are first required. Only CommonJS is understood, which is what packages still ship for this.
"""

import json
import re
from pathlib import Path

_REQUIRE = re.compile(r"""\brequire\(\s*(["'])(?P<name>[^"']+)\1\s*\)""")
_LOAD = """const made = [];
function load(number) {
  if (made[number]) return made[number].exports;
  const module = (made[number] = { exports: {} });
  const [run, numbers] = modules[number];
  run.call(module.exports, module, module.exports, (name) => load(numbers[name]));
  return module.exports;
}"""


def bundled(package: Path, name: str) -> str:
    """A script that declares `name`, which is what the package exports."""
    if (entry := _main(package)) is None:
        raise FileNotFoundError(f"{package} has no main module")
    modules: dict[Path, tuple[str, dict[str, Path]]] = {}
    waiting = [entry]
    while waiting:
        path = waiting.pop()
        if path in modules:
            continue
        text = path.read_text()
        names = {found["name"] for found in _REQUIRE.finditer(text)}
        required = {name: found for name in sorted(names) if (found := _resolved(path, name))}
        modules[path] = text, required
        waiting += required.values()
    numbers = {path: number for number, path in enumerate(sorted(modules))}
    parts = ",\n".join(
        f"[function (module, exports, require) {{\n{text}\n}},"
        f" {json.dumps({wanted: numbers[found] for wanted, found in required.items()})}]"
        for _, (text, required) in sorted(modules.items())
    )
    return f"const {name} = (() => {{\nconst modules = [\n{parts}\n];\n{_LOAD}\nreturn load({numbers[entry]})\n}})();"


def _resolved(path: Path, name: str) -> Path | None:
    """The file that a module means by a name; None where only a comment speaks of it."""
    if name.startswith("."):
        return _file(path.parent / name)
    places = (folder / "node_modules" / name for folder in path.parents)
    return next((_main(place) for place in places if place.is_dir()), None)


def _main(package: Path) -> Path | None:
    return _file(package / str(json.loads((package / "package.json").read_text()).get("main", "index.js")))


def _file(plain: Path) -> Path | None:
    forms = (plain, plain.with_name(f"{plain.name}.js"), plain / "index.js")
    return next((form.resolve() for form in forms if form.is_file()), None)
