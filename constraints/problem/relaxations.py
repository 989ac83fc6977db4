"""Waivers, relaxations and restrictions of a problem.

A waiver (`Problem.waived`) is a requirement that is not enforced. A rule waived as a whole is not in force. A rule
waived for a set of meetings requires nothing of exactly that set: if what it requires is an attribute of the meeting,
the rule relaxes that attribute completely (`Rule.without`); otherwise the model omits its masks and rows for these
meetings, and the check its findings. A relaxation weakens a rule by an amount. A restriction is the problem of some
meetings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from calendars.language import BoundMessage, Message
from constraints.problem.problem import Requirement

if TYPE_CHECKING:
    from collections.abc import Collection

    from constraints.problem.plan import Schedule
    from constraints.problem.problem import Meeting, NoGood, Problem


def is_waived(problem: Problem, rule: str, meetings: Iterable[int]) -> bool:
    """Return whether a rule is waived as a whole or for exactly these meetings (indices)."""
    return bool(problem.waived) and not problem.waived.isdisjoint(
        (Requirement(rule), Requirement(rule, frozenset(meetings)))
    )


LOT = 1_000
"""Step of a relaxation in money, in whole units of currency."""
QUARTER = 15
"""Step of a relaxation in hours, in minutes."""


class Unit(StrEnum):
    """Unit of a relaxation's amount; CHOICE is for requirements that are given up entirely or not at all."""

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


class ConcessionKind(IntEnum):
    """What a relaxation costs, from the easiest to the hardest to give up."""

    SETTING = 1
    """A number that the planners have set themselves."""
    MONEY = 2
    COMFORT = 3
    """Fewer seats, longer journeys, other weekdays."""
    HOUSES = 4
    """Another venue, or a venue that must open specially."""
    PEOPLE = 5
    """Somebody who is busy must come, or is absent."""
    LAW = 6
    """Something set by law, by an announcement or by a public calendar."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One way to weaken a requirement, by an amount.

    Attributes:
        rule: key of the rule.
        code: stable identifier of the relaxation within the rule.
        meetings: indices of the meetings whose requirement is weakened; `apply` may weaken it for more.
        unit: unit of the amount, counted in steps of `step`.
        asks: what it costs.
        most: largest useful amount; a larger amount never excludes a plan that a smaller one allows.
        apply: function that returns a problem, relaxed already or not, weakened by an amount from 1 to `most`.
        say: function that returns what is given up for an amount, as a request to the planner.
        step: number of units in an amount of 1.
        values: what the relaxation is about, under stable names for programs.
        measured: function that returns a problem whose best plan needs the least amount, where one solve of it is
            faster than trying amounts one after the other; else None.
        in_plan: function that returns what a given plan gives up, where that tells more than the amount; else None.
        both_ways: whether an amount of -1 strengthens the requirement by one step, which shows if there is slack.
        exact: whether there is never slack in the requirement: it is kept to the letter or given up.
    """

    rule: str
    code: str
    meetings: frozenset[int]
    unit: Unit
    asks: ConcessionKind
    most: int
    apply: Callable[[Problem, int], Problem]
    say: Callable[[int], BoundMessage]
    step: int = 1
    values: Mapping[str, object] = field(default_factory=dict)
    measured: Callable[[Problem], Problem] | None = None
    in_plan: Callable[[Schedule], BoundMessage] | None = None
    both_ways: bool = False
    exact: bool = False


def chosen(problem: Problem, meetings: frozenset[int]) -> list[int]:
    """Return these meetings (indices) in order, or all if none are given."""
    return sorted(meetings or range(len(problem.meetings)))


def with_rule(problem: Problem, key: str, **parameters: object) -> Problem:
    """Return the problem with other parameters of the rule of that key, or without it if they make it inactive."""
    rules = (rule.model_copy(update=parameters) if rule.key() == key else rule for rule in problem.rules)
    return replace(problem, rules=tuple(rule for rule in rules if rule.active))


def with_meetings(problem: Problem, meetings: Iterable[int], change: Callable[[Meeting], Meeting]) -> Problem:
    """Return the problem with `change` applied to these meetings (indices)."""
    meant = {*meetings}
    changed = (change(meeting) if n in meant else meeting for n, meeting in enumerate(problem.meetings))
    return replace(problem, meetings=tuple(changed))


def by_parameter(
    asked: Requirement, parameter: str, values: range, sentence: Message, unit: Unit = Unit.DAYS
) -> Relaxation:
    """Return the relaxation that sets an integer parameter of a rule to other values.

    Args:
        asked: the requirement.
        parameter: name of the parameter, also the code of the relaxation.
        values: its values for amounts from 0; the first is the present one.
        sentence: message with placeholders `{have}` (the present value), `{to}` and the difference `{n}`.
        unit: unit of the parameter.
    """
    have, step = values.start, values.step

    def to(amount: int) -> int:
        return have + amount * step

    return Relaxation(
        asked.rule, parameter, asked.meetings, unit, ConcessionKind.SETTING, len(values) - 1,
        apply=lambda problem, amount: with_rule(problem, asked.rule, **{parameter: to(amount)}),
        say=lambda amount: BoundMessage(sentence, {"have": have, "to": to(amount), "n": abs(amount * step)}),
        step=abs(step), values={"have": have}, both_ways=True,
    )  # fmt: skip


def down(have: int) -> range:
    """Return the numbers from `have` down to 0."""
    return range(have, -1, -1)


def up(have: int, most: int) -> range:
    """Return the numbers from `have` up to `most`, at least `have` itself."""
    return range(have, max(have, most) + 1)


def restricted(problem: Problem, meetings: Collection[int]) -> Problem:
    """Return the problem of these meetings (indices) alone, renumbered in the same order, under the same rules.

    Rounds are kept even if they become empty, since rules depend on their order. A no-good is dropped unless all of its
    meetings remain, since a plan may satisfy it through the others.
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
        waived=frozenset(
            _renumbered(each, within(each.meetings)) for each in problem.waived if _concerns_some(each, number)
        ),
        no_goods=tuple(
            _renumbered_no_good(each, number) for each in problem.no_goods if each.places.keys() <= number.keys()
        ),
    )


def _renumbered_no_good(earlier: NoGood, number: dict[int, int]) -> NoGood:
    return replace(earlier, places={number[meeting]: place for meeting, place in earlier.places.items()})


def _concerns_some(requirement: Requirement, number: dict[int, int]) -> bool:
    return not requirement.meetings or not requirement.meetings.isdisjoint(number)


def _renumbered(requirement: Requirement, meetings: tuple[int, ...]) -> Requirement:
    return Requirement(requirement.rule, frozenset(meetings))
