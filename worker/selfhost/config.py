"""Writes the Cap'n Proto configuration with which workerd serves the worker.

`Setup` says all there is to say about one server. Secrets are not written, for the configuration names variables
of workerd's environment; but the key of a cluster is.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

COMPATIBILITY_DATE = "2026-11-01"
COMPATIBILITY_FLAGS = ("enable_request_signal", "request_signal_passthrough")
CLASSES = {"Space": "SPACES", "Directory": "DIRECTORY"}  # a Durable Object's class, and the binding for it

CLUSTER_KEY = "LETTAWASM_CLUSTER_KEY"
BUCKET_OPTIONS = {
    "AWS_ENDPOINT_URL": "aws_endpoint",
    "AWS_REGION": "aws_region",
}  # workerd reads keys alone by itself
MAIN = "main.js"  # a worker's first module is the one it exports from
OTHERS = (MAIN, "assets.js", "sandbox.js")  # modules of workers of their own, and the first of all
KINDS = {".js": "esModule", ".mjs": "esModule", ".wasm": "wasm", ".zip": "data", ".so": "data"}


@dataclass(frozen=True)
class Cluster:
    """Several servers of the same spaces, which share a bucket. Experimental in workerd."""

    bucket: str  # s3://name/prefix
    address: str  # host:port where the others reach this one; for them alone
    options: Mapping[str, str] = field(default_factory=dict)  # no keys: those are AWS_* variables
    key: str = ""  # at least 32 secret bytes, the same for all
    haste: int = 1  # for tests: by how much to divide what a takeover waits out

    @classmethod
    def of(cls, bucket: str | None, address: str | None, environment: Mapping[str, str]) -> Cluster | None:
        """The one that a command line asks for, if it does; the environment has its key, and where its bucket is."""
        if not bucket:
            return None
        options = {ours: environment[name] for name, ours in BUCKET_OPTIONS.items() if name in environment}
        return cls(bucket, address or "127.0.0.1:0", options, environment.get(CLUSTER_KEY, ""))


@dataclass(frozen=True)
class Setup:
    """One server: what it serves, where it listens, where it keeps data, and what it may reach."""

    modules: Path  # the folder of the worker's modules
    site: Path  # the folder of static files
    objects: Path  # the folder of the Durable Objects' databases
    address: str = "127.0.0.1:8787"
    variables: Mapping[str, str] = field(default_factory=dict)  # binding → text
    secrets: Iterable[str] = ()  # bindings that take the environment variable of their name
    network: Iterable[str] = ("public",)  # "private" or "local" let it reach model servers nearby
    ai: Path | None = None  # a JavaScript module that stands in for Workers AI
    sandbox: str | None = None  # the address of who runs the code of tools
    loader: bool = False  # load it in isolates of this very process, as on Cloudflare; here nothing ends them
    web: str | None = None  # the address of a proxy to the public web, where it isn't reached directly
    cluster: Cluster | None = None


def write(path: Path, setup: Setup) -> None:
    """Make `path` the configuration of `setup`, for its owner's eyes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_private(path, configuration(setup, path.parent))


def write_private(path: Path, text: str) -> None:
    """Write a file whole, or not at all, that its owner alone can read."""
    partial = path.with_name(path.name + ".partial")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    partial.replace(path)


def bindings(environment: Mapping[str, str]) -> list[str]:
    """The variables that the worker reads: our own, and those which LETTAWASM_PROVIDERS and _SEARCH name for keys."""
    own = {name for name in environment if name.startswith("LETTAWASM_") and name != CLUSTER_KEY}
    with suppress(ValueError, TypeError, AttributeError):  # the worker says what is wrong with it
        providers = json.loads(environment.get("LETTAWASM_PROVIDERS", "[]"))
        own |= {provider["key"] for provider in providers if provider.get("key") in environment}
    with suppress(ValueError, TypeError, AttributeError):
        own |= {json.loads(environment.get("LETTAWASM_SEARCH", "{}")).get("key")} & environment.keys()
    return sorted(own)


