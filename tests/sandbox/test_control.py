"""What gets nowhere in the sandbox of CPython does get out where there is none; else it would prove little. For a tab,
and for what only browsers have, see tests/browser/test_escapes.py.
"""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import lettawasm.sandbox
from lettawasm.hosts.node_program import _node
from tests.sandbox import escapes

INSIDE = Path(lettawasm.sandbox.__file__).parent
RUN = f"""
import asyncio, json, sys
sys.path.insert(0, {str(INSIDE)!r})
from inside import runner
print(asyncio.run(runner.run(sys.stdin.read())))
"""
JOB = {"language": "python", "function": "", "arguments": {}, "agent_state": None, "wheels": {}, "hosts": []}

# What needs Pyodide or a browser, what ends or doubles its process, and what even a bare machine refuses.
OF_PYODIDE = {
    *("pyodide.http", "js.XMLHttpRequest", "a package of the network", "the host's files through Node"),
    *("the browser's files", "what others left in memory", "objects of JavaScript that lie about"),
    *("Pyodide's insides", "a signal to others", "another address space", "os.execv", "os.fork"),
}
OF_NODE = {
    *("import of Node", "process", "require", "Function of a function of the host's", "what import throws"),
    *("what a name that is none throws", "what a full stack throws", "an inspection"),
}


async def test_python_gets_out_where_there_is_no_sandbox() -> None:
    heard: list[bytes] = []

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readline())
        writer.write(b"HTTP/1.0 200 OK\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(hear, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    names = escapes.PYTHON.keys() - OF_PYODIDE
    source = escapes.python(f"http://{host}:{port}/", host, port, "a canary", names)
    job = {**JOB, "source": source, "env": {"CANARY": "yes"}, "output_limit": 100_000}
    said = await said_by([sys.executable, "-c", RUN], json.dumps(job))
    how = json.loads(said)
    assert (how["problem"], how["value"]) == (None, dict.fromkeys(names, True))
    assert len(heard) >= 3  # by a socket, urllib and http.client
    server.close()


async def test_javascript_gets_out_where_there_is_no_sandbox() -> None:
    source = escapes.javascript("http://127.0.0.1:1/", "changes", names=OF_NODE)
    told = "eval(SOURCE).then((out) => console.log(JSON.stringify(out)))".replace(
        "SOURCE", json.dumps(source)
    )
    alone = "globalThis.self = globalThis; process.on('unhandledRejection', () => {});"
    said = await said_by([_node(), "-e", f"{alone} {told}"])
    assert json.loads(said) == dict.fromkeys(OF_NODE, True)


async def said_by(command: list[str], text: str = "") -> str:
    """The last line that a process says."""
    process = await asyncio.create_subprocess_exec(
        *command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    said, _ = await asyncio.wait_for(process.communicate(text.encode()), 60)
    return said.decode().splitlines()[-1]
