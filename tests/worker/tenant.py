"""A space with one of every kind of thing in it, and the person who knows its tokens."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.worker.conftest import Worker

LISTS = """
    agents archives blocks conversations folders groups identities mcp-servers messages projects providers runs
    steps tags tools memory/imports memory/migrations vault/entries backups widget/tokens
    agents/count blocks/count folders/count groups/count identities/count tools/count
""".split()


@dataclass
class Tenant:
    """`word` stands in all texts of the space. Its MCP server is at `mcp_url`."""

    worker: Worker
    space: str
    word: str
    mcp_url: str
    ids: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.full = self.token()
        self._make()
        self.before = self.everything()

    def token(self, **fields: Any) -> str:
        return self.worker.new_token(self.space, requests_per_minute=100_000, **fields)

    def ask(self, method: str, path: str, token: str | None = None, **rest: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {token or self.full}", **rest.pop("headers", {})}
        return CLIENT.request(method, self.worker.url + path, headers=headers, **rest)

    def _make(self) -> None:
        block = self._made("/v1/blocks", label="human", value=self.word)
        agent = self._made(
            "/v1/agents",
            name=self.word,
            model="lettawasm/offline",
            tags=[self.word],
            memory_blocks=[{"label": "human", "value": self.word}],
        )
        said = self._made(f"/v1/agents/{agent['id']}/messages", input=f"Hello from {self.word}")
        [passage] = self._made(f"/v1/agents/{agent['id']}/archival-memory", text=f"{self.word} drinks tea")
        message = said["messages"][0]
        self.ids = {
            "agent_id": agent["id"],
            "block_id": block["id"],
            "message_id": message["id"],
            "run_id": message["run_id"],
            "step_id": message["step_id"],
            "tool_id": agent["tools"][0]["id"],
            "passage_id": passage["id"],
            "object_id": agent["blocks"][0]["id"],
            "number": "1",
            "label": "human",
            "tool_name": agent["tools"][0]["name"],
            "secret_name": "TOKEN",
            "folder_name": self.word,
            **self._made_around(agent["id"]),
        }

    def _made_around(self, agent_id: str) -> dict[str, str]:
        """The ids of what an agent can be given and belong to."""
        mcp_config = {"mcp_server_type": "streamable_http", "server_url": self.mcp_url}
        made = {
            "provider_id": self._made("/v1/providers", name=self.word, provider_type="openai"),
            "archive_id": self._made("/v1/archives", name=self.word),
            "widget_token_id": self._made(
                "/v1/widget/tokens",
                agent_id=agent_id,
                name=self.word,
                origins=[f"https://{self.word}.example"],
            ),
            "conversation_id": self._made(f"/v1/conversations?agent_id={agent_id}", summary=self.word),
            "folder_id": self._made("/v1/folders", name=self.word),
            "identity_id": self._made(
                "/v1/identities", identifier_key=self.word, name=self.word, identity_type="user"
            ),
            "group_id": self._made("/v1/groups", agent_ids=[agent_id], description=self.word),
            "project_id": self._made("/v1/projects", name=self.word, origin=f"https://{self.word}.example"),
            "mcp_server_id": self._made("/v1/mcp-servers", server_name=self.word, config=mcp_config),
        }
        ids = {name: thing["id"] for name, thing in made.items()}
        file = {"file": (f"{self.word}.txt", f"{self.word} drinks tea".encode())}
        uploaded = self.ask("POST", f"/v1/folders/{ids['folder_id']}/upload", files=file)
        graph = {"type": "entity", "name": self.word, "entityType": "word", "observations": [self.word]}
        brought = {"file": ("memory.jsonl", json.dumps(graph).encode())}
        imported = self.ask("POST", "/v1/memory/import", files=brought, data={"agent_id": agent_id})
        nobody = {"base_url": self.mcp_url.removesuffix("/mcp"), "agent_ids": []}
        migration = self._made("/v1/memory/migrations", **nobody)["id"]
        while self.ask("GET", f"/v1/memory/migrations/{migration}").json()["state"] == "running":
            pass  # there is nobody to bring
        self._made("/v1/vault", passphrase=f"{self.word} {self.word}")
        saved = self._made("/v1/copies", kind="download", name=self.word)["copy"]["id"]
        self.ask("PATCH", "/v1/copies/places/folder", json={"name": self.word}).raise_for_status()
        held = self.ask("POST", "/v1/backups", files={"file": (self.word, self.word.encode())})
        secret = {"kind": "provider", "owner": ids["provider_id"], "secret": self.word}
        kept = self.ask("PUT", "/v1/vault/entries", json=secret)
        return {
            **ids,
            "migration_id": migration,
            "copy_id": saved,
            "kind": "folder",
            "backup_id": held.raise_for_status().json()["id"],
            "secret_id": kept.raise_for_status().json()["id"],
            "file_id": uploaded.raise_for_status().json()["id"],
            "import_id": imported.raise_for_status().json()["id"],
        }

    def _made(self, path: str, **body: Any) -> Any:
        answer = self.ask("POST", path, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def everything(self) -> dict[str, Any]:
        """All that the API tells of the space."""
        agent = f"/v1/agents/{self.ids['agent_id']}"
        paths = [
            *(f"/v1/{name}" for name in LISTS),
            *(
                f"{agent}/{name}"
                for name in ("messages", "archival-memory", "core-memory/history", "core-memory")
            ),
        ]
        return {path: self.ask("GET", path).json() for path in paths}


CLIENT = httpx.Client(timeout=60)


def filled(path: str, ids: dict[str, str]) -> str:
    return re.sub(r"{(\w+)}", lambda name: ids[name[1]], path)
