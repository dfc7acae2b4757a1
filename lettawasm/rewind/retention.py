"""How much of the past is kept: all of it, unless somebody says otherwise. The chain stays whole: where the old
versions were, their last digest is remembered, and the first one that is left is kept whole.
"""

import json
from datetime import datetime, timedelta

from ..clock import iso
from ..schemas.versions import Retention
from ..store import Store
from ..store.versions import Chain
from ..versions.states import to_text


def kept(store: Store) -> Retention:
    rows = store.driver.execute("SELECT value FROM memory_settings WHERE name = 'retention'")
    return Retention.model_validate(json.loads(rows[0]["value"])) if rows else Retention()


def keep(store: Store, wanted: Retention) -> int:
    """Keep only so much from now on. Returns how many versions went. Call it in a transaction."""
    store.driver.execute(
        "INSERT INTO memory_settings (name, value) VALUES ('retention', ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [to_text(wanted.model_dump())],
    )
    return apply(store)


def apply(store: Store) -> int:
    """Drop what needn't be kept, now and as chains grow. Returns how many versions went now."""
    wanted = kept(store)
    most = wanted.most_versions
    slack = most // 4 + 1 if most else 0  # so that a chain isn't shortened at every edit

    def grown(chain: Chain) -> None:
        if most and chain.number > most and chain.number % slack == 0:
            store.sources.drop_before(chain, chain.number - most + 1)

    store.versions.grown = grown
    return _shorten(store, wanted)


def _shorten(store: Store, wanted: Retention) -> int:
    """Drop what needn't be kept. An object's newest version always is."""
    if wanted.most_versions is None and wanted.most_days is None:
        return 0
    oldest = _oldest(store, wanted)
    rows = store.driver.execute(
        "SELECT object_id, count(*) AS n, max(number) AS newest, sum(created_at < ?) AS old FROM versions"
        " JOIN chains ON chains.seq = chain GROUP BY chain HAVING n > 1 AND (n > ? OR old > 0)",
        [oldest, wanted.most_versions or 2**31],
    )
    gone = 0
    for row in rows:
        surplus = max(row["old"], row["n"] - (wanted.most_versions or row["n"]))
        first = row["newest"] - row["n"] + 1 + min(surplus, row["n"] - 1)
        gone += store.sources.drop_before(store.versions.must_have(row["object_id"]), first)
    return gone


def _oldest(store: Store, wanted: Retention) -> str:
    if wanted.most_days is None:
        return ""
    return iso(datetime.fromisoformat(store.clock.now()) - timedelta(days=wanted.most_days))
