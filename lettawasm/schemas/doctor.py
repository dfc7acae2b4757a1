"""What is asked of the connection doctor, and what it finds."""

from typing import Literal

from pydantic import model_validator

from .base import Shape, Text
from .providers import Api, ApiKey, BaseUrl, ProviderType

Cause = Literal[
    "offline",  # this device has no network
    "dns",  # nobody knows the name
    "not_running",  # nobody listens there
    "unreachable",  # no more can be known from here
    "timeout",
    "tls",  # the certificate is not believed
    "cors",  # the server is there, and doesn't allow this page
    "mixed_content",  # a page of https may not ask by http
    "local_network",  # the browser doesn't let this page into the local network
    "not_allowed",  # this host asks no such address
    "locked",  # the key lies in the vault
    "redirect",
    "base_path",  # the API is there, but at another path
    "not_compatible",  # something else answers
    "no_key",
    "key",
    "quota",
    "rate_limit",
    "server_error",
    "no_such_model",
    "no_models",
    "model_failed",
    "context_too_small",
]
Check = Literal["address", "connection", "api", "key", "model", "context", "reply"]


class Connection(Shape):
    """A server as it is typed in, before it is a provider."""

    provider_type: ProviderType = "openai"
    base_url: BaseUrl | None = None
    api: Api | None = None
    api_key: ApiKey | None = None


class ProviderCheck(Connection):
    """Letta's body for it."""

    provider_type: ProviderType


class DiagnosisRequest(Connection):
    """Of a provider that is configured, or of a connection. `model` is asked for a word, which costs a few tokens, and
    `agent_id` names the agent that is to use it.
    """

    provider_id: str | None = None
    model: Text | None = None
    agent_id: str | None = None

    @model_validator(mode="after")
    def _names_something(self) -> "DiagnosisRequest":
        if self.provider_id is None and not {"provider_type", "base_url"} & self.model_fields_set:
            raise ValueError("Name a provider_id, or a provider_type or a base_url")
        return self


class Finding(Shape):
    """What one check found. One that isn't `ok` has a `cause` and, where there is one, a `remedy`."""

    check: Check
    ok: bool
    message: str
    cause: Cause | None = None
    remedy: str | None = None
    suggestion: str | None = None  # what to put in the place of what was wrong: an address, or a model


class Diagnosis(Shape):
    """The findings in order, up to the first that isn't ok."""

    ok: bool
    findings: list[Finding]
