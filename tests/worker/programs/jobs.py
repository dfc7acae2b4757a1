"""An entry.py whose space runs the jobs it is sent, and sends what they ask for to nobody but `http://granted/`."""

import json
from dataclasses import asdict

from workers import DurableObject, Response, WorkerEntrypoint

from lettawasm.hosts.durable.bindings import Bindings
from lettawasm.hosts.durable.isolates import sandbox_of
from lettawasm.ports import HttpResponse, Job, TransportError


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        name = request.url.rpartition("/")[2]
        return await self.env.SPACES.getByName(name).fetch(request.js_object)


class Space(DurableObject):
    def __init__(self, ctx, env):
        super().__init__(ctx, env)
        self.sandbox = sandbox_of(Bindings(env), str(ctx._ctx.id))

    async def fetch(self, request):
        ran = await self.sandbox.run(Job(**json.loads(await request.text())), reach)
        return Response.json(asdict(ran))


class Directory(DurableObject):
    pass


async def reach(request):
    if request.url != "http://granted/":
        raise TransportError("refused", "this was not granted")

    async def chunks():
        yield b"granted"

    async def aclose():
        pass

    return HttpResponse(200, {"x-granted": "yes"}, chunks(), aclose)
