"""A model for llama.cpp that fits into a test: random weights in a valid GGUF file, the same bytes each time.

What it says has no meaning, but everything that llama.cpp does with it is real: its tokenizer and chat template, its
cache, grammars, tool calls, streams and vectors. Coordinate 0 of all embeddings is the same constant, which the blocks
leave alone. So column 0 of the output matrix says how likely a token is anywhere, and the other columns of a row,
where they repeat another token's embedding, how likely it is right after that one.

    python -m tests.tiny_gguf tiny.gguf
"""

import random
import re
import struct
import sys
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

DIM, LAYERS, HEADS, KV_HEADS, INNER = 64, 2, 4, 2, 128
CONTEXT = 32_768
CONSTANT = 4.0  # coordinate 0 of every embedding

NORMAL, CONTROL, USER_DEFINED, UNUSED = 1, 3, 4, 5  # kinds of tokens
START, END, CALL, CALLED = "<|im_start|>", "<|im_end|>", "<tool_call>", "</tool_call>"
HUMAN = '"label": "human"'  # what an agent's first argument should be: one token, likely after a brace
SPECIAL = {"<|endoftext|>": CONTROL, START: CONTROL, END: CONTROL, CALL: USER_DEFINED, CALLED: USER_DEFINED}

WORDS = """
you are an agent with a memory of your own and you keep what people tell you about themselves and their friends
the memory has blocks and each block has a label and a value; remember what matters and search for what was said
name arguments content query message label human persona insert append replace archival core conversation
"""

# No newline may follow the marker of a call: llama.cpp would take both for the marker, and chance rarely writes both.
TEMPLATE = """{%- if tools %}{{- '<|im_start|>system\\n' }}
{%- if messages[0].role == 'system' %}{{- messages[0].content + '\\n\\n' }}{%- endif %}
{{- 'These are functions that you may call:\\n<tools>' }}
{%- for tool in tools %}{{- '\\n' }}{{- tool | tojson }}{%- endfor %}
{{- '\\n</tools>\\nA call is <tool_call>{"name": <name>, "arguments": <object>}</tool_call><|im_end|>\\n' }}
{%- elif messages[0].role == 'system' %}{{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}
{%- endif %}
{%- for message in messages %}
{%- if message.role == 'user' or (message.role == 'system' and not loop.first) %}
{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
{%- elif message.role == 'assistant' %}{{- '<|im_start|>assistant\\n' + (message.content or '') }}
{%- for call in message.tool_calls or [] %}
{%- if call.function is defined %}{%- set call = call.function %}{%- endif %}
{{- '<tool_call>{"name": "' + call.name + '", "arguments": ' }}{{- call.arguments | tojson }}{{- '}</tool_call>' }}
{%- endfor %}{{- '<|im_end|>\\n' }}
{%- elif message.role == 'tool' %}
{{- '<|im_start|>user\\n<tool_response>\\n' + message.content + '\\n</tool_response><|im_end|>\\n' }}
{%- endif %}{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"""

Floats = array  # of "f"


class Gguf:
    """The container: fields and tensors in order. https://github.com/ggml-org/ggml/blob/master/docs/gguf.md"""

    ALIGNMENT = 32
    U32, I32, F32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9
    _FORMATS: ClassVar = {U32: "<I", I32: "<i", F32: "<f", BOOL: "<?"}

    def __init__(self) -> None:
        self._fields: list[bytes] = []
        self._tensors: list[tuple[str, tuple[int, ...], bytes]] = []

    def add(self, key: str, kind: int, value: object) -> None:
        self._fields.append(self._text(key) + struct.pack("<I", kind) + self._value(kind, value))

    def add_list(self, key: str, kind: int, values: Sequence[object]) -> None:
        head = self._text(key) + struct.pack("<IIQ", self.ARRAY, kind, len(values))
        self._fields.append(head + b"".join(self._value(kind, value) for value in values))

    def tensor(self, name: str, numbers: "Floats[float]", *shape: int) -> None:
        """Rows before columns, as they lie in memory."""
        if sys.byteorder == "big":
            numbers.byteswap()
        self._tensors.append((name, shape, numbers.tobytes()))

    def to_bytes(self) -> bytes:
        head = struct.pack("<4sIQQ", b"GGUF", 3, len(self._tensors), len(self._fields))
        head += b"".join(self._fields)
        body = b""
        for name, shape, data in self._tensors:
            head += self._text(name) + struct.pack("<I", len(shape))
            head += struct.pack(f"<{len(shape)}QIQ", *reversed(shape), 0, len(body))
            body += self._padded(data)
        return self._padded(head) + body

    def _padded(self, data: bytes) -> bytes:
        return data + bytes(-len(data) % self.ALIGNMENT)

    def _value(self, kind: int, value: object) -> bytes:
        return self._text(str(value)) if kind == self.STRING else struct.pack(self._FORMATS[kind], value)

    @staticmethod
    def _text(text: str) -> bytes:
        return struct.pack("<Q", len(text.encode())) + text.encode()


