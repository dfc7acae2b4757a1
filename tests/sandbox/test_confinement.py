"""The walls around the sandbox's Node, each by itself: what Node is started with, and what the kernel refuses. Then
what is said where a sandbox can't be had.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from lettawasm.api import create_app
from lettawasm.hosts import confine
from lettawasm.hosts.node_program import _PROGRAM, PLACE, Program, _node
from lettawasm.hosts.node_sandbox import NodeSandbox
from lettawasm.ports import Job
from lettawasm.testing import ScriptedProvider, host

CONFINE = [sys.executable, "-I", "-S", confine.__file__]


def status(*command: str) -> dict[str, str]:
    """What the kernel says of a process that has become `command`, by its names for it."""
    told = subprocess.run([*command, "/bin/cat", "/proc/self/status"], capture_output=True, text=True)
    return {
        name: value.strip() for name, _, value in (line.partition(":") for line in told.stdout.splitlines())
    }


def lack() -> str:
    """Why the kernel can't refuse anything here; empty where it can."""
    if sys.platform != "linux":
        return "only Linux refuses calls of the kernel"
    if os.uname().machine not in confine.CALLS:
        return f"the calls of {os.uname().machine} aren't known"
    return "" if "Seccomp" in status() else "this kernel was built without seccomp"


on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux confines")
filtered = pytest.mark.skipif(bool(lack()), reason=lack() or "it can")

# Each is tried in a script of its own and tells a word where it gets through; by whom it is refused, and how.
KERNEL, NODE = "EPERM", "ERR_ACCESS_DENIED"
TRIED_IN_NODE = {
    "a socket": (
        "require('node:net').connect(PORT, '127.0.0.1').on('connect', () => tell('x')).on('error', refused)",
        KERNEL,
    ),
    "a datagram": (
        """const socket = require("node:dgram").createSocket("udp4").on("error", refused);
        socket.send("x", PORT, "127.0.0.1", (error) => (error ? refused(error) : tell("sent")))""",
        KERNEL,
    ),
    "a server": (
        "require('node:net').createServer().on('error', refused).listen(0, () => tell('x'))",
        KERNEL,
    ),
    "a signal to the parent": ("tell(process.kill(process.ppid, 0))", KERNEL),
    "a file outside": ("tell(require('node:fs').readFileSync(FILE, 'utf8'))", NODE),
    "a file to write": ("tell(require('node:fs').writeFileSync(FILE, 'x'))", NODE),
    "the parent's environment": (
        "tell(require('node:fs').readFileSync(`/proc/${process.ppid}/environ`))",
        NODE,
    ),
    "a child process": ("tell(require('node:child_process').execFileSync('/bin/echo'))", NODE),
    "a thread": ("new (require('node:worker_threads').Worker)('1', { eval: true }); tell('x')", NODE),
    "an inspector": ("tell(require('node:inspector').open(0))", NODE),
    "native code": ("tell(process.dlopen({ exports: {} }, FILE))", "ERR_DLOPEN_DISABLED"),
    "code made of text": ("tell(eval('1 + 1'))", "EvalError"),
}
WORDS = """
const end = (said) => { console.log(JSON.stringify(said)); process.exit(); };
const tell = (got) => end({ got });
const refused = (error) => end({ refused: error.code ?? error.name });
process.on("uncaughtException", refused);
"""


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A cell's program where Pyodide would lie, had anything of ours to be run."""
    return Program(_node(), tmp_path / "pyodide", tmp_path / "memory")


async def under_walls(program: Program, script: str) -> Any:
    """What a script says at the place of ours, started as a cell is."""
    command = program._command()
    walls = command[: command.index(str(_PROGRAM))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Program, "_command", lambda _: [*walls, "-e", f"{WORDS}\n{script}"])
        process = await program.start()
    said, _ = await process.communicate()
    return json.loads(said)


@pytest.mark.parametrize(
    "what",
    [pytest.param(what, marks=filtered if by == KERNEL else ()) for what, (_, by) in TRIED_IN_NODE.items()],
)
async def test_nothing_goes_through_the_walls_around_node(
    program: Program, tmp_path: Path, what: str
) -> None:
    heard: list[str] = []
    server = await asyncio.start_server(lambda *_: heard.append(what), "127.0.0.1", 0)
    file = tmp_path / "outside"
    file.write_text("a canary")
    known = f"const PORT = {server.sockets[0].getsockname()[1]}, FILE = {str(file)!r};"
    script, by = TRIED_IN_NODE[what]
    assert await under_walls(program, f"{known}\n{script}") == {"refused": by}
    assert (heard, file.read_text()) == ([], "a canary")
    server.close()


