"""Where a project lives: a folder's path or a place on the web, each written in one way, however it was given."""

import re
from urllib.parse import urlsplit

MOST_CHARACTERS = 1_000
MOST_STEPS = 60

_DRIVE = re.compile(r"[A-Za-z]:(?=[/\\])")
_COPY_FORM = re.compile(r"[\w.-]+@([\w.-]+):(?!/)(.+)")  # git@github.com:ada/tea.git
_PORTS = {"http": 80, "https": 443, "ssh": 22, "git": 9418}
_HOST = re.compile(r"[a-z0-9._-]+|\[[0-9a-f:.]+\]")


def path(text: str) -> str:
    """An absolute path without `.`, `..` and slashes to spare: `/home/ada/tea`, `C:/tea`, `~/tea`.

    Raises ValueError for one that isn't absolute, and for one that leads out of its root.
    """
    drive = text[:2].upper() if _DRIVE.match(text) else ""
    if drive or text.startswith("\\\\"):
        text = text[len(drive) :].replace("\\", "/")
    home = "~" if text == "~" or text.startswith("~/") else ""
    if not home and not text.startswith("/"):
        raise ValueError(f"{text!r} is no absolute path: it begins with neither '/' nor '~/' nor a drive")
    steps = _steps(text.removeprefix(home))
    return (drive + home + "".join(f"/{step}" for step in steps)) or "/"


def origin(text: str) -> str:
    """An origin or a repository's address, the same for all forms in which people give it: without user, password,
    query, usual port and `.git`, and https for what git reaches by ssh.

    Raises ValueError for anything else.
    """
    if found := _COPY_FORM.fullmatch(text):
        text = f"ssh://{found[1]}/{found[2]}"
    _check(text)
    parts = urlsplit(text)
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    if scheme not in _PORTS or not _HOST.fullmatch(host):
        raise ValueError(f"{text!r} is no address: give https://host, https://host/path or git@host:path")
    port = "" if parts.port in (None, _PORTS[scheme]) else f":{parts.port}"
    if scheme in ("ssh", "git") and not port:
        scheme = "https"
    steps = _steps(parts.path)
    if steps:
        steps[-1] = steps[-1].removesuffix(".git") or steps[-1]
    return f"{scheme}://{host}{port}" + "".join(f"/{step}" for step in steps)


def upwards(place: str) -> list[str]:
    """A path or an origin as written here and all that it lies in, itself first."""
    root, sign, rest = place.partition("://")
    fixed = f"{root}{sign}" if sign else ""
    steps = (rest if sign else place).split("/")
    above = [fixed + "/".join(steps[:count]) for count in range(len(steps), 0, -1)]
    return [one or "/" for one in above]


def _steps(text: str) -> list[str]:
    _check(text)
    steps: list[str] = []
    for step in text.split("/"):
        if step == "..":
            if not steps:
                raise ValueError(f"{text!r} leads out of its root")
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    if len(steps) > MOST_STEPS:
        raise ValueError(f"it has more than {MOST_STEPS} steps")
    return steps


def _check(text: str) -> None:
    if not text.isprintable() or len(text) > MOST_CHARACTERS:
        raise ValueError(f"it has at most {MOST_CHARACTERS:,} characters, all of which can be seen")
