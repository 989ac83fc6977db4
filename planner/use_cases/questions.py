"""Answer questions about a plan; meetings and venues are named by id or name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from constraints.explain.choosing import OtherMeetings
from constraints.solve import solve, solve_next
from planner.explain import costs
from planner.explain import possibilities as possible
from planner.explain import why as reasons_why
from planner.use_cases import defaults

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from datetime import date

    from constraints.engines.sessions import SequentialSession
    from constraints.problem.outcome import Limits, Outcome, Progress
    from constraints.problem.problem import Problem
    from planner.explain.subject import Subject
    from planner.schemas.explanations import CandidatesJudged, Explanation, Possibilities, Why, WhyNot

OTHERS = OtherMeetings(defaults.OTHERS)


@dataclass(frozen=True, slots=True)
class Solver:
    """Solves one problem after another, each within the limits of the question.

    Attributes:
        session: the process that solves; None to start one for each problem.
        on_progress: told of every better plan and bound.
        stop: set it to end with the best plan so far.
    """

    limits: Limits
    session: SequentialSession | None = None
    on_progress: Callable[[Progress], None] = lambda _progress: None
    stop: threading.Event | None = None

    def __call__(self, problem: Problem) -> Outcome:
        """Solve the problem; errors as for `constraints.solve.solve`."""
        if self.session is None:
            return solve(problem, self.limits, on_progress=self.on_progress, stop=self.stop)
        return solve_next(problem, self.limits, self.session, on_progress=self.on_progress, stop=self.stop)


def explain(subject: Subject, limits: Limits) -> Explanation:
    """Return what the plan costs and whom, and what its limits cost."""
    return costs.explain(subject, limits)


def why(subject: Subject, meeting: str, solver: Solver, others: OtherMeetings = OTHERS) -> Why:
    """Return why a meeting is on its day and at its venue.

    Raises:
        NoSuchNameError: if there is no such meeting.
        EngineFailedError: if the solving process failed before it found a plan.
    """
    return reasons_why.why(subject, subject.meeting(meeting), solver, others)


def why_not(  # noqa: PLR0913 - all that may be asked
    subject: Subject, meeting: str, day: date, venue: str | None, solver: Solver, *, others: OtherMeetings = OTHERS
) -> WhyNot:
    """Return why a meeting is not on a day, at a venue (None for any); errors as for `why`, for the venue too."""
    index, place = subject.meeting(meeting), None if venue is None else subject.venue(venue)
    return reasons_why.why_not(subject, index, (day, place), solver, others)


def possibilities(subject: Subject, meeting: str, *, all_reasons: bool = False) -> Possibilities:
    """Return every day of the window of a meeting: free, costly or impossible.

    Raises:
        NoSuchNameError: if there is no such meeting.
    """
    return possible.possibilities(subject, subject.meeting(meeting), all_reasons=all_reasons)


def candidates(subject: Subject, meeting: str, *, reasons: bool = False, most: int | None = None) -> CandidatesJudged:
    """Return the days and venues of a meeting, best first, at most so many; errors as for `possibilities`."""
    return possible.candidates(subject, subject.meeting(meeting), reasons=reasons, most=most)
