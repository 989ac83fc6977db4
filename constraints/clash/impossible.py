"""Why a problem has no plan, and what it is enough to give up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from constraints.clash.find import find_clashes
from constraints.clash.ways_out import WayOut, ways_out

if TYPE_CHECKING:
    import threading

    from constraints.clash.clash import Clash
    from constraints.outcome import Limits
    from constraints.problem import Problem

CLASH_SECONDS = 60.0
WAYS_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Impossible:
    """What is said of an impossible problem.

    Attributes:
        clashes: what cannot be kept together.
        ways_out: of the clashes, the cheapest first.
    """

    clashes: tuple[Clash, ...] = ()
    ways_out: tuple[WayOut, ...] = ()


def why_impossible(problem: Problem, limits: Limits, stop: threading.Event | None = None) -> Impossible:
    """The clashes and the ways out, as far as the limits and a minute for each of the two allow; `stop` ends it."""
    clashes = find_clashes(problem, replace(limits, seconds=min(limits.seconds, CLASH_SECONDS)), stop=stop)
    limits = replace(limits, seconds=min(limits.seconds, WAYS_SECONDS))
    return Impossible(clashes, ways_out(problem, clashes, limits, stop))
