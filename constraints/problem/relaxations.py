"""Waivers and relaxations: what is not asked of a problem, what can be given up of a rule, and parts of a problem.

A rule waived as a whole is not in force. A rule waived for some meetings asks nothing of exactly these: where what it
asks stands on the meeting itself (`Rule.without`), the meeting is loosened as far as can be; elsewhere the model
leaves out the candidates' masks and the rows that are about them, and the check the findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

import numpy as np

from calendars.language import Message, Said
from constraints.problem.problem import Requirement
from constraints.problem.rule import all_rules

if TYPE_CHECKING:
    from collections.abc import Collection

    from constraints.model.candidates import Candidates
    from constraints.problem.plan import Schedule
    from constraints.problem.problem import Meeting, NoGood, Problem
    from constraints.problem.rule import Finding, Rule


def is_waived(problem: Problem, rule: str, meetings: Iterable[int]) -> bool:
    """Whether what that rule asks of exactly these meetings is not asked."""
    return bool(problem.waived) and not problem.waived.isdisjoint(
        (Requirement(rule), Requirement(rule, frozenset(meetings)))
    )


def in_force(problem: Problem) -> tuple[Rule, ...]:
    """The rules that are not waived as a whole."""
    return tuple(rule for rule in problem.rules if Requirement(rule.key()) not in problem.waived)


def loosened(problem: Problem) -> Problem:
    """The problem without the rules that are waived, and without what they ask of the meetings themselves."""
    if not problem.waived:
        return problem
    rules = waived_rules(problem)
    meetings = tuple(_loose(problem, number, rules) for number in range(len(problem.meetings)))
    return replace(problem, rules=in_force(problem), meetings=meetings)


def held_against(problem: Problem, findings: Iterable[Finding]) -> list[Finding]:
    """The findings without what is broken but waived."""
    if not problem.waived:
        return [*findings]
    number = {meeting.id: index for index, meeting in enumerate(problem.meetings)}
    return [
        each
        for each in findings
        if not each.broken or not is_waived(problem, each.rule, (number.get(name, -1) for name in each.meetings))
    ]


def waived_rules(problem: Problem) -> list[type[Rule]]:
    """The rules of which something is waived, in order of keys."""
    waived = {each.rule for each in problem.waived}
    return [rule for key, rule in all_rules().items() if key in waived]


def _loose(problem: Problem, number: int, rules: Iterable[type[Rule]]) -> Meeting:
    meeting = problem.meetings[number]
    if meeting.settled:
        return meeting
    for rule in rules:
        if is_waived(problem, rule.key(), [number]):
            meeting = rule.without(problem, meeting)
    return meeting


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
class Relaxation:
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
        exact: whether there is never slack in what it loosens: it is kept to the letter or given up.
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
    exact: bool = False


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


def with_fixed(problem: Problem, meetings: Mapping[int, Meeting]) -> Problem:
    """The problem with other meetings at these indices, under a rule that holds them to what is fixed for them."""
    fixed = any(rule.fixes_choices for rule in problem.rules)
    added = () if fixed else (next(rule() for rule in all_rules().values() if rule.fixes_choices),)
    changed = tuple(meetings.get(number, meeting) for number, meeting in enumerate(problem.meetings))
    return replace(problem, rules=(*problem.rules, *added), meetings=changed)


def by_parameter(
    asked: Requirement, parameter: str, values: range, sentence: Message, unit: Unit = Unit.DAYS
) -> Relaxation:
    """A whole number of a rule takes these values one after the other, first the one it has.

    The sentence may name `{have}`, `{to}` and the difference `{n}`.
    """
    have, step = values.start, values.step

    def to(amount: int) -> int:
        return have + amount * step

    return Relaxation(
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


def restricted(problem: Problem, meetings: Collection[int]) -> Problem:
    """The problem of these meetings alone, numbered anew in the same order, under the same rules.

    Rounds stay where they are even without meetings, as rules ask which round comes next. An earlier proposal is
    left out unless all of its meetings are there: what differs from it may be those that are not.
    """
    number = {meeting: place for place, meeting in enumerate(sorted(meetings))}

    def within(several: Iterable[int]) -> tuple[int, ...]:
        return tuple(number[each] for each in several if each in number)

    pairs = (within(pair) for pair in problem.successive)
    return replace(
        problem,
        meetings=tuple(problem.meetings[each] for each in number),
        rounds=tuple(replace(each, meetings=within(each.meetings)) for each in problem.rounds),
        successive=tuple((pair[0], pair[1]) for pair in pairs if len(pair) > 1),
        waived=frozenset(_renumbered(each, within(each.meetings)) for each in problem.waived if _asked(each, number)),
        otherwise=tuple(_earlier(each, number) for each in problem.otherwise if each.places.keys() <= number.keys()),
    )


def restricted_candidates(candidates: Candidates, meetings: Collection[int]) -> Candidates:
    """The candidates of these meetings, as those of the problem restricted to them."""
    kept = sorted(meetings)
    found = candidates.where(np.isin(candidates.meeting, kept))
    return replace(
        found,
        problem=restricted(candidates.problem, kept),
        announced=tuple(found.announced[meeting] for meeting in kept),
        meeting=np.searchsorted(kept, found.meeting),
    )


def _earlier(earlier: NoGood, number: dict[int, int]) -> NoGood:
    return replace(earlier, places={number[meeting]: place for meeting, place in earlier.places.items()})


def _asked(requirement: Requirement, number: dict[int, int]) -> bool:
    return not requirement.meetings or not requirement.meetings.isdisjoint(number)


def _renumbered(requirement: Requirement, meetings: tuple[int, ...]) -> Requirement:
    return Requirement(requirement.rule, frozenset(meetings))
