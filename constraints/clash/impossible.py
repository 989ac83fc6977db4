"""Why a problem has no plan, and what it is enough to give up."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from constraints.clash.find import look_for_clashes
from constraints.clash.foreseen import foreseen
from constraints.clash.ways_out import WayOut, ways_out

if TYPE_CHECKING:
    import threading

    from constraints.clash.clash import Clash
    from constraints.outcome import Limits
    from constraints.problem import Problem

MOST_SECONDS = 60.0
"""For the clashes, and for the ways out."""
SHARE = 0.5
"""Of the time for both, for the clashes."""


@dataclass(frozen=True, slots=True)
class Impossible:
    """What is said of an impossible problem.

    Attributes:
        clashes: what cannot be kept together.
        ways_out: of the clashes, the cheapest first.
        complete: whether there are no other clashes; if not, the search for them was not finished.
    """

    clashes: tuple[Clash, ...] = ()
    ways_out: tuple[WayOut, ...] = ()
    complete: bool = True


def why_impossible(problem: Problem, limits: Limits, stop: threading.Event | None = None) -> Impossible:
    """The clashes and the ways out, as far as the limits and a minute for each of the two allow; `stop` ends it."""
    begun = time.monotonic()
    found = look_for_clashes(problem, replace(limits, seconds=min(SHARE * limits.seconds, MOST_SECONDS)), stop=stop)
    left = replace(limits, seconds=min(max(limits.seconds - (time.monotonic() - begun), 0.0), MOST_SECONDS))
    clashes = found.clashes if found.complete else (*found.clashes, *foreseen(problem, found.clashes))
    return Impossible(clashes, ways_out(problem, clashes, left, stop), found.complete)
