"""What a tool would reach for, read from its source without running it. Pure.

It tells what is written there, not what is possible: the sandbox gives a tool nothing that a person hasn't granted.
"""

import ast
import re
from collections.abc import Iterator
from typing import Literal, get_args

from ..schemas.tools import Tool

Power = Literal["code", "network", "files", "commands", "programs", "secrets", "agents", "packages", "server"]
_ORDER: tuple[Power, ...] = get_args(Power)

_MODULES: dict[str, Power] = {
    **dict.fromkeys("requests httpx urllib urllib3 aiohttp socket http ssl smtplib ftplib".split(), "network"),
    **dict.fromkeys("websocket websockets imaplib poplib telnetlib paramiko pycurl xmlrpc".split(), "network"),
    **dict.fromkeys("pathlib shutil tempfile glob fileinput sqlite3 zipfile tarfile".split(), "files"),
    **dict.fromkeys("subprocess pty multiprocessing signal".split(), "commands"),
    **dict.fromkeys("importlib pickle marshal ctypes cffi codeop runpy js pyodide".split(), "programs"),
    **dict.fromkeys("letta letta_client".split(), "agents"),
}  # fmt: skip
_CALLS: dict[str, Power] = {
    "open": "files",
    "os.getenv": "secrets",
    **dict.fromkeys(("eval", "exec", "compile", "__import__", "getattr"), "programs"),
    **dict.fromkeys(("os.system", "os.popen", "os.execv", "os.spawnl", "os.fork"), "commands"),
    **dict.fromkeys(("os.remove", "os.listdir", "os.walk", "os.unlink", "os.makedirs", "os.rename"), "files"),
}
_HARMLESS = {"getattr"}  # with a name that stands there
_ELSEWHERE: list[tuple[str, Power]] = [  # in languages that Python doesn't parse
    (r"\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|axios|sendBeacon)\b", "network"),
    (r"\bimport\s*\(?\s*[\"']https?:|\bnode:https?\b", "network"),
    (r"\b(?:eval|Function)\s*\(|\bimportScripts\b|\bnew Function\b", "programs"),
    (r"\bchild_process\b|\bDeno\.run\b|\bexecSync\b", "commands"),
    (r"\bprocess\.env\b|\bDeno\.env\b", "secrets"),
    (r"\bnode:fs\b|require\([\"']fs|\breadFile|\bwriteFile", "files"),
]  # fmt: skip
_BUILT_IN: dict[str, Power] = {
    "run_code": "code",
    "web_search": "network",
    "fetch_webpage": "network",
    "send_message_to_agent_and_wait_for_reply": "agents",
    "send_message_to_agent_async": "agents",
    "send_message_to_agents_matching_tags": "agents",
    "send_message_to_all_agents_in_group": "agents",
}


def powers(tool: Tool, *, is_built_in: bool) -> list[Power]:
    """What a tool reaches for beyond the agent's own memory."""
    if is_built_in:
        return [_BUILT_IN[tool.name]] if tool.name in _BUILT_IN else []
    found: set[Power] = {"code"} if tool.source_code else set()
    if tool.tool_type == "external_mcp":
        found.add("server")
    if tool.pip_requirements or tool.npm_requirements:
        found.add("packages")
    found |= set(_in_source(tool.source_code or "", tool.source_type or "python"))
    return [power for power in _ORDER if power in found]


def _in_source(source: str, language: str) -> Iterator[Power]:
    if language == "python":
        try:
            yield from _in_python(ast.parse(source))
            return
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            pass  # what Python can't read is looked at as text
    yield from (power for pattern, power in _ELSEWHERE if re.search(pattern, source))
    for name, power in _MODULES.items():
        if re.search(rf"\b(?:import|from)\s+{name}\b", source):
            yield power


def _in_python(tree: ast.AST) -> Iterator[Power]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (
                    _MODULES[top] for name in names if (top := name.name.partition(".")[0]) in _MODULES
                )
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in _MODULES:
                yield _MODULES[module.partition(".")[0]]
            case ast.Call(func=func, args=arguments) if (name := _dotted(func)) in _CALLS:
                if name not in _HARMLESS or not all(isinstance(one, ast.Constant) for one in arguments[1:2]):
                    yield _CALLS[name]
            case ast.Attribute() if _dotted(node) == "os.environ":
                yield "secrets"


def _dotted(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name) if inner := _dotted(value):
            return f"{inner}.{name}"
    return ""
