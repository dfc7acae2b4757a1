"""Runs in Pyodide: streams that flow in, and what is left where it comes from."""

import asyncio
import json
from typing import Any

import js
from pyodide.code import run_js
from pyodide.ffi import JsException

from lettawasm.hosts.inflow import MOST_UNREAD, Inflow

ENOUGH = 500  # turns, in which whatever flows on does
BIG = 16 * 1024  # bytes

# A stream of `count` chunks of `size` bytes, the first one's number in each of them, which ends as it is told.
source = run_js(
    """(count, size, failure) => {
        const told = { pulled: 0, cancelled: null };
        const isCancelled = new Promise((resolve) => (told.tell = resolve));
        const stream = new ReadableStream({
            pull(controller) {
                if (told.pulled < count) controller.enqueue(new Uint8Array(size).fill(told.pulled++));
                else if (failure) controller.error(new TypeError(failure));
                else controller.close();
            },
            cancel(reason) { told.tell(true); },
        });
        return { stream, told, isCancelled };
    }"""
)


def opened(count: int, size: int, failure: str | None = None) -> tuple[Inflow, Any, Any]:
    made, controller = source(count, size, failure), js.AbortController.new()
    return Inflow(made.stream, controller.signal), made, controller


async def turns() -> None:
    for _ in range(ENOUGH):
        await asyncio.sleep(0)


async def read(inflow: Inflow) -> list[bytes]:
    seen = []
    while chunk := await inflow.next():
        seen.append(chunk)
    return seen


async def whole() -> bool:
    inflow, _, _ = opened(256, 3)
    return await read(inflow) == [bytes([number]) * 3 for number in range(256)]


async def without_empty_ones() -> list[bytes]:
    inflow, _, _ = opened(3, 0)
    return await read(inflow)


def is_there(inflow: Inflow) -> bool:
    """Whether its next chunk is to be had without a wait."""
    try:
        inflow.next().send(None)
    except StopIteration:
        return True
    return False


async def at_once() -> int:
    """How many of twenty chunks are there once Python has had turns elsewhere."""
    inflow, _, _ = opened(20, 1)
    await turns()
    return sum(is_there(inflow) for _ in range(20))


async def bounded() -> dict[str, bool]:
    inflow, made, _ = opened(100, BIG)
    await turns()
    pulled = made.told.pulled * BIG
    return {
        "some": pulled > BIG,
        "not all": pulled < MOST_UNREAD + 4 * BIG,
        "then all": len(await read(inflow)) == 100,
    }


async def abandoned(full: bool) -> bool:
    """Whether the source hears that nobody reads on: with much that is unread, or while the next chunk is awaited."""
    inflow, made, controller = opened(100, BIG)
    await turns()
    if not full:
        await inflow.next()
    controller.abort()
    inflow.abandon()
    return bool(await asyncio.wait_for(made.isCancelled, 20))


async def failed() -> list[str]:
    inflow, _, _ = opened(2, 1, "no more")
    seen = []
    try:
        while chunk := await inflow.next():
            seen.append(chunk.hex())
    except JsException as error:
        seen.append(f"{error.name}: {error.message}")
    return seen


async def main() -> None:
    told = {
        "whole": await whole(),
        "without empty ones": await without_empty_ones(),
        "at once": await at_once(),
        "bounded": await bounded(),
        "abandoned": [await abandoned(True), await abandoned(False)],
        "failed": await failed(),
    }
    print(json.dumps(told))


main()  # what runs this awaits its last value
