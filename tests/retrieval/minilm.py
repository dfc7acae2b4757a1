"""all-MiniLM-L6-v2, forwards only, in numpy. Needs the wheel that requirements.lock names; not part of lettawasm."""

import json
import math
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]

LAYERS, HEADS, WIDTH = 6, 12, 384
PAD, FIRST, LAST = 0, 101, 102  # ids of [PAD], [CLS] and [SEP]
BATCH = 256


class MiniLm:
    """The model in a folder as its makers publish it, to be run in numbers of a type."""

    def __init__(self, folder: Path, dtype: type[np.floating[Any]] = np.float32) -> None:
        self._folder, self._dtype = folder, dtype
        tensors = read_safetensors(folder / "model.safetensors")
        self.weights: dict[str, Floats] = {name: each.astype(dtype) for name, each in tensors.items()}

    @cached_property
    def vocabulary(self) -> list[str]:
        return (self._folder / "vocab.txt").read_text("utf-8").removesuffix("\n").split("\n")

    def means(self, sentences: Sequence[Sequence[int]]) -> Floats:
        """For each list of ids, between [CLS] and [SEP], the mean of what the last layer says."""
        order = sorted(range(len(sentences)), key=lambda n: len(sentences[n]))  # alike lengths go together
        means = np.zeros((len(sentences), WIDTH), self._dtype)
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            means[batch] = self._means([[FIRST, *sentences[n], LAST] for n in batch])
        return means

    def _means(self, batch: list[list[int]]) -> Floats:
        longest = max(map(len, batch))
        ids = np.array([ids + [PAD] * (longest - len(ids)) for ids in batch])
        there = (ids != PAD).astype(self._dtype)
        x = self._embeddings(ids)
        mask = (there[:, None, None, :] - 1) * 1e9
        for layer in range(LAYERS):
            x = self._layer(f"encoder.layer.{layer}.", x, mask)
        return (x * there[:, :, None]).sum(1) / there.sum(1, keepdims=True)

    def _embeddings(self, ids: NDArray[np.int64]) -> Floats:
        w = self.weights
        x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.token_type_embeddings.weight"][0]
        return self._normal(
            "embeddings.LayerNorm", x + w["embeddings.position_embeddings.weight"][: ids.shape[1]]
        )

    def _layer(self, at: str, x: Floats, mask: Floats) -> Floats:
        q, k, v = (self._heads(at + f"attention.self.{name}", x) for name in ("query", "key", "value"))
        scores = q @ k.transpose(0, 1, 3, 2) / math.sqrt(WIDTH // HEADS) + mask
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        seen = (scores @ v).transpose(0, 2, 1, 3).reshape(x.shape)
        x = self._normal(
            at + "attention.output.LayerNorm", x + self._linear(at + "attention.output.dense", seen)
        )
        wide = gelu(self._linear(at + "intermediate.dense", x))
        return self._normal(at + "output.LayerNorm", x + self._linear(at + "output.dense", wide))

    def _heads(self, name: str, x: Floats) -> Floats:
        count, length, _ = x.shape
        return self._linear(name, x).reshape(count, length, HEADS, WIDTH // HEADS).transpose(0, 2, 1, 3)

    def _linear(self, name: str, x: Floats) -> Floats:
        return x @ self.weights[name + ".weight"].T + self.weights[name + ".bias"]

    def _normal(self, name: str, x: Floats) -> Floats:
        x = x - x.mean(-1, keepdims=True)
        x /= np.sqrt((x * x).mean(-1, keepdims=True) + 1e-12)
        return x * self.weights[name + ".weight"] + self.weights[name + ".bias"]


def gelu(x: Floats) -> Floats:
    """By Hendrycks and Gimpel's approximation with tanh: near enough, and numpy has no error function."""
    return x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x))) / 2


def read_safetensors(path: Path) -> dict[str, NDArray[np.float32]]:
    """The float32 tensors of a file: the length of a JSON header, the header, then what it describes."""
    data = path.read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    tensors = {}
    for name, about in json.loads(data[8:start]).items():
        if about.get("dtype") == "F32":
            first, last = about["data_offsets"]
            flat = np.frombuffer(data, "<f4", (last - first) // 4, start + first)
            tensors[name] = flat.reshape(about["shape"])
    return tensors
