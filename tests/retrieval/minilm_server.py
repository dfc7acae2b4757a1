"""MiniLM behind OpenAI's `/v1/embeddings`, for tests: `minilm_server.py MODEL_FOLDER` prints its address and serves.

Runs in the Python that `build.minilm()` makes.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import numpy as np
from minilm import MiniLm

from lettawasm.embedding.word_pieces import pieces_of, words_of

NAME = "all-MiniLM-L6-v2"
UNKNOWN = "[UNK]"
LONGEST = 254  # pieces


class Sentences:
    """The model with its tokenizer: texts in, vectors of length 1 out."""

    def __init__(self, folder: Path) -> None:
        self._model = MiniLm(folder)
        self._numbers = {piece: number for number, piece in enumerate(self._model.vocabulary)}

    def vectors(self, texts: list[str]) -> list[list[float]]:
        means = self._model.means([self._read(text) for text in texts])
        lengths = np.linalg.norm(means, axis=1, keepdims=True)
        vectors: list[list[float]] = (means / lengths).tolist()
        return vectors

    def _read(self, text: str) -> list[int]:
        pieces = (piece for word in words_of(text) for piece in pieces_of(word, self._numbers) or [UNKNOWN])
        return [self._numbers[piece] for piece in pieces][:LONGEST]


class Handler(BaseHTTPRequestHandler):
    sentences: Sentences

    def do_GET(self) -> None:
        self._answer({"object": "list", "data": [{"id": NAME, "object": "model"}]})

    def do_POST(self) -> None:
        wish = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        texts = [wish["input"]] if isinstance(wish["input"], str) else wish["input"]
        data = [
            {"object": "embedding", "index": index, "embedding": vector}
            for index, vector in enumerate(self.sentences.vectors(texts))
        ]
        usage = {"prompt_tokens": 0, "total_tokens": 0}
        self._answer({"object": "list", "data": data, "model": NAME, "usage": usage})

    def _answer(self, value: Any) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def main(folder: Path) -> None:
    Handler.sentences = Sentences(folder)
    server = HTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_address[1]}/v1", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