async def test_nothing_of_the_environment_goes_in(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANARY", "of the environment")
    seen = await under_walls(program, "tell(Object.keys(process.env))")
    assert set(seen["got"]) <= {"LC_CTYPE"}  # Python's own, where there is no locale


@on_linux
async def test_the_walls_alone_refuse_nothing_that_a_cell_needs(program: Program) -> None:
    script = "setTimeout(() => crypto.subtle.digest('SHA-256', new Uint8Array(1)).then(() => tell(1 + 1)))"
    assert await under_walls(program, script) == {"got": 2}


IN_PYTHON = {
    "a socket": "socket.socket()",
    "a socket of this machine": "socket.socket(socket.AF_UNIX)",
    "a signal": "os.kill(os.getppid(), 0)",
    "a signal to a thread": "signal.pthread_kill(threading.get_ident(), 0)",
    "a signal with a word": """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
if libc.sigqueue(os.getppid(), 0, 0):
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))""",
    "a handle on a process": "os.pidfd_open(os.getppid())",
    "a bound of its own": "resource.prlimit(os.getpid(), resource.RLIMIT_CORE, (0, 0))",
    "a bound of another's": "resource.prlimit(os.getppid(), resource.RLIMIT_CORE, (0, 0))",
}


@filtered
@pytest.mark.parametrize("what", IN_PYTHON)
def test_the_kernel_refuses_a_confined_process(what: str) -> None:
    said = python_under(CONFINE, f"import os, resource, signal, socket, threading\n{IN_PYTHON[what]}")
    assert said.stderr.splitlines()[-1:] == ["PermissionError: [Errno 1] Operation not permitted"]


LIMITS = "import resource as r; print(*r.getrlimit(r.RLIMIT_DATA), *r.getrlimit(r.RLIMIT_CORE))"


@on_linux
def test_a_confined_process_gets_no_new_privileges_and_a_bounded_memory() -> None:
    assert python_under(CONFINE, LIMITS).stdout == f"{confine.MOST_DATA} {confine.MOST_DATA} 0 0\n"
    assert status(*CONFINE)["NoNewPrivs"] == "1"


@on_linux
def test_a_bound_that_is_there_already_stays() -> None:
    begun = [*CONFINE, sys.executable, "-c", LIMITS]
    lower = f"import os, resource as r\nr.setrlimit(r.RLIMIT_DATA, (2**30, 2**30))\nos.execv({begun[0]!r}, {begun})"
    assert python_under([], lower).stdout == f"{2**30} {2**30} 0 0\n"


@on_linux
def test_a_confined_process_ends_with_who_started_it() -> None:
    """The child of a parent that is killed says nothing more: the pipe that both had open is at its end."""
    child = [*CONFINE, "/bin/sh", "-c", "echo $$; exec tail -f /dev/null"]
    waiting = f"import subprocess; subprocess.run({child})"
    parent = subprocess.Popen([sys.executable, "-c", waiting], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    child_id = int(parent.stdout.readline())
    parent.kill()
    try:
        assert parent.communicate(timeout=60) == ("", None)
    except subprocess.TimeoutExpired:
        os.kill(child_id, signal.SIGKILL)
        raise


UNCONFINED = f"""
import sys
sys.path.insert(0, {str(Path(confine.__file__).parent)!r})
import confine
confine._program = lambda *_: bytes(8)  # that is no filter, as the kernel sees
confine.main(["/bin/echo", "ran"])
"""


@filtered
async def test_what_can_not_be_confined_is_not_run_and_says_why(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = python_under([], UNCONFINED)
    problem = "Custom tools can't be confined on this machine, so none is run: [Errno 22] prctl 22: Invalid argument"
    assert (said.returncode, json.loads(said.stdout)) == (71, {"problem": problem})
    monkeypatch.setattr(Program, "here", classmethod(lambda _: program))
    monkeypatch.setattr(Program, "_command", lambda _: [sys.executable, "-c", UNCONFINED])
    sandbox = NodeSandbox()
    async with asyncio.timeout(60):
        ran = await sandbox.run(Job("python", "1", "", {}), unreachable)
    await sandbox.aclose()
    assert ran.problem == problem


async def unreachable(request: object) -> Any:
    raise AssertionError(f"nothing was to be asked: {request}")


def python_under(walls: list[str], script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*walls, sys.executable, "-c", script], capture_output=True, text=True)


NO_NODE = "Custom tools need Node 20 or newer, and there is none on this machine."
OLD_NODE = "Custom tools need Node 20 or newer, and this is v18.19.0."
NO_PYODIDE = "Custom tools run in Pyodide, and it isn't here: npm install pyodide@314.0.6 in the folder"


@pytest.mark.parametrize(
    ("version", "problem"), [(None, NO_NODE), ("v18.19.0", OLD_NODE), ("v24.1.0", NO_PYODIDE)]
)
async def test_what_is_missing_is_named_and_nothing_is_changed(
    version: str | None, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("bin", "pyodide", "caches"):
        (tmp_path / name).mkdir()
    if version:
        node = tmp_path / "bin" / "node"
        node.write_text(f"#!/bin/sh\necho {version}\n")
        node.chmod(0o755)
    if problem == OLD_NODE:
        (tmp_path / "pyodide" / "pyodide.asm.wasm").touch()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv(PLACE, str(tmp_path / "pyodide"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    async with notes() as (http, agent, sandbox):
        before = (await http.get(f"/v1/agents/{agent}/core-memory/blocks")).json()
        answer = await http.post(f"/v1/agents/{agent}/tools/note/run", json={"args": {"text": "new"}})
        ran = answer.json()
        assert (answer.status_code, ran["status"], ran["func_return"]) == (200, "error", None)
        assert problem in ran["stderr"][0]
        assert (await http.get(f"/v1/agents/{agent}/core-memory/blocks")).json() == before
        assert list((tmp_path / "caches").iterdir()) == []
        await sandbox.aclose()


NOTE = """
def note(text: str, agent_state: "AgentState") -> None:
    '''Writes a note about the person.'''
    agent_state.memory.update_block_value(label="human", value=text)
"""


@asynccontextmanager
async def notes() -> AsyncIterator[tuple[httpx.AsyncClient, str, NodeSandbox]]:
    """A space with the sandbox of CPython, and the id of an agent whose tool writes into its memory."""
    sandbox = NodeSandbox()
    transport = httpx.ASGITransport(create_app(host(provider=ScriptedProvider(), sandbox=sandbox)))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        tool = (await http.post("/v1/tools", json={"source_code": NOTE})).json()
        block = {"label": "human", "value": "old"}
        made = {"model": "scripted/model", "tool_ids": [tool["id"]], "memory_blocks": [block]}
        yield http, (await http.post("/v1/agents", json=made)).json()["id"], sandbox
