"""Measure the memory of a process and all its descendants."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

PROC = Path("/proc")
POLL_SECONDS = 0.05
"""Interval between samples."""


class PeakMemory:
    """Samples the memory of a process and its descendants; a context manager.

    Memory shared between processes is counted for each of them, so the figure is an upper bound. It is 0 on systems
    without /proc.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def mib(self) -> int:
        """The peak so far, in MiB."""
        return self._peak >> 20

    def _look(self) -> None:
        while True:
            self._peak = max(self._peak, sum(_resident(pid) for pid in _tree(self._pid)))
            if self._stop.wait(POLL_SECONDS):
                return


def _tree(pid: int) -> list[int]:
    """Return the process and all its descendants."""
    found = [pid]
    for each in found:
        with suppress(OSError):  # it may end while its folder is read
            for children in (PROC / str(each) / "task").glob("*/children"):
                found += [int(child) for child in _read(children).split()]
    return found


def _resident(pid: int) -> int:
    """Return the resident memory in bytes; 0 for a process that has ended."""
    fields = _read(PROC / str(pid) / "statm").split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") if fields else 0


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError:
        return ""
