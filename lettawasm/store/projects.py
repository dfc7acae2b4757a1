"""Projects, found by name or by where somebody stands, and the blocks that are in view there."""

from typing import Any

from ..db import atomic
from ..errors import Conflict, NotFound, Unprocessable
from ..ports import Row
from ..schemas.places import upwards
from ..schemas.projects import Project, ProjectCreate
from .table import Page, Table, Where, select_page, to_json

_REQUIRED = ("name", "archived")


class Projects(Table):
    @atomic
    def create(self, new: ProjectCreate) -> Project:
        """Register a project. Raises Conflict where its path or origin is another's."""
        now = self.clock.now()
        project = Project(id=self.clock.new_id("project"), **new.model_dump(), created_at=now, updated_at=now)
        self._must_be_free(project)
        self.driver.execute(
            "INSERT INTO projects (id, name, path, origin, description, created_at, updated_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [project.id, project.name, project.path, project.origin, project.description, now, now],
        )
        return project

    @atomic
    def adopt(self, project: ProjectCreate, project_id: str, *, archived: bool) -> None:
        """Register a project that comes from elsewhere under its own id, unless it or its place is known here."""
        now, (path, origin) = self.clock.now(), (project.path, project.origin)
        self.driver.execute(
            "INSERT OR IGNORE INTO projects (id, name, path, origin, description, archived, created_at, updated_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [project_id, project.name, path, origin, project.description, int(archived), now, now],
        )

    def get(self, project_id: str) -> Project:
        rows = self.driver.execute("SELECT * FROM projects WHERE id = ?", [project_id])
        if not rows:
            raise NotFound(f"Project with id {project_id} not found")
        return _project(rows[0])

    def known(self, project_id: str | None) -> Project | None:
        """The project; None for an id that is none of ours, as Letta's API takes any."""
        rows = self.driver.execute("SELECT * FROM projects WHERE id = ?", [project_id])
        return _project(rows[0]) if rows else None

    def find(self, page: Page, *, query: str | None = None, archived: bool | None = None) -> list[Project]:
        """`query` is a part of a name, a path, an origin or a description."""
        where = Where()
        if query:
            columns = "name || char(10) || coalesce(path, '') || char(10) || coalesce(origin, '')"
            text = f"lower({columns} || char(10) || coalesce(description, ''))"
            where.add(f"instr({text}, lower(?)) > 0", query)
        if archived is not None:
            where.add("archived = ?", int(archived))
        return [_project(row) for row in select_page(self.driver, "projects", where, page)]

    def of(self, column: str, place: str) -> Project:
        """The project that a path or an origin lies in, the innermost one. Archived projects don't count."""
        rows = self.driver.execute(
            f"SELECT * FROM projects WHERE {column} IN (SELECT value FROM json_each(?)) AND NOT archived"
            f" ORDER BY length({column}) DESC LIMIT 1",
            [to_json(upwards(place))],
        )
        if not rows:
            raise NotFound(f"{place} lies in no project")
        return _project(rows[0])

    def block_ids(self, project_id: str | None, most: int = 1_000) -> list[str]:
        """The blocks of a project, or without one those that are of none, the newest of them in the order they were
        made; templates and hidden ones left out.
        """
        rows = self.driver.execute(
            "SELECT id FROM blocks WHERE json_extract(extras, '$.project_id') IS ? AND NOT"
            " coalesce(json_extract(extras, '$.is_template'), 0) AND NOT"
            " coalesce(json_extract(extras, '$.hidden'), 0) ORDER BY seq DESC LIMIT ?",
            [project_id, most],
        )
        return [row["id"] for row in rows[::-1]]

    @atomic
    def update(self, project_id: str, changes: dict[str, Any]) -> Project:
        """Set the fields in `changes`. Raises Conflict as `create` does."""
        old = self.get(project_id)
        kept = {key: value for key, value in changes.items() if value is not None or key not in _REQUIRED}
        new = old.model_copy(update={**kept, "updated_at": self.clock.now()})
        if new.path is None and new.origin is None:
            raise Unprocessable("A project has a path or an origin")
        self._must_be_free(new)
        self.driver.execute(
            "UPDATE projects SET name = ?, path = ?, origin = ?, description = ?, archived = ?, updated_at = ?"
            " WHERE id = ?",
            [new.name, new.path, new.origin, new.description, int(new.archived), new.updated_at, new.id],
        )
        return new

    @atomic
    def delete(self, project_id: str) -> None:
        """Forget that there is a project. Its blocks and agents stay."""
        self.driver.execute("DELETE FROM projects WHERE id = ?", [self.get(project_id).id])

    def _must_be_free(self, project: Project) -> None:
        for column in ("path", "origin"):
            place = getattr(project, column)
            rows = self.driver.execute(
                f"SELECT id, name FROM projects WHERE {column} = ? AND id <> ?", [place, project.id]
            )
            if rows:
                raise Conflict(f"{place} is where the project {rows[0]['name']!r} ({rows[0]['id']}) lives")


def _project(row: Row) -> Project:
    return Project.model_validate({**row, "archived": bool(row["archived"])})
