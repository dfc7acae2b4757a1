"""A tool's JSON Schema from TypeScript or JavaScript, by its signature and its JSDoc. It is read and never run."""

from .source import describe, function

__all__ = ["describe", "function"]
