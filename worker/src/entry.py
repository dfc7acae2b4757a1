"""The worker, on Cloudflare and in workerd: a gateway, an object for each space, and one that lists them."""

from functools import cached_property

from workers import DurableObject, WorkerEntrypoint

from lettawasm.hosts.durable.directory import DirectoryObject
from lettawasm.hosts.durable.gateway import Gateway
from lettawasm.hosts.durable.space import SpaceObject


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        return await Gateway(self.env).fetch(request)


class Space(DurableObject):
    @cached_property
    def _own(self):
        return SpaceObject(self.ctx, self.env)

    async def fetch(self, request):
        return await self._own.fetch(request)

    async def alarm(self, *_info):
        await self._own.alarm()

    async def wipe(self):
        await self._own.wipe()


class Directory(DurableObject):
    @cached_property
    def _own(self):
        return DirectoryObject(self.ctx, self.env)

    async def fetch(self, request):
        return await self._own.fetch(request)