def _stand_ins() -> dict[int, str]:
    """The printable character that stands for each byte in a vocabulary of GPT-2's kind."""
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in shown]
    return {byte: chr(byte) for byte in shown} | {byte: chr(256 + n) for n, byte in enumerate(hidden)}


def _merges(stand_ins: dict[int, str]) -> list[tuple[str, str]]:
    """The most frequent neighbours in WORDS, joined again and again, until each word is one token."""
    words = Counter(
        tuple(stand_ins[byte] for byte in word.encode()) for word in re.findall(r" ?[a-z]+", WORDS)
    )
    merges: list[tuple[str, str]] = []
    while pairs := _pairs(words):
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        merges.append(best)
        words = Counter({_joined(word, best): count for word, count in words.items()})
    return merges


def _pairs(words: Counter[tuple[str, ...]]) -> Counter[tuple[str, str]]:
    pairs: Counter[tuple[str, str]] = Counter()
    for word, count in words.items():
        for pair in pairwise(word):
            pairs[pair] += count
    return pairs


def _joined(word: tuple[str, ...], pair: tuple[str, str]) -> tuple[str, ...]:
    joined: list[str] = []
    for piece in word:
        if joined and (joined[-1], piece) == pair:
            joined[-1] += piece
        else:
            joined.append(piece)
    return tuple(joined)


@dataclass
class Vocabulary:
    """Bytes, joined bytes, and tokens with a meaning. `kinds` and `biases` are theirs, in the same order."""

    tokens: list[str] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    biases: list[float] = field(default_factory=list)
    merges: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def made(cls) -> "Vocabulary":
        made, stand_ins = cls(), _stand_ins()
        made.merges = _merges(stand_ins)
        byte_of = {character: byte for byte, character in stand_ins.items()}
        for token in [*stand_ins.values(), *("".join(pair) for pair in made.merges)]:
            made._add(token, NORMAL, _bias(bytes(byte_of[character] for character in token)))
        for token, kind in SPECIAL.items():
            made._add(token, kind, {END: 1.2, CALL: 1.5}.get(token, -12.0))
        made._add(HUMAN, USER_DEFINED, -3.0)
        while len(made.tokens) % 32:
            made._add(f"<|unused{len(made.tokens)}|>", UNUSED, -12.0)
        return made

    def _add(self, token: str, kind: int, bias: float) -> None:
        self.tokens.append(token)
        self.kinds.append(kind)
        self.biases.append(bias)

    def __len__(self) -> int:
        return len(self.tokens)


def _bias(text: bytes) -> float:
    """Words are likely. So is what ends a text in JSON, or a reply would never end."""
    if not all(32 <= byte < 127 for byte in text):
        return -12.0
    if text in (b'"', b"}", b"]"):
        return 1.6
    return (0.6 if len(text) > 1 else 0.0) if text.strip().isalnum() else -1.0


