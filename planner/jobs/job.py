"""A job: its request, its state and result, and the messages between the pool and its workers."""

from __future__ import annotations

import secrets
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from calendars.language import BoundMessage

REFUSED = 400
"""The lowest HTTP status that reports an error of the request."""


@dataclass(frozen=True, slots=True)
class Run:
    """A message to a worker: run a task.

    Attributes:
        task: "module:function", called with a `JobContext` and the arguments; it returns a `Done`.
        args: positional arguments of the task; they are pickled.
    """

    task: str
    args: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """A message to a worker: end the current job with the best answer so far."""


@dataclass(frozen=True, slots=True)
class Progressed:
    """A message from a worker: the progress of its job, as JSON."""

    document: str


@dataclass(frozen=True, slots=True)
class Better:
    """A message from a worker: the best answer so far, as JSON; it becomes the result if the job is stopped now."""

    document: str


@dataclass(frozen=True, slots=True)
class Done:
    """A message from a worker: the result of a job, as JSON.

    Attributes:
        status: HTTP status: 200, or the error that makes the request impossible.
    """

    document: str
    status: int = 200

    @property
    def refused(self) -> bool:
        """Whether the request was rejected."""
        return self.status >= REFUSED


@dataclass(frozen=True, slots=True)
class Failed:
    """A message from a worker: the reason why a job failed."""

    said: BoundMessage


class JobContext:
    """What a running task uses to report progress and to learn that it is to stop.

    Args:
        tell: sends a message to the pool.

    Attributes:
        stop: set when the job is to end with the best answer so far.
    """

    def __init__(self, tell: Callable[[object], None]) -> None:
        self._tell = tell
        self.stop = threading.Event()

    def progress(self, document: str) -> None:
        """Report the progress, as JSON."""
        self._tell(Progressed(document))

    def better(self, document: str) -> None:
        """Report the best answer so far, as JSON."""
        self._tell(Better(document))


JOB_ID_BYTES = 16
"""Random bytes in a job's id; enough that it cannot be guessed."""
REPLAYABLE_EVENTS_MAX = 500
"""Events of a job that are kept for clients that reconnect."""


