"""Full-text search of a table that has an FTS5 index beside it, `{table}_fts`."""

from ..ports import Driver, Row
from ..search import is_unspaced, match_expression
from .table import Where


def find_words(
    driver: Driver, table: str, query: str | None, where: Where, limit: int, newest: str = "seq"
) -> list[Row]:
    """Among the rows that `where` holds, those with some of the query's words, the best first.

    Each has a `score`, the higher the better. Without a query they come by the column `newest`, the last first,
    and so they do for scripts that the index can't divide into words.
    """
    source, score, order = table, "0.0", f"{table}.{newest} DESC, {table}.seq DESC"
    if query and is_unspaced(query):
        where.add(f"instr(lower({table}.text), lower(?)) > 0", query.strip())
    elif query:
        expression = match_expression(query)
        if expression is None:
            return []
        source = f"{table}_fts JOIN {table} ON {table}.seq = {table}_fts.rowid"
        score, order = f"-{table}_fts.rank", f"{table}_fts.rank, {table}.seq DESC"
        where.add(f"{table}_fts MATCH ?", expression)
    sql = f"SELECT {table}.*, {score} AS score FROM {source}{where.sql} ORDER BY {order} LIMIT ?"
    return driver.execute(sql, [*where.params, limit])
