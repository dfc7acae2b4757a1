"""The console: what a person types is run here, in the page, beside a small client of the page's agents."""

import json
import linecache
import pprint
import traceback
from contextlib import redirect_stderr, redirect_stdout
from itertools import count

from pyodide.code import eval_code_async
from pyodide.ffi import JsException, create_proxy
from pyscript import window


class Letta:
    """The API of the agents in this browser. Paths are Letta's, bodies and answers are JSON's values."""

    async def get(self, path):
        return await self._ask("GET", path)

    async def post(self, path, body=None):
        return await self._ask("POST", path, body)

    async def put(self, path, body=None):
        return await self._ask("PUT", path, body)

    async def patch(self, path, body=None):
        return await self._ask("PATCH", path, body)

    async def delete(self, path):
        return await self._ask("DELETE", path)

    async def agents(self):
        """All agents: their ids by their names."""
        return {agent["name"]: agent["id"] for agent in await self.get("/v1/agents/?limit=1000")}

    async def say(self, agent_id, text):
        """Say something to an agent; returns what it answers."""
        body = {"messages": [{"role": "user", "content": text}]}
        answer = await self.post(f"/v1/agents/{agent_id}/messages", body)
        said = [m["content"] for m in answer["messages"] if m["message_type"] == "assistant_message"]
        return "\n".join(said)

    async def _ask(self, method, path, body=None):
        text = None if body is None else json.dumps(body)
        try:
            return json.loads(await window.workbench.ask(method, path, text))
        except JsException as error:
            raise RuntimeError(error.message) from None


class Out:
    """A file that shows what is written to it."""

    def __init__(self, kind):
        self._kind = kind

    def write(self, text):
        window.workbench.show(self._kind, text)
        return len(text)

    def flush(self):
        """Nothing is held back."""


HERE = Letta.get.__code__.co_filename
names = {"__name__": "__console__", "letta": Letta()}
numbers = count(1)


async def run(source):
    """Run what was typed, and show what it printed, its value, or what went wrong."""
    name = f"<console-{next(numbers)}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    try:
        with redirect_stdout(Out("out")), redirect_stderr(Out("err")):
            value = await eval_code_async(source, names, filename=name)
    except BaseException as error:  # whatever it is, it was the person's own
        window.workbench.show("err", told(error, name))
    else:
        if value is not None:
            names["_"] = value
            window.workbench.show("value", pprint.pformat(value, width=80, sort_dicts=False))


def told(error, name):
    """The traceback, from where the person's own lines begin, without any of this file's."""
    shown = traceback.TracebackException.from_exception(error)
    files = [frame.filename for frame in shown.stack]
    first = files.index(name) if name in files else len(files)
    shown.stack[:] = [frame for frame in shown.stack[first:] if frame.filename != HERE]
    return "".join(shown.format())


window.workbench.ready(create_proxy(run))
