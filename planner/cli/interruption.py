"""Ctrl-C and SIGTERM: the first asks for an end, the second ends at once."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STDERR = 2
SHOW_CURSOR = b"\x1b[?25h\r\n"
SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def interruptible() -> Iterator[threading.Event]:
    """An event that is set by the first of the signals; the next one has its usual effect, at once."""
    stop = threading.Event()
    usual = {number: signal.getsignal(number) for number in SIGNALS}

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        for number in SIGNALS:
            signal.signal(number, _end)

    for number in SIGNALS:
        signal.signal(number, ask)
    try:
        yield stop
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)


def _end(number: int, _frame: FrameType | None) -> None:
    if os.isatty(STDERR):
        os.write(STDERR, SHOW_CURSOR)  # the line of progress hides it
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
