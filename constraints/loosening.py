"""Loosenings: what a planner can give up of a rule, so much at a time, and the problem that is left then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from calendars.language import Said, Sentence

if TYPE_CHECKING:
    from constraints.held import Schedule
    from constraints.problem import Meeting, Problem
    from constraints.requirement import Requirement

LOT = 1_000
"""Units of currency that a loosening of money goes by."""
QUARTER = 15
"""Minutes that a loosening of hours goes by."""


class Unit(StrEnum):
    """What is counted; CHOICE is given up whole or not at all."""

    CHOICE = "choice"
    DAYS = "days"
    MINUTES = "minutes"
    MONEY = "money"
    PEOPLE = "people"
    PERCENT = "percent"
    PLACES = "places"
    ROOMS = "rooms"
    SEATS = "seats"
    TIMES = "times"


class Asks(IntEnum):
    """Of whom or what a loosening asks something, what is easiest to give up first."""

    SETTING = 1
    """A number that the planners have set themselves."""
    MONEY = 2
    COMFORT = 3
    """Fewer seats, longer journeys, other weekdays."""
    HOUSES = 4
    """A house elsewhere, or one that must open for it."""
    PEOPLE = 5
    """Somebody comes who is busy, or is missed."""
    LAW = 6
    """A law, an announcement or a public calendar stands behind it."""


@dataclass(frozen=True, slots=True)
class Loosening:
    """One way to ask less of a rule.

    Attributes:
        rule: key of the rule.
        code: what is loosened, a stable name within the rule.
        meetings: indices of the meetings whose requirement it loosens; the problem may be loosened for more.
        unit: what `amount` counts, `step` of them at a time.
        most: the largest amount that makes sense; more amount never makes less possible.
        apply: the problem loosened by that amount, from 1 to `most`; also of a problem loosened otherwise.
        say: what is given up, as a request to the planner.
        values: what it is about, by stable names, for programs.
        measured: the problem in which the plan with the fewest points needs the least amount, where there is one
            that is quicker to solve than to try one amount after the other.
        in_plan: what is given up in a plan that needs it, where that says more than the amount does.
        both_ways: whether an amount of -1 demands one step more, which shows if there is slack.
    """

    rule: str
    code: str
    meetings: frozenset[int]
    unit: Unit
    asks: Asks
    most: int
    apply: Callable[[Problem, int], Problem]
    say: Callable[[int], Said]
    step: int = 1
    values: Mapping[str, object] = field(default_factory=dict)
    measured: Callable[[Problem], Problem] | None = None
    in_plan: Callable[[Schedule], Said] | None = None
    both_ways: bool = False


def chosen(problem: Problem, meetings: frozenset[int]) -> list[int]:
    """These meetings in order, or all if none are given."""
    return sorted(meetings or range(len(problem.meetings)))


def with_rule(problem: Problem, key: str, **parameters: object) -> Problem:
    """The problem with other parameters of a rule, which is left out if it then asks nothing."""
    rules = (rule.model_copy(update=parameters) if rule.key() == key else rule for rule in problem.rules)
    return replace(problem, rules=tuple(rule for rule in rules if rule.active))


def with_meetings(problem: Problem, meetings: Iterable[int], change: Callable[[Meeting], Meeting]) -> Problem:
    """The problem with these meetings changed."""
    meant = {*meetings}
    changed = (change(meeting) if n in meant else meeting for n, meeting in enumerate(problem.meetings))
    return replace(problem, meetings=tuple(changed))


def by_parameter(
    asked: Requirement, parameter: str, values: range, sentence: Sentence, unit: Unit = Unit.DAYS
) -> Loosening:
    """A whole number of a rule takes these values one after the other, first the one it has.

    The sentence may name `{have}`, `{to}` and the difference `{n}`.
    """
    have, step = values.start, values.step

    def to(amount: int) -> int:
        return have + amount * step

    return Loosening(
        asked.rule, parameter, asked.meetings, unit, Asks.SETTING, len(values) - 1,
        apply=lambda problem, amount: with_rule(problem, asked.rule, **{parameter: to(amount)}),
        say=lambda amount: Said(sentence, {"have": have, "to": to(amount), "n": abs(amount * step)}),
        step=abs(step), values={"have": have}, both_ways=True,
    )  # fmt: skip


def down(have: int) -> range:
    """From a number down to nothing."""
    return range(have, -1, -1)


def up(have: int, most: int) -> range:
    """From a number up to another."""
    return range(have, max(have, most) + 1)
