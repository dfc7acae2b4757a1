"""All that a server's settings say about the world outside it, put together: the one thing a host has to ask for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.types import ASGIApp

from ..ports import Clock, Driver, Provider, Transport
from ..providers.openai import OpenAIProvider
from . import settings
from .guarded_transport import GuardedTransport
from .hosts import Hosts
from .ledger import Ledger
from .paid_provider import PaidProvider
from .relay import Relay
from .upstream import Upstream, configured


@dataclass(frozen=True, slots=True)
class Outside:
    """What a Host takes (`transport`, `providers`, `admit`), and the layer that goes before its app."""

    transport: Transport
    providers: Mapping[str, Provider]
    admit: Callable[[str], None]
    relayed: Callable[[ASGIApp], ASGIApp]


def open_outside(env: Mapping[str, str], driver: Driver, clock: Clock, transport: Transport) -> Outside:
    """`env` gives variables and secrets by their names. Raises Misconfigured for what is not right in it."""
    decided = settings.read(env)
    hosts = Hosts.of(decided.hosts, [provider.base_url for provider in decided.providers])
    guarded = GuardedTransport(transport, hosts)
    ledger = Ledger(driver, clock, decided.caps)
    upstreams = configured(decided, guarded)
    return Outside(
        transport=guarded,
        providers={upstream.name: _provider(upstream, ledger) for upstream in upstreams},
        admit=hosts.admit,
        relayed=lambda app: Relay(app, upstreams, ledger),
    )


def _provider(upstream: Upstream, ledger: Ledger) -> Provider:
    spoken = OpenAIProvider(upstream.name, upstream.base_url, upstream.key, upstream.transport)
    return PaidProvider(upstream, spoken, ledger)
