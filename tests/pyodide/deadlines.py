"""Runs in Pyodide: waits for things with deadlines that are far, and reports which timers are left."""

import asyncio
import json

from js import process

from lettawasm.hosts import timers

timers.install()
told = []


def pending() -> int:
    return sum(kind == "Timeout" for kind in process.getActiveResourcesInfo())


async def wait() -> None:
    async with asyncio.timeout(3_600):
        await asyncio.sleep(0)
    await asyncio.wait_for(asyncio.sleep(0.01), 3_600)
    asyncio.get_running_loop().call_later(1.0, told.append, "due")
    asyncio.get_running_loop().call_later(1.0, told.append, "cancelled").cancel()
    await asyncio.sleep(1.1)


async def late() -> bool:
    try:
        async with asyncio.timeout(1.0):
            await asyncio.sleep(3_600)
    except TimeoutError:
        return True
    return False


async def main() -> None:
    before = pending()
    await wait()
    is_late = await late()
    print(json.dumps({"more_pending": pending() > before, "told": told, "is_late": is_late}))


main()  # what runs this awaits its last value