def _describe(gguf: Gguf, vocabulary: Vocabulary) -> None:
    numbers = {
        "context_length": CONTEXT,
        "embedding_length": DIM,
        "block_count": LAYERS,
        "feed_forward_length": INNER,
        "attention.head_count": HEADS,
        "attention.head_count_kv": KV_HEADS,
        "rope.dimension_count": DIM // HEADS,
        "vocab_size": len(vocabulary),
    }
    gguf.add("general.architecture", Gguf.STRING, "llama")
    gguf.add("general.name", Gguf.STRING, "tiny")
    for name, number in numbers.items():
        gguf.add(f"llama.{name}", Gguf.U32, number)
    gguf.add("llama.attention.layer_norm_rms_epsilon", Gguf.F32, 1e-5)
    gguf.add("tokenizer.ggml.model", Gguf.STRING, "gpt2")
    gguf.add("tokenizer.ggml.pre", Gguf.STRING, "gpt-2")
    gguf.add_list("tokenizer.ggml.tokens", Gguf.STRING, vocabulary.tokens)
    gguf.add_list("tokenizer.ggml.token_type", Gguf.I32, vocabulary.kinds)
    gguf.add_list("tokenizer.ggml.merges", Gguf.STRING, [" ".join(pair) for pair in vocabulary.merges])
    for name, token in (("bos", "<|endoftext|>"), ("eos", END), ("padding", "<|endoftext|>")):
        gguf.add(f"tokenizer.ggml.{name}_token_id", Gguf.U32, vocabulary.tokens.index(token))
    gguf.add("tokenizer.ggml.add_bos_token", Gguf.BOOL, False)
    gguf.add("tokenizer.chat_template", Gguf.STRING, TEMPLATE)


class Weights:
    """Random matrices, each entry of which has the standard deviation `scale`."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random

    def matrix(self, rows: int, columns: int, scale: float) -> "Floats[float]":
        width = 2 * 3**0.5 * scale
        return array("f", ((self._random() - 0.5) * width for _ in range(rows * columns)))

    def silent(self, rows: int, columns: int, scale: float) -> "Floats[float]":
        """Leaves coordinate 0 alone."""
        return array("f", bytes(4 * columns)) + self.matrix(rows, columns, scale)[columns:]


def tiny_gguf(seed: int = 1) -> bytes:
    """About half a megabyte. Another seed is another model."""
    gguf, vocabulary, weights = Gguf(), Vocabulary.made(), Weights(seed)
    _describe(gguf, vocabulary)
    scale, kv = DIM**-0.5, DIM // HEADS * KV_HEADS
    embeddings = weights.matrix(len(vocabulary), DIM, 1.0)
    embeddings[::DIM] = array("f", [CONSTANT] * len(vocabulary))
    gguf.tensor("token_embd.weight", embeddings, len(vocabulary), DIM)
    ones = array("f", [1.0] * DIM)
    for name in (f"blk.{n}." for n in range(LAYERS)):
        gguf.tensor(f"{name}attn_norm.weight", ones, DIM)
        for part, rows in (("q", DIM), ("k", kv), ("v", kv)):
            gguf.tensor(f"{name}attn_{part}.weight", weights.matrix(rows, DIM, scale), rows, DIM)
        gguf.tensor(f"{name}attn_output.weight", weights.silent(DIM, DIM, scale), DIM, DIM)
        gguf.tensor(f"{name}ffn_norm.weight", ones, DIM)
        for part in ("gate", "up"):
            gguf.tensor(f"{name}ffn_{part}.weight", weights.matrix(INNER, DIM, scale), INNER, DIM)
        gguf.tensor(f"{name}ffn_down.weight", weights.silent(DIM, INNER, INNER**-0.5), DIM, INNER)
    gguf.tensor("output_norm.weight", ones, DIM)
    output = weights.matrix(len(vocabulary), DIM, scale * 0.7)
    output[::DIM] = array("f", vocabulary.biases)
    place = vocabulary.tokens.index
    _lean(output, embeddings, place("{"), place(HUMAN), 0.4)
    _lean(output, embeddings, place(_stand_ins()[ord("\n")]), place(END), -0.4)  # a reply has something in it
    gguf.tensor("output.weight", output, len(vocabulary), DIM)
    return gguf.to_bytes()


def _lean(
    output: "Floats[float]", embeddings: "Floats[float]", before: int, after: int, weight: float
) -> None:
    """Make one token likely right after another or, with a negative weight, unlikely there."""
    for n in range(1, DIM):
        output[after * DIM + n] = weight * embeddings[before * DIM + n]


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(tiny_gguf())
