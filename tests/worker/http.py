"""HTTP as bytes on a socket, for requests that no client would send."""

import socket
from contextlib import suppress
from urllib.parse import urlsplit

from tests.malformed import Wrong

PATIENCE = 30


def exchange(url: str, sent: bytes) -> bytes:
    """All that a server answers before it closes. Whatever it does, it must do it in time."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE) as connection:
        with suppress(OSError):  # a server may answer and close before it has read all of what it refuses
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
        received = b""
        while chunk := connection.recv(65_536):
            received += chunk
        return received


def status_of(url: str, request: Wrong) -> int:
    lines = [
        request.method.encode() + b" " + request.target + b" HTTP/1.1",
        b"host: " + urlsplit(url).netloc.encode(),
    ]
    lines += [name + b": " + value for name, value in request.headers]
    if request.body and not any(name == b"content-length" for name, _ in request.headers):
        lines.append(b"content-length: %d" % len(request.body))
    lines.append(b"connection: close")
    answer = exchange(url, b"\r\n".join([*lines, b"", request.body]))
    return int(answer.split(b" ", 2)[1])
