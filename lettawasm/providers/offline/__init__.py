"""A small rule-based companion: no language model, no network, the same answer to the same prompt.

It is what a newcomer meets first, and what tests and benchmarks talk to. It sees a ModelRequest and
nothing else, just like a language model, and works through tool calls like one.

`scene` reads the prompt; `statements` and `questions` read what the person said; `lines` knows what the
lines of memory mean; `toolbox` writes tool calls; `mind` decides; `talk` finds the words.
"""

from .provider import OfflineProvider

__all__ = ["OfflineProvider"]
