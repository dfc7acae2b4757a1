"""What the README shows of a server for many works as it stands there."""

import json
import re
import subprocess
import urllib.request
from collections.abc import Iterator
from typing import Any

import build
from lettawasm.relay import settings

README = (build.ROOT / "README.md").read_text()


def example(title: str, language: str) -> str:
    """The first block of code in a section."""
    section = README.split(f"### {title}\n")[1].split("\n## ")[0]
    [first, *_] = re.findall(rf"^```{language}\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)
    return str(first)


def answers(text: str) -> Iterator[Any]:
    """JSON documents, one after the other."""
    while text := text.strip():
        document, end = json.JSONDecoder().raw_decode(text)
        yield document
        text = text[end:]


def test_the_commands_make_a_space_and_a_token_for_it(worker):
    commands = example("Spaces and tokens", "sh")
    for shown, real in {
        "http://localhost:8787": worker.url,
        "$(cat .lettawasm/admin_secret)": worker.admin_secret,
    }.items():
        assert shown in commands
        commands = commands.replace(shown, real)
    ran = subprocess.run(["bash", "-ec", commands], capture_output=True, text=True, timeout=60, check=True)
    space, token = answers(ran.stdout)
    headers = {"Authorization": f"Bearer {token['token']}"}
    request = urllib.request.Request(f"{worker.url}/v1/agents/", headers=headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert json.load(answer) == []
    assert space["name"] == token["space"]


def test_the_provider_it_shows_is_one():
    shown = example("Models, with keys that stay on the server", "json")
    read = settings.read({"LETTAWASM_PROVIDERS": shown, "OPENAI_API_KEY": "a-key"})
    assert [(p.name, p.models[0].name) for p in read.providers] == [("openai", "gpt-4o-mini")]
    assert read.keys == {"openai": "a-key"}
