"""What a host hands in. Everything below `hosts/` reaches the outside through these alone."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeVar, runtime_checkable

from .model import ModelEvent, ModelInfo, ModelRequest, Usage

T = TypeVar("T")
Row = dict[str, Any]


class Driver(Protocol):
    """One SQLite database. Both calls finish before the event loop can run anything else."""

    def execute(self, sql: str, params: Sequence[Any] = ()) -> list[Row]: ...

    def transact(self, work: Callable[[], T]) -> T:
        """Run `work`; keep all its writes, or none if it raises. May be nested."""
        ...


class Clock(Protocol):
    """Time and identity, so that tests can tick and number them."""

    def now(self) -> str:
        """The time as ISO 8601 in UTC with microseconds, `2026-01-31T12:00:00.000000Z`."""
        ...

    def new_id(self, kind: str) -> str:
        """A new `{kind}-{uuid4}`."""
        ...


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """`timeout` is the seconds to wait for the response's head, and then for each chunk of its body.

    With `redirect` manual a redirect comes back as it is; otherwise the transport may follow it.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    timeout: float = 60.0
    redirect: Literal["follow", "manual"] = "follow"


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A response whose body is still arriving. Iterate `chunks` to its end, or `aclose()` it."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    chunks: AsyncIterator[bytes]
    aclose: Callable[[], Any]  # an async function without arguments


class TransportError(Exception):
    """No response, or not all of it. `kind` is `unreachable`, `timeout`, `cut_off`, `refused`: this host sends
    no requests there, for the reason in `detail`; or `locked`: the key for it lies in the vault.
    """

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(detail or kind)
        self.kind, self.detail = kind, detail


class Transport(Protocol):
    """One HTTP exchange with the world. Raises TransportError, here or while the body is read."""

    async def send(self, request: HttpRequest) -> HttpResponse: ...


class Provider(Protocol):
    """Some models behind one name."""

    def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        """Deltas, then exactly one Done or Failed. What goes wrong is streamed as Failed, never raised."""
        ...

    async def models(self) -> list[ModelInfo]:
        """The models it can run now; empty when it can't be asked."""
        ...


class Embedder(Protocol):
    """Turns texts into vectors, so that what means the same points the same way."""

    @property
    def handle(self) -> str:
        """What its vectors are kept under, `provider/model`."""
        ...

    @property
    def dim(self) -> int: ...

    @property
    def is_strong(self) -> bool:
        """Whether its likeness alone ranks well. A weak one's is fused with words."""
        ...

    async def embed(self, texts: Sequence[str]) -> list[Sequence[float]]:
        """A vector for each text. Raises LettaError, saying what a person can do."""
        ...

    def embed_now(self, texts: Sequence[str]) -> list[Sequence[float]] | None:
        """The same at once; None where it has to be awaited."""
        ...


@runtime_checkable
class EmbeddingProvider(Protocol):
    """Some models that turn texts into vectors, behind one name."""

    name: str

    async def embedding_models(self) -> list[str]:
        """Their names; none when nobody can be asked."""
        ...

    def embedder(self, model: str, dim: int) -> Embedder:
        """One of them, without asking anyone. With a `dim` of 0 its vectors may have any length, but one."""
        ...


class Rows(Protocol):
    """int8 vectors of one width in memory, each under a number. They keep the places in which they came."""

    def append(self, numbers: Sequence[int], vectors: bytes) -> None: ...

    def show(self, place: int, count: int, is_shown: bool) -> None:
        """Let the rows from `place` on be found, or not."""
        ...

    def nearest(self, query: bytes, most: int, allowed: bytes | None = None) -> list[tuple[int, float]]:
        """The numbers of the likest rows with their cosines, the best first, the lower number first among equals.
        `allowed` has a byte for each number from 0 on; those beyond its end are not allowed.
        """
        ...


class Kernel(Protocol):
    """Makes rows that a host searches faster than Python could."""

    def rows(self, width: int) -> Rows:
        """None yet, each to have `width` bytes: a multiple of 16."""
        ...


@dataclass(frozen=True, slots=True)
class RunEnd:
    """How a run ended, without a word of what was said in it. `error_type` is Letta's, where it failed."""

    run_id: str
    agent_id: str
    status: str
    stop_reason: str
    steps: int
    usage: Usage
    milliseconds: int
    error_type: str | None = None


class RunWatcher(Protocol):
    """Hears of every run, once as it begins and once as it ends. Both calls return at once and never raise."""

    def began(self, run_id: str, agent_id: str) -> None:
        """The run and its messages are stored; nothing has been asked of a model yet."""
        ...

    def ended(self, end: RunEnd) -> None:
        """The run's end is stored; its listeners hear of it next."""
        ...


