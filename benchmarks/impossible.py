"""The reference network made infeasible in five ways, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from calendars.blackouts import Blackout, BlackoutScope
from calendars.days import Span

if TYPE_CHECKING:
    from constraints.problem.problem import Problem

EASTER = Span(date(2024, 3, 25), date(2024, 4, 1))


def window_too_short(problem: Problem) -> Problem:
    """Return a problem with a spring round whose window is the closed week before Easter."""
    closed = Blackout(EASTER, "påskeferie", scope=BlackoutScope.EVERYONE)
    meetings = (replace(each, window=EASTER) if each.round == "2024-1" else each for each in problem.meetings)
    return replace(problem, meetings=tuple(meetings), blackouts=(*problem.blackouts, closed))


def too_few_staff(problem: Problem) -> Problem:
    """Return a problem with all regional meetings of a round on one day, for which the teams are too small."""
    one_day = Span(date(2024, 10, 8), date(2024, 10, 8))
    meetings = (replace(each, window=one_day) if each.round == "2024-2" else each for each in problem.meetings)
    return replace(problem, meetings=tuple(meetings))


def rooms_too_small(problem: Problem) -> Problem:
    """Return a problem with a regional meeting for 600 guests."""
    meetings = [*problem.meetings]
    meetings[7] = replace(meetings[7], guests=600)
    return replace(problem, meetings=tuple(meetings))


def gap_against_span(problem: Problem) -> Problem:
    """Return a problem in which a region's gap contradicts the span of a round, by a meeting fixed early in it."""
    regional = [n for n, each in enumerate(problem.meetings) if each.round in {"2022-2", "2023-1"}]
    first = {problem.meetings[n].round: n for n in reversed(regional)}
    last = {problem.meetings[n].round: n for n in regional}
    meetings = [*problem.meetings]
    meetings[first["2023-1"]] = replace(meetings[first["2023-1"]], fixed_day=date(2023, 2, 28))
    meetings[last["2022-2"]] = replace(meetings[last["2022-2"]], fixed_day=date(2022, 12, 6))
    return _with_rule(replace(problem, meetings=tuple(meetings)), "region_gap", min_days=120)


def budget_too_small(problem: Problem) -> Problem:
    """Return a problem with a budget below the rent of the cheapest rooms."""
    return _with_rule(problem, "budget", total=300_000)


def _with_rule(problem: Problem, key: str, **parameters: int) -> Problem:
    rules = (rule.model_copy(update=parameters) if rule.key() == key else rule for rule in problem.rules)
    return replace(problem, rules=tuple(rules))


WAYS: Mapping[str, Callable[[Problem], Problem]] = {
    "window": window_too_short,
    "staff": too_few_staff,
    "room size": rooms_too_small,
    "gap against span": gap_against_span,
    "budget": budget_too_small,
}
