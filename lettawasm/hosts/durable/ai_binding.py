"""The binding of Workers AI, as Python may use it."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import js
from pyodide.ffi import JsException

from ... import strict_json
from ...providers.workers_ai import AiError


class JsAiBinding:
    """Implements `providers.workers_ai.AiBinding`."""

    def __init__(self, binding: Any) -> None:
        self._binding = binding

    async def run(
        self, model: str, model_input: Mapping[str, Any]
    ) -> AsyncIterator[bytes] | Mapping[str, Any]:
        try:
            output = await self._binding.run(model, js.JSON.parse(json.dumps(model_input)))
            if hasattr(output, "getReader"):
                return _pieces(output.getReader())
            told: Mapping[str, Any] = strict_json.parse(js.JSON.stringify(output))
        except JsException as error:
            raise _said(error) from None
        except ValueError as error:
            raise AiError(f"The model's answer can't be read: {error}") from None
        return told


async def _pieces(reader: Any) -> AsyncIterator[bytes]:
    """The bytes of a stream, which ends when nobody wants more of it."""
    is_over = False
    try:
        while not is_over:
            read = await reader.read()
            is_over = read.done
            if not is_over:
                yield read.value.to_bytes()
    except JsException as error:
        is_over = True
        raise _said(error) from None
    finally:
        if not is_over:
            reader.cancel()


def _said(error: JsException) -> AiError:
    return AiError(f"{error.name}: {error.message}")
