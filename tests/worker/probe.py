"""An entry.py that tries what a Worker may do: each path is one question to the host that runs it."""

import asyncio
import random
import time

import anyio.to_thread
import workers
from workers import DurableObject, Response, WorkerEntrypoint, patch_env

TIME_AT_IMPORT = time.time()
try:
    RANDOM_AT_IMPORT = str(random.random())
except RuntimeError as error:
    RANDOM_AT_IMPORT = str(error)


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        name = request.url.rpartition("/")[2]
        return Response.json(await getattr(self, f"answer_{name}")())

    @property
    def space(self):
        return self.env.SPACES.getByName("probe")

    async def answer_import(self):
        return {"time": TIME_AT_IMPORT, "random": RANDOM_AT_IMPORT}

    async def answer_random(self):
        return [random.random(), random.randbytes(8).hex()]

    async def answer_rpc(self):
        return await self.space.twice({"list": [1, None, "x", True]})

    async def answer_wait(self):
        async def later():
            await asyncio.sleep(0.05)
            await self.space.note("what was waited for")

        self.ctx.waitUntil(later())
        return []

    async def answer_alarm(self):
        return await self.space.wake()

    async def answer_notes(self):
        return await self.space.notes()

    async def answer_env(self):
        return [self.env.LETTAWASM_ADMIN_SECRET, hasattr(self.env, "ABSENT")]

    async def answer_patched(self):
        with patch_env(NEW="new"):
            during = workers.env.NEW
        return [during, hasattr(workers.env, "NEW")]

    async def answer_thread(self):
        return await anyio.to_thread.run_sync(lambda: "no thread")

    async def answer_private(self):
        try:
            await self.space._secret()
        except Exception as error:
            return type(error).__name__

    async def answer_failure(self):
        raise ValueError("as asked")


class Space(DurableObject):
    def __init__(self, ctx, env):
        super().__init__(ctx, env)
        self.sql = ctx._ctx.storage.sql
        self.sql.exec("CREATE TABLE IF NOT EXISTS notes (text TEXT)")

    async def twice(self, value):
        return {"list": value["list"] * 2}

    async def wake(self):
        await self.ctx.storage.setAlarm(int(time.time() * 1000))

    async def alarm(self, info):
        self.note("an alarm")

    def note(self, text):
        self.sql.exec("INSERT INTO notes VALUES (?)", text)

    def notes(self):
        return [text for [text] in self.sql.exec("SELECT text FROM notes").raw().toArray().to_py()]

    def _secret(self):
        return "never to be told"


class Directory(DurableObject):
    pass