def configuration(setup: Setup, folder: Path) -> str:
    """The text of a configuration that will lie in `folder`."""
    services = [
        service("main", worker=main_worker(setup, folder)),
        service("assets", worker=assets_worker(setup, folder)),
        service("site", disk={"path": text(setup.site)}),
        service("objects", disk={"path": text(setup.objects), "writable": "true"}),
        service("internet", network=internet(setup.network)),
    ]
    if setup.web:
        services.append(service("web", external={"address": text(setup.web), "http": "()"}))
    else:
        services.append(service("web", network=internet(["public"])))
    if setup.ai:
        services.append(service("ai", worker=worker([module(setup.ai, "ai.js", folder)])))
    if setup.sandbox:
        services.append(service("sandbox", external={"address": text(setup.sandbox), "http": "()"}))
    socket = struct(name=text("http"), address=text(setup.address), http="()", service=text("main"))
    clustered = {"cluster": cluster(setup.cluster)} if setup.cluster else {}
    return document(services=listing(services), sockets=listing([socket]), **clustered)


def document(**config: str) -> str:
    fields = ",\n".join(f"  {name} = {value}" for name, value in config.items())
    return f'using Workerd = import "/workerd/workerd.capnp";\n\nconst config :Workerd.Config = (\n{fields}\n);\n'


def main_worker(setup: Setup, folder: Path) -> str:
    names = sorted(p.name for p in setup.modules.iterdir() if p.suffix in KINDS and p.name not in OTHERS)
    modules = [module(setup.modules / name, name, folder) for name in [MAIN, *names]]
    namespaces = [
        struct(className=text(name), uniqueKey=text(f"lettawasm-{name.lower()}"), enableSql="true")
        for name in CLASSES
    ]
    bound = [
        *(binding(name, durableObjectNamespace=text(class_name)) for class_name, name in CLASSES.items()),
        *(binding(name, text=text(value)) for name, value in setup.variables.items()),
        *(binding(name, fromEnvironment=text(name)) for name in setup.secrets),
        binding("ASSETS", service=text("assets")),
        binding("WEB", service=text("web")),
        *([binding("AI", service=text("ai"))] if setup.ai else []),
        *([binding("LOADER", workerLoader="()")] if setup.loader else []),
        *([binding("SANDBOX", service=text("sandbox"))] if setup.sandbox else []),
    ]
    return worker(
        modules,
        bindings=listing(bound),
        durableObjectNamespaces=listing(namespaces),
        durableObjectStorage=struct(localDisk=text("objects")),
    )


def assets_worker(setup: Setup, folder: Path) -> str:
    modules = [module(setup.modules / "assets.js", "assets.js", folder)]
    return worker(modules, bindings=listing([binding("SITE", service=text("site"))]))


def worker(modules: Iterable[str], **fields: str) -> str:
    flags = listing(text(flag) for flag in COMPATIBILITY_FLAGS)
    date = text(COMPATIBILITY_DATE)
    return struct(modules=listing(modules), compatibilityDate=date, compatibilityFlags=flags, **fields)


def module(path: Path, name: str, folder: Path) -> str:
    source = Path(os.path.relpath(path, folder)).as_posix()
    return struct(name=text(name), **{KINDS[path.suffix]: f"embed {text(source)}"})


def internet(allowed: Iterable[str]) -> str:
    return struct(allow=listing(map(text, allowed)), tlsOptions=struct(trustBrowserCas="true"))


def cluster(own: Cluster) -> str:
    return struct(
        bucket=text(own.bucket),
        bucketOptions=listing(text(f"{name}={value}") for name, value in own.options.items()),
        address=text(own.address),
        key=text(own.key),
        unsafeTimeDivisor=str(own.haste),
    )


def service(name: str, **kind: str | Mapping[str, str]) -> str:
    [(key, value)] = kind.items()
    return struct(name=text(name), **{key: value if isinstance(value, str) else struct(**value)})


def binding(name: str, **value: str) -> str:
    return struct(name=text(name), **value)


def struct(**fields: str) -> str:
    return "(" + ", ".join(f"{name} = {value}" for name, value in fields.items()) + ")"


def listing(items: Iterable[str]) -> str:
    return "[" + "".join(f"\n    {item}," for item in items).rstrip(",") + "]"


def text(value: object) -> str:
    """A string as Cap'n Proto writes it, which is as C does, and JSON within ASCII almost."""
    return json.dumps(str(value), ensure_ascii=False)
