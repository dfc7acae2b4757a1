"""The policy of the frame that holds the sandbox names the one script that may run in it without being a file."""

import base64
import hashlib

import build

FRAME = build.WEB / "site" / "sandbox"


def test_the_frame_allows_the_script_of_its_inner_documents() -> None:
    digest = hashlib.sha256((FRAME / "inner.js").read_bytes()).digest()
    assert f"'sha256-{base64.b64encode(digest).decode()}'" in (FRAME / "frame.html").read_text()
