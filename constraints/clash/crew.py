"""The processes that try ways out, as the one who asks sees them."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Self

from calendars.fenced.process import Child, GoneError
from constraints.clash.trials import Trial, Tried

if TYPE_CHECKING:
    import threading

    from constraints.clash.clash import Clash
    from constraints.clash.seeking import Enough
    from constraints.outcome import Limits
    from constraints.problem import Problem

TICK = 0.01
"""Seconds between looks at the processes."""


class Crew:
    """As many processes as there may be workers, ended by leaving the `with`.

    Args:
        clashes: of the problem, the same in every trial.
        stop: set it to have no more answers.
    """

    def __init__(
        self, problem: Problem, clashes: Sequence[Clash], limits: Limits, stop: threading.Event | None = None
    ) -> None:
        self._task = problem, tuple(clashes)
        self._limits = limits
        self._stop = stop
        self._begun = time.monotonic()
        self._idle = [self._started() for _ in range(max(limits.workers, 1))]
        self._busy: list[Child] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for child in (*self._idle, *self._busy):
            child.kill()

    def ask(self, trials: Iterable[Trial]) -> Iterator[tuple[Trial, Enough]]:
        """What is enough, in the order in which it comes; who stops listening stops the work on the other trials.

        A process that dies takes its trial with it.
        """
        waiting = deque(trials)
        try:
            while (waiting or self._busy) and not self._over():
                while waiting and self._idle:
                    self._begin(waiting.popleft())
                yield from self._heard()
        finally:
            for child in self._busy:
                child.kill()
            self._idle += [self._started() for _ in self._busy]
            self._busy = []

    def _begin(self, trial: Trial) -> None:
        child = self._idle.pop()
        child.send(trial)
        self._busy.append(child)

    def _heard(self) -> Iterator[tuple[Trial, Enough]]:
        for child in [*self._busy]:
            try:
                message = child.receive(TICK)
            except GoneError:
                self._busy.remove(child)
                self._idle.append(self._started())
                continue
            if isinstance(message, Tried):
                self._busy.remove(child)
                self._idle.append(child)
                if message.enough is not None:
                    yield message.trial, message.enough

    def _started(self) -> Child:
        child = Child(self._limits.memory_mib, ahead="constraints.clash.trials")
        child.call("constraints.clash.trials:run", *self._task, self._limits.seconds - self._seconds())
        return child

    def _over(self) -> bool:
        return self._seconds() > self._limits.hard_stop or (self._stop is not None and self._stop.is_set())

    def _seconds(self) -> float:
        return time.monotonic() - self._begun
