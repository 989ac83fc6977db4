"""Serve over HTTP; create, list and revoke API keys."""

from __future__ import annotations

import errno
import os
import socket
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

from rich.table import Table

from calendars.language import BoundMessage, Locale, Message
from planner.cli.base.command import ExitCode, WrongUse
from planner.cli.base.terminal import write_stderr, write_stdout
from planner.jobs.job import Run
from planner.jobs.pool import PoolSize, available_cpus
from planner.jobs.service import JobService
from planner.schemas.plans import dumps
from planner.store.archive import open_archive
from planner.store.database import Store, open_store
from planner.store.errors import NothingAcceptedError
from planner.store.keys import Key, keys
from planner.store.place import store_url
from planner.text.console import console, rendered
from planner.use_cases.homes import Home
from planner.web import keys as api_keys
from planner.web.api.app import CHECKS_MODULE, listen, only_here, serve
from planner.web.authentication import Proxies
from planner.web.page.app import Pages
from planner.web.roles import Role

SERVING = Message("serving.serving", "Serving on http://{host}:{port}")
PORT_IN_USE = Message(
    "serving.port_in_use", "port {port} of {host} is in use by another program; choose another one with --port"
)
CANNOT_LISTEN = Message("serving.cannot_listen", "port {port} of {host} cannot be listened on ({reason})")

NEEDS_KEYS = Message(
    "serving.needs_keys",
    "{host} can be reached from other machines, and there are no keys; make one first with planner keys create",
)
NO_KEYS = Message(
    "serving.no_keys",
    "There are no keys: every program on this machine may read and change all networks of the store. planner keys "
    "create makes the first key, and from then on every program needs one. What comes through a proxy is refused: to "
    "stand behind one, start with --proxy and its address.",
)
NEEDS_KEYS_BEHIND = Message(
    "serving.needs_keys_behind",
    "behind a proxy everybody needs a key, and there are none; make one first with planner keys create",
)
NOT_A_PROXY = Message(
    "serving.not_a_proxy", "--proxy is the address of a proxy, such as 127.0.0.1 or 10.0.0.0/8; {found} is none"
)
SLOTS_OR_WORKERS = Message(
    "serving.slots_or_workers", "with --workers nothing is planned here, so --slots belongs to planner work"
)


CHECKS = PoolSize(2, 64, 2048, CHECKS_MODULE)
"""Processes that read what is uploaded and check what is accepted, how much may wait for them, and their memory."""


def cannot_listen(error: OSError | OverflowError, host: str, port: int) -> WrongUse:
    """Return why a port cannot be listened on, in words."""
    if getattr(error, "errno", None) == errno.EADDRINUSE:
        return WrongUse(PORT_IN_USE, host=host, port=str(port))
    code = getattr(error, "errno", None)
    reason = os.strerror(code) if code and code > 0 else str(error)
    return WrongUse(CANNOT_LISTEN, host=host, port=str(port), reason=reason)


def run_serve(
    *, folder: Path, host: str, port: int, store: str | None, slots: int | None, queue: int, memory: int,
    workers: bool, proxies: Sequence[str], locale: Locale,
) -> ExitCode:  # fmt: skip
    """Serve until the process is stopped."""
    trusted = [_proxy(each) for each in proxies]
    if workers and slots is not None:
        raise WrongUse(SLOTS_OR_WORKERS)
    try:
        listening = listen(host, port)
    except (OSError, OverflowError) as error:
        raise cannot_listen(error, host, port) from error
    address = store_url(folder, store)
    size = PoolSize(available_cpus() if slots is None else slots, queue, memory)
    with listening, open_store(address) as opened:
        _require_keys(opened, listening, trusted, locale)
        shown = f"[{host}]" if ":" in host else host
        write_stderr(SERVING.say(locale, host=shown, port=str(listening.getsockname()[1])))
        home = None if workers else Home.of_folder(folder, address)  # no other machine can read the folder
        with shared_service(opened, queue, address) if workers else own_service(opened, size, address) as office:
            serve(opened, listening, office, trusted, Pages(home))
    return ExitCode.GOOD


def own_service(store: Store, size: PoolSize, address: str) -> JobService:
    """Return the service that does jobs itself."""
    return JobService(store, size, address=address, prepare=warm_up(address), checks=CHECKS)


def shared_service(store: Store, queue: int, address: str) -> JobService:
    """Return the service that leaves jobs to workers."""
    from planner.jobs.shared import SharedJobService  # noqa: PLC0415 - one machine needs none of it
    from planner.web.page.tasks import task_forms  # noqa: PLC0415

    return SharedJobService(store, task_forms(), queue, address=address, checks=CHECKS)


