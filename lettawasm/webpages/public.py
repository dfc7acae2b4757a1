"""Which addresses are of the public web. What an agent asks for was perhaps told to it by a page, and must never be
something that only this machine or its network can reach.

Names are judged as they are written. A name that leads to a private address is for a host's transport to refuse,
which knows where names lead.
"""

import ipaddress
import re
from urllib.parse import urlsplit

from ..errors import Invalid

LONGEST = 2_000  # characters
_PRIVATE_NAMES = re.compile(
    r"(^|\.)(localhost|local|internal|intranet|lan|home|corp|home\.arpa|localdomain|onion)$"
)
_PLAIN_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+")


def must_be_public(url: str) -> str:
    """The address as it is asked for, without its fragment. Raises Invalid, saying what is wrong with it."""
    if len(url) > LONGEST:
        raise Invalid(f"That address is longer than {LONGEST:,} characters")
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise Invalid(f"{url!r} is no address of a web page") from None
    if parts.scheme not in ("http", "https") or not host:
        raise Invalid(f"{url!r} is no address of a web page: it must begin with https:// or http://")
    if parts.username is not None or parts.password is not None:
        raise Invalid("An address with a user name in it is not asked for")
    if not is_public(host.encode("idna" if not host.isascii() else "ascii").decode().rstrip(".")):
        raise Invalid(f"{host} is not on the public web, and nothing else is asked for")
    return parts._replace(fragment="").geturl()


def is_public(host: str) -> bool:
    """Whether a host, by its name or number, is one that everybody can reach."""
    try:
        return is_public_number(ipaddress.ip_address(host))
    except ValueError:
        pass
    last = host.rpartition(".")[2]
    is_number = last.isdigit() or re.fullmatch("0x[0-9a-f]*", last) is not None  # another way to write one
    return bool(_PLAIN_NAME.fullmatch(host)) and not is_number and not _PRIVATE_NAMES.search(host)


def is_public_number(number: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(number, ipaddress.IPv6Address):
        inner = number.ipv4_mapped or number.sixtofour or (number.teredo or (None, None))[1]
        if inner is not None:
            return is_public_number(inner)
        if number in _NAT64:
            return is_public_number(ipaddress.IPv4Address(int(number) & 0xFFFFFFFF))
    return number.is_global and not number.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")
