"""What a person's own server keeps beside its data: the admin secret, and a first token for a first space.

Both are files for their owner's eyes. They are made once; deleting one makes another at the next start.
"""

from __future__ import annotations

import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .config import write_private

SECRET = "LETTAWASM_ADMIN_SECRET"
SPACE = "home"


class Refused(Exception):
    """A server's answer, when it says no."""

    def __init__(self, status: int, answer: str) -> None:
        super().__init__(f"The server refused ({status}): {answer}")
        self.status = status


class Account:
    """A folder of one server's data, and the environment that its workerd gets."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.environment = {SECRET: self._admin_secret(), **environment}

    def token(self, url: str) -> str:
        """A full token for the space `home`, which the server at `url` makes if there is none yet."""
        path = self.folder / "token"
        if not path.exists():
            create_space(url, self.environment[SECRET], SPACE)
            write_private(path, create_token(url, self.environment[SECRET], SPACE)["token"])
        return path.read_text()

    def _admin_secret(self) -> str:
        path = self.folder / "admin_secret"
        if not path.exists():
            write_private(path, secrets.token_urlsafe(32))
        return path.read_text()


def create_space(url: str, secret: str, name: str) -> None:
    """Have a space of that name. One that is there stays as it is."""
    try:
        ask(f"{url}/admin/spaces", secret, {"name": name})
    except Refused as refused:
        if refused.status != 409:
            raise


def create_token(url: str, secret: str, space: str, **fields: Any) -> Any:
    """The new token as the server describes it; its text, told this once, is its `token`."""
    return ask(f"{url}/admin/spaces/{space}/tokens", secret, {"scope": "full", **fields})


def ask(url: str, secret: str, body: Any) -> Any:
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise Refused(error.code, error.read().decode(errors="replace")) from None