class DataKey(Protocol):
    """A key that can be used and never be read. `label` says what is sealed, and opens nothing else."""

    async def seal(self, plain: bytes, label: bytes) -> bytes: ...

    async def open(self, sealed: bytes, label: bytes) -> bytes | None:
        """None for what this key didn't seal under this label."""
        ...


class Cipher(Protocol):
    """Encryption under a passphrase. What one host seals, every other one opens."""

    async def seal(self, passphrase: str, plain: bytes) -> bytes: ...

    async def open(self, passphrase: str, sealed: bytes) -> bytes | None:
        """None for a wrong passphrase and for damaged bytes: nobody can tell these apart."""
        ...

    async def new_key(self, passphrase: str) -> tuple[bytes, DataKey]:
        """A new key, and before it the same one wrapped, as it can be kept."""
        ...

    async def unwrap(self, passphrase: str, wrapped: bytes) -> DataKey | None:
        """The key that was wrapped; None as for `open`."""
        ...

    async def rewrap(self, passphrase: str, wrapped: bytes, new_passphrase: str) -> bytes | None:
        """The same key under another passphrase; None as for `open`."""
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """One call of a custom tool. Everything in it is JSON, but for the wheels; nothing else reaches the sandbox.

    `wheels` are installed before the source runs, by their file names. `hosts` may be reached, through `fetch` alone.
    `owner` is whose call it is: an interpreter that has run for one never runs for another.
    """

    language: Literal["python", "javascript", "typescript"]
    source: str
    function: str  # "" runs the source itself: its value is that of its last expression
    arguments: Mapping[str, Any]
    agent_state: Mapping[str, Any] | None = None
    wheels: Mapping[str, bytes] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)  # what was granted by name
    hosts: tuple[str, ...] = ()
    seconds: float = 30.0
    output_limit: int = 1_000_000  # bytes of the value, of stdout and of stderr, each
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a job went. `problem` is the traceback a person needs, without frames of ours; None if it went well."""

    value: Any = None
    agent_state: Mapping[str, Any] | None = None
    stdout: str = ""
    stderr: str = ""
    problem: str | None = None


Reach = Callable[[HttpRequest], Awaitable[HttpResponse]]  # how a request leaves, if the core grants it


class Sandbox(Protocol):
    """Runs code that nobody trusts. Never raises; whatever the code does, the space is untouched."""

    @property
    def languages(self) -> frozenset[str]: ...

    async def run(self, job: Job, reach: Reach) -> Ran: ...


Permission = Literal["granted", "prompt", "denied", "unknown"]


class Surroundings(Protocol):
    """What stands between a page and a server, of which a request that failed tells nothing."""

    @property
    def origin(self) -> str:
        """The page's, `https://example.org`."""
        ...

    def is_online(self) -> bool:
        """False only where there is no network at all."""
        ...

    async def local_network(self, at_loopback: bool) -> Permission:
        """Whether the page may ask servers of this machine, or of the network around it. A browser that knows it
        as a permission lets a page that came by https ask these by http, too.
        """
        ...

    async def answers(self, url: str) -> bool:
        """Whether somebody answers there, be it that the page may not read what."""
        ...


class WheelFolder(Protocol):
    """Packages for tools, as wheels that whoever runs the host has put there."""

    async def names(self) -> list[str]:
        """The names of their files."""
        ...

    async def read(self, name: str) -> bytes: ...


@dataclass(frozen=True, slots=True)
class SearchPlace:
    """A search service that a host lets its agents ask, of a kind that `webpages.searching` knows."""

    service: str
    base_url: str
    transport: Transport = field(repr=False)
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Host:
    """A space's surroundings. `providers` are the models that need no configuration. `public` reaches the public web
    and nothing else, whatever a name leads to; a page in a browser has none, where other sites guard themselves.
    `admit` raises Invalid for an address to which the transport would refuse to send anything. `table` brings the
    file of the static embedder (TransportError if it can't), where that doesn't lie beside the package; `stripper`
    the script of sucrase, which takes the types out of TypeScript. `largest_upload` are the bytes of a file that its
    memory has room for, and for what becomes of it. Without `surroundings` no page stands between a server
    and whoever asks it.
    """

    driver: Driver
    clock: Clock
    transport: Transport
    providers: Mapping[str, Provider] = field(default_factory=dict)
    admit: Callable[[str], None] = lambda url: None
    watchers: Sequence[RunWatcher] = ()
    kernel: Kernel | None = None
    table: Callable[[], Awaitable[bytes]] | None = None
    cipher: Cipher | None = None
    largest_upload: int = 128_000_000
    surroundings: Callable[[], Awaitable[Surroundings]] | None = None
    sandbox: Sandbox | None = None
    wheels: Callable[[], WheelFolder] | None = None
    stripper: Callable[[], Awaitable[str]] | None = None
    public: Transport | None = None
    search: SearchPlace | None = None  # of whoever runs the host
