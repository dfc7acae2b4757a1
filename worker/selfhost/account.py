"""What a person's own server keeps beside its data: the admin secret, and a first token for a first space.

Both are files for their owner's eyes. They are made once; deleting one makes another at the next start.
"""

from __future__ import annotations

import json
import os
import secrets
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

SPACE = "home"


def admin_secret(folder: Path) -> str:
    path = folder / "admin_secret"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(32))
    return path.read_text()


def first_token(folder: Path, url: str, secret: str) -> str:
    """A full token for the space `home`."""
    path = folder / "token"
    if not path.exists():
        create_space(url, secret, SPACE)
        write_private(path, create_token(url, secret, SPACE)["token"])
    return path.read_text()


def create_space(url: str, secret: str, name: str) -> None:
    """Have a space of that name. One that is there stays as it is."""
    try:
        ask(f"{url}/admin/spaces", secret, {"name": name})
    except urllib.error.HTTPError as error:
        if error.code != 409:
            raise


def create_token(url: str, secret: str, space: str, **fields: Any) -> Any:
    """The new token as the server describes it; its text, told this once, is its `token`."""
    return ask(f"{url}/admin/spaces/{space}/tokens", secret, {"scope": "full", **fields})


def ask(url: str, secret: str, body: Any) -> Any:
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def write_private(path: Path, text: str) -> None:
    """Write a new file whole, or not at all, that its owner alone can read."""
    partial = path.with_name(path.name + ".partial")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    partial.replace(path)
