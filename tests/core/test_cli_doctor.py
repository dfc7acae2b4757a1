"""`lettawasm doctor` at the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from lettawasm import cli
from lettawasm.db import SqliteDriver
from lettawasm.runtime import Runtime
from lettawasm.schemas.providers import ProviderCreate
from lettawasm.testing import host
from tests.model_server import ModelServer, Say, refusing_url


def space(folder: Path, **providers: str) -> str:
    """A space with these providers, by name and address."""
    path = str(folder / "space.db")
    made = host(path=path)
    runtime = Runtime(made)
    for name, base_url in providers.items():
        runtime.catalog.add(ProviderCreate(name=name, provider_type="ollama", base_url=base_url))
    assert isinstance(made.driver, SqliteDriver)
    made.driver.close()
    return path


def test_a_model_that_answers_is_well(server: ModelServer, capsys: Any) -> None:
    server.script(Say("OK"))
    assert cli.main(["doctor", "mine/tiny", "--base-url", server.url]) == 0
    out = capsys.readouterr().out
    assert out.startswith("mine:\n  ok ") and "ok  tiny replies." in out


def test_the_api_that_is_named_is_spoken(server: ModelServer, capsys: Any) -> None:
    assert cli.main(["doctor", "mine/tiny", "--base-url", server.url, "--api", "responses"]) == 0
    assert "ok  tiny replies." in capsys.readouterr().out
    assert [request.path for request in server.requests] == ["/v1/responses"]


def test_the_key_comes_from_the_environment_and_goes_nowhere(
    server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setenv("MY_KEY", "sk-canary-0123456789")
    assert cli.main(["doctor", "mine/tiny", "--base-url", server.url, "--key-env", "MY_KEY"]) == 0
    assert server.requests[-1].headers["authorization"] == "Bearer sk-canary-0123456789"
    path = space(tmp_path, good=server.url)
    assert cli.main(["doctor", "good/tiny", "--db", path, "--key-env", "MY_KEY"]) == 0
    assert server.requests[-1].headers["authorization"] == "Bearer sk-canary-0123456789"
    assert "canary" not in "".join(capsys.readouterr())


def test_every_provider_of_a_space_is_examined(server: ModelServer, tmp_path: Path, capsys: Any) -> None:
    path = space(tmp_path, good=server.url, bad=refusing_url())
    assert cli.main(["doctor", "--db", path, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["good"]["ok"], told["bad"]["findings"][-1]["cause"]) == (True, "not_running")
    assert cli.main(["doctor", "bad", "--db", path]) == 1
    out = capsys.readouterr().out
    assert "BAD Nobody answers at" in out and "ollama serve" in out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["mine/tiny", "--key-env", "NO_KEY", "--type", "openai"], 2, "there is no NO_KEY"),
        (["mine/tiny", "--base-url", "x"], 2, "base_url"),
        (["mine/tiny", "--type", "anthropic", "--api", "responses"], 1, "leave `api` out"),
        (["other/tiny"], 1, "No provider named 'other'"),
    ],
)
def test_what_cannot_be_examined_is_said(
    arguments: list[str], code: int, said: str, tmp_path: Path, capsys: Any
) -> None:
    assert cli.main(["doctor", *arguments, "--db", space(tmp_path)]) == code
    assert said in capsys.readouterr().err
