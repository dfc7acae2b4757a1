"""A small rule-based companion: no language model, no network, the same answer to the same prompt.

It is what a newcomer meets first, and what tests and benchmarks talk to. It sees a ModelRequest and
nothing else, just like a language model, and works through tool calls like one.

`scene` reads the prompt. `clauses`, `statements`, `questions`, `remarks` and `commands` read what the person
said, by the phrasebooks in them and in `facts`, `small_talk` and `follow_ups`; `people` knows who he and she are,
`words` which words tell. `lines` knows what lines of memory mean, `notes` how to change them, `toolbox` which tool does
it. `mind` decides; `found`, `outcome` and `talk` put it into words. `german` stands before all of this, and
`german_words` after it.
"""

from .provider import OfflineProvider

__all__ = ["OfflineProvider"]
