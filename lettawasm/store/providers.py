"""Model providers that a person configured: their names and addresses, never their keys."""

from ..errors import Conflict, NotFound
from ..ports import Row
from ..schemas.providers import Provider, ProviderCreate
from .table import Page, Table, Where, select_page


class Providers(Table):
    def create(self, new: ProviderCreate) -> Provider:
        if self.driver.execute("SELECT 1 FROM providers WHERE name = ?", [new.name]):
            raise Conflict(f"A provider named '{new.name}' already exists")
        provider_id, now = self.clock.new_id("provider"), self.clock.now()
        self.driver.execute(
            "INSERT INTO providers (id, name, provider_type, base_url, api, created_at, updated_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [provider_id, new.name, new.provider_type, new.base_url, new.api, now, now],
        )
        return self.get(provider_id)

    def get(self, provider_id: str) -> Provider:
        rows = self.driver.execute("SELECT * FROM providers WHERE id = ?", [provider_id])
        if not rows:
            raise NotFound(f"Provider with id {provider_id} not found")
        return _provider(rows[0])

    def named(self, name: str) -> Provider | None:
        rows = self.driver.execute("SELECT * FROM providers WHERE name = ?", [name])
        return _provider(rows[0]) if rows else None

    def find(self, page: Page) -> list[Provider]:
        return [_provider(row) for row in select_page(self.driver, "providers", Where(), page)]

    def change(self, provider_id: str, base_url: str, api: str | None) -> Provider:
        """Give a provider another address, or another of its server's APIs."""
        self.get(provider_id)
        self.driver.execute(
            "UPDATE providers SET base_url = ?, api = ?, updated_at = ? WHERE id = ?",
            [base_url, api, self.clock.now(), provider_id],
        )
        return self.get(provider_id)

    def delete(self, provider_id: str) -> None:
        self.get(provider_id)
        self.driver.execute("DELETE FROM providers WHERE id = ?", [provider_id])


def _provider(row: Row) -> Provider:
    return Provider(
        id=row["id"],
        name=row["name"],
        provider_type=row["provider_type"],
        base_url=row["base_url"],
        api=row["api"],
        updated_at=row["updated_at"],
    )
