"""Serve calendars over HTTP."""

from __future__ import annotations

import socket
from pathlib import Path

from calendars.language import Locale, Sentence
from planner.cli.exit_codes import ExitCode
from planner.cli.streams import remark
from planner.cli.wrong_use import WrongUse
from planner.jobs.messages import Run
from planner.jobs.office import Office
from planner.jobs.pool import Size, cores
from planner.store.errors import NothingAcceptedError
from planner.store.keys import Key, keys
from planner.store.opening import Store, open_store, store_url
from planner.web.serving import listen, only_here, serve

SERVING = Sentence(en="Serving on http://{host}:{port}", da="Viser kalendere på http://{host}:{port}")
CANNOT_LISTEN = Sentence(
    en="port {port} of {host} cannot be listened on ({reason})",
    da="der kan ikke lyttes på port {port} på {host} ({reason})",
)

NEEDS_KEYS = Sentence(
    en="{host} can be reached from other machines, and there are no keys; make one first with planner keys create",
    da="{host} kan nås fra andre maskiner, og der er ingen nøgler; lav først en med planner keys create",
)
NO_KEYS = Sentence(
    en="There are no keys: every program on this machine may read and change all networks of the store. planner keys "
    "create makes the first key, and from then on every program needs one.",
    da="Der er ingen nøgler: alle programmer på denne maskine må læse og ændre alle lagerets netværk. planner keys "
    "create laver den første nøgle, og fra da af skal alle programmer bruge en.",
)


def run(
    *, folder: Path, host: str, port: int, store: str | None, slots: int | None, queue: int, memory: int, locale: Locale
) -> ExitCode:
    """Serve until stopped."""
    try:
        listening = listen(host, port)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise WrongUse(CANNOT_LISTEN, host=host, port=str(port), reason=reason) from error
    address = store_url(folder, store)
    size = Size(cores() if slots is None else slots, queue, memory)
    with listening, open_store(address) as opened:
        _require_keys(opened, listening, locale)
        shown = f"[{host}]" if ":" in host else host
        remark(SERVING.say(locale, host=shown, port=str(listening.getsockname()[1])))
        with Office(opened, size, address=address, prepare=Run("planner.web.tasks.ready:ready", (address,))) as office:
            serve(opened, listening, office)
    return ExitCode.GOOD


def _require_keys(store: Store, listening: socket.socket, locale: Locale) -> None:
    """Refuse to be open to others; say so if it is open to this machine."""
    found = _keys(store)
    if not only_here(listening) and all(key.revoked_at for key in found):
        raise WrongUse(NEEDS_KEYS, host=str(listening.getsockname()[0]))
    if not found:
        remark(NO_KEYS.say(locale))


def _keys(store: Store) -> tuple[Key, ...]:
    try:
        with store.reading() as connection:
            return keys(connection)
    except NothingAcceptedError:
        return ()
