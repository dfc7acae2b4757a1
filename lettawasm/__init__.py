"""lettawasm: Letta-compatible agents with a memory of their own, in one pure-Python core."""

__version__ = "0.1.0"
