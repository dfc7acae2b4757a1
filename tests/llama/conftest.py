"""A real llama.cpp with a tiny model, for those who compiled it: `python build.py llama-server`, once."""

import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

import build
from tests.tiny_gguf import tiny_gguf

WINDOW = 2_048  # tokens
PATIENCE = 60.0  # seconds for a start, which takes half of one

Start = Callable[..., str]


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Starts a server with more options, and tells where its API is."""
    if not build.LLAMA_SERVER.exists():
        pytest.skip(
            "llama-server is not there; `python build.py llama-server` compiles it, and then this runs"
        )
    model = tmp_path_factory.mktemp("llama") / "tiny.gguf"
    model.write_bytes(tiny_gguf())
    running: list[subprocess.Popen[bytes]] = []

    def begin(*options: str) -> str:
        port = free_port()
        running.append(launched(model, port, options))
        url = f"http://127.0.0.1:{port}"
        await_health(url, running[-1])
        return f"{url}/v1"

    yield begin
    for process in running:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def url(start: Start) -> str:
    return start("-c", str(WINDOW))


@pytest.fixture(scope="session")
def talkative(start: Start) -> str:
    """One whose model never ends by itself, for left alone it says two words."""
    return start("-c", str(WINDOW), "--ignore-eos")


def launched(model: Path, port: int, options: tuple[str, ...]) -> subprocess.Popen[bytes]:
    command = [
        build.LLAMA_SERVER,
        "-m",
        model,
        "--port",
        str(port),
        "-np",
        "1",
        "--seed",
        "3",
        "--jinja",
        *options,
    ]
    return subprocess.Popen([*map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def await_health(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, "llama-server ended"
        try:
            if httpx.get(f"{url}/health").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    pytest.fail("llama-server did not start")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
