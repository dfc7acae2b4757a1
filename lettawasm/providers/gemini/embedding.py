"""Gemini's embedders. https://ai.google.dev/api/embeddings"""

from urllib.parse import quote

from ...ports import Embedder
from ..dialect import Json
from ..embeddings import Form, RemoteEmbedder
from ..http import MOST_PAGES, HttpProvider
from .api import can, entries

_PREFIX = "models/"


class GeminiProvider(HttpProvider):
    """An HttpProvider of Gemini. Implements `ports.EmbeddingProvider` for those of its models that embed."""

    async def embedding_models(self) -> list[str]:
        found: list[str] = []
        path: str | None = self.dialect.models_path
        for _ in range(MOST_PAGES):
            answer = await self.listed(path) if path else None
            if answer is None:
                break
            embedding = (entry for entry in entries(answer) if can(entry, "embedContent"))
            found += [entry["name"].removeprefix(_PREFIX) for entry in embedding]
            path = self.dialect.next_page(answer)
        return found

    def embedder(self, model: str, dim: int) -> Embedder:
        return RemoteEmbedder(self, model, dim, _FORM)


def _path(model: str) -> str:
    return f"/{_PREFIX}{quote(model.removeprefix(_PREFIX))}:batchEmbedContents"


def _body(model: str, texts: list[str]) -> Json:
    name = _PREFIX + model.removeprefix(_PREFIX)
    return {"requests": [{"model": name, "content": {"parts": [{"text": text}]}} for text in texts]}


def _as_openai(told: object) -> object:
    vectors = told.get("embeddings") if isinstance(told, dict) else None
    if not isinstance(vectors, list):
        return None
    return {
        "data": [{"embedding": each.get("values")} if isinstance(each, dict) else each for each in vectors]
    }


_FORM = Form(_path, _body, _as_openai)
