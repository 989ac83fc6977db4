"""Notifications of the database, heard by a thread that survives the end of its connection."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable

TURN_SECONDS = 0.5
"""Longest time until the end of the listener is noticed, and until what was missed is looked for."""
RETRY_SECONDS = 0.5
"""Pause before the database is tried again."""


class Listener:
    """Listens to a channel of the database; a context manager.

    Args:
        address: of the database, as libpq reads it.
        channel: name of the channel.
        heard: called with what was notified, in a thread of its own; with "" every now and then, and after a break in
            which notifications may have been missed.
    """

    def __init__(self, address: str, channel: str, heard: Callable[[str], None]) -> None:
        self._address, self._channel, self._heard = address, channel, heard
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name=channel, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        import psycopg  # noqa: PLC0415 - an extra

        while not self._ending.is_set():
            with suppress(psycopg.Error, OSError), psycopg.connect(self._address, autocommit=True) as connection:
                connection.execute(f"LISTEN {self._channel}".encode())
                next_turn = 0.0
                while not self._ending.is_set():
                    if time.monotonic() > next_turn:
                        self._heard("")
                        next_turn = time.monotonic() + TURN_SECONDS
                    for each in connection.notifies(timeout=TURN_SECONDS, stop_after=1):
                        self._heard(each.payload)
            self._ending.wait(RETRY_SECONDS)
