"""`lettawasm doctor`: what is wrong between here and a model?"""

import argparse
import asyncio
import os
from typing import Any, get_args

from pydantic import ValidationError

from ..errors import LettaError, NotFound
from ..schemas.doctor import Diagnosis, DiagnosisRequest
from ..schemas.providers import Api, ProviderType
from ..store import Store
from ..store.table import Page
from .complain import FAILED, INTERRUPTED, USAGE, complain, show_json
from .plain import one_line
from .serve import DEFAULT_PATH


def add_to(commands: Any) -> None:
    command = commands.add_parser(
        "doctor",
        help="find out why a model doesn't answer",
        description="Try the way to a model's server, the server, the key and the model, and say what to set where."
        " Ends with 0 if all is well.",
    )
    command.add_argument(
        "handle", metavar="HANDLE", nargs="?", help="a model, as in ollama/qwen3:4b; left out, all providers"
    )
    command.add_argument(
        "--base-url", metavar="URL", help="where its server is, instead of a space's provider"
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
    command.add_argument(
        "--db", metavar="FILE", default=str(DEFAULT_PATH), help="the space (default: %(default)s)"
    )
    command.add_argument("--json", action="store_true", help="print the findings as JSON")
    command.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.key_env and arguments.key_env not in os.environ:
        return complain(f"there is no {arguments.key_env} in the environment", USAGE)
    try:
        told = asyncio.run(_examined(arguments))
    except LettaError as error:
        return complain(str(error))
    except ValidationError as error:
        return complain(f"{error.errors()[0]['loc'][0]}: {error.errors()[0]['msg']}", USAGE)
    except KeyboardInterrupt:
        return complain("called off", INTERRUPTED)
    if arguments.json:
        show_json({name: diagnosis.model_dump() for name, diagnosis in told.items()})
    else:
        _show(told)
    return 0 if all(diagnosis.ok for diagnosis in told.values()) else FAILED


async def _examined(arguments: argparse.Namespace) -> dict[str, Diagnosis]:
    """What was found, by the name of the provider."""
    from ..doctor import examine  # heavy, all of them, and other commands need none
    from ..doctor.admission import admitted
    from ..hosts.cpython import close, create_host
    from ..runtime import Runtime

    is_typed_in = bool(arguments.base_url or arguments.type or arguments.api)
    host = create_host(":memory:" if is_typed_in else arguments.db)
    try:
        runtime = Runtime(host)
        wanted = _typed_in(arguments) if is_typed_in else _configured(runtime.store, arguments)
        parts = runtime.host, runtime.store, runtime.catalog
        return {name: await examine(await admitted(*parts, each)) for name, each in wanted.items()}
    finally:
        await close(host)


def _typed_in(arguments: argparse.Namespace) -> dict[str, DiagnosisRequest]:
    name, _, model = (arguments.handle or "").partition("/")
    request = DiagnosisRequest(
        provider_type=arguments.type or "openai",
        base_url=arguments.base_url,
        api=arguments.api,
        api_key=_key(arguments),
        model=model or None,
    )
    return {name or arguments.base_url or request.provider_type: request}


def _configured(store: Store, arguments: argparse.Namespace) -> dict[str, DiagnosisRequest]:
    """The provider that was named, or all of the space. Keys aren't kept there, unless in its vault."""
    name, _, model = (arguments.handle or "").partition("/")
    records = store.providers.find(Page(limit=1_000, order="asc"))
    found = [record for record in records if not name or record.name == name]
    if not found:
        raise NotFound(f"No provider named '{name}' is configured" if name else "No provider is configured")
    if key := _key(arguments):
        at = {"provider_type", "base_url", "api"}
        requests = [DiagnosisRequest(**each.model_dump(include=at), api_key=key) for each in found]
    else:
        requests = [DiagnosisRequest(provider_id=each.id) for each in found]
    asked = [each.model_copy(update={"model": model or None}) for each in requests]
    return dict(zip([each.name for each in found], asked, strict=True))


def _key(arguments: argparse.Namespace) -> str | None:
    return os.environ[arguments.key_env] if arguments.key_env else None


def _show(told: dict[str, Diagnosis]) -> None:
    for name, diagnosis in told.items():
        print(f"{name}:")
        for finding in diagnosis.findings:
            print(f"  {'ok ' if finding.ok else 'BAD'} {one_line(finding.message)}")
            if finding.remedy:
                print(f"      {one_line(finding.remedy)}")
