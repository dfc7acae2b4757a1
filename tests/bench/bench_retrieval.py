"""How often search finds what answers a question: with words alone, with the table that ships, and with MiniLM.

Downloads MiniLM (83 MB) when it runs for the first time.
"""

import asyncio

from tests.retrieval.evaluate import MINILM, SHIPPED, Quality, minilm, places
from tests.retrieval.sets import present

WAYS = {"words alone": None, "with the table that ships": SHIPPED, "with MiniLM": MINILM}


def main() -> list[Quality]:
    with minilm() as url:
        return asyncio.run(measured(url))


async def measured(url: str) -> list[Quality]:
    return [
        Quality(asked, {way: await places(asked, embedder, url) for way, embedder in WAYS.items()})
        for asked in present()
    ]
