"""Foresight: on which days an election may be called, how likely, and which meetings of the plan it would hit.

Every future is a day of calling, a length of the campaign and a length of the forming of a cabinet. All are gone
through, so what is expected is exact under the assumptions, which `docs/foresight.md` states.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from calendars.days import ONE_DAY
from calendars.elections import past_elections
from constraints.check import check
from constraints.problem.plan import Plan
from planner.changes.closures import ElectionCalled
from planner.changes.kinds import apply_changes
from planner.network.problem import build_problem
from planner.reschedule.situation import Situation

if TYPE_CHECKING:
    from calendars.elections import PastElection
    from constraints.problem.plan import ScheduledMeeting
    from planner.network.closures import Risk
    from planner.network.network import Network

DAYS_IN_YEAR = 365.25
PERCENT = 100

Hit = frozenset[str]
"""Ids of the meetings that an event hits."""


@dataclass(frozen=True)
class ElectionRisk:
    """An election that may be called, with what its section leaves to the history filled in.

    Attributes:
        section: as the planner wrote it.
        rate: elections called in a year, on average; None if it is certain.
        days_to_poll: days from the call to the poll, each as likely as another.
        days_to_cabinet: days from the poll to the new cabinet, likewise; 0 alone if the days are open after the poll.
        first: the first day on which it may be called.
        last: the last one.
        history: the past elections of the country that the section names.
    """

    section: Risk
    rate: float | None
    days_to_poll: tuple[int, ...]
    days_to_cabinet: tuple[int, ...]
    first: date
    last: date
    history: tuple[PastElection, ...] = ()

    @classmethod
    def of(cls, section: Risk, network: Network, as_of: date) -> ElectionRisk:
        """Return the risk as it is on a day."""
        held = past_elections(section.history) if section.history else ()
        usual = len(held[1:]) / ((held[-1].polling_day - held[0].polling_day).days / DAYS_IN_YEAR) if held else None
        polls = tuple((each.polling_day - each.called).days for each in held if each.called)
        cabinets = tuple((each.cabinet - each.polling_day).days for each in held if each.cabinet)
        return cls(
            section,
            None if section.certain else section.rate or usual,
            section.days_to_poll or polls,
            section.days_to_cabinet or cabinets or (0,),
            max(section.first_day or as_of, as_of),
            section.last_day or network.settings.last_day,
            held,
        )

    @cached_property
    def chances(self) -> Mapping[date, float]:
        """The chance that it is called on each day, if it was not called before the first.

        An election that is certain is called on each day as likely as on another. One at a rate is called on each day
        as likely as on the one before, as long as it has not been called.
        """
        days = range(max((self.last - self.first).days + 1, 0))
        if self.section.certain:
            return {self.first + timedelta(n): 1 / len(days) for n in days}
        daily = -math.expm1(-(self.rate or 0) / DAYS_IN_YEAR)
        return {self.first + timedelta(n): (1 - daily) ** n * daily for n in days}

    @cached_property
    def lengths(self) -> Mapping[int, float]:
        """The chance of each number of days from the call to the last closed day; campaign and cabinet independent."""
        sums = Counter(poll + cabinet for poll in self.days_to_poll for cabinet in self.days_to_cabinet)
        return {days: n / sums.total() for days, n in sums.items()}

    def called_on(self, day: date, percent: int) -> ElectionCalled:
        """Return the change that is said when it is called on a day, and takes as long as in so many percent of cases.

        Args:
            day: the day of calling.
            percent: the share of past elections in which the campaign was at most as long; likewise the cabinet.
        """
        poll = day + timedelta(quantile(self.days_to_poll, percent))
        return self._change(day, poll, poll + timedelta(quantile(self.days_to_cabinet, percent)))

    def _change(self, called: date, poll: date, cabinet: date) -> ElectionCalled:
        whom = {name: getattr(self.section, name) for name in ("regions", "municipalities", "venues", "people")}
        named = {name: ids for name, ids in whom.items() if ids is not None}
        return ElectionCalled(
            reason=self.section.reason, source=self.section.source, called=called, polling_day=poll, cabinet=cabinet,
            **named,
        )  # fmt: skip

    def closing(self, first: date, last: date) -> ElectionCalled:
        """Return an election that closes these days."""
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

    def hit_on(self, change: ElectionCalled) -> Hit:
        """Return the meetings to come that the change hits, as rescheduling finds them."""
        return frozenset(self._after(change).hits) & self.held.keys()

    def people(self, hit: Hit) -> frozenset[str]:
        """Return the ids of all who are to be told of the meetings: the members invited and the staff on duty."""
        problem = self.now.free
        members = {problem.members[each].id for name in hit for each in self.held[name].members}
        return frozenset({*members, *(problem.staff[each].id for name in hit for each in self.held[name].staff)})

    def _after(self, *changes: ElectionCalled) -> Situation:
        changed = apply_changes(self.network, self.plan, changes, self.as_of)
        return Situation.of(self.plan, changed, build_problem(changed.network), self.as_of)


class Hits:
    """The meetings that the election hits, by the days that it closes.

    What is hit changes only with the days with meetings that are closed, so all calls that close the same ones are
    judged once, by the change that is said when an election is called. Whom it closes is the same on each of its days:
    where these are places, a meeting is hit if one of its days is closed, and each day is judged by itself. Where they
    are people, rules may count absences together, and every run of days is judged.
    """

    def __init__(self, ahead: PlanAhead, risk: ElectionRisk) -> None:
        self._ahead, self._risk = ahead, risk
        self._days = sorted({day for each in ahead.held.values() for day in each.span})
        self._known: dict[tuple[int, int], Hit] = {}
        self._by_day = not risk.section.people

    def between(self, called: date, last: date) -> Hit:
        """Return the meetings hit if it is called on a day and closes all days up to the last; begun ones go on."""
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
        people: the number of people to be told anew, on average; each counted once an election.
        called: the chance that the election is called at all.
    """

    exposure: Mapping[str, float]
    some: float
    people: float
    called: float

    @property
    def meetings(self) -> float:
        """The number of meetings to be moved, on average."""
        return math.fsum(self.exposure.values())


