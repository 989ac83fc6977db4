"""A job: what is to be done, how far it has come, what came of it, and the messages about it."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from calendars.language import Said

REFUSED = 400
"""The least status of HTTP that means that something is wrong with what was asked for."""


@dataclass(frozen=True, slots=True)
class Run:
    """Do this.

    Attributes:
        task: "module:function" that is given a `Desk` and the arguments, and returns a `Done`.
    """

    task: str
    args: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """End the job under way with the best there is."""


@dataclass(frozen=True, slots=True)
class Progressed:
    """How far a job has come, as JSON."""

    document: str


@dataclass(frozen=True, slots=True)
class Better:
    """The best so far, as JSON: what is left of the job if it is stopped now."""

    document: str


@dataclass(frozen=True, slots=True)
class Done:
    """What a job came to, as JSON.

    Attributes:
        status: of HTTP: 200, or the reason why what was asked for cannot be done.
    """

    document: str
    status: int = 200

    @property
    def refused(self) -> bool:
        """Whether what was asked for cannot be done."""
        return self.status >= REFUSED


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a job came to nothing."""

    said: Said


class JobContext:
    """One job's.

    Args:
        tell: the pool.

    Attributes:
        stop: is set when the job is to end with the best there is.
    """

    def __init__(self, tell: Callable[[object], None]) -> None:
        self._tell = tell
        self.stop = threading.Event()

    def progress(self, document: str) -> None:
        """Tell how far it has come, as JSON."""
        self._tell(Progressed(document))

    def better(self, document: str) -> None:
        """Tell the best so far, as JSON."""
        self._tell(Better(document))


LETTERS = 16
"""Bytes of a job's id: nobody guesses it."""
REMEMBERED = 500
"""Events that can be asked for again."""


class State(StrEnum):
    """Where a job is; the last four are final."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"

    @property
    def final(self) -> bool:
        """Whether nothing more will come."""
        return self not in {State.WAITING, State.RUNNING}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a job; `number` counts from 1, `document` is JSON."""

    number: int
    name: str
    document: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be done.

    Attributes:
        network: id of the network it is about.
        kind: what it is called.
        task, args: see `messages.Run`.
        seconds: after which it is to end with the best there is.
    """

    network: str
    kind: str
    task: str
    args: tuple[object, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class View:
    """A job as it is at one moment.

    Attributes:
        progress: how far it is, as JSON.
        best: the best so far, as JSON.
        result: what came of it, as JSON; of a stopped job the best it had, of a refused one the problem.
        status: of HTTP, for the result.
        failure: why nothing came of it.
    """

    id: str
    network: str
    kind: str
    made_at: datetime
    state: State
    progress: str | None = None
    best: str | None = None
    result: str | None = None
    status: int = 200
    failure: Said | None = None

    @property
    def refused(self) -> bool:
        """Whether what was asked for cannot be done."""
        return self.status >= REFUSED


@dataclass(eq=False)
class Job:
    """A job in this process; may be looked at from any thread.

    Attributes:
        ended: called once, with how it ended.
    """

    asked: Asked
    ended: Callable[[State], None] = lambda _state: None
    id: str = field(default_factory=lambda: secrets.token_urlsafe(LETTERS))
    made_at: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    def __post_init__(self) -> None:
        self._changed = threading.Condition()
        self._state = State.WAITING
        self._stopping = False
        self._progress: str | None = None
        self._best: str | None = None
        self._done: Done | None = None
        self._failure: Said | None = None
        self._happened = 0
        self._events: list[Event] = []
        self._listeners: list[Callable[[], None]] = []

    @property
    def view(self) -> View:
        """As it is now."""
        with self._changed:
            done = self._done
            return View(
                self.id, self.asked.network, self.asked.kind, self.made_at, self._state, self._progress, self._best,
                done.document if done else None, done.status if done else 200, self._failure,
            )  # fmt: skip

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self._state.final

    @property
    def stopping(self) -> bool:
        """Whether it was asked to end with the best there is."""
        return self._stopping

    def wait(self, seconds: float) -> bool:
        """Whether it is over, at the latest after so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self.over, seconds)

    def events(self, after: int = 0) -> tuple[Event, ...]:
        """What happened after the event of that number, as far as it is remembered: the last best, and no earlier."""
        with self._changed:
            return tuple(event for event in self._events if event.number > after)

    def listen(self, listener: Callable[[], None]) -> None:
        """Call this, in whatever thread, after everything that happens."""
        with self._changed:
            self._listeners.append(listener)

    @property
    def listeners(self) -> int:
        """How many are called."""
        with self._changed:
            return len(self._listeners)

    def forget(self, listener: Callable[[], None]) -> None:
        """No longer call it."""
        with self._changed, suppress(ValueError):
            self._listeners.remove(listener)

    def stop(self) -> None:
        """Ask it to end with the best there is."""
        with self._changed:
            self._stopping = True
            if self._state is State.WAITING:
                self._end(State.STOPPED)
        self._tell()

    def begin(self) -> bool:
        """It is being worked on from now; False if it was stopped before."""
        with self._changed:
            if self._state is not State.WAITING:
                return False
            self._set(State.RUNNING)
        self._tell()
        return True

    def hear(self, message: object) -> None:
        """Take in what the worker tells."""
        with self._changed:
            if self.over:
                return
            match message:
                case Progressed(document):
                    self._progress = document
                    self._note("progress", document)
                case Better(document):
                    self._best = document
                    self._events = [each for each in self._events if each.name != "better"]  # they are long
                    self._note("better", document)
                case Done():
                    self._done = message
                    self._end(_state(message, stopping=self._stopping))
                case Failed(said):
                    self._fail(said)
        self._tell()

    def interrupt(self, said: Said) -> None:
        """The program ends before the job is over."""
        with self._changed:
            if self.over:
                return
            self._failure = said
            self._end(State.INTERRUPTED)
        self._tell()

    def _fail(self, said: Said) -> None:
        """A job that was asked to stop keeps its best, whatever became of the process."""
        if self._stopping:
            self._done = None if self._best is None else Done(self._best)
            self._end(State.STOPPED)
        else:
            self._failure = said
            self._end(State.FAILED)

    def _end(self, state: State) -> None:
        self._set(state)
        self.ended(state)
        self._changed.notify_all()

    def _set(self, state: State) -> None:
        self._state = state
        self._note("state", f'{{"state":"{state}"}}')

    def _note(self, name: str, document: str) -> None:
        self._happened += 1
        self._events.append(Event(self._happened, name, document))
        del self._events[:-REMEMBERED]

    def _tell(self) -> None:
        with self._changed:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener()


def _state(done: Done, *, stopping: bool) -> State:
    if done.refused:
        return State.FAILED
    return State.STOPPED if stopping else State.DONE
