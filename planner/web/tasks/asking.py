"""Answers to questions about the plan of the last revision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from calendars.language import Locale
from constraints.outcome import Outcome
from constraints.problem import Problem
from constraints.solve import solve_next
from planner.explaining import possibilities as possible
from planner.explaining.explain import explain
from planner.explaining.why import why
from planner.explaining.why_not import why_not
from planner.jobs.desk import Desk
from planner.jobs.messages import Done
from planner.web.tasks.ground import opened, subject, turns
from planner.web.tasks.question import About
from planner.web.tasks.refusing import refusing
from planner.web.tasks.solving import reporting


@refusing
def candidates(_desk: Desk, _locale: Locale, question: About) -> Done:
    """Every day and venue of a meeting, best first."""
    asked = subject(opened(question.store), question.network)
    meeting = asked.meeting(question.meeting)
    found = possible.candidates(asked, meeting, reasons=question.reasons, most=question.most)
    return Done(found.model_dump_json())


@refusing
def possibilities(_desk: Desk, _locale: Locale, question: About) -> Done:
    """Every day of the window of a meeting."""
    asked = subject(opened(question.store), question.network)
    found = possible.possibilities(asked, asked.meeting(question.meeting), all_reasons=question.reasons)
    return Done(found.model_dump_json())


@refusing
def reasons(desk: Desk, _locale: Locale, question: About) -> Done:
    """Why a meeting is where it is."""
    asked = subject(opened(question.store), question.network)
    found = why(asked, asked.meeting(question.meeting), _solver(desk, question), question.others)
    return Done(found.model_dump_json())


@refusing
def counter_reasons(desk: Desk, _locale: Locale, question: About) -> Done:
    """Why a meeting is not somewhere else."""
    asked = subject(opened(question.store), question.network)
    meeting = asked.meeting(question.meeting)
    venue = None if question.venue is None else asked.venue(question.venue)
    place = (question.day or date.min, venue)
    found = why_not(asked, meeting, place, _solver(desk, question), question.others)
    return Done(found.model_dump_json())


@refusing
def explanation(_desk: Desk, _locale: Locale, question: About) -> Done:
    """What the plan costs and whom."""
    asked = subject(opened(question.store), question.network)
    return Done(explain(asked, question.limits).model_dump_json())


def _solver(desk: Desk, question: About) -> Callable[[Problem], Outcome]:
    """Solves one problem after another in the process that is ready."""
    return lambda problem: solve_next(problem, question.limits, turns(), on_progress=reporting(desk), stop=desk.stop)