def futures(risk: ElectionRisk, hits: Hits) -> Iterator[tuple[float, Hit]]:
    """Yield what is hit in every future in which it is called, with its chance."""
    for called, chance in risk.chances.items():
        for days, share in risk.lengths.items():
            yield chance * share, hits.between(called, called + timedelta(days))


def expected(ahead: PlanAhead, risk: ElectionRisk, hits: Hits) -> Expected:
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
class CallDays:
    """Days in a row on which a call hits the same meetings, at least one, if it takes as long as is supposed.

    Attributes:
        changes: the change that is said on each of them.
        chance: the chance that the election is called on one of them.
        hit: the meetings that are hit.
    """

    changes: tuple[ElectionCalled, ...]
    chance: float
    hit: Hit

    @property
    def days(self) -> tuple[date, ...]:
        """The days of calling, in order."""
        return tuple(each.called for each in self.changes if each.called is not None)

    @property
    def middle(self) -> tuple[date, ElectionCalled]:
        """The day in the middle, the earlier of two, and its change."""
        n = (len(self.changes) - 1) // 2
        return self.days[n], self.changes[n]


def call_days(risk: ElectionRisk, hits: Hits, percent: int) -> list[CallDays]:
    """Return the days on which a call would hit meetings, in order of time.

    Args:
        risk: the election.
        hits: what it would hit.
        percent: how long campaign and cabinet are supposed to take, as for `ElectionRisk.called_on`.
    """
    found: list[CallDays] = []
    for day, chance in risk.chances.items():
        change = risk.called_on(day, percent)
        hit = hits.between(day, change.cabinet or day)
        last = found[-1] if found else None
        if last is not None and last.hit == hit and last.days[-1] + ONE_DAY == day:
            found[-1] = CallDays((*last.changes, change), last.chance + chance, hit)
        elif hit:
            found.append(CallDays((change,), chance, hit))
    return found