class JobState(StrEnum):
    """The state of a job; the last four are final."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"

    @property
    def final(self) -> bool:
        """Whether the state can no longer change."""
        return self not in {JobState.WAITING, JobState.RUNNING}


@dataclass(frozen=True, slots=True)
class JobEvent:
    """An event in the life of a job; `number` counts from 1, `document` is JSON."""

    number: int
    name: str
    document: str


def state_document(state: JobState) -> str:
    """Return the document of the event that tells a state."""
    return f'{{"state":"{state}"}}'


def new_id() -> str:
    """Return the id of a new job."""
    return secrets.token_urlsafe(JOB_ID_BYTES)


@dataclass(frozen=True, slots=True)
class JobRequest:
    """A request to run a job.

    Attributes:
        network: id of the network it is about.
        kind: its name for clients.
        task, args: as of `Run`.
        seconds: time after which it is told to end with the best answer so far.
        asker: number of the API key that asks.
        most: how many jobs that key may have at once; None for as many as there is room for.
        basis: names what the answer rests on: what is asked alike on the same basis is worked on once; "" if it never
            is.
    """

    network: str
    kind: str
    task: str
    args: tuple[object, ...]
    seconds: float
    asker: int = 0
    most: int | None = None
    basis: str = ""

    def is_like(self, other: JobRequest) -> bool:
        """Return whether one answer will do for both requests."""
        return bool(self.basis) and replace(self, asker=0, most=None) == replace(other, asker=0, most=None)


@dataclass(frozen=True, slots=True)
class JobSnapshot:
    """A snapshot of a job.

    Attributes:
        progress: the last progress report, as JSON.
        best: the best answer so far, as JSON.
        result: JSON; of a stopped job the best answer it had, of a rejected request the problem document.
        status: HTTP status of the result.
        failure: the reason for a failure.
    """

    id: str
    network: str
    kind: str
    made_at: datetime
    state: JobState
    progress: str | None = None
    best: str | None = None
    result: str | None = None
    status: int = 200
    failure: BoundMessage | None = None

    @property
    def refused(self) -> bool:
        """Whether the request was rejected."""
        return self.status >= REFUSED


class FollowedJob(ABC):
    """A job as those who wait for it see it, whichever machine works on it; thread-safe.

    Args:
        job: its id.
        network: id of the network it is about.
    """

    def __init__(self, job: str, network: str) -> None:
        self.id, self.network = job, network
        self._changed = threading.Condition()
        self._happened = 0
        self._events: list[JobEvent] = []
        self._listeners: list[Callable[[], None]] = []

    @property
    @abstractmethod
    def view(self) -> JobSnapshot:
        """A snapshot of the present state."""

    @property
    @abstractmethod
    def over(self) -> bool:
        """Whether the state is final."""

    @property
    @abstractmethod
    def askers(self) -> frozenset[int]:
        """Numbers of the keys that wait for it."""

    @abstractmethod
    def stop(self) -> None:
        """Tell the job to end with the best answer so far."""

    @abstractmethod
    def stop_for(self, asker: int) -> None:
        """Stop on behalf of a key: if it asked, and others did too, the job goes on for them."""

    @abstractmethod
    def leave(self, asker: int) -> None:
        """Take away one of those who asked, with that key; stop when the last is gone."""

    def wait(self, seconds: float) -> bool:
        """Wait at most that many seconds for a final state; return whether it was reached."""
        with self._changed:
            return self._changed.wait_for(lambda: self.over, seconds)

    def events(self, after: int = 0) -> tuple[JobEvent, ...]:
        """Return the events after number `after`, as far as they are kept; of the best answers only the last."""
        with self._changed:
            return tuple(event for event in self._events if event.number > after)

    def news(self, after: int) -> tuple[JobSnapshot, tuple[JobEvent, ...]]:
        """Return a snapshot, and the events after number `after` that led to it."""
        with self._changed:
            return self.view, self.events(after)

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each event, in the thread that causes it."""
        with self._changed:
            self._listeners.append(listener)

    @property
    def listeners(self) -> int:
        """Number of listeners."""
        with self._changed:
            return len(self._listeners)

    def forget(self, listener: Callable[[], None]) -> None:
        """Remove a listener."""
        with self._changed, suppress(ValueError):
            self._listeners.remove(listener)

    def _keep(self, event: JobEvent) -> None:
        if event.name == "better":
            self._events = [each for each in self._events if each.name != "better"]  # they are long
        self._happened = event.number
        self._events.append(event)
        del self._events[:-REPLAYABLE_EVENTS_MAX]

    def _tell(self) -> None:
        with self._changed:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener()


class Askers:
    """The keys that wait for a job.

    Args:
        waiting: one for each request.
        gone: those that stopped it for themselves.
    """

    def __init__(self, waiting: Iterable[int], gone: Iterable[int] = ()) -> None:
        self.waiting, self.gone = list(waiting), set(gone)

    def join(self, asker: int) -> None:
        """Add somebody who asks for the same."""
        self.waiting.append(asker)
        self.gone.discard(asker)

    def leave(self, asker: int) -> None:
        """Take away one request of a key."""
        with suppress(ValueError):
            self.waiting.remove(asker)

    def stop_for(self, asker: int) -> None:
        """Take away a key if it asked; another one that has not stopped it before stops it for all."""
        if asker in self.waiting:
            self.gone.add(asker)
            self.waiting = [each for each in self.waiting if each != asker]
        elif asker not in self.gone:
            self.waiting = []


