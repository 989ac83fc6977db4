"""Conditional requests and choice of encoding (RFC 9110, sections 8.8.3, 12.5.3 and 13.1)."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

_TAG = re.compile(rb'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def matching(if_none_match: bytes, tags: tuple[bytes, ...]) -> bytes | None:
    """The first of our tags that the client has, compared weakly; of "*" our first.

    Args:
        if_none_match: the header, one tag or a list.
        tags: of the forms in which the same thing is served, in quotes.
    """
    if if_none_match.strip() == b"*":
        return tags[0]
    given = set(_TAG.findall(if_none_match))
    return next((tag for tag in tags if tag in given), None)


def unchanged_since(if_modified_since: bytes, seconds: int) -> bool:
    """Whether what was last modified then is not newer; False if the header is no date.

    Args:
        if_modified_since: the header.
        seconds: since 1970.
    """
    try:
        return parsedate_to_datetime(if_modified_since.decode("latin-1")).timestamp() >= seconds
    except (ValueError, TypeError, OverflowError):
        return False


def takes_gzip(accept_encoding: bytes) -> bool:
    """Whether the client wants gzip at least as much as the plain form."""
    wanted = dict(_weights(accept_encoding))
    gzip = wanted.get(b"gzip", wanted.get(b"x-gzip", wanted.get(b"*", 0.0)))
    return gzip > 0 and gzip >= wanted.get(b"identity", 0.0)


def _weights(accept_encoding: bytes) -> list[tuple[bytes, float]]:
    found = []
    for part in accept_encoding.lower().split(b","):
        name, _, parameter = part.partition(b";")
        found.append((name.strip(), _weight(parameter)))
    return found


def _weight(parameter: bytes) -> float:
    name, _, value = parameter.partition(b"=")
    if name.strip() != b"q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
