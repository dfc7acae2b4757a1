"""The worker: a first one, that only says it is there."""

from workers import DurableObject, Response, WorkerEntrypoint


class Default(WorkerEntrypoint):
    """The gateway: answers health itself, and hands everything else to who it belongs to."""

    async def fetch(self, request):
        path = request.url.split("/", 3)[3]
        if path == "v1/health/":
            return Response.json({"status": "ok"})
        if path.startswith("v1/"):
            return await self.env.SPACES.getByName("home").fetch(request)
        return await self.env.ASSETS.fetch(request)


class Space(DurableObject):
    """One space."""

    async def fetch(self, request):
        sql = self.ctx._ctx.storage.sql
        sql.exec("CREATE TABLE IF NOT EXISTS visits (at TEXT)")
        sql.exec("INSERT INTO visits VALUES ('now')")
        [[count]] = sql.exec("SELECT count(*) FROM visits").raw().toArray().to_py()
        return Response.json({"visits": count})

    async def double(self, value):
        return {"twice": value * 2}


class Directory(DurableObject):
    """The list of spaces."""