def warm_up(address: str) -> Run:
    """Return what a process does before its first job."""
    return Run("planner.web.tasks:warm_up", (address,))


def _proxy(found: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(found)
    except ValueError:
        raise WrongUse(NOT_A_PROXY, found=found) from None


def _require_keys(store: Store, listening: socket.socket, proxies: Proxies, locale: Locale) -> None:
    """Refuse to listen to others, or to a proxy, without keys; report that this machine has access without a key."""
    found = _keys(store)
    if all(key.revoked_at for key in found):
        if not only_here(listening):
            raise WrongUse(NEEDS_KEYS, host=str(listening.getsockname()[0]))
        if proxies:
            raise WrongUse(NEEDS_KEYS_BEHIND)
    if not found:
        write_stderr(NO_KEYS.say(locale))


def _keys(store: Store) -> tuple[Key, ...]:
    try:
        with store.reading() as connection:
            return keys(connection)
    except NothingAcceptedError:
        return ()


PURPOSE_MAX_LENGTH = 200
SHOWN_ONCE = Message("serving.shown_once", "Key {number} is shown only now. Keep it as you would a password.")
REVOKED = Message("serving.revoked", "Key {number} is revoked.")
ONE_OF_TWO = Message("serving.one_of_two", "give only one of --all and --network")
TOO_LONG = Message("serving.too_long", "--for has more than {n} characters")
NUMBER = Message("serving.number", "Number")
ROLE = Message("serving.role", "Role")
NETWORK = Message("serving.network", "Network")
FOR = Message("serving.for", "For")
MADE = Message("serving.made", "Made")
STATE = Message("serving.state", "State")
ALL = Message("serving.all", "all")
OPEN = Message("serving.open", "open")
REVOKED_ON = Message("serving.revoked_on", "revoked {day:date}")
DAY = Message("serving.day", "{day:date}")

_TITLES = (NUMBER, ROLE, NETWORK, FOR, MADE, STATE)


def create(
    *, folder: Path, role: str, everywhere: bool, purpose: str, shape: str, store: str | None, network: str | None,
    locale: Locale,
) -> ExitCode:  # fmt: skip
    """Create a key; only the key goes to stdout."""
    if everywhere and network is not None:
        raise WrongUse(ONE_OF_TWO)
    if len(purpose) > PURPOSE_MAX_LENGTH:
        raise WrongUse(TOO_LONG, n=PURPOSE_MAX_LENGTH)
    plain = "".join(each if each.isprintable() else " " for each in purpose)
    with open_archive(folder, store, network) as archive:
        whose = None if everywhere else archive.network
        with archive.store.writing() as connection:
            number, key = api_keys.create(connection, Role(role), whose, plain, datetime.now(UTC))
    if shape == "json":
        write_stdout(dumps({"key": number, "role": role, "network": whose, "for": plain, "secret": key}))
        return ExitCode.GOOD
    write_stdout(key)
    write_stderr(SHOWN_ONCE.say(locale, number=str(number)))
    return ExitCode.GOOD


def show(*, folder: Path, shape: str, store: str | None, locale: Locale) -> ExitCode:
    """List the keys."""
    with open_store(store_url(folder, store)) as opened:
        found = _kept_keys(opened)
    if shape == "json":
        write_stdout(dumps([_json(each) for each in found]))
        return ExitCode.GOOD
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for title in _TITLES:
        table.add_column(title.say(locale), justify="right" if title is NUMBER else "left", overflow="fold")
    for each in found:
        table.add_row(*_cells(each, locale))
    write_stdout(rendered(console(sys.stdout), table))
    return ExitCode.GOOD


def revoke(*, number: int, folder: Path, store: str | None, locale: Locale) -> ExitCode:
    """Revoke a key."""
    with open_store(store_url(folder, store)) as opened, opened.writing() as connection:
        api_keys.revoke(connection, number, datetime.now(UTC))
    write_stdout(REVOKED.say(locale, number=str(number)))
    return ExitCode.GOOD


def _kept_keys(store: Store) -> tuple[Key, ...]:
    try:
        with store.reading() as connection:
            return keys(connection)
    except NothingAcceptedError:
        return ()


def _cells(key: Key, locale: Locale) -> tuple[str, ...]:
    state = BoundMessage(REVOKED_ON, {"day": key.revoked_at.date()}) if key.revoked_at else BoundMessage(OPEN)
    network = ALL.say(locale) if key.network is None else key.network
    made = DAY.say(locale, day=key.created_at.date())
    return str(key.id), key.role, network, key.purpose, made, state.say(locale)


def _json(key: Key) -> dict[str, Any]:
    return {
        "key": key.id,
        "role": key.role,
        "network": key.network,
        "for": key.purpose,
        "created_at": key.created_at.isoformat(),
        "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
    }
