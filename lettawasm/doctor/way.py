"""The way to a server: whether a request may be sent there at all, and whether anybody answers."""

import re

from ..address import Address
from ..ports import Surroundings, TransportError
from ..schemas.doctor import Cause, Finding
from .patient import Patient

_LOCAL_NETWORK = (
    "Open the site settings (the icon beside the address of this page), allow access to the local network, and"
    " load the page again."
)
_ASKED = "The browser asks whether this page may reach devices on your network. Allow it, then check again."
_BY_HTTPS = "Let the server speak https, or reach it as http://localhost, or open lettawasm by http."
_START = "Start the server there, and compare the port in the address with the one it listens on."
_CERTIFICATE = (
    "Give the server a certificate that this device believes in, or use http:// if it is on this machine."
)
_UNLOCK = "Unlock the vault with its passphrase, then check again."
# What a native transport says of a failure, and the cause that it names.
_TOLD: tuple[tuple[re.Pattern[str], Cause], ...] = (
    (re.compile(r"certificate|\bssl\b|\btls\b", re.IGNORECASE), "tls"),
    (
        re.compile(r"not known|getaddrinfo|no address|name resolution|nodename|dns", re.IGNORECASE),
        "dns",
    ),
    (re.compile(r"refused|all connection attempts failed", re.IGNORECASE), "not_running"),
)


async def address(patient: Patient) -> Finding | None:
    """Whether a page may send anything there."""
    at, around = patient.address, patient.surroundings
    if at is None or around is None:
        return None
    permission = await around.local_network(at.is_loopback) if at.is_local else "unknown"
    is_mixed = around.origin.startswith("https:") and at.scheme == "http" and not at.is_loopback
    if is_mixed and permission == "unknown":
        return _wrong(
            "mixed_content",
            f"This page came by https, so the browser sends nothing to {at}, which is http.",
            f"{_BY_HTTPS} Chrome and Edge from 142 on can ask you instead." if at.is_local else _BY_HTTPS,
        )
    if permission == "denied" and not _is_around(around):
        said = f"The browser doesn't let this page reach {at}, which is on your own network."
        return _wrong("local_network", said, _LOCAL_NETWORK)
    return Finding(check="address", ok=True, message=f"This page may send requests to {patient.shown}.")


def _is_around(around: Surroundings) -> bool:
    """Whether the page is local itself: such a page needs no permission."""
    page = Address.of(around.origin)
    return page is not None and page.is_local


def _wrong(cause: Cause, message: str, remedy: str) -> Finding:
    return Finding(check="address", ok=False, cause=cause, message=message, remedy=remedy)


async def connection(patient: Patient) -> Finding:
    """Whether anybody answers there, and if not, why."""
    try:
        await patient.ask(patient.base_url)
    except TransportError as error:
        cause, message, remedy = await _why(patient, error)
        return Finding(check="connection", ok=False, cause=cause, message=message, remedy=remedy)
    return Finding(check="connection", ok=True, message=f"{patient.shown} answers.")


async def _why(patient: Patient, error: TransportError) -> tuple[Cause, str, str]:
    match error.kind:
        case "refused":
            return (
                "not_allowed",
                f"This host sends nothing to {patient.shown}: {error.detail}",
                _owner(patient),
            )
        case "locked":
            return "locked", error.detail, _UNLOCK
        case "timeout":
            said = f"{patient.shown} didn't answer in time."
            return "timeout", said, "It may be busy or loading a model. Wait a little, then check again."
    if patient.surroundings:
        return await _why_from_a_page(patient)
    cause = next((cause for told, cause in _TOLD if told.search(error.detail)), None)
    return _told(patient, "not_compatible" if error.kind == "cut_off" else cause or "unreachable")


async def _why_from_a_page(patient: Patient) -> tuple[Cause, str, str]:
    """A browser tells a page nothing of a failure, so it is found out in other ways."""
    around, at = patient.surroundings, patient.address
    assert around is not None
    is_local = at is not None and at.is_local
    if not is_local and not around.is_online():
        return _told(patient, "offline")
    if await around.answers(patient.base_url):
        return "cors", _not_allowed(patient, around.origin), _allow(patient, around.origin)
    if at and is_local and not _is_around(around) and await around.local_network(at.is_loopback) == "prompt":
        return "local_network", f"The browser hasn't let this page reach {at} yet.", _ASKED
    return _told(patient, "not_running" if is_local else "unreachable")


def _not_allowed(patient: Patient, origin: str) -> str:
    return f"{patient.shown} answers, but doesn't allow pages of {origin} to read what it says (CORS)."


def _allow(patient: Patient, origin: str) -> str:
    if patient.server and patient.server.allow:
        return patient.server.allow.format(origin=origin)
    return (
        f"Let the server send the header Access-Control-Allow-Origin: {origin}. If it isn't yours, use it through a"
        " lettawasm Worker of your own, or from a lettawasm server."
    )


def _told(patient: Patient, cause: Cause) -> tuple[Cause, str, str]:
    at = patient.address
    host = at.host if at else patient.shown
    start = (patient.server and patient.server.start) or _START
    match cause:
        case "offline":
            return (
                cause,
                "This device is offline.",
                "Connect it to a network, or choose a model on this device.",
            )
        case "dns":
            said = f"Nobody knows a server named {host}."
            return (
                cause,
                said,
                "Look for a typing mistake in the address. Without one, this device may be offline.",
            )
        case "tls":
            return cause, f"{host} has no certificate that can be believed.", _CERTIFICATE
        case "not_running":
            return cause, f"Nobody answers at {patient.shown}.", start
        case "not_compatible":
            said = f"{patient.shown} hangs up without an answer."
            return (
                cause,
                said,
                "Look whether the address should begin with https://, and which port it should have.",
            )
    said = f"{patient.shown} can't be reached."
    return "unreachable", said, "Look for a typing mistake in the address, and whether the server is running."


def _owner(patient: Patient) -> str:
    at = patient.address
    return f"Whoever runs this host can allow it: add {at or patient.shown} to LETTAWASM_HOSTS."
