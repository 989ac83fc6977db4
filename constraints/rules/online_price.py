"""Meetings that are held online though they need not be cost the points that stand on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from calendars.language import Message
from constraints.problem.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule
    from constraints.problem.problem import Ints, Meeting

ONLINE = Message("online_price.online", "{meeting} is held online.")


class OnlinePrice(Rule):
    """`online_points` of the round or of `[meetings]`; a meeting that must be online on its days pays nothing."""

    title: ClassVar = Message("online_price.title", "held online")

    def charges(self, candidates: Candidates) -> Ints | None:
        problem = candidates.problem
        if not any(meeting.online_points for meeting in problem.meetings):
            return None

        def points(meeting: Meeting, days: Ints, venues: Ints) -> Ints:
            free = problem.online[venues]
            for must in meeting.online_days:
                first, last = problem.index(must.span.first) - meeting.days + 1, problem.index(must.span.last)
                free = free & ((days < first) | (days > last))
            return np.asarray(meeting.online_points * free.astype(np.int64))

        return candidates.by_meeting(points)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            must = any(each.span.overlaps(held.span) for each in held.meeting.online_days)
            if schedule.venue(held).online and not must and held.meeting.online_points:
                yield self.finding(
                    [held.id], ONLINE, points=held.meeting.online_points, meeting=schedule.name(held)
                )  # fmt: skip