class Job(FollowedJob):
    """A job of this process.

    Args:
        asked: what is asked.
        ended: called once, with the final state.
        job: its id; by default a new one.
    """

    def __init__(
        self, asked: JobRequest, ended: Callable[[JobState], None] = lambda _state: None, job: str | None = None
    ) -> None:
        super().__init__(job or new_id(), asked.network)
        self.asked, self.ended = asked, ended
        self.made_at = datetime.now(UTC).replace(microsecond=0)
        self._state = JobState.WAITING
        self._stopping = False
        self._askers = Askers([asked.asker])
        self._progress: str | None = None
        self._best: str | None = None
        self._done: Done | None = None
        self._failure: BoundMessage | None = None

    @property
    def view(self) -> JobSnapshot:
        """A snapshot of the present state."""
        with self._changed:
            done = self._done
            return JobSnapshot(
                self.id, self.network, self.asked.kind, self.made_at, self._state, self._progress, self._best,
                done.document if done else None, done.status if done else 200, self._failure,
            )  # fmt: skip

    @property
    def over(self) -> bool:
        """Whether the state is final."""
        return self._state.final

    @property
    def stopping(self) -> bool:
        """Whether the job was told to end with the best answer so far."""
        return self._stopping

    def stop(self) -> None:
        """Tell the job to end with the best answer so far."""
        with self._changed:
            self._stopping = True
            if self._state is JobState.WAITING:
                self._end(JobState.STOPPED)
        self._tell()

    def join(self, asker: int) -> bool:
        """Add somebody who asks for the same; return False if it is too late for that."""
        with self._changed:
            if self.over or self._stopping:
                return False
            self._askers.join(asker)
            return True

    def leave(self, asker: int) -> None:
        """Take away one of those who asked, with that key; stop when the last is gone."""
        with self._changed:
            self._askers.leave(asker)
        self._stop_if_alone()

    def stop_for(self, asker: int) -> None:
        """Stop on behalf of a key: if it asked, and others did too, the job goes on for them."""
        with self._changed:
            self._askers.stop_for(asker)
        self._stop_if_alone()

    def _stop_if_alone(self) -> None:
        if not self._askers.waiting:
            self.stop()

    @property
    def askers(self) -> frozenset[int]:
        """Numbers of the keys that wait for it."""
        with self._changed:
            return frozenset(self._askers.waiting)

    def begin(self) -> bool:
        """Mark the job as running; return False if it was stopped before."""
        with self._changed:
            if self._state is not JobState.WAITING:
                return False
            self._set(JobState.RUNNING)
        self._tell()
        return True

    def hear(self, message: object) -> None:
        """Process a message from the worker."""
        with self._changed:
            if self.over:
                return
            match message:
                case Progressed(document):
                    self._progress = document
                    self._note("progress", document)
                case Better(document):
                    self._best = document
                    self._note("better", document)
                case Done():
                    self._done = message
                    self._end(_state(message, stopping=self._stopping))
                case Failed(said):
                    self._fail(said)
        self._tell()

    def interrupt(self, said: BoundMessage) -> None:
        """Mark the job as interrupted because the program ends."""
        with self._changed:
            if self.over:
                return
            self._failure = said
            self._end(JobState.INTERRUPTED)
        self._tell()

    def _fail(self, said: BoundMessage) -> None:
        """End with a failure; a job that was told to stop keeps its best answer as the result."""
        if self._stopping:
            self._done = None if self._best is None else Done(self._best)
            self._end(JobState.STOPPED)
        else:
            self._failure = said
            self._end(JobState.FAILED)

    def _end(self, state: JobState) -> None:
        self._set(state)
        self.ended(state)
        self._changed.notify_all()

    def _set(self, state: JobState) -> None:
        self._state = state
        self._note("state", state_document(state))

    def _note(self, name: str, document: str) -> None:
        self._keep(JobEvent(self._happened + 1, name, document))


def _state(done: Done, *, stopping: bool) -> JobState:
    if done.refused:
        return JobState.FAILED
    return JobState.STOPPED if stopping else JobState.DONE
