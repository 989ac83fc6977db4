"""Whether a request was meant for this machine by a program on it.

A server without keys trusts whoever reaches it, and a web page that somebody has open in a browser on this machine
can: by sending requests to it, or by giving its own name this machine's address.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers

_NAME = "localhost"


def from_here(headers: Headers) -> bool:
    """Whether the server is asked by this machine's own name, and not on behalf of a page from elsewhere."""
    origin = headers.get("origin")
    return _is_here(f"//{headers.get('host', '')}") and (origin is None or _is_here(origin))


def _is_here(address: str) -> bool:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return host == _NAME or is_loopback(host)


def is_loopback(address: str) -> bool:
    """Whether only this machine can reach that address."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
