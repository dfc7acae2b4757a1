"""What was said on a Letta server, page by page, in the agent's own conversation and in its others."""

import asyncio
import re
from dataclasses import replace

from ..agentfile import MessageEntry, MessageRest, message_fields
from ..errors import NotFound, TooLarge
from ..schemas.base import DEFAULT
from ..schemas.conversations import ConversationSettings
from ..schemas.messages import Message
from ..store.recall import CONVERSATION, OUTSIDE, SUMMARY
from .letta_agents import messages
from .letta_server import LettaServer
from .logbook import Json, Logbook
from .loose import moment, text, texts

_REST = MessageRest()
_ID = re.compile("message-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")  # as ours are
_SAYING = ("content", "reasoning", "tool_calls", "tool_returns")


class Histories:
    def __init__(self, server: LettaServer, log: Logbook) -> None:
        self._server, self._log, self._store = server, log, log.store
        self._prompts: set[str] = set()  # ids of compiled system messages, which are made anew here

    async def bring(self, progress: Json, context: list[str]) -> None:
        """Everything that an agent heard and said. `context` is what stands in its own conversation's context.

        A server lists the messages of all conversations as the agent's, so the others come first.
        """
        await self._conversations(progress)
        path = f"/v1/agents/{progress['remote_id']}/messages"
        await self._messages(progress, path, "messages", context, DEFAULT)

    async def _conversations(self, progress: Json) -> None:
        try:
            async for page in self._server.pages("/v1/conversations/", agent_id=progress["remote_id"]):
                for conversation in page:
                    await self._conversation(progress, conversation)
        except NotFound:  # an older server has none
            return

    async def _conversation(self, progress: Json, told: Json) -> None:
        remote = text(told, "id")
        here = self._log.here(remote, self._store.conversations.get)
        if here is None:
            here = self._store.driver.transact(lambda: self._begun(progress, told))
        details = await self._server.get(f"/v1/conversations/{remote}")
        path = f"/v1/conversations/{remote}/messages"
        await self._messages(progress, path, remote, texts(details, "in_context_message_ids"), here)

    def _begun(self, progress: Json, told: Json) -> str:
        made = self._store.conversations.create(
            progress["id"],
            ConversationSettings(),
            summary=text(told, "summary") or None,
            created_at=moment(told.get("created_at")),
            last_message_at=moment(told.get("last_message_at")),
        )
        self._log.arrived(text(told, "id"), made.id)
        progress["conversations"] += 1
        self._log.note()
        return made.id

    async def _messages(
        self, progress: Json, path: str, place: str, context: list[str], conversation_id: str
    ) -> None:
        """All pages of a history, from where the last one that came ended."""
        self._prompts.update(context[:1])
        standing = set(context)

        def store(page: list[Json]) -> None:
            for entry, unknown in messages(page):
                for kind in unknown:
                    self._log.left_out(progress, kind)
                if entry and (entry.role != "system" or entry.id not in self._prompts):
                    where = CONVERSATION if entry.id in standing else OUTSIDE
                    progress["messages"] += self._message(progress, entry, where, conversation_id)
            progress["after"][place] = page[-1]["id"]
            self._log.note()

        async for page in self._server.pages(path, progress["after"].get(place)):
            self._store.driver.transact(lambda page=page: store(page))  # type: ignore[misc]
            await asyncio.sleep(0)

    def _message(self, progress: Json, entry: MessageEntry, where: int, conversation_id: str) -> bool:
        """Store a message, unless it is here already; tells whether it was stored."""
        fields = message_fields(entry, _REST)
        draft = self._store.recall.draft(
            progress["id"], entry.role, **{**fields, "conversation_id": conversation_id}
        )
        if not any(fields[name] for name in _SAYING) or (new := self._under_its_id(draft, entry.id)) is None:
            return False
        stored = replace(
            new,
            created_at=entry.created_at or new.created_at,
            extra={**new.extra, "source": self._log.record.source},
        )
        try:
            self._store.recall.append(stored, SUMMARY if where and entry.role == "summary" else where)
        except TooLarge as error:
            self._log.remark(progress, f"the message {entry.id} can't be brought: {error}")
            return False
        return True

    def _under_its_id(self, draft: Message, remote_id: str) -> Message | None:
        """The message under the id that it has on the server, or under another one if that is taken; None if it
        has come before.
        """
        key = f"{draft.agent_id} {remote_id}"
        if self._log.here(key, self._store.recall.get):
            return None
        if _ID.fullmatch(remote_id):
            try:
                taken_by = self._store.recall.get(remote_id).agent_id
            except NotFound:
                return replace(draft, id=remote_id)
            if taken_by == draft.agent_id:
                return None
        self._log.arrived(key, draft.id)
        return draft
