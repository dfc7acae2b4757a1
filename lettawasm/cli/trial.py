"""`lettawasm eval`: can this model keep a memory?"""

import argparse
import asyncio
import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from ..errors import LettaError
from ..ports import Host
from ..schemas.model_options import ModelOptions, Profile, ToolCalls
from ..schemas.providers import Api, ProviderCreate, ProviderType
from ..trial.case import CaseResult
from ..trial.report import Report, markdown, report_json
from .complain import FAILED, INTERRUPTED, USAGE, complain, show_json
from .plain import one_line, plain


def add_to(commands: Any) -> None:
    command = commands.add_parser(
        "eval",
        help="try whether a model can keep a memory",
        description="Talk with a model through some twenty fixed conversations, each in a space of its own, and look at"
        " what it made of its memory. Ends with 0 if the model passes.",
    )
    command.add_argument("handle", metavar="HANDLE", help="the model, as in openai/gpt-5 or mine/qwen3:4b")
    command.add_argument(
        "--base-url", metavar="URL", help="where its server is; left out, the usual place of its type"
    )
    command.add_argument(
        "--type", choices=get_args(ProviderType), metavar="TYPE", help="openai, anthropic, ollama …"
    )
    command.add_argument(
        "--api",
        choices=get_args(Api),
        metavar="API",
        help="chat_completions (the usual one) or responses, where its server has both",
    )
    command.add_argument("--key-env", metavar="NAME", help="the environment variable with its key")
    command.add_argument("--db", metavar="FILE", help="find the provider in this space instead")
    command.add_argument(
        "--case", action="append", metavar="NAME", help="only this case or skill; may be repeated"
    )
    command.add_argument(
        "--profile", choices=get_args(Profile), default="auto", help="how much of a prompt it is given"
    )
    command.add_argument(
        "--tool-calls", choices=get_args(ToolCalls), default="auto", help="how it writes its calls"
    )
    command.add_argument(
        "--out", metavar="FILE", help="write the report there too, as JSON if it ends in .json"
    )
    command.add_argument("--json", action="store_true", help="print the report as JSON")
    command.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.db and (arguments.base_url or arguments.type or arguments.api):
        return complain("give either --db, or --base-url, --type and --api", USAGE)
    if arguments.key_env and arguments.key_env not in os.environ:
        return complain(f"there is no {arguments.key_env} in the environment", USAGE)
    try:
        report = asyncio.run(_tried(arguments))
    except LettaError as error:
        return complain(str(error))
    except ValidationError as error:
        return complain(f"{error.errors()[0]['loc'][0]}: {error.errors()[0]['msg']}", USAGE)
    except KeyboardInterrupt:
        return complain("called off", INTERRUPTED)
    _show(report, arguments)
    return 0 if report.is_passed else FAILED


async def _tried(arguments: argparse.Namespace) -> Report:
    from ..hosts.cpython import close, create_host  # heavy, all of them, and other commands need none
    from ..runtime import Runtime
    from ..trial.cases import chosen
    from ..trial.trial import tried

    cases, described = chosen(arguments.case), _provider(arguments)
    host = create_host(arguments.db or ":memory:")
    try:
        if described:
            host = _without(host, described.name)
        runtime = Runtime(host)
        if described:
            runtime.catalog.add(described)
        options = ModelOptions(profile=arguments.profile, tool_calls=arguments.tool_calls)
        async for told in tried(host, runtime.catalog, arguments.handle, cases, options):
            if isinstance(told, CaseResult):
                _tell(told)
        assert isinstance(told, Report)
        return told
    finally:
        await close(host)


def _provider(arguments: argparse.Namespace) -> ProviderCreate | None:
    """The provider that the words describe. It is in a space that is forgotten afterwards."""
    if not (arguments.base_url or arguments.type or arguments.api):
        return None
    return ProviderCreate(
        name=arguments.handle.partition("/")[0],
        provider_type=arguments.type or "openai",
        base_url=arguments.base_url,
        api=arguments.api,
        api_key=os.environ[arguments.key_env] if arguments.key_env else None,
    )


def _without(host: Host, name: str) -> Host:
    """The host without what its environment offers under this name: what the words describe is meant."""
    left = {own: each for own, each in host.providers.items() if own != name or own == "lettawasm"}
    return replace(host, providers=left)


def _tell(result: CaseResult) -> None:
    """A line for each case, where people look while they wait."""
    how = "passed" if result.is_passed else f"failed: {one_line('; '.join(result.problems))}"
    print(f"{result.skill}: {result.name}: {how}", file=sys.stderr, flush=True)


def _show(report: Report, arguments: argparse.Namespace) -> None:
    if arguments.json:
        show_json(report_json(report))
    else:
        print(plain(markdown(report)), end="")
    if arguments.out:
        whole = json.dumps(report_json(report), indent=2, ensure_ascii=False) + "\n"
        Path(arguments.out).write_text(whole if arguments.out.endswith(".json") else markdown(report))
