"""A request for a chat completion: which model of whose, what it may cost, and what is really sent. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..model import Usage
from . import cost
from .ledger import Amount
from .refusal import Refusal
from .settings import ModelSettings
from .upstream import Upstream

Json = dict[str, Any]

MOST_CHOICES = 8
_LENGTHS = ("max_tokens", "max_completion_tokens")
# Where some servers let a request choose another host, another key, or a model that is on no list.
_FORBIDDEN = frozenset(
    "api_base base_url api_key api_version api_type custom_llm_provider extra_headers extra_body"
    " extra_query fallbacks context_window_fallbacks models model_list route provider plugins"
    " transforms user_config litellm_params deployment_id".split()
)


@dataclass(frozen=True)
class Call:
    """`shows_usage`: the client wants the chunk with the usage, for which we ask in any case. `added` are the
    fields that it didn't send.
    """

    upstream: Upstream
    model: ModelSettings
    body: Json
    shows_usage: bool
    longest: int  # tokens of all replies together
    added: frozenset[str]

    @classmethod
    def of(cls, body: object, upstreams: Sequence[Upstream], max_tokens: int) -> "Call":
        """Raises Refusal for what may not be asked."""
        asked = _checked(body)
        upstream, model = find(upstreams, asked["model"])
        each = min([max_tokens, *(asked[name] for name in _LENGTHS if asked.get(name))])
        lengths = {name: each for name in _LENGTHS if asked.get(name)} or {"max_tokens": each}
        options = asked.get("stream_options") or {}
        sent = {**asked, **lengths, "model": model.name}
        if asked.get("stream"):
            sent["stream_options"] = {**options, "include_usage": True}
        choices = asked.get("n") or 1
        shows_usage, added = bool(options.get("include_usage")), frozenset(sent.keys() - asked.keys())
        return cls(upstream, model, sent, shows_usage, each * choices, added)

    @property
    def is_streamed(self) -> bool:
        return bool(self.body.get("stream"))

    @cached_property
    def prompt_tokens(self) -> int:
        return cost.prompt_tokens(self.body)

    @cached_property
    def most(self) -> Amount:
        """The most it can cost."""
        return cost.amount(self.model, Usage(self.prompt_tokens, self.longest))

    def used(self, usage: Usage | None, said: object) -> Amount:
        """What it did cost: by the provider's count, or by ours of what was `said`."""
        return cost.amount(self.model, usage or Usage(self.prompt_tokens, cost.reply_tokens(said)))


def find(upstreams: Sequence[Upstream], model: str) -> tuple[Upstream, ModelSettings]:
    """The model behind a handle `provider/model`, or behind its bare name where only one provider has it."""
    owner, _, name = model.partition("/")
    for upstream in upstreams:
        if upstream.name == owner and name in upstream.models:
            return upstream, upstream.models[name]
    found = [(upstream, upstream.models[model]) for upstream in upstreams if model in upstream.models]
    if len(found) == 1:
        return found[0]
    if found:
        handles = ", ".join(f"{upstream.name}/{model}" for upstream, _ in found)
        raise Refusal(400, "ambiguous_model", f"Several providers have that model. Choose one of: {handles}")
    known = ", ".join(f"{upstream.name}/{name}" for upstream in upstreams for name in upstream.models)
    raise Refusal(404, "model_not_found", f"No such model here. There are: {known or 'none'}")


def _checked(body: object) -> Json:
    if not isinstance(body, dict):
        raise Refusal(400, "invalid_json", "The body must be a JSON object")
    for name in sorted(_FORBIDDEN & body.keys()):
        raise Refusal(400, "unsupported_parameter", f"'{name}' may not be set here")
    _check_form(body)
    return body


def _check_form(body: Mapping[str, Any]) -> None:
    """The fields on which the cost depends; every other is the provider's to judge."""
    if not isinstance(body.get("model"), str):
        raise Refusal(400, "invalid_model", "'model' must be a text like provider/model")
    if not isinstance(body.get("messages"), list) or not body["messages"]:
        raise Refusal(400, "invalid_messages", "'messages' must be a list with something in it")
    if not isinstance(body.get("stream", False), bool | None):
        raise Refusal(400, "invalid_stream", "'stream' must be true or false")
    if not isinstance(body.get("stream_options"), dict | None):
        raise Refusal(400, "invalid_stream_options", "'stream_options' must be an object")
    for name, most in (*((name, 10**9) for name in _LENGTHS), ("n", MOST_CHOICES)):
        value = body.get(name)
        if value is not None and (type(value) is not int or not 1 <= value <= most):
            raise Refusal(400, f"invalid_{name}", f"'{name}' must be a whole number from 1 to {most}")
