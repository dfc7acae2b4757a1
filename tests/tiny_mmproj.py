"""Eyes for the tiny model: a projector in LLaVA's shape with random weights, the same bytes each time.

What it sees has no meaning, but all that llama.cpp does with it is real: a picture is decoded, cut into patches, and
becomes tokens that the model reads. Other pictures become other tokens, so they get other answers.

    python -m tests.tiny_mmproj mmproj-tiny.gguf
"""

import sys
from array import array
from math import prod
from pathlib import Path

from tests.tiny_gguf import CONSTANT, DIM, Gguf, Weights

SIDE, PATCH = 16, 8  # pixels of a picture, and of one of its patches
PATCHES = (SIDE // PATCH) ** 2  # as many tokens is a picture
WIDTH, LAYERS, HEADS, INNER = 16, 2, 2, 32  # LLaVA leaves the last layer out


def tiny_mmproj(seed: int = 3, dim: int = DIM) -> bytes:
    """About 40 kB. Of another `dim` it fits another model."""
    gguf, weights = Gguf(), Weights(seed)
    _describe(gguf, dim)

    def matrix(name: str, rows: int, *columns: int, scale: float = 1.0) -> None:
        width = prod(columns)
        gguf.tensor(name, weights.matrix(rows, width, scale * width**-0.5), rows, *columns)

    matrix("v.patch_embd.weight", WIDTH, 3, PATCH, PATCH, scale=4.0)
    matrix("v.position_embd.weight", PATCHES, WIDTH)
    for name in (f"v.blk.{n}." for n in range(LAYERS)):
        for norm in ("ln1", "ln2"):
            gguf.tensor(f"{name}{norm}.weight", array("f", [1.0] * WIDTH), WIDTH)
            gguf.tensor(f"{name}{norm}.bias", array("f", [0.0] * WIDTH), WIDTH)
        for part in ("q", "k", "v", "out"):
            matrix(f"{name}attn_{part}.weight", WIDTH, WIDTH)
        matrix(f"{name}ffn_up.weight", INNER, WIDTH)
        matrix(f"{name}ffn_down.weight", WIDTH, INNER)
    matrix("mm.0.weight", INNER, WIDTH)
    gguf.tensor("mm.0.bias", array("f", [0.0] * INNER), INNER)
    matrix("mm.2.weight", dim, INNER, scale=4.0)
    gguf.tensor("mm.2.bias", array("f", [CONSTANT] + [0.0] * (dim - 1)), dim)
    return gguf.to_bytes()


def _describe(gguf: Gguf, dim: int) -> None:
    gguf.add("general.architecture", Gguf.STRING, "clip")
    gguf.add("clip.has_vision_encoder", Gguf.BOOL, True)
    gguf.add("clip.projector_type", Gguf.STRING, "mlp")
    gguf.add("clip.use_gelu", Gguf.BOOL, True)
    numbers = {
        "image_size": SIDE,
        "patch_size": PATCH,
        "embedding_length": WIDTH,
        "feed_forward_length": INNER,
        "projection_dim": dim,
        "block_count": LAYERS,
        "attention.head_count": HEADS,
    }
    for name, number in numbers.items():
        gguf.add(f"clip.vision.{name}", Gguf.U32, number)
    gguf.add("clip.vision.attention.layer_norm_epsilon", Gguf.F32, 1e-5)
    for name in ("image_mean", "image_std"):
        gguf.add_list(f"clip.vision.{name}", Gguf.F32, [0.5, 0.5, 0.5])


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(tiny_mmproj())
