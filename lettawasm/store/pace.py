"""How much may be asked within an hour, kept in one number: the second at which all of it will be there again.

It is stored, because a host that rests in between would forgive everything each time it wakes.
"""

from .. import clock
from ..ports import Clock, Driver

HOUR = 3_600.0


def take(driver: Driver, column: tuple[str, str], id_: str, per_hour: int, at: Clock) -> float:
    """Take one from what fills by the hour: 0, or the seconds until there is one to take. `column` names the table
    and the number in it.
    """
    table, name = column
    [row] = driver.execute(f"SELECT {name} AS until FROM {table} WHERE id = ?", [id_])
    now, each = clock.nanoseconds(at.now()) / 1e9, HOUR / per_hour
    until = max(float(row["until"]), now) + each
    if (over := until - now - HOUR) > each / 1_000:  # what float's digits lose is no reason to wait
        return over
    driver.execute(f"UPDATE {table} SET {name} = ? WHERE id = ?", [until, id_])
    return 0
