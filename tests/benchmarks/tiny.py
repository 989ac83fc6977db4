"""A grown network small enough for any solver to finish at once."""

from dataclasses import replace
from random import Random

from benchmarks.growing import Size, grown
from calendars.days import Span
from constraints.problem.problem import Problem

TINY = Size(regions=1, years=2)


def tiny(seed: int = 1) -> Problem:
    """Return five meetings with at most twelve possible days each; each seed gives another network."""
    problem, rng = grown(TINY, seed), Random(seed)  # noqa: S311 - no secret
    meetings = []
    for meeting in problem.meetings:
        first = problem.date(problem.index(meeting.window.first) + rng.randrange(20))
        window = Span.of_days(first, 12).within(meeting.window)
        assert window is not None
        meetings.append(replace(meeting, window=window))
    return replace(problem, meetings=tuple(meetings))
