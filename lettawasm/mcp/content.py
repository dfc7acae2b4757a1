"""What a tool of an MCP server returned, as text for a model. It can't be shown pictures here, but is told of them."""

import json
from typing import Any


def text_of(result: dict[str, Any]) -> str:
    """The parts of a result, one below the other; where it has none, its structured content."""
    content = result.get("content")
    parts = [_part(part) for part in content if isinstance(part, dict)] if isinstance(content, list) else []
    if not parts and "structuredContent" in result:
        return json.dumps(result["structuredContent"], ensure_ascii=False)
    return "\n".join(parts)


def _part(part: dict[str, Any]) -> str:
    match part:
        case {"type": "text", "text": str(text)}:
            return text
        case {"type": "image" | "audio" as kind}:
            return f"[{'a picture' if kind == 'image' else 'a recording'}: {part.get('mimeType', 'unknown')}]"
        case {"type": "resource", "resource": {"text": str(text)}}:
            return text
        case {"type": "resource", "resource": {"uri": uri}}:
            return f"[a file: {uri}]"
        case {"type": "resource_link", "uri": uri}:
            return f"[a link: {uri}]"
        case _:
            return json.dumps(part, ensure_ascii=False)
