"""Entry point of a child process: run the one function that the parent names, and end when the parent does."""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from typing import IO

from calendars.child import beat, messages_from_parent
from calendars.garbage import collect_rarely

MIB = 2**20
PR_SET_PDEATHSIG = 1
"""Of prctl(2), from <linux/prctl.h>."""


def main() -> None:
    """Read a function and its arguments from stdin, run it, and write its messages to stdout, all as pickles.

    The command line holds the memory limit in MiB (0 for none) and the module to import ahead ("" for none).
    """
    collect_rarely()
    _end_with_parent()
    _limit_memory(int(sys.argv[1]))
    messages = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # text that libraries print goes to stderr, so that stdout holds only messages
    lock = threading.Lock()

    def tell(message: object) -> None:
        with lock:
            _write(messages, message)

    threading.Thread(target=beat, args=(tell,), daemon=True).start()
    if sys.argv[2]:
        importlib.import_module(sys.argv[2])
    function, args = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent
    threading.Thread(target=_receive_from_parent, daemon=True).start()
    _run(function, args, tell)
    os._exit(0)  # does not wait for threads that are still running


def _run(function: str, args: tuple[object, ...], tell: Callable[[object], None]) -> None:
    module, _, name = function.partition(":")
    try:
        getattr(importlib.import_module(module), name)(*args, tell)
    except BaseException:  # noqa: BLE001 - the parent shows the traceback, whatever the error is
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)


def _write(messages: IO[bytes], message: object) -> None:
    pickled = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)  # in full before any of it is written
    messages.write(pickled)
    messages.flush()


def _receive_from_parent() -> None:
    """Queue messages of the parent; end this process when the parent closes the pipe."""
    try:
        while True:
            messages_from_parent.put(pickle.load(sys.stdin.buffer))  # noqa: S301 - from our own parent
    finally:
        os._exit(1)


def _end_with_parent() -> None:
    """Ask the kernel to kill this process with the one that started it, even while it is stopped (Linux)."""
    with contextlib.suppress(ImportError, AttributeError, OSError):  # elsewhere it ends when it next reads
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _limit_memory(mib: int) -> None:
    if not mib:
        return
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (mib * MIB, mib * MIB))


if __name__ == "__main__":
    main()
