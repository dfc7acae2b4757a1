"""MCP servers that a person configured. What they are asked with in secret is not part of what is stored."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from .base import Changes, Name, Shape, Text

Url = Annotated[Text, Field(max_length=2000, pattern=r"^https?://[^\s/@]+(/[^\s]*)?$")]
HeaderName = Annotated[str, Field(max_length=200, pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")]
HeaderValue = Annotated[str, Field(max_length=10_000, pattern=r"^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$")]

_KNOWN_BY = (("command", "stdio"), ("server_url", "streamable_http"))


class McpConfig(Changes):
    """How a server is reached. Those of the other two types are read, so that they can be refused in words."""

    mcp_server_type: Literal["streamable_http", "sse", "stdio"]
    server_url: Url | None = None
    auth_header: HeaderName | None = None
    auth_token: HeaderValue | None = None
    custom_headers: dict[HeaderName, HeaderValue] | None = None

    @model_validator(mode="before")
    @classmethod
    def _with_type(cls, value: Any) -> Any:
        """A configuration without a type is known by its fields."""
        if isinstance(value, dict) and value.get("mcp_server_type") is None:
            for field, type_ in _KNOWN_BY:
                if field in value:
                    return {**value, "mcp_server_type": type_}
            return {**value, "mcp_server_type": "streamable_http"}
        return value

    def secrets(self) -> dict[str, str]:
        """The headers that the configuration brings."""
        headers = dict(self.custom_headers or {})
        if self.auth_token:
            name = self.auth_header or "Authorization"
            bare = name.lower() == "authorization" and " " not in self.auth_token
            headers[name] = f"Bearer {self.auth_token}" if bare else self.auth_token
        return headers

    @property
    def has_secrets(self) -> bool:
        """Whether the configuration says anything of secrets, be it that there are none."""
        return bool({"auth_token", "custom_headers", "auth_header"} & self.model_fields_set)


class McpServerCreate(Shape):
    server_name: Name
    config: McpConfig


class McpServerUpdate(Changes):
    server_name: Name | None = None
    config: McpConfig


class McpServer(Shape):
    """Headers are never shown, for a secret may stand in each. `has_secrets` tells whether some are in memory now;
    `needs_secrets`, whether it was set up with some.
    """

    mcp_server_type: Literal["streamable_http"] = "streamable_http"
    id: str
    server_name: str
    server_url: str
    auth_header: str | None = None
    auth_token: None = None
    custom_headers: None = None
    needs_secrets: bool = False
    has_secrets: bool = False


class McpToolRun(Shape):
    args: dict[str, Any] = Field(default_factory=dict)


class Resync(Shape):
    """Names of tools, after the server was asked again for what it has."""

    added: list[str] = Field(default_factory=list)
    updated: list[str] = Field(default_factory=list)
    deleted: list[str] = Field(default_factory=list)
