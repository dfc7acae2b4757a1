"""The sample files, as people have them: alone, or in the zips that they are sent."""

import gzip
import io
import zipfile
from pathlib import Path

from lettawasm.homecoming.luggage import Luggage

SAMPLES = Path(__file__).parent / "samples"


def sample(path: str) -> bytes:
    return (SAMPLES / path).read_bytes()


def zipped(entries: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive:
        for path, data in entries.items():
            archive.writestr(path, data)
    return file.getvalue()


def folder(path: str) -> dict[str, bytes]:
    """The files of a folder of samples, by their paths in it."""
    root = SAMPLES / path
    return {
        file.relative_to(root).as_posix(): file.read_bytes()
        for file in sorted(root.rglob("*"))
        if file.is_file()
    }


def chatgpt_zip() -> bytes:
    beside = {"user.json": b'{"id": "user-1", "email": "signe@example.org"}', "chat.html": b"<html></html>"}
    return zipped({"conversations.json": sample("chatgpt.json"), **beside, "file-8Kq2-tea.jpg": b"\xff\xd8"})


def openmemory_zip() -> bytes:
    entries = folder("openmemory")
    return zipped(
        {
            "memories.json": entries["memories.json"],
            "memories.jsonl.gz": gzip.compress(entries["memories.jsonl"]),
        }
    )


# Every format as people have it, with the name of its reader.
BAGS = {
    "chatgpt": ("chatgpt", sample("chatgpt.json")),
    "chatgpt zip": ("chatgpt", chatgpt_zip()),
    "claude": ("claude", sample("claude/conversations.json")),
    "claude zip": ("claude", zipped(folder("claude"))),
    "mem0": ("mem0", sample("mem0.json")),
    "openmemory": ("mem0", sample("openmemory/memories.json")),
    "openmemory zip": ("mem0", openmemory_zip()),
    "mcp memory": ("mcp-memory", sample("mcp-memory.jsonl")),
    "basic-memory": ("basic-memory", zipped(folder("basic-memory"))),
    "basic-memory note": ("basic-memory", sample("basic-memory/Sourdough.md")),
    "agent file": ("agent-file", sample("agent.af")),
    "old agent file": ("agent-file", sample("old-agent.af")),
}


def opened(name: str) -> Luggage:
    return Luggage("upload.bin", BAGS[name][1])
