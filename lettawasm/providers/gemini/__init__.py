"""Google's Gemini API, `generateContent` and what belongs to it."""

from .api import Gemini as Gemini
