"""Rounds of growing networks: a kick-off, two regional rounds a year, and a closing conference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, time
from fractions import Fraction

from calendars.days import Hours, Span
from constraints.problem.problem import Meeting, RoomNeed, Round

HOURS = Hours(time(10), time(15, 30))
STAFF = {"KL": 1, "Styrelsen": 1}
GROUPS = RoomNeed(breakouts=4, share=Fraction(1, 4))
SPRING = ((1, 13), (6, 13))
AUTUMN = ((8, 18), (12, 5))
LAST_AUTUMN = ((8, 18), (10, 31))
KICKOFF = ((5, 16), (6, 24))
CLOSING = ((11, 24), (12, 12))
"""First and last day as (month, day)."""


class Rounds:
    """Meetings, rounds and succession of every network.

    Args:
        horizon: the planning horizon.
        members: indices of members by network and region.
        venues: number of venues of each region.
    """

    def __init__(self, horizon: Span, members: Sequence[Sequence[tuple[int, ...]]], venues: int) -> None:
        self._horizon = horizon
        self._members = members
        self._venues = venues
        self._found: list[Meeting] = []
        self._together: list[Round] = []
        for network in range(len(members)):
            self._add_network(network)
        for network in range(len(members)):  # added last: a joint round constrains the regional round listed after it
            self._add_joint(network, "closing", _window(horizon.last.year, CLOSING))
        self.meetings = tuple(self._found)
        self.rounds = tuple(self._together)
        self.successive = tuple(self._successive())

    def _add_network(self, network: int) -> None:
        first, last = self._horizon.first.year, self._horizon.last.year
        self._add_joint(network, "kickoff", _window(first, KICKOFF))
        for year in range(first, last + 1):
            if year > first:
                self._add_regional(network, f"{year}-1", _window(year, SPRING))
            self._add_regional(network, f"{year}-2", _window(year, LAST_AUTUMN if year == last else AUTUMN))

    def _add_joint(self, network: int, name: str, window: Span) -> None:
        venues = tuple(range(len(self._members[network]) * self._venues))
        everyone = tuple(member for region in self._members[network] for member in region)
        meeting = _meeting(f"{network}-{name}", None, window)
        self._add([replace(meeting, members=everyone, venues=venues)])

    def _add_regional(self, network: int, name: str, window: Span) -> None:
        regions, found = len(self._members[network]), []
        for region, members in enumerate(self._members[network]):
            venues = tuple(range(region * self._venues, (region + 1) * self._venues))
            meeting = _meeting(f"{network}-{name}", network * regions + region, window)
            found.append(replace(meeting, members=members, venues=venues, rooms=GROUPS))
        self._add(found)

    def _add(self, meetings: list[Meeting]) -> None:
        first, name = len(self._found), meetings[0].round
        self._found += meetings
        self._together.append(Round(name, name, not meetings[0].joint, tuple(range(first, len(self._found)))))

    def _successive(self) -> Iterator[tuple[int, int]]:
        latest: dict[int, int] = {}
        for index, meeting in enumerate(self._found):
            if meeting.region is not None:
                if meeting.region in latest:
                    yield latest[meeting.region], index
                latest[meeting.region] = index


def _meeting(round_: str, region: int | None, window: Span) -> Meeting:
    """Return a meeting without members and venues."""
    return Meeting(
        id=round_ if region is None else f"{round_}/{region}", title=round_, round=round_, region=region,
        year=window.first.year, hours=HOURS, window=window, members=(), venues=(), staff=STAFF,
    )  # fmt: skip


def _window(year: int, days: tuple[tuple[int, int], tuple[int, int]]) -> Span:
    (first_month, first_day), (last_month, last_day) = days
    return Span(date(year, first_month, first_day), date(year, last_month, last_day))
