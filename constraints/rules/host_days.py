"""A meeting that a municipality holds itself is on a day that suits it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from calendars.language import BoundMessage, Message
from constraints.problem.naming import for_each, meeting_name
from constraints.problem.relaxations import ConcessionKind, Relaxation, Unit, chosen, with_meetings
from constraints.problem.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule
    from constraints.problem.problem import Bools, Host, Ints, Meeting, Problem

NOT_SUITING = Message("host_days.not_suiting", "{meeting} is on {day}, which does not suit {host}: {said}.")
SUITING = Message("host_days.suiting", "{meeting} must be held on a day that suits {host}: {said}.")
ANY_DAY = Message("host_days.any_day", "{meeting} may be held on any day, as far as its host says.")
NEAR = Message(
    "host_days.near", "Ask {host} for other days: let {meeting} be held up to {n} {n:day|days} from one that suits it."
)
SHORT = {
    NOT_SUITING: Message("host_days.short_not_suiting", "does not suit {host}: {said}"),
}


class HostDays(Rule):
    """Days are first days; those that suit a host stand on the meeting."""

    title: ClassVar = Message("host_days.title", "days that suit the host")
    short: ClassVar = SHORT

    def allows(self, candidates: Candidates) -> Bools | None:
        problem = candidates.problem
        if all(_suiting(meeting) is None for meeting in problem.meetings):
            return None

        def suits(meeting: Meeting, days: Ints, _venues: Ints) -> Bools:
            suiting = _suiting(meeting)
            if suiting is None:
                return np.ones(len(days), dtype=np.bool_)
            return np.isin(days, [problem.index(day) for day in suiting])

        return np.asarray(candidates.by_meeting(suits), dtype=np.bool_)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            host = held.meeting.host
            if host is not None and host.days is not None and held.day not in host.days:
                name = schedule.problem.municipalities[host.municipality].name
                yield self.finding(
                    [held.id], NOT_SUITING, meeting=schedule.name(held), day=held.day, host=name, said=host.said
                )

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        def one(_number: int, meeting: Meeting) -> BoundMessage:
            name, host = meeting_name(problem, meeting), meeting.host
            if host is None or host.days is None:
                return BoundMessage(ANY_DAY, {"meeting": name})
            values = {"host": problem.municipalities[host.municipality].name, "said": host.said}
            return BoundMessage(SUITING, {"meeting": name, **values})

        return for_each(problem, meetings, one, self.title)

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        for number in chosen(problem, meetings):
            host = problem.meetings[number].host
            if host is not None and host.days is not None:
                yield _near(problem, number, host, host.days)


def _suiting(meeting: Meeting) -> frozenset[date] | None:
    return None if meeting.host is None else meeting.host.days


def _near(problem: Problem, number: int, host: Host, suiting: frozenset[date]) -> Relaxation:
    """Return the relaxation to days close to one that suits the host; to any day if none does."""
    meeting = problem.meetings[number]
    window = [*(meeting.window.within(problem.horizon) or meeting.window)]

    def distance(day: date) -> int:
        return min((abs((day - one).days) for one in suiting), default=1)

    apart = {day: distance(day) for day in window}

    def nearer(one: Meeting, amount: int) -> Meeting:
        more = {day for day, days in apart.items() if days <= amount}
        return replace(one, host=replace(host, days=suiting | more))

    values = {"meeting": meeting_name(problem, meeting), "host": problem.municipalities[host.municipality].name}
    return Relaxation(
        HostDays.key(), "near", frozenset({number}), Unit.DAYS, ConcessionKind.PEOPLE, max(1, *apart.values()),
        apply=lambda given, amount: with_meetings(given, [number], lambda one: nearer(one, amount)),
        say=lambda amount: BoundMessage(NEAR, {**values, "n": amount}),
    )  # fmt: skip
