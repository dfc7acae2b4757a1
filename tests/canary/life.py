"""A life full of secrets: each is given, used, refused, echoed, kept, locked away and asked for, by the API alone."""

import base64
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from tests.mcp_server import McpServer
from tests.model_server import Cut, ModelServer, Raw, Say, Status

CANARY = "kAnArY/7f3Q9zW5"
"""Stands in every secret, and so is looked for alone."""
KEY, OTHER_KEY, KEPT_KEY = (f"sk-{n}-{CANARY}-x" for n in ("session", "second", "vault"))
PASSPHRASE, NEW_PASSPHRASE, WRONG_PASSPHRASE = (f"{n} {CANARY} horse" for n in ("old", "new", "wrong"))
OTHER_KINDS = {kind: f"sk-{kind}-{CANARY}-x" for kind in ("anthropic", "google_ai", "letta")}
"""The keys of servers that aren't OpenAI's, by the types of their providers."""
BEARERS = {"anthropic": "{}", "google_ai": "{}", "letta": "Bearer {}"}
"""What stands in a header of theirs."""
TOOL_SECRET, SESSION_SECRET, MCP_SECRET = (f"{n}-{CANARY}" for n in ("tool", "session", "mcp"))
HOME_TOKEN = f"home-{CANARY}"
CONTROL = "cOnTrOl/4b1Xq8"
"""Is said to the agent, and so has to be found."""

LEAK = '''
import base64
import os

def leak(fails: bool) -> list:
    """Give away what it was told."""
    token = os.environ["TOKEN"]
    print(token)
    if fails:
        raise ValueError(f"No good: {token}")
    return [token, base64.b64encode(token.encode()).decode(), {token: token[::-1]}]
'''

# The events of an answer in APIs that the model server doesn't speak.
GOOD: dict[str, list[Any]] = {
    "google_ai": [{"candidates": [{"content": {"parts": [{"text": "Hello"}]}, "finishReason": "STOP"}]}],
    "letta": [
        {"message_type": "assistant_message", "content": "Hello"},
        {"message_type": "stop_reason", "stop_reason": "end_turn"},
    ],
}

Ask = Callable[[str, str, Any], str]
"""Method, path and body → all that came back, as text. An error of the API is an answer as well."""


def echoes(key: str) -> list[Any]:
    """Ways in which a server says a key that it doesn't like."""
    basic = base64.b64encode(f"key:{key}".encode()).decode()
    spoken = [
        key,
        quote(key, safe=""),
        basic,
        key[::-1],
        key.encode().hex(),
        json.dumps(key),
        f"{'x' * 275}{key}",
    ]
    said = [Status(401, {"error": {"message": f"Incorrect API key: {each}"}}) for each in spoken]
    event = f'data: {{"error": {{"message": "No such key: {key}"}}}}\n\n'.encode()
    return [
        *said,
        Status(400, f"<html>{quote(key, safe='')}</html>"),
        Raw(event),
        Raw(f"not an API, but {key}".encode()),
        Cut(Say("Hello"), after=1),
    ]


