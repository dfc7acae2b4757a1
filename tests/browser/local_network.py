"""Runs in Pyodide, in a page that came by https: what it may ask of servers around it, and what it knows of that."""

import json

from pyodide.code import run_js

from lettawasm.hosts import late_zip
from lettawasm.hosts.fetch_transport import FetchTransport, from_page
from lettawasm.ports import HttpRequest, TransportError


async def status(url: str) -> int | str:
    try:
        response = await FetchTransport(from_page).send(HttpRequest("GET", url, {}, None, 20.0))
    except TransportError as error:
        return error.kind
    await response.aclose()
    return response.status


async def main(*urls: str) -> str:
    late_zip.install()
    from lettawasm.hosts.page_surroundings import PageSurroundings

    around = PageSurroundings(await run_js("import(new URL('engines/surroundings.js', location.href))"))
    told = {
        "permissions": [await around.local_network(at_loopback) for at_loopback in (False, True)],
        "statuses": [await status(url) for url in urls],
        "answers": [await around.answers(url) for url in urls],
    }
    return json.dumps(told)
