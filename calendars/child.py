"""Run one function in a child process that can be killed at any moment and has a memory limit.

Solvers and parsers that ignore time limits, crash or exhaust memory run in such a process. Parent and child exchange
pickled messages over the child's stdin and stdout; heartbeats tell a busy child from one that hangs.
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
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache
from typing import IO, TYPE_CHECKING, Any, Self, cast

if TYPE_CHECKING:
    from types import TracebackType


EVERY = 1.0
"""Seconds between two heartbeats."""
SILENCE = 3.0
"""Seconds without a heartbeat after which a process is suspected of hanging."""
HEARTBEAT_GRACE_SECONDS = 1.0
"""Seconds that a suspected process gets to clear itself, since the parent may have been asleep and not read."""
FIRST_HEARTBEAT_SECONDS = 60.0
"""Seconds that a new process has until its first heartbeat."""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A message that only shows that the process is not hung."""


def beat(tell: Callable[[object], None]) -> None:
    """Send a heartbeat through `tell` every `EVERY` seconds, for ever; the target of a daemon thread."""
    while True:
        tell(Heartbeat())
        time.sleep(EVERY)


ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""Environment that keeps numerical libraries from starting one thread per processor on import."""


messages_from_parent: queue.SimpleQueue[object] = queue.SimpleQueue()
"""In a child process: the messages that its parent sent by `Child.send`, in order."""


_Start = Callable[[], None]
_starts: queue.SimpleQueue[_Start] = queue.SimpleQueue()


@cache
def _starter() -> threading.Thread:
    """Return the thread that starts all children of this process and lives as long as it.

    A child asks the kernel to be killed with its parent, and for the kernel that is the thread that started it.
    """

    def start_for_ever() -> None:
        while True:
            _starts.get()()

    thread = threading.Thread(target=start_for_ever, daemon=True)
    thread.start()
    return thread


def _start(arguments: list[str], errors: IO[bytes]) -> subprocess.Popen[bytes]:
    started: Future[subprocess.Popen[bytes]] = Future()

    def start() -> None:
        try:
            started.set_result(
                subprocess.Popen(  # noqa: S603 - our own interpreter and module
                    [sys.executable, "-P", "-m", "calendars.child_main", *arguments],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    start_new_session=True,
                    env=os.environ | ONE_THREAD,
                )
            )
        except BaseException as error:  # noqa: BLE001 - for the caller
            started.set_exception(error)

    _starter()
    _starts.put(start)
    return started.result()


class ChildEndedError(Exception):
    """The child process ended before its function had returned.

    Attributes:
        killed: whether it was ended by SIGKILL, as the operating system does when memory runs out.

    The message is the end of what the process wrote to stderr.
    """

    def __init__(self, last_words: str, *, killed: bool = False) -> None:
        super().__init__(last_words)
        self.killed = killed


class Child:
    """A child process; a context manager that kills it on exit.

    Args:
        memory_mib: limit on its address space in MiB, or None for no limit.
        ahead: name of a module to import before the call arrives, or "".

    Attributes:
        begun: time of its start, as `time.monotonic` gives it.
    """

    def __init__(self, memory_mib: int | None = None, ahead: str = "") -> None:
        self.begun = time.monotonic()
        self._silent_until = self.begun + FIRST_HEARTBEAT_SECONDS
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the process lives
        self._process = _start([str(memory_mib or 0), ahead], self._errors)
        # Not a SimpleQueue: if a signal ends its wait late, as in a process that was frozen, it waits for ever.
        self._messages: queue.Queue[object] = queue.Queue()
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
        """The process id."""
        return self._process.pid

    @property
    def is_gone(self) -> bool:
        """Whether the process has ended."""
        return self._process.poll() is not None

    def is_hung(self) -> bool:
        """Return whether heartbeats are missing; takes `HEARTBEAT_GRACE_SECONDS` to make sure."""
        if time.monotonic() < self._silent_until:
            return False
        time.sleep(HEARTBEAT_GRACE_SECONDS)
        return time.monotonic() >= self._silent_until

    @property
    def patience(self) -> float:
        """Seconds until the process counts as hung if it stays silent from now on."""
        return max(SILENCE, self._silent_until - time.monotonic())

    def call(self, function: str, *args: object) -> None:
        """Run a function in the process, which runs only one in its life.

        Args:
            function: as "module:name"; it is given one more argument, a function that sends a message to `receive`.
            args: its other arguments, which must be picklable.
        """
        self.send((function, args))

    def send(self, message: object) -> None:
        """Send a picklable message to the running function, which gets it from `messages_from_parent`."""
        with contextlib.suppress(BrokenPipeError):  # receive() reports that the process has ended
            stdin = cast("IO[bytes]", self._process.stdin)
            pickle.dump(message, stdin, protocol=pickle.HIGHEST_PROTOCOL)
            stdin.flush()

    def receive(self, timeout: float) -> Any | None:  # noqa: ANN401 - whatever the function tells
        """Return the next message, or None if none arrives within `timeout` seconds.

        Raises:
            GoneError: if the process has ended and all its messages have been received.
        """
        try:
            message = self._messages.get(timeout=max(timeout, 0.0))
        except queue.Empty:
            return None
        if isinstance(message, ChildEndedError):
            self._messages.put(message)
            raise message
        return message

    def kill(self) -> None:
        """End the process, and every process that it started, at once."""
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
            words = self._end_of_stderr()
            self._messages.put(ChildEndedError(words, killed=self._process.returncode == -signal.SIGKILL))

    def _end_of_stderr(self) -> str:
        self._process.wait()
        self._errors.seek(0)
        written = self._errors.read().decode(errors="replace").strip()
        return written[-2000:] or f"exit status {self._process.returncode}"


def own_memory() -> int:
    """Return the peak memory of this process in bytes (its maximum resident set); 0 where the system does not tell."""
    return _memory("RUSAGE_SELF")


def children_memory() -> int:
    """Return the peak memory in bytes of the largest child process that has ended; 0 where the system does not tell."""
    return _memory("RUSAGE_CHILDREN")


def _memory(whose: str) -> int:
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 - not on Windows

        return int(resource.getrusage(getattr(resource, whose)).ru_maxrss) * (1 if sys.platform == "darwin" else 1024)
    return 0
