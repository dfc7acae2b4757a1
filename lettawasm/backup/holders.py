"""Which agents of a backup an object belongs to, so that its past can be shown with theirs."""

from typing import Any


class Holders:
    def __init__(
        self, file: dict[str, Any] | None, talks: list[dict[str, Any]], history: list[dict[str, Any]]
    ) -> None:
        self._known: dict[str, list[str]] = {}
        self._agents = [agent["id"] for agent in file["agents"]] if file else []
        for agent in file["agents"] if file else ():
            for place in (agent["id"], *agent["block_ids"]):
                self._add(place, agent["id"])
        for archive in file["lettawasm"]["archives"] if file else ():
            for agent_id in archive["agent_ids"]:
                self._add(archive["id"], agent_id)
        for talk in talks:
            self._add(talk["id"], talk["agent_id"])
        for past in history:
            if past["kind"] == "agent":
                self._add_once_held(past)

    def of(self, past: dict[str, Any]) -> list[str]:
        place = past["id"].partition(" ")[0]  # a passage is named after its archive, a prompt after its agent
        causes = {version["cause"].get("agent_id") for version in past["versions"]}
        return self._known.get(place) or [agent for agent in self._agents if agent in causes]

    def _add(self, place: str, agent_id: str) -> None:
        held = self._known.setdefault(place, [])
        if agent_id not in held:
            held.append(agent_id)

    def _add_once_held(self, past: dict[str, Any]) -> None:
        for version in past["versions"] if past["id"] in self._agents else ():
            state = version.get("state") or version.get("changes") or {}
            for block_id in state.get("blocks", ()):
                self._add(block_id, past["id"])
