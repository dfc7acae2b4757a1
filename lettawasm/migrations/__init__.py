"""The schema's history: an append-only list. A migration that was released is never edited.

The version stands in a table, because not every host lets a program set `PRAGMA user_version`.
Rows are keyed by a small integer `seq`, which is the order of creation and what the full-text index
refers to; the outside world only ever sees the text `id`.
"""

from ..errors import NewerSchema
from ..ports import Driver
from .approvals import APPROVALS
from .archives import ARCHIVES
from .conversations import CONVERSATIONS
from .copies import COPIES
from .finding import FINDING
from .first_light import FIRST_LIGHT
from .folders import FOLDERS
from .grants import GRANTS
from .groups import GROUPS
from .homecoming import HOMECOMING
from .identities import IDENTITIES
from .mcp import MCP
from .operations import OPERATIONS
from .policies import POLICIES
from .projects import PROJECTS
from .providers import PROVIDERS
from .steps import STEPS
from .vault import VAULT
from .vectors import VECTORS
from .versions import VERSIONS
from .widgets import WIDGETS

MIGRATIONS: list[list[str]] = [
    FIRST_LIGHT,
    APPROVALS,
    CONVERSATIONS,
    ARCHIVES,
    STEPS,
    FOLDERS,
    MCP,
    GROUPS,
    IDENTITIES,
    FINDING,
    VERSIONS,
    PROJECTS,
    POLICIES,
    VECTORS,
    HOMECOMING,
    OPERATIONS,
    VAULT,
    GRANTS,
    PROVIDERS,
    COPIES,
    WIDGETS,
]


def migrate(driver: Driver) -> int:
    """Bring the database to the newest schema and return its version.

    Raises NewerSchema for a database of a newer lettawasm: older code must not touch what it can't read.
    """
    driver.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)")
    rows = driver.execute("SELECT max(version) AS version FROM schema_version")
    version = rows[0]["version"] or 0
    if version > len(MIGRATIONS):
        raise NewerSchema(
            f"This space was written by a newer lettawasm (schema {version}; this one knows {len(MIGRATIONS)})."
            " Update lettawasm to open it."
        )
    for number, statements in enumerate(MIGRATIONS[version:], start=version + 1):
        driver.transact(lambda n=number, todo=statements: _apply(driver, n, todo))  # type: ignore[misc]
    return len(MIGRATIONS)


def _apply(driver: Driver, number: int, statements: list[str]) -> None:
    for statement in statements:
        driver.execute(statement)
    driver.execute("INSERT INTO schema_version (version) VALUES (?)", [number])
