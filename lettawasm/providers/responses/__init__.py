"""OpenAI's Responses API as a dialect (https://platform.openai.com/docs/api-reference/responses)."""

from .dialect import Responses

__all__ = ["Responses"]
