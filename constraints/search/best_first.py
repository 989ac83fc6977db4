"""Branch and bound in several threads, whatever a program is divided by.

What takes long, in HiGHS, lets other threads run, so that each deals with a part of its own.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from threading import Condition, Thread
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

import numpy as np

from constraints.engines.presolve import columns_in

if TYPE_CHECKING:
    from constraints.engines.presolve import Back
    from constraints.engines.program import MipProgram
    from constraints.problem.problem import Ints

Decisions = tuple[tuple["Ints", ...], ...]
Openings = tuple[tuple["Ints", "Ints"], ...]


class Solving(Protocol):
    """The search to which the parts belong; all may be called by several threads at once.

    Attributes:
        best: cost of the best solution so far, or infinity.
        threads: number of threads that it may use.
    """

    best: float
    threads: int

    def is_over(self) -> bool:
        """Return whether there is no time left."""

    def solve(self, program: MipProgram, back: Back, seconds: float) -> bool:
        """Have the engine search for a better solution, and return whether it has completed that."""

    def claim(self, program: MipProgram, bound: float) -> None:
        """Take the claim that a part, which has that bound, has nothing better."""

    def has_bound(self, bound: float) -> None:
        """Take the least bound of the parts that are left."""


@dataclass(frozen=True, eq=False)
class Divisible:
    """A program that can be divided.

    Attributes:
        program: the program.
        back: from its points to what the search takes.
        decisions: columns of the program to branch on, as in `Matrix`.
        openings: columns of the program, as in `Matrix`; "opened by" is -2 where it is certainly 0, -1 where it is 1.
    """

    program: MipProgram
    back: Back
    decisions: Decisions
    openings: Openings = ()

    def smaller(self, program: MipProgram, back: Back) -> Divisible:
        """Return what a smaller program, with the way back from its points to those of this one, is for the search."""
        now = columns_in(program, back)

        def here(group: Ints) -> Ints:
            found = np.unique(now[group])
            return found[found >= 0]

        decisions = tuple(tuple(each for group in groups if len(each := here(group))) for groups in self.decisions)
        openings = tuple((now[columns], here(candidates)) for columns, candidates in self.openings)
        return Divisible(program, lambda point: self.back(back(point)), decisions, openings)


@dataclass(order=True)
class Part:
    """A part of a program: its bound, and a number that tells parts of equal bound apart."""

    bound: float
    number: int


AnyPart = TypeVar("AnyPart", bound=Part)


class BestFirst(ABC, Generic[AnyPart]):
    """Branch and bound: after a part one of its own is dealt with, and then the one with the least bound.

    Args:
        search: the search.
        first: the whole as a part.
        rest: least bound of parts elsewhere.
        threads: number of threads.

    Attributes:
        search: the search.
        complete: whether the engine has completed every search that it had to; if not, no other part is begun.
    """

    def __init__(self, search: Solving, first: AnyPart, rest: float = math.inf, threads: int = 1) -> None:
        self.search = search
        self.complete = True
        self._rest, self._threads = rest, threads
        self._parts, self._begun = [first], list[AnyPart]()
        self._numbers = count(1)
        self._changed = Condition()
        self._ended = False
        self._error: BaseException | None = None

    def run(self, beside: Sequence[Callable[[], None]] = ()) -> bool:
        """Divide until nothing is left, and return whether that was done in time.

        Args:
            beside: what else may end the search: done before parts are dealt with, but if there are several threads by
                the last of them, which is not waited for.
        """
        if self._threads == 1:
            self._work(beside)
        else:
            for number in range(1, self._threads + 1):
                Thread(target=self._work, args=(beside if number == self._threads else (),), daemon=True).start()
            with self._changed:
                while self._error is None and (self._begun or not self._ended):
                    self._changed.wait()
        if self._error is not None:
            raise self._error
        return self.complete and not self._parts

    def number(self) -> int:
        """Return the number of a new part."""
        return next(self._numbers)

    def is_settled(self, bound: float) -> bool:
        """Return whether there certainly is nothing better where this is the bound."""
        return bound == math.inf or bound > self.search.best - 1

    def room(self, bound: float) -> float:
        """Return how much something better may cost more than a bound."""
        return self.search.best - 1 - bound

    def without(self, part: AnyPart) -> float:
        """Return the least bound of all other parts, here and elsewhere."""
        with self._changed:
            return min([self._rest, *(each.bound for each in (*self._parts, *self._begun) if each is not part)])

    @abstractmethod
    def _divider(self) -> Callable[[AnyPart], Iterable[AnyPart]]:
        """Return a function for one thread that deals with a part, and returns what is left of it as parts."""

    def _is_near(self, _part: AnyPart, _last: AnyPart) -> bool:
        """Return whether a thread that has dealt with the last part has less to do for this one than for others."""
        return True

    def _work(self, before: Sequence[Callable[[], None]]) -> None:
        """Deal with one part after the other, until there is none or the search is over."""
        try:
            for each in before:
                each()
            divide, part = self._divider(), self._taken()
            while part is not None:
                part = self._taken(part, [*divide(part)])
        except BaseException as error:  # noqa: BLE001 - raised again where the threads were started
            self._error = self._error or error
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _taken(self, last: AnyPart | None = None, left: Sequence[AnyPart] = ()) -> AnyPart | None:
        """Take the next part, after one of which some are left; None if there is none, or the search is over."""
        with self._changed:
            if last is not None:
                self._begun.remove(last)
                self._parts += left
                self._changed.notify_all()
            while self._begun and not self._parts and not self._ended:
                self._changed.wait()
            if self._ended or not self._parts or not self.complete or self.search.is_over():
                return None
            self.search.has_bound(min([self._rest, *(each.bound for each in (*self._parts, *self._begun))]))
            part = min(left or self._parts, key=lambda each: (last is not None and not self._is_near(each, last), each))
            self._parts.remove(part)
            self._begun.append(part)
            return part
