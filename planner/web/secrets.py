"""Addresses of calendars that are secret: shown as `secret:<id>`, and put back where that is written."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from planner.files.fetching import is_address
from planner.files.load import SECRET
from planner.store.documents import fetch
from planner.store.uploads import NoSuchNetworkError, current_document

_ID_BYTES = 12
_SCRYPT = {"n": 2**12, "r": 8, "p": 1}
"""Cost of an id: an address with a short password in it is not to be guessed from its id."""


_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\"'\s]+")


@lru_cache(maxsize=1000)
def secret_name(network: str, address: str) -> str:
    """Return `secret:<id>`; the id is the same for the same address of the same network."""
    found = hashlib.scrypt(address.encode(), salt=network.encode(), dklen=_ID_BYTES, **_SCRYPT)
    return SECRET + base64.urlsafe_b64encode(found).decode()


def without_secrets(network: str, document: str) -> str:
    """Return the JSON of a network with names of its secrets in place of them."""
    found = json.loads(document)
    for calendar, address in _addresses(found):
        calendar["source"] = secret_name(network, address)
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hidden_addresses(network: str, text: str) -> str:
    """Return the settings as text, with names of the secrets in place of the addresses of calendars."""
    return _ADDRESS.sub(lambda found: secret_name(network, found[0]), text)


def secrets_of(connection: Connection, network: str) -> dict[str, str]:
    """Return the secrets of the network to plan next, by their names."""
    try:
        found = json.loads(fetch(connection, current_document(connection, network)))
    except NoSuchNetworkError:
        return {}
    return {secret_name(network, address): address for _, address in _addresses(found)}


def _addresses(document: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each calendar that is fetched, with its address."""
    for calendar in document["settings"]["calendars"]:
        if is_address(calendar["source"]):
            yield calendar, calendar["source"]
