"""The worker, whose spaces tell under /v1/rows how many rows they have written, as Cloudflare counts them."""

from whole_entry import Default, Directory  # noqa: F401
from whole_entry import Space as WholeSpace
from workers import Response

from lettawasm.hosts.durable.driver import DurableDriver


class Counted:
    """`ctx.storage.sql`, and what was written through it."""

    written = 0

    def __init__(self, sql):
        self._sql = sql

    def exec(self, *asked):
        return CountedCursor(self._sql.exec(*asked))


class CountedCursor:
    def __init__(self, cursor):
        self._cursor, self.columnNames = cursor, cursor.columnNames

    def raw(self):
        return self

    def toArray(self):  # noqa: N802 - JavaScript names it
        found = self._cursor.raw().toArray()
        Counted.written += self._cursor.rowsWritten
        return found


class Space(WholeSpace):
    async def fetch(self, request):
        if request.url.endswith("/v1/rows"):
            return Response.json(Counted.written)
        return await super().fetch(request)


def counted(opened):
    def open_counted(self, ctx):
        opened(self, ctx)
        self._sql = Counted(self._sql)

    return open_counted


DurableDriver.__init__ = counted(DurableDriver.__init__)
