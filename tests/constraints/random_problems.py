"""Small random networks in which days, rooms and staff are scarce, for tests against enumeration.

Drawn from a seed rather than by strategies, which leave most networks trivial or infeasible; a network of three
meetings needs no shrinking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from fractions import Fraction
from itertools import combinations
from random import Random
from typing import TypeVar

import numpy as np
from hypothesis import strategies as st

from calendars.blackouts import Blackout, BlackoutKind, BlackoutScope
from calendars.days import ONE_DAY, Hours, Span
from calendars.risks import PossibleClosure
from constraints.problem.busy import Busy, BusyTimes
from constraints.problem.problem import (
    After,
    Booking,
    BookingState,
    CancellationTerms,
    EarliestDay,
    HomeShare,
    Host,
    Ints,
    Meeting,
    Member,
    OnlineDays,
    PlannedMeeting,
    PricePer,
    Problem,
    Risk,
    Room,
    RoomClosure,
    RoomNeed,
    RoomPrice,
    StaffPerson,
    Venue,
)
from constraints.problem.registrations import Answer, Registration
from tests.constraints.announcer import Announcer
from tests.constraints.builders import JOINT, MEMBERS, MUNICIPALITIES, NORD, REGIONS, SYD, days, hours, on, problem

T = TypeVar("T")
TEAMS = ("kl", "styrelse")
NAMES = (*TEAMS, *(region.id for region in REGIONS), *(member.role for member in MEMBERS[:2]))
"""Texts for the parameters of rules."""
HOURS = (hours(10, 15), hours(9, 12), hours(13, 16), hours(12, 15))
STAYS = (Hours(time(13), time(12), overnight=True), Hours(time(13), time(16), overnight=True))


def problems() -> st.SearchStrategy[Problem]:
    """Draw networks of two to four meetings without rules; half have published meetings, half temporary members."""
    return st.integers(0, 2**32).map(lambda seed: _Network(Random(seed)).problem())  # noqa: S311 - no secret


class _Network:
    """Draws the parts of a network."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._size = self._one(2, 2, 2, 3, 3, 4)
        self._spacious = self._size == 2  # fewer choices per meeting for more meetings, to limit the enumeration
        self._venues = tuple(self._venue(index) for index in range(self._one(2, 2, 3)))
        self._staff = tuple(StaffPerson(f"s{n}", self._one(*TEAMS)) for n in range(self._one(2, 3, 4)))

    def problem(self) -> Problem:
        rooms: list[Room] = []
        for index in range(len(self._venues)):
            rooms += self._rooms(index, len(rooms))
        plain = problem(
            self._meetings(), venues=self._venues, rooms=tuple(rooms), staff=self._staff,
            member_busy=BusyTimes.of(self._members_busy()),
            staff_busy=BusyTimes.of([self._busy(self._one(0, 0, 1)) for _ in self._staff]),
            travel=self._minutes(len(MUNICIPALITIES), len(self._venues)), venue_travel=self._between_venues(),
            blackouts=(*(self._blackout() for _ in range(self._one(0, 1, 3))), *self._closure(), self._holiday()),
            room_closures=tuple(self._room_closure(rooms) for _ in range(self._one(0, 0, 1, 2))),
            bookings=tuple(self._booking(rooms) for _ in range(self._one(0, 1, 3))),
            meal=self._one(0, 1), price_per_member=self._one(None, 2, 4),
        )  # fmt: skip
        plain = self._online(plain) if self._chance(40) else plain
        plain = self._hybrid(plain) if self._chance(30) else plain
        plain = Announcer(self._random, plain).problem() if self._chance(50) else plain
        plain = replace(plain, members=tuple(map(self._temporary, MEMBERS))) if self._chance(50) else plain
        plain = replace(plain, risks=(self._risk(), self._risk())[: self._one(1, 2)])
        prices = tuple(self._room_price(rooms) for _ in range(self._one(0, 0, 1, 3)))
        plain = replace(plain, room_prices=prices)
        return replace(plain, meetings=tuple(self._reserve(plain, each) for each in plain.meetings))

    def _reserve(self, problem: Problem, meeting: Meeting) -> Meeting:
        """Return the meeting, which in some cases stands apart, or is the reserve of an earlier or the same day."""
        apart = replace(meeting, apart=self._chance(20))
        if meeting.published is not None or not self._chance(25):
            return apart
        first = meeting.window.first - ONE_DAY * self._one(0, 1, 2, 4)
        start, end = meeting.hours.on(Span.of_days(first, meeting.days), problem.zone)
        venue, staff = self._one(*problem.venues).id, [each.id for each in self._staff if self._chance(50)]
        return replace(apart, stands_in=PlannedMeeting(meeting.id, start, end, venue, (), tuple(staff)))

    def _online(self, problem: Problem) -> Problem:
        """Return the problem with a last venue that is online, at which some of the meetings may or must be held."""
        place, travel = len(problem.venues), np.pad(problem.travel, ((0, 0), (0, 1)))
        meetings = []
        for meeting in problem.meetings:
            may, first = self._chance(40), meeting.window.first + ONE_DAY * self._one(-1, 0, 1, 2)
            must = (
                (OnlineDays(Span(first, first + ONE_DAY * self._one(0, 1, 9)), "forbud"),) if self._chance(35) else ()
            )
            venues = self._one((*meeting.venues, place), (*meeting.venues, place), (place,)) if may else meeting.venues
            meetings.append(
                replace(
                    meeting, online=may, online_days=must, online_points=self._one(0, 1, 4),
                    venues=(*venues, place) if must and not may else venues,
                )
            )  # fmt: skip
        return replace(
            problem, meetings=tuple(meetings), venues=(*problem.venues, Venue("net", "Online", "", online=True)),
            travel=travel, venue_travel=np.pad(problem.venue_travel, (0, 1)),
        )  # fmt: skip

    def _hybrid(self, problem: Problem) -> Problem:
        """Return the problem with meetings that some join from home."""
        shares = (
            HomeShare(self._one(0, 1, 2), self._one(0, 30, 50)),
            HomeShare(self._one(3, 4, 6), self._one(60, 100)),
        )
        meetings = [
            replace(each, home_shares=self._one((), shares[:1], shares)) if self._chance(60) else each
            for each in problem.meetings
        ]
        return replace(problem, meetings=tuple(meetings))

    def _temporary(self, member: Member) -> Member:
        """Return the member, who in most cases takes part for only some of the days."""
        first, last = on(self._random.randint(2, 9)), on(self._random.randint(2, 9))
        return self._one(
            member, replace(member, from_day=first), replace(member, last_day=last),
            replace(member, from_day=min(first, last), last_day=max(first, last)),
        )  # fmt: skip

    def _one(self, *of: T) -> T:
        return self._random.choice(of)

    def _chance(self, percent: int) -> bool:
        return self._random.randrange(100) < percent

    def _minutes(self, rows: int, columns: int) -> Ints:
        return np.array([[self._random.randint(0, 6) for _ in range(columns)] for _ in range(rows)], dtype=np.int64)

    def _between_venues(self) -> Ints:
        """Return minutes between venues, in some problems too many between a morning and an afternoon, or unknown."""
        half = self._minutes(len(self._venues), len(self._venues))
        minutes = np.asarray((half + half.T) * self._one(1, 1, 8, 20))
        np.fill_diagonal(minutes, 0)
        for here, there in combinations(range(len(self._venues)), 2):
            if self._chance(10):
                minutes[here, there] = minutes[there, here] = -1
        return minutes

    def _venue(self, index: int) -> Venue:
        region, setup, teardown = self._one(NORD, SYD, JOINT), self._one(0, 0, 0, 1, 2), self._one(0, 0, 0, 1)
        steps = self._one(((4, 50),), ((9, 30), (3, 100)), ((20, 100),))
        terms = CancellationTerms(steps, moving=self._chance(50)) if self._chance(75) else None
        venue = Venue(f"v{index}", f"Hus {index}", "By", region=region, setup=setup, teardown=teardown, terms=terms)
        if self._chance(50):
            setup, teardown = self._one(0, 0, 30, 90), self._one(0, 0, 60, 1100)
            return replace(venue, by_clock=True, price_per=self._one(*PricePer), setup=setup, teardown=teardown)
        return replace(venue, price_per=self._one(PricePer.DAY, PricePer.DAY, PricePer.HALF_DAY))

    def _rooms(self, venue: int, first: int) -> list[Room]:
        """Return a large room, which may consist of the next two, and one to three others."""
        sizes = [self._one(6, 8, 11), *(self._one(2, 3, 5, 8) for _ in range(self._one(1, 2, 2, 3)))]
        rooms = [
            Room(
                f"r{n}", venue, "", {"theatre": seats, "cabaret": seats // 2}, rate=self._one(0, 1, 2, 5),
                parts=frozenset({first + n}),
            )
            for n, seats in enumerate(sizes)
        ]  # fmt: skip
        if len(rooms) > 2 and self._chance(50):
            rooms[0] = replace(rooms[0], parts=frozenset({first, first + 1, first + 2}))
        return rooms

    def _meetings(self) -> list[Meeting]:
        """Return meetings whose windows begin on a Wednesday and follow each other closely."""
        meetings: list[Meeting] = []
        day = self._one(2, 3, 4)
        regions = self._one((NORD,), (NORD, SYD), (NORD, SYD, JOINT))
        for index in range(self._size):
            meeting = self._meeting(f"{index}", self._one(*regions), day)
            before = meetings[-1] if meetings else None
            if before and None not in {before.region, meeting.region} and before.region != meeting.region:
                meeting = replace(meeting, round=self._one(before.round, before.round, meeting.round))
            if before and self._chance(30):
                meeting = replace(meeting, after=(After(self._one(*meetings).round, self._one(0, 1, 2)),))
            if meeting.region == JOINT and self._chance(40):
                meeting = replace(meeting, regions=self._one((NORD,), (SYD,), (NORD, SYD)))
            meetings.append(meeting)
            day += self._one(0, 0, 1, 2, 5)
        return meetings

    def _meeting(self, name: str, region: int | None, day: int) -> Meeting:
        length = self._one(1, 1, 1, 2)
        choice = self._one(1, 2, 3) if self._spacious else 1
        window = days(day, day + length - 1 + choice)
        team = self._staff if self._spacious else self._staff[:2]
        needed = {person.team: 1 for person in self._some(team)}
        meeting = Meeting(
            id=name, title=f"Møde {name}", round=name, region=region, year=self._one(2023, 2023, 2023, 2024),
            hours=self._one(*HOURS, *STAYS * (length > 1)), window=window, days=length, staff=needed,
            guests=self._one(0, 0, 2),
            venues=self._some(range(len(self._venues)))[: 2 if self._size < 4 else 1] or (0,),
            members=self._members(region), wanted=self._one(None, on(day + self._one(-2, 0, 1, 5))), rooms=self._need(),
        )  # fmt: skip
        if self._chance(40 if self._spacious else 15):
            others = [at for at in (STAYS if meeting.hours.overnight else HOURS) if at != meeting.hours]
            meeting = replace(meeting, other_hours=(self._one(*others),))
        if self._chance(15):
            meeting = replace(
                meeting, places=self._one(None, 1, 3),
                registrations=tuple(
                    Registration(who, self._one(*Answer), self._one(None, None, window.first, window.last))
                    for who in self._some([*meeting.members, *meeting.members[:1]])
                ),
            )  # fmt: skip
        if self._chance(30):
            teams = {**meeting.staff, **{team: 2 for team in self._some(TEAMS) if self._chance(30)}}
            speakers = [n for n, each in enumerate(self._staff) if teams.get(each.team) and self._chance(50)]
            led = Counter(self._staff[n].team for n in speakers)
            teams = {team: max(number, led[team]) for team, number in teams.items()}
            meeting = replace(meeting, staff=teams, speakers=tuple(speakers))
        meeting = self._narrowed(meeting) if self._chance(20) else meeting
        return replace(meeting, host=self._host(meeting)) if region is not None and self._chance(25) else meeting

    def _host(self, meeting: Meeting) -> Host:
        """Return a municipality that holds the meeting itself, on some days of its window and for so many people."""
        suiting = frozenset(day for day in meeting.window if self._chance(60))
        fewest = self._one(None, 1, 3, 5)
        return Host(
            self._random.randrange(len(MUNICIPALITIES)), self._one(None, suiting or None), fewest=fewest,
            most=self._one(None, (fewest or 1) + 1), caters=self._chance(50),
        )  # fmt: skip

    def _need(self) -> RoomNeed:
        breakouts = self._one(0, 1, 1, 2) if self._spacious else self._one(0, 0, 0, 1)
        return RoomNeed(
            "theatre",
            breakouts,
            Fraction(1, 3),
            self._one("theatre", "theatre", "cabaret"),
            headroom=self._one(0, 0, 25),
        )

    def _some(self, of: Sequence[T]) -> tuple[T, ...]:
        return tuple(each for each in of if self._chance(67))

    def _members(self, region: int | None) -> tuple[int, ...]:
        """Return mostly the members of the region, sometimes fewer, or with members who moved there."""
        everyone = {NORD: (0, 1, 2, 3), SYD: (4, 5, 6, 7), JOINT: (0, 1, 2, 4, 5)}[region]
        if region == SYD and self._chance(20):
            everyone = (2, 3, *everyone)
        return (everyone[0], *self._some(everyone[1:])) if self._chance(20) else everyone

    def _narrowed(self, meeting: Meeting) -> Meeting:
        """Return the meeting with something decided or forbidden."""
        day, venue = meeting.window.first, meeting.venues[0]
        return self._one(
            replace(meeting, fixed_day=day), replace(meeting, fixed_venue=venue),
            replace(meeting, forbidden_days=frozenset({day})), replace(meeting, forbidden_venues=frozenset({venue})),
            replace(meeting, earliest=(EarliestDay(day + ONE_DAY, "Loven gælder"),)),
            replace(meeting, price_limit=self._one(2, 5, 8)),
        )  # fmt: skip

    def _members_busy(self) -> list[list[Busy]]:
        """Return each member's own spells and those of the whole municipality."""
        together = [self._busy(self._one(0, 0, 1, 2)) for _ in MUNICIPALITIES]
        return [self._busy(self._one(0, 0, 1)) + together[member.municipality] for member in MEMBERS]

    def _busy(self, spells: int) -> list[Busy]:
        starts = [self._random.randint(0, 9) for _ in range(spells)]
        return [Busy(days(first, first + self._one(0, 1, 3)), self._one(None, None, *HOURS)) for first in starts]

    def _risk(self) -> Risk:
        """Return an event that may close a few of the days, which most meetings may have."""
        meant = [replace(self._blackout(), span=days(-3, self._random.randint(4, 14)), points=0) for _ in range(3)]
        everyone = Blackout(days(-3, 20), "valg")
        lengths = self._one(((0, 1.0),), ((1, 0.5), (3, 0.5)), ((2, 0.25), (6, 0.75)))
        first = self._one(None, on(self._random.randint(-2, 6)))
        when = PossibleClosure(on(self._random.randint(5, 14)), self._one(None, 6.0, 80.0), lengths, first)
        return Risk("valg", when, self._one((everyone,), tuple(meant)))

    def _blackout(self) -> Blackout:
        targets = {
            BlackoutScope.EVERYONE: ("",),
            BlackoutScope.REGION: tuple(region.id for region in REGIONS),
            BlackoutScope.MUNICIPALITY: tuple(place.id for place in MUNICIPALITIES),
            BlackoutScope.VENUE: tuple(venue.id for venue in self._venues),
            BlackoutScope.PERSON: (MEMBERS[0].id, MEMBERS[5].id, *(person.id for person in self._staff)),
        }
        scope, first = self._one(*targets), self._random.randint(2, 8)
        points, target = self._one(0, 1, 5), self._one(*targets[scope])
        found = Blackout(days(first, first + self._one(0, 0, 1)), "lukket", BlackoutKind.OWN, scope, target, points)
        in_person = scope not in {BlackoutScope.VENUE, BlackoutScope.PERSON} and self._chance(30)
        return replace(found, in_person=in_person)

    def _room_closure(self, rooms: Sequence[Room]) -> RoomClosure:
        first = self._random.randint(2, 8)
        span = days(first, first + self._one(0, 1, 4))
        return RoomClosure(self._random.randrange(len(rooms)), span, "maling", self._one(None, None, *HOURS))

    def _room_price(self, rooms: Sequence[Room]) -> RoomPrice:
        first = self._random.randint(1, 8)
        return RoomPrice(
            self._random.randrange(len(rooms)), days(first, first + self._one(0, 2, 6)), self._one(0, 1, 7)
        )

    def _booking(self, rooms: Sequence[Room]) -> Booking:
        first, state, venue = (
            self._random.randint(1, 8),
            self._one(*BookingState),
            self._random.randrange(len(self._venues)),
        )
        found = Booking(
            venue, days(first, first + self._one(0, 1, 4)), state,
            self._one(None, "0", "1"), self._one(None, None, hours(8, 16), *HOURS), price=self._one(None, None, 3),
            until=on(self._one(-3, 9)) if state is BookingState.HELD else None,
        )  # fmt: skip
        if state is not BookingState.RESERVE:
            return found
        here = [n for n, room in enumerate(rooms) if room.venue == venue]
        staff = tuple(n for n in range(len(self._staff)) if self._chance(40))
        return replace(found, rooms=self._some(here), staff=staff, until=self._one(None, None, on(-3), on(9)))

    def _closure(self) -> list[Blackout]:
        """Return some days on which a venue is closed, all day or at some hours."""
        first, venue = self._random.randint(2, 8), self._one(*self._venues)
        closure = Blackout(
            days(first, first + self._one(0, 1)),
            "ombygning",
            BlackoutKind.OWN,
            BlackoutScope.VENUE,
            venue.id,
            hours=self._one(None, *HOURS),
        )
        return self._one([], [], [closure])

    def _holiday(self) -> Blackout:
        """Return a holiday on a Tuesday or Thursday, which makes the day beside it a bridge day; it closes nothing."""
        day = self._one(3, 8, 10)
        where = self._one(
            (BlackoutScope.EVERYONE, ""), (BlackoutScope.REGION, "nord"), (BlackoutScope.MUNICIPALITY, "alfa")
        )
        return Blackout(days(day), "helligdag", BlackoutKind.PUBLIC_HOLIDAY, *where, points=1)
