"""What an engine is: something that minimises a program and says how sure it is."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from constraints.engines.program import Program
    from constraints.linear import Floats


class Word(StrEnum):
    """What an engine claims."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Answer:
    """An engine's answer.

    Attributes:
        word: its claim; with a limit, INFEASIBLE claims that nothing costs at most the limit.
        point: the best solution found, shape (columns,), or None.
        bound: no solution costs less, by its own account.
    """

    word: Word
    point: Floats | None = None
    bound: float = -math.inf


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked of an engine.

    Attributes:
        seconds: wall clock it may take.
        seed: of everything drawn.
        limit: only solutions that cost at most this are of interest.
        on_point, on_bound: told of every better solution and bound while it works.
        enough: asked while it works whether what has been found will do.
    """

    program: Program
    seconds: float = math.inf
    seed: int = 1
    limit: float = math.inf
    on_point: Callable[[Floats], None] = lambda _point: None
    on_bound: Callable[[float], None] = lambda _bound: None
    enough: Callable[[], bool] = lambda: False


class Engine(Protocol):
    """One way of solving."""

    name: str

    def solve(self, task: Task) -> Answer:
        """Minimise, or say why not."""
        ...
