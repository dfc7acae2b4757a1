"""What a step asks the model: what stands in context, and which tools it may call. It only reads."""

from .. import context
from ..context import Budget
from ..model import ChatMessage, ModelRequest, Reasoning, Text
from ..schemas.agents import LlmConfig
from ..schemas.messages import Message
from ..schemas.versions import Shown
from ..store import Store
from ..store.contexts import in_runs
from ..tokens import MESSAGE_TOKENS, estimate_tokens
from .turn import Turn


class Question:
    """The question of one step. Its tools are those that may be called as the step begins."""

    def __init__(self, turn: Turn, store: Store) -> None:
        self.turn, self.store = turn, store
        self.specs = turn.calls.specs()

    def context(self, window: int) -> tuple[list[Message], Budget]:
        """What stands in context, and what the prompt may take of a window of this size."""
        messages = self.store.recall.context(self.turn.agent.id, self.turn.agent.conversation_id)
        other = self.turn.override_system
        prompt = messages[0].tokens if other is None else MESSAGE_TOKENS + estimate_tokens(other)
        prompt += estimate_tokens(self.turn.system_addition)
        return messages, Budget(window, prompt + context.tool_tokens(self.specs))

    def shown(self, messages: list[Message]) -> Shown:
        """What the model is shown, to be told later."""
        chain = self.store.versions.chain(messages[0].id)
        return Shown(
            at=self.store.clock.now(),
            prompt=chain.number if chain else None,
            messages=in_runs([message.seq for message in messages]),
            tools=[spec.name for spec in self.specs],
            override_system=self.turn.override_system,
            system_addition=self.turn.system_addition,
        )

    def request(self, messages: list[Message], budget: Budget) -> ModelRequest:
        """What the model is asked."""
        config, turn = self.turn.agent.settings.llm_config, self.turn
        chat = context.to_chat(messages, budget)
        if turn.override_system is not None or turn.system_addition:
            system = chat[0].text if turn.override_system is None else turn.override_system
            chat = (ChatMessage("system", (Text(system + turn.system_addition),)), *chat[1:])
        return ModelRequest(
            model=turn.model.name,
            messages=chat,
            tools=self.specs,
            tool_choice=self._choice(),
            parallel_tool_calls=turn.calls.several,
            temperature=config.temperature,
            max_tokens=config.max_tokens,
            response_format=turn.agent.settings.response_format or config.response_format,
            reasoning=_reasoning(config),
        )

    def _choice(self) -> str:
        calls = self.turn.calls
        choice = calls.rules.choice(calls.past)
        return "required" if choice == "auto" and self.turn.speaks_by_tool else choice


def _reasoning(config: LlmConfig) -> Reasoning | None:
    """The wish that the agent's model thinks; None leaves it to the model."""
    effort, most = config.effort or config.reasoning_effort, config.max_reasoning_tokens or None
    return Reasoning(effort, most) if effort or config.enable_reasoner else None
