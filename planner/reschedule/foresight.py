"""Foresight: on which days an event such as an election may come, how likely, and which meetings it would hit.

Every future is a day on which it begins and a number of days that it takes. All are gone through, so what is expected
is exact under the assumptions, which `docs/foresight.md` states.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from calendars.days import ONE_DAY
from constraints.check import check
from constraints.problem.plan import Plan
from planner.changes.closures import ElectionCalled, NewBlackout
from planner.changes.kinds import apply_changes
from planner.network.problem import Lengths, build_problem, possible_closure
from planner.reschedule.situation import Situation

if TYPE_CHECKING:
    from calendars.risks import PossibleClosure
    from constraints.problem.plan import ScheduledMeeting
    from planner.changes.kinds import Change
    from planner.network.closures import Risk
    from planner.network.network import Network

PERCENT = 100

Hit = frozenset[str]
"""Ids of the meetings that an event hits."""


@dataclass(frozen=True)
class Event:
    """What is said when an event comes.

    Attributes:
        day: the first day of it: of an election the day on which it is called.
        polling_day: of an election; None of other events.
        last: the last day that it closes.
        change: what is said of it to `planner reschedule`.
    """

    day: date
    polling_day: date | None
    last: date
    change: Change


@dataclass(frozen=True)
class RiskAhead:
    """An event that may come, as it is on a day.

    Attributes:
        section: as the planner wrote it.
        lengths: how long it may take, with what its section leaves to the history filled in.
        when: when it may begin.
        as_of: the day taken for today.
    """

    section: Risk
    lengths: Lengths
    when: PossibleClosure
    as_of: date

    @classmethod
    def of(cls, section: Risk, network: Network, as_of: date) -> RiskAhead:
        """Return the risk as it is on a day."""
        return cls(section, Lengths.of(section), possible_closure(section, network), as_of)

    @classmethod
    def all(cls, network: Network, as_of: date) -> list[RiskAhead]:
        """Return all risks of a network as they are on a day."""
        return [cls.of(section, network, as_of) for section in network.settings.risks]

    @property
    def chances(self) -> Mapping[date, float]:
        """The chance that it begins on each day, if it did not begin before the first."""
        return self.when.chances(self.as_of)

    @property
    def first(self) -> date:
        """The first day on which it may begin."""
        return min(self.chances, default=max(self.when.first or self.as_of, self.as_of))

    def event(self, day: date, percent: int) -> Event:
        """Return the event that begins on a day, and takes as long as in so many percent of cases.

        Args:
            day: the first day.
            percent: the share of known cases in which a campaign was at most as long; likewise the cabinet.
        """
        lengths = self.lengths
        return self.lasting(day, quantile(lengths.days_to_poll, percent), quantile(lengths.days_to_cabinet, percent))

    def lasting(self, day: date, to_poll: int, to_cabinet: int) -> Event:
        """Return the event that begins on a day, and takes so many days to the poll and from there on."""
        poll = day + timedelta(to_poll)
        last = poll + timedelta(to_cabinet)
        return Event(day, poll if self.is_election else None, last, self._change(day, poll, last))

    @property
    def is_election(self) -> bool:
        """Whether it is an election that may be called."""
        return self.section.kind == "election"

    def _change(self, first: date, poll: date, last: date) -> Change:
        section, names = self.section, ("regions", "municipalities", "venues", "people")
        said = {name: ids for name in names if (ids := getattr(section, name)) is not None}
        said |= {"reason": section.reason, "source": section.source}
        said |= {"in_person": True} if section.in_person else {}
        if self.is_election:
            return ElectionCalled(called=first, polling_day=poll, cabinet=last, **said)
        return NewBlackout(first_day=first, last_day=last, **said)

    def closing(self, first: date, last: date) -> Change:
        """Return what is said of an event that closes these days."""
        return self._change(first, last, last)


def quantile(values: Sequence[int], percent: int) -> int:
    """Return the least of the values that at least so many percent of them do not exceed."""
    return sorted(values)[max(math.ceil(len(values) * percent / PERCENT) - 1, 0)]


@dataclass(frozen=True)
class PlanAhead:
    """An accepted plan and what of it is still to come.

    Attributes:
        plan: the accepted plan.
        network: the network as it is today.
        as_of: the day taken for today.
    """

    plan: Plan
    network: Network
    as_of: date

    @cached_property
    def now(self) -> Situation:
        """The situation if nothing happens."""
        return self._after()

    @cached_property
    def held(self) -> Mapping[str, ScheduledMeeting]:
        """The meetings still to come, by id, in order of time."""
        left = Plan(tuple(each.published for each in self.now.free.meetings if each.published is not None))
        schedule = check(self.now.free, left).schedule
        to_come = sorted((each for each in schedule if each.day >= self.as_of), key=lambda each: (each.start, each.id))
        return {each.id: each for each in to_come}

    def hit_on(self, change: Change) -> Hit:
        """Return the meetings to come that the change hits, as rescheduling finds them."""
        return frozenset(self._after(change).hits) & self.held.keys()

    def people(self, hit: Hit) -> frozenset[str]:
        """Return the ids of all who are to be told of the meetings: the members invited and the staff on duty."""
        problem = self.now.free
        members = {problem.members[each].id for name in hit for each in self.held[name].members}
        return frozenset({*members, *(problem.staff[each].id for name in hit for each in self.held[name].staff)})

    def _after(self, *changes: Change) -> Situation:
        changed = apply_changes(self.network, self.plan, changes, self.as_of)
        return Situation.of(self.plan, changed, build_problem(changed.network), self.as_of)


class Hits:
    """The meetings that an event hits, by the days that it closes.

    What is hit changes only with the days with meetings that are closed, so all events that close the same ones are
    judged once, by the change that is said when it comes. Whom it closes is the same on each of its days:
    where these are places, a meeting is hit if one of its days is closed, and each day is judged by itself. Where they
    are people, rules may count absences together, and every run of days is judged.
    """

    def __init__(self, ahead: PlanAhead, risk: RiskAhead) -> None:
        self._ahead, self._risk = ahead, risk
        self._days = sorted({day for each in ahead.held.values() for day in each.span})
        self._known: dict[tuple[int, int], Hit] = {}
        self._by_day = not risk.section.people

    def between(self, called: date, last: date) -> Hit:
        """Return the meetings hit if it begins on a day and closes all days up to the last; begun ones go on."""
        first, end = bisect_left(self._days, called), bisect_right(self._days, last)
        if first == end:
            return frozenset()
        met = self._judged(first, end)
        return frozenset(each for each in met if self._ahead.held[each].day >= called)

    def _judged(self, first: int, end: int) -> Hit:
        if (first, end) not in self._known:
            if self._by_day and end - first > 1:
                found = self._judged(first, end - 1) | self._judged(end - 1, end)
            else:
                closing = self._risk.closing(self._days[first], self._days[end - 1])
                found = self._ahead.hit_on(closing)
            self._known[first, end] = found
        return self._known[first, end]


@dataclass(frozen=True)
class Expected:
    """What is expected over all futures.

    Attributes:
        exposure: the chance of each meeting that it is hit.
        some: the chance that any meeting is hit.
        people: the number of people to be told anew, on average; each counted once.
        called: the chance that it comes at all.
    """

    exposure: Mapping[str, float]
    some: float
    people: float
    called: float

    @property
    def meetings(self) -> float:
        """The number of meetings to be moved, on average."""
        return math.fsum(self.exposure.values())


def futures(risk: RiskAhead, hits: Hits) -> Iterator[tuple[float, Hit]]:
    """Yield what is hit in every future in which it comes, with its chance."""
    for called, chance in risk.chances.items():
        for days, share in risk.when.lengths:
            yield chance * share, hits.between(called, called + timedelta(days))


def expected(ahead: PlanAhead, risk: RiskAhead, hits: Hits) -> Expected:
    """Return what is expected, exact under the assumptions."""
    by_hit: dict[Hit, list[float]] = {}
    for chance, hit in futures(risk, hits):
        by_hit.setdefault(hit, []).append(chance)
    sums = {hit: math.fsum(chances) for hit, chances in by_hit.items()}
    return Expected(
        {name: math.fsum(chance for hit, chance in sums.items() if name in hit) for name in ahead.held},
        math.fsum(chance for hit, chance in sums.items() if hit),
        math.fsum(chance * len(ahead.people(hit)) for hit, chance in sums.items()),
        math.fsum(risk.chances.values()),
    )


@dataclass(frozen=True)
class Run:
    """Days in a row on which an event hits the same meetings, at least one, if it takes as long as is supposed.

    Attributes:
        events: the event that begins on each of them.
        chance: the chance that it begins on one of them.
        hit: the meetings that are hit.
    """

    events: tuple[Event, ...]
    chance: float
    hit: Hit

    @property
    def middle(self) -> Event:
        """The event of the day in the middle, the earlier of two."""
        return self.events[(len(self.events) - 1) // 2]


def runs(risk: RiskAhead, hits: Hits, percent: int) -> list[Run]:
    """Return the days on which an event would hit meetings, in order of time.

    Args:
        risk: the event.
        hits: what it would hit.
        percent: how long it is supposed to take, as for `RiskAhead.event`.
    """
    found: list[Run] = []
    for day, chance in risk.chances.items():
        event = risk.event(day, percent)
        hit = hits.between(day, event.last)
        last = found[-1] if found else None
        if last is not None and last.hit == hit and last.events[-1].day + ONE_DAY == day:
            found[-1] = Run((*last.events, event), last.chance + chance, hit)
        elif hit:
            found.append(Run((event,), chance, hit))
    return found
