"""The modules that a page of the site imports, however deep, so that a browser fetches them all at once."""

import re
from pathlib import Path, PurePosixPath

PLACE = "    <!-- what the modules above import -->\n"
_SCRIPT = re.compile(r'<script type="module"[^>]* src="([^"]+)"')
_IMPORT = re.compile(r'^(?:import|export) (?:[^;"]*? from )?"(\.[^"]+)";', re.MULTILINE)


def with_preloads(page: str, files: dict[str, bytes]) -> str:
    """The page, with a link for each of these modules at its place. `files` by their names beside the page."""
    entries = _SCRIPT.findall(page)
    found = dict.fromkeys(entries)
    for name in list(entries):
        _follow(name, files, found)
    links = [f'    <link rel="modulepreload" href="{name}" />\n' for name in found if name not in entries]
    return page.replace(PLACE, "".join(links))


def _follow(name: str, files: dict[str, bytes], found: dict[str, None]) -> None:
    for address in _IMPORT.findall(files[name].decode()):
        imported = _joined(PurePosixPath(name).parent, address)
        if imported not in found:
            found[imported] = None
            _follow(imported, files, found)


def _joined(folder: PurePosixPath, address: str) -> str:
    parts: list[str] = list(folder.parts)
    for part in Path(address).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)