class Life:
    def __init__(self, ask: Ask, model: ModelServer, mcp: McpServer) -> None:
        self._ask, self.model, self.mcp = ask, model, mcp
        self.heard: list[str] = []
        self.leaked: list[Any] = []

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask, and keep in mind what was heard."""
        told = self._ask(method, path, body)
        self.heard.append(told)
        try:
            return json.loads(told)
        except ValueError:
            return None  # a stream, a file

    def live(self) -> None:
        provider = self.ask("POST", "/v1/providers", self._provider("far", KEY))
        self.agent = self.ask(
            "POST", "/v1/agents", {"name": "Sam", "model": "far/tiny", "include_base_tools": True}
        )
        self.talk(f"Remember {CONTROL}")
        self.be_refused(provider["id"])
        others = [self.meet(kind, key) for kind, key in OTHER_KINDS.items()]
        self.ask("PATCH", f"/v1/agents/{self.agent['id']}", {"model": "far/tiny"})
        self.keep(provider["id"], *others)
        self.make_mistakes()
        self.look_around()

    def _provider(self, name: str, key: str, kind: str = "openai") -> Any:
        return {"name": name, "provider_type": kind, "base_url": self.model.url, "api_key": key}

    def talk(self, text: str, **more: Any) -> Any:
        path = f"/v1/agents/{self.agent['id']}/messages"
        return self.ask("POST", path, {"input": text, **more})

    def be_refused(self, provider_id: str) -> None:
        for echo in echoes(KEY):
            for more in ({}, {"streaming": True, "stream_tokens": True}):
                self.model.script(echo)
                self.talk("And now?", **more)
        connection = {"provider_type": "openai", "base_url": self.model.url, "api_key": KEY}
        self.ask("POST", "/v1/providers/check", connection)
        self.ask("POST", f"/v1/providers/{provider_id}/check", {})
        for echo in echoes(KEY)[:3]:
            self.model.script(echo)
            self.ask("POST", "/v1/providers/diagnose", {**connection, "model": "tiny"})
        self.model.script_embeddings(*[Status(401, {"error": {"message": f"Bad key {KEY}"}})] * 2)
        self.ask("PATCH", "/v1/memory/embedding", {"handle": "far/tiny"})
        self.ask("PATCH", f"/v1/providers/{provider_id}", {"api_key": OTHER_KEY})
        self.talk("With another key?")

    def meet(self, kind: str, key: str) -> str:
        """A server of another kind, which answers once, and then refuses. The id of its provider."""
        made = self.ask("POST", "/v1/providers", self._provider(kind, key, kind))
        self.ask("PATCH", f"/v1/agents/{self.agent['id']}", {"model": f"{kind}/tiny"})
        self.talk_to(kind)
        for echo in echoes(key)[-5:]:  # long, in HTML, in the stream, and where there is none
            self.model.script(echo)
            self.talk("And now?", streaming=True, stream_tokens=True)
        self.ask("POST", f"/v1/providers/{made['id']}/check", {})
        return str(made["id"])

    def talk_to(self, kind: str) -> None:
        events = "".join(f"data: {json.dumps(each)}\n\n" for each in GOOD.get(kind, ()))
        self.model.script(Raw(events.encode()) if events else Say("Hello"))
        told = self.talk(f"Are you of {kind}?")
        assert "Hello" in str(told), told

    def keep(self, *provider_ids: str) -> None:
        """In the vault, which is unlocked wrongly and rightly, and given another passphrase."""
        self.ask("POST", "/v1/vault", {"passphrase": PASSPHRASE})
        kept = self.ask("POST", "/v1/providers", self._provider("kept", KEPT_KEY))
        for owner in (*provider_ids, kept["id"]):
            self.ask("PUT", "/v1/vault/entries", {"kind": "provider", "owner": owner})
        self.leak()
        self.mcp.token = MCP_SECRET
        config = {"mcp_server_type": "streamable_http", "server_url": self.mcp.url, "auth_token": MCP_SECRET}
        server = self.ask("POST", "/v1/mcp-servers", {"server_name": "far", "config": config})
        self.ask("PUT", "/v1/vault/entries", {"kind": "mcp_server", "owner": server["id"]})
        self.ask("POST", "/v1/vault/lock", {})
        self.talk("Is it locked?")
        self.ask("POST", "/v1/vault/unlock", {"passphrase": WRONG_PASSPHRASE})
        self.ask("POST", "/v1/vault/unlock", {"passphrase": PASSPHRASE})
        change = {"passphrase": PASSPHRASE, "new_passphrase": NEW_PASSPHRASE}
        self.ask("POST", "/v1/vault/passphrase", change)
        for model in (*OTHER_KINDS, "kept"):
            self.ask("PATCH", f"/v1/agents/{self.agent['id']}", {"model": f"{model}/tiny"})
            self.talk_to(model)
        self.ask("PATCH", f"/v1/mcp-servers/{server['id']}/refresh", {})
        self.model.script(*echoes(KEPT_KEY)[:3])
        for _ in range(3):
            self.talk("And refused?")

    def leak(self) -> None:
        """Give a tool a secret, and let it tell that in every way."""
        tool = self.ask("POST", "/v1/tools", {"source_code": LEAK})["id"]
        self.ask("PUT", f"/v1/tools/{tool}/grants", {"variables": [{"name": "TOKEN"}]})
        agent = f"/v1/agents/{self.agent['id']}"
        self.ask("PATCH", f"{agent}/tools/attach/{tool}", {})
        self.ask("PUT", f"/v1/tools/{tool}/secrets/TOKEN", {"secret": SESSION_SECRET})
        trial = {"source_code": LEAK, "tool_id": tool, "args": {"fails": True}}
        self.leaked.append(self.ask("POST", "/v1/tools/run", trial))
        self.leaked.append(self.ask("POST", f"{agent}/tools/leak/run", {"args": {"fails": False}}))
        secret = {"kind": "tool", "owner": tool, "name": "TOKEN", "secret": TOOL_SECRET}
        self.ask("PUT", "/v1/vault/entries", secret)
        self.ask("GET", f"/v1/tools/{tool}/secrets")
        for fails in (False, True):
            self.leaked.append(self.ask("POST", f"{agent}/tools/leak/run", {"args": {"fails": fails}}))
        self.model.script(Say(calls=[("leak", {"fails": True})]), Say("It failed."))
        self.talk("Leak it.")

    def make_mistakes(self) -> None:
        """What doesn't fit is told, and the secrets in it aren't."""
        self.ask("POST", "/v1/providers", {"name": "no name", "api_key": KEY})
        self.ask(
            "POST", "/v1/providers", {"name": "spaced", "provider_type": "openai", "api_key": f"{KEY} {KEY}"}
        )
        self.ask("POST", "/v1/vault", {"passphrase": [PASSPHRASE]})
        self.ask("POST", "/v1/vault/unlock", {"passphrase": {"is": PASSPHRASE}})
        self.ask("PUT", "/v1/vault/entries", {"kind": "nothing", "secret": TOOL_SECRET})
        self.ask("POST", "/v1/mcp-servers", {"config": {"auth_token": MCP_SECRET, "server_url": 7}})
        self.ask("POST", "/v1/memory/migrations", {"base_url": 7, "token": HOME_TOKEN})
        home = {"base_url": self.model.url.removesuffix("/v1"), "token": HOME_TOKEN, "dry_run": True}
        self.ask("POST", "/v1/memory/migrations", home)  # there is no such server

    def look_around(self) -> None:
        """At all that tells of what happened, and all that leaves."""
        agent = f"/v1/agents/{self.agent['id']}"
        lists = "providers vault vault/entries mcp-servers models agents runs steps messages tools memory/operations"
        told = [f"/v1/{name}" for name in [*lists.split(), "memory/versions", "memory/embedding", "blocks"]]
        runs = self.ask("GET", "/v1/runs?limit=100")
        steps = self.ask("GET", "/v1/steps?limit=100")
        told += [f"/v1/runs/{run['id']}{more}" for run in runs[:8] for more in ("", "/trace", "/messages")]
        told += [f"/v1/steps/{step['id']}{more}" for step in steps[:8] for more in ("", "/trace", "/metrics")]
        told += [agent, f"{agent}/export", f"{agent}/context", f"{agent}/messages?limit=100"]
        for path in told:
            self.ask("GET", path)
        for form in ("json", "markdown", "html"):
            self.ask("POST", "/v1/backup", {"format": form})
            self.ask("POST", f"{agent}/backup", {"format": form})
        self.ask("POST", "/v1/backup", {"format": "html", "passphrase": PASSPHRASE})
