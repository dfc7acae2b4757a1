"""The map of the package. Imports only point down, so a line of code knows where it belongs."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "lettawasm"

# From the bottom up. A module may import what stands below it, and its own package's siblings.
LAYERS = [
    {
        "errors",
        "sse",
        "clock",
        "model",
        "tokens",
        "search",
        "spelling",
        "strict_json",
        "cancelling",
        "silence",
        "address",
        "bearer",
        "masking",
    },
    {"ports"},
    {"db", "journal", "sandbox"},
    {"schemas"},
    {"migrations", "events", "templating", "starters"},
    {"memory", "kinds", "documents", "context", "agentfile", "failures", "versions", "vectors", "embedding"},
    {"store"},
    {"retrieval", "keys", "webpages", "spending"},
    {"tools", "compaction", "live", "live_runs", "calls", "stopwatch", "retelling"},
    {"providers", "engines"},
    {"small"},
    {"choosing"},
    {"loop", "catalog", "pending", "mcp"},
    {"embeddings"},
    {"lookups"},
    {
        "model_choice",
        "model_offers",
        "model_options",
        "equipment",
        "library",
        "in_view",
        "system_message",
        "default_blocks",
        "block_analytics",
        "agents",
        "agent_state",
        "reshaping",
    },
    {"transfer", "rewind", "conversations", "intake", "groups", "visitors", "inspection"},
    {"backup", "compacting", "doctor"},
    {"homecoming"},
    {"compressing"},
    {"packages"},
    {"sandboxed"},
    {"custom_tools"},
    {"turns", "vault", "web_access", "activity"},
    {"course"},
    {"runtime"},
    {"trial", "copies"},
    {"api"},
    {"access", "relay", "telemetry"},
    {"testing"},
    {"hosts"},
    {"cli"},
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
NOT_AT_IMPORT = {"cryptography", "httpx", "uvicorn", "js", "pyodide", "pyodide_js"}


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def noun(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported_nouns(path: Path) -> set[str]:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    depth = len(parts) if path.name != "__init__.py" else len(parts) - 1
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = parts[: depth - node.level + (1 if path.name == "__init__.py" else 0)]
            names = (
                [(*base, *node.module.split("."))]
                if node.module
                else [(*base, alias.name) for alias in node.names]
            )
            found |= {name[0] for name in names}
    return found & set(LEVEL)


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_only_point_down(path: Path) -> None:
    own = noun(path)
    assert own in LEVEL, f"{own} has no place in the map"
    upwards = {name for name in imported_nouns(path) if name != own and LEVEL[name] >= LEVEL[own]}
    assert not {name for name in upwards if LEVEL[name] > LEVEL[own]}, upwards


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_only_hosts_and_the_command_line_know_where_they_run(path: Path) -> None:
    tree = ast.parse(path.read_text())
    names = {
        alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    names |= {
        (node.module or "").split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and not node.level
    }
    if noun(path) not in ("hosts", "cli"):
        assert not names & NOT_AT_IMPORT
        assert "sys.platform" not in path.read_text()
