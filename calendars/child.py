"""A child process that runs one function and can be killed at any moment, with limits on time and memory.

What is known to ignore time limits, to crash or to run out of memory runs in a process of its own, which speaks to
its parent by pickled messages.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Self, cast

if TYPE_CHECKING:
    from types import TracebackType


EVERY = 1.0
"""Seconds between signs of life."""
SILENCE = 3.0
"""Seconds without one after which a process is given a last chance."""
LAST_CHANCE = 1.0
"""Seconds more, for signs of life that came while this process itself slept."""
STARTING = 60.0
"""Seconds until the first one."""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Nothing new, but the process is not hung."""


def beat(tell: Callable[[object], None]) -> None:
    """Tell that the process is alive, for ever; for a thread of its own."""
    while True:
        tell(Heartbeat())
        time.sleep(EVERY)


ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""Numerical libraries start a thread for every processor on import, though nothing here multiplies large matrices."""


messages_from_parent: queue.SimpleQueue[object] = queue.SimpleQueue()
"""Messages of `Child.send`, in order."""


class GoneError(Exception):
    """The process ended before it had finished; the message is the end of what it wrote to stderr.

    Attributes:
        killed: whether somebody else ended it, as systems do that run out of memory.
    """

    def __init__(self, last_words: str, *, killed: bool = False) -> None:
        super().__init__(last_words)
        self.killed = killed


class Child:
    """A worker process, from its start to its end (kill it by leaving the `with`).

    Args:
        memory_mib: address space it may have, or None for no limit.
        ahead: a module to import while there is nothing to do yet, or "".

    Attributes:
        begun: when it was started, on the clock of `time.monotonic`.
    """

    def __init__(self, memory_mib: int | None = None, ahead: str = "") -> None:
        self.begun = time.monotonic()
        self._silent_until = self.begun + STARTING
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the process lives
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", "calendars.child_main", str(memory_mib or 0), ahead],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            start_new_session=True,
            env=os.environ | ONE_THREAD,
        )
        self._messages: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def is_gone(self) -> bool:
        """Whether it has ended."""
        return self._process.poll() is not None

    def is_hung(self) -> bool:
        """Whether nothing has been heard of it for so long that it does not work; takes a while if it seems so."""
        if time.monotonic() < self._silent_until:
            return False
        time.sleep(LAST_CHANCE)
        return time.monotonic() >= self._silent_until

    def call(self, function: str, *args: object) -> None:
        """Have it run `module:function` with these arguments, followed by a function that tells us messages.

        What it tells comes out of `receive`; a process runs one function in its life.
        """
        self.send((function, args))

    def send(self, message: object) -> None:
        """Tell the function that runs there something more; it comes out of `messages_from_parent`."""
        with contextlib.suppress(BrokenPipeError):  # receive() will say that it is gone
            stdin = cast("IO[bytes]", self._process.stdin)
            pickle.dump(message, stdin, protocol=pickle.HIGHEST_PROTOCOL)
            stdin.flush()

    def receive(self, timeout: float) -> Any | None:  # noqa: ANN401 - whatever the function tells
        """The next message, or None if there is none within `timeout` seconds.

        Raises:
            GoneError: if the process has ended and all its messages have been received.
        """
        try:
            message = self._messages.get(timeout=max(timeout, 0.0))
        except queue.Empty:
            return None
        if isinstance(message, GoneError):
            self._messages.put(message)
            raise message
        return message

    def kill(self) -> None:
        """End the process and all it started, at once."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:  # pragma: no cover - Windows has no process groups of this kind
                self._process.kill()
        self._process.wait()
        with contextlib.suppress(OSError):
            cast("IO[bytes]", self._process.stdin).close()
        self._listener.join()

    def _listen(self) -> None:
        stdout = cast("IO[bytes]", self._process.stdout)
        with stdout, contextlib.suppress(EOFError, pickle.UnpicklingError, ValueError):
            while True:
                message = pickle.load(stdout)  # noqa: S301 - from our own process
                self._silent_until = time.monotonic() + SILENCE
                if not isinstance(message, Heartbeat):
                    self._messages.put(message)
        with self._errors:
            words = self._last_words()
            self._messages.put(GoneError(words, killed=self._process.returncode == -signal.SIGKILL))

    def _last_words(self) -> str:
        self._process.wait()
        self._errors.seek(0)
        written = self._errors.read().decode(errors="replace").strip()
        return written[-2000:] or f"exit status {self._process.returncode}"


def own_memory() -> int:
    """Most memory this process has held, in bytes; 0 where the system does not say."""
    return _memory("RUSAGE_SELF")


def children_memory() -> int:
    """Most memory one of the processes that this one has waited for has held, in bytes."""
    return _memory("RUSAGE_CHILDREN")


def _memory(whose: str) -> int:
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 - not on Windows

        return int(resource.getrusage(getattr(resource, whose)).ru_maxrss) * (1 if sys.platform == "darwin" else 1024)
    return 0
