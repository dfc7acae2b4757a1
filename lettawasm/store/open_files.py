"""The files that an agent may read, and which of them it has open. They are those of its folders."""

from ..db import atomic
from ..errors import NotFound
from ..ports import Row
from ..schemas.folders import KnownFile
from .files import file_of
from .table import Page, Table, Where, select_page


class OpenFiles(Table):
    def get(self, agent_id: str, file_id: str) -> KnownFile:
        rows = self.driver.execute(
            "SELECT * FROM known_files WHERE agent_id = ? AND id = ?", [agent_id, file_id]
        )
        if not rows:
            raise NotFound(f"File with id {file_id} is in no folder of agent {agent_id}")
        return _known(rows[0])

    def at(self, agent_id: str, path: str) -> KnownFile:
        """The file at `folder/name`."""
        folder, _, name = path.rpartition("/")
        sql = "SELECT * FROM known_files WHERE agent_id = ? AND folder_name = ? AND name = ?"
        rows = self.driver.execute(sql, [agent_id, folder, name])
        if not rows:
            raise NotFound(
                f"There is no file {path!r}; a file is named by its folder and its own name, like docs/a.txt"
            )
        return _known(rows[0])

    def find(self, agent_id: str, page: Page, *, is_open: bool | None = None) -> list[KnownFile]:
        where = Where()
        where.add("agent_id = ?", agent_id)
        where.equals("is_open", None if is_open is None else int(is_open))
        return [_known(row) for row in select_page(self.driver, "known_files", where, page)]

    def all_of(self, agent_id: str) -> list[KnownFile]:
        """Every file, in the order of the folders and of the uploads."""
        sql = "SELECT * FROM known_files WHERE agent_id = ? ORDER BY folder_seq, seq"
        return [_known(row) for row in self.driver.execute(sql, [agent_id])]

    def of_folder(self, agent_id: str, folder_id: str, most: int) -> list[KnownFile]:
        """A folder's files, the open ones first."""
        sql = "SELECT * FROM known_files WHERE agent_id = ? AND folder_id = ? ORDER BY is_open DESC, seq LIMIT ?"
        return [_known(row) for row in self.driver.execute(sql, [agent_id, folder_id, most])]

    def count(self, agent_id: str) -> int:
        """How many files are open."""
        sql = "SELECT count(*) AS n FROM agent_files WHERE agent_id = ? AND is_open"
        return int(self.driver.execute(sql, [agent_id])[0]["n"])

    @atomic
    def open(
        self,
        agent_id: str,
        file_id: str,
        most: int,
        first_line: int | None = None,
        end_line: int | None = None,
    ) -> list[str]:
        """Open a file at these lines. Where more than `most` would be open, those used longest ago are closed.

        Returns the paths of what was closed.
        """
        self.get(agent_id, file_id)
        self.driver.execute(
            "INSERT OR REPLACE INTO agent_files (agent_id, file_id, is_open, first_line, end_line, used_at)"
            " VALUES (?, ?, 1, ?, ?, ?)",  # a row that is replaced becomes the last one
            [agent_id, file_id, first_line, end_line, self.clock.now()],
        )
        return self.close_beyond(agent_id, max(1, most))

    @atomic
    def close_beyond(self, agent_id: str, most: int) -> list[str]:
        """Close all but the `most` files used last, and return the paths of what was closed."""
        sql = "SELECT * FROM known_files WHERE agent_id = ? AND is_open ORDER BY use DESC LIMIT -1 OFFSET ?"
        over = [_known(row) for row in self.driver.execute(sql, [agent_id, most])]
        for known in over:
            self._close(agent_id, known.file.id)
        return [known.path for known in over]

    def open_if_room(self, agent_id: str, file_id: str, most: int) -> None:
        """Open a file that has just come, unless that would close another one."""
        if self.count(agent_id) < most:
            self.open(agent_id, file_id, most)

    def restore(
        self,
        agent_id: str,
        file_id: str,
        *,
        is_open: bool,
        first_line: int | None,
        end_line: int | None,
        used_at: str,
    ) -> None:
        """Let an agent have a file open, or have had it open, as it was elsewhere."""
        self.driver.execute(
            "INSERT OR REPLACE INTO agent_files (agent_id, file_id, is_open, first_line, end_line, used_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [agent_id, file_id, int(is_open), first_line, end_line, used_at],
        )

    def close(self, agent_id: str, file_id: str) -> None:
        self._close(agent_id, self.get(agent_id, file_id).file.id)

    @atomic
    def close_all(self, agent_id: str) -> list[str]:
        """Close what is open and return its paths."""
        sql = "SELECT * FROM known_files WHERE agent_id = ? AND is_open ORDER BY use"
        paths = [_known(row).path for row in self.driver.execute(sql, [agent_id])]
        self.driver.execute("UPDATE agent_files SET is_open = 0 WHERE agent_id = ? AND is_open", [agent_id])
        return paths

    def _close(self, agent_id: str, file_id: str) -> None:
        sql = "UPDATE agent_files SET is_open = 0 WHERE agent_id = ? AND file_id = ?"
        self.driver.execute(sql, [agent_id, file_id])


def _known(row: Row) -> KnownFile:
    state = {key: row[key] for key in ("folder_name", "first_line", "end_line", "used_at")}
    return KnownFile(file=file_of(row), is_open=bool(row["is_open"]), **state)
