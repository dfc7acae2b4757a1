"""Anthropic's Messages API as a dialect (https://docs.claude.com/en/api/messages)."""

from .dialect import AnthropicMessages

__all__ = ["AnthropicMessages"]
