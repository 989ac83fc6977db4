"""What runs in the child process: one function that the parent names; it dies with its parent."""

from __future__ import annotations

import contextlib
import importlib
import os
import pickle
import sys
import threading
import traceback
from collections.abc import Callable
from typing import IO

from calendars.child import beat, messages_from_parent

MIB = 2**20


def main() -> None:
    """Read what to run from stdin, run it, and write what it tells to stdout, as pickles."""
    _limit_memory(int(sys.argv[1]))
    messages = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever is printed must not end up between our messages
    lock = threading.Lock()

    def tell(message: object) -> None:
        with lock:
            _write(messages, message)

    threading.Thread(target=beat, args=(tell,), daemon=True).start()
    if sys.argv[2]:
        importlib.import_module(sys.argv[2])
    function, args = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent
    threading.Thread(target=_hear_parent, daemon=True).start()
    _run(function, args, tell)
    os._exit(0)  # threads may still be running


def _run(function: str, args: tuple[object, ...], tell: Callable[[object], None]) -> None:
    module, _, name = function.partition(":")
    try:
        getattr(importlib.import_module(module), name)(*args, tell)
    except BaseException:  # noqa: BLE001 - whatever it is, the parent reads it as our last words
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)


def _write(messages: IO[bytes], message: object) -> None:
    whole = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)  # what cannot be pickled must leave no part behind
    messages.write(whole)
    messages.flush()


def _hear_parent() -> None:
    """Take in what the parent says, and die with it."""
    try:
        while True:
            messages_from_parent.put(pickle.load(sys.stdin.buffer))  # noqa: S301 - from our own parent
    finally:
        os._exit(1)


def _limit_memory(mib: int) -> None:
    if not mib:
        return
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (mib * MIB, mib * MIB))


if __name__ == "__main__":
    main()
