"""Which rows of a table have what a query looks for: by words in its index `{table}_fts`, by letters in
`{table}_letters`. How many rows are weighed is bounded, whatever is asked of however large a table.
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..ports import Driver
from ..search import Terms, any_of
from .table import Where

MOST_WEIGHED = 5_000  # rows for the words of a query
MOST_FOR_A_PAIR = 2_000  # more rows than these, and a pair of letters tells too little
Scored = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Source:
    """A table that can be searched, its columns for texts and times, and what puts it in the order of time. `said` is
    all that its index of words has of a row.
    """

    driver: Driver
    table: str
    text: str = "text"
    time: str = "created_at"
    order: str = "seq"
    said: str = "text"

    def by_terms(self, wanted: Terms, where: Where, limit: int) -> Scored:
        """Rows with some of the words, then those with some of the pairs alone."""
        found = [*self.by_words(wanted.words, where, limit), *self.by_letters(wanted.pairs, where, limit)]
        return list({seq: (seq, score) for seq, score in reversed(found)}.values())[::-1][:limit]

    def by_words(self, words: Sequence[str], where: Where, limit: int) -> Scored:
        """Rows with some of the words, by BM25, the best first, of equals the newest. Words that stand in very many
        rows count only where the others find too little.
        """
        rare = self._rare(words)
        found = self._matching(rare, where, limit)
        if len(found) < limit and len(rare) < len(words):
            known = {seq for seq, _ in found}
            found += [hit for hit in self._matching(words, where, limit) if hit[0] not in known]
        return found[:limit]

    def by_letters(self, pairs: Sequence[str], where: Where, limit: int) -> Scored:
        """Rows with some of the pairs, those with the most and the rarest first, of equals the newest."""
        telling = [rows for pair in pairs if (rows := self._with_pair(pair)) is not None]
        if not telling:
            return self._scan(pairs, where, limit) if pairs else []
        scores: dict[int, float] = {}
        for rows in telling:
            weight = math.log(1 + MOST_FOR_A_PAIR / (len(rows) or 1))
            for seq in rows:
                scores[seq] = scores.get(seq, 0.0) + weight
        kept = self.within(scores, where)
        return sorted(((seq, scores[seq]) for seq in kept), key=lambda hit: (-hit[1], -hit[0]))[:limit]

    def newest(self, where: Where, limit: int) -> list[tuple[int, str]]:
        """The newest rows with their times."""
        rows = self.driver.execute(
            f"SELECT seq, {self.time} AS time FROM {self.table}{where.sql}"
            f" ORDER BY {self.order} DESC, seq DESC LIMIT ?",
            [*where.params, limit],
        )
        return [(row["seq"], row["time"]) for row in rows]

    def within(self, seqs: Iterable[int], where: Where) -> list[int]:
        """Those of these rows that `where` holds."""
        among = _also(where, "seq IN (SELECT value FROM json_each(?))", json.dumps(list(seqs)))
        rows = self.driver.execute(f"SELECT seq FROM {self.table}{among.sql}", among.params)
        return [row["seq"] for row in rows]

    def count(self, word: str) -> int:
        """In how many rows a word stands, as far as it matters."""
        index = f"{self.table}_fts"
        rows = self.driver.execute(
            f"SELECT count(*) AS n FROM (SELECT 1 FROM {index} WHERE {index} MATCH ? LIMIT ?)",
            [any_of([word]), MOST_WEIGHED + 1],
        )
        return int(rows[0]["n"])

    def _rare(self, words: Sequence[str]) -> list[str]:
        """The rarest words that together stand in no more rows than may be weighed."""
        counts = {word: self.count(word) for word in words}
        kept, sum_ = [], 0
        for word in sorted(words, key=counts.__getitem__):
            sum_ += counts[word]
            if sum_ > MOST_WEIGHED:
                break
            kept.append(word)
        return kept

    def _matching(self, words: Sequence[str], where: Where, limit: int) -> Scored:
        if not words:
            return []
        table, index = self.table, f"{self.table}_fts"
        among = _also(where, f"{index} MATCH ?", any_of(words))
        rows = self.driver.execute(
            f"SELECT seq, score FROM (SELECT {table}.seq, -{index}.rank AS score FROM {index} CROSS JOIN {table}"
            f" ON {table}.seq = {index}.rowid{among.sql} ORDER BY {index}.rowid DESC LIMIT {MOST_WEIGHED})"
            " ORDER BY score DESC, seq DESC LIMIT ?",
            [*among.params, limit],
        )
        return [(row["seq"], row["score"]) for row in rows]

    def _with_pair(self, pair: str) -> set[int] | None:
        """Rows that have a pair of letters, None if too many: what is indexed are threes that begin with it."""
        rows = self.driver.execute(
            f"SELECT doc FROM {self.table}_letters_at WHERE term >= ? AND term < ? LIMIT ?",
            [pair, pair + "\U0010ffff", MOST_FOR_A_PAIR + 1],
        )
        return {row["doc"] for row in rows} if len(rows) <= MOST_FOR_A_PAIR else None

    def _scan(self, pairs: Sequence[str], where: Where, limit: int) -> Scored:
        """The newest rows with all of the pairs. They are so frequent that some are soon found."""
        column = f"{self.table}.{self.text}"
        among = where
        for pair in pairs:
            among = _also(among, f"instr({column}, ?) > 0", pair)
        rows = self.driver.execute(
            f"SELECT seq FROM {self.table}{among.sql} ORDER BY seq DESC LIMIT ?", [*among.params, limit]
        )
        return [(row["seq"], 0.0) for row in rows]


def _also(where: Where, condition: str, *params: Any) -> Where:
    both = Where()
    both.add(condition, *params)
    both.conditions += where.conditions
    both.params += where.params
    return both
