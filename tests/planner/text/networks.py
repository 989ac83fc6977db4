"""Networks with any number of years and regions, with a plan, for tables and pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta

import numpy as np

from calendars.blackouts import Blackout, BlackoutKind, BlackoutScope
from calendars.days import Hours, Span
from calendars.elections import PollingDay
from calendars.holidays import IsoWeek, PublicHolidays, SchoolHoliday
from calendars.language import Locale
from constraints.check import check
from constraints.problem.plan import Plan, Schedule
from constraints.problem.problem import (
    Meeting,
    Member,
    Municipality,
    PlannedMeeting,
    Problem,
    Region,
    Room,
    Round,
    StaffPerson,
    Venue,
)
from tests.constraints import builders

REGIONS = ("Nordjylland", "Midtjylland", "Syddanmark", "Hovedstaden", "Sjælland")
TOWNS = ("Aalborg", "Viborg", "Vejle", "Hillerød", "Nykøbing Falster")
HOURS = Hours(time(10), time(15, 30))


def network(first: date = date(2022, 5, 1), years: int = 4, regions: int = 5, locale: Locale = "da") -> Problem:
    """Return a problem with a joint meeting at the start, then two regional rounds a year, and Denmark's blackouts."""
    horizon = Span(first, date(first.year + years - 1, 12, 31))
    names = [REGIONS[n] if n < len(REGIONS) else f"Region {n + 1}" for n in range(regions)]
    meetings = tuple(_meetings(horizon, years, regions))
    return replace(
        builders.problem(meetings),
        name="Ledernetværk på udsatte børne- og ungeområdet", locale=locale, horizon=horizon,
        regions=tuple(Region(name.lower(), name) for name in names),
        municipalities=tuple(Municipality(f"{n:04}", f"Kommune {n}") for n in range(2 * regions)),
        members=tuple(Member(f"{n:04}-1", n, "chef") for n in range(2 * regions)),
        staff=(StaffPerson("kl-1", "KL", "Anne"), StaffPerson("kl-2", "KL")),
        venues=tuple(Venue(f"v{n}", f"Hotel {n}", TOWNS[n % len(TOWNS)], region=n) for n in range(regions)),
        rooms=tuple(Room(f"r{n}", n, "Salen", {"theatre": 90}, 5000, frozenset({n})) for n in range(regions)),
        rounds=tuple(_rounds(meetings)),
        member_busy=builders.busy(2 * regions), staff_busy=builders.busy(2),
        travel=np.full((2 * regions, regions), 40, dtype=np.int64),
        venue_travel=np.zeros((regions, regions), dtype=np.int64),
        blackouts=tuple(_blackouts(horizon, names, locale)),
    )  # fmt: skip


def schedule(problem: Problem) -> Schedule:
    """Return a plan: each meeting a few days into its window, one region after the other."""
    return check(problem, Plan.of([_planned(problem, n) for n in range(len(problem.meetings))])).schedule


def _planned(problem: Problem, index: int) -> PlannedMeeting:
    meeting = problem.meetings[index]
    region = meeting.region or 0
    day = meeting.window.first + timedelta(days=(17 + 7 * region) % len(meeting.window))
    start, end = meeting.hours.on(Span.of_days(day, meeting.days), problem.zone)
    return PlannedMeeting(meeting.id, start, end, f"v{region}", (f"r{region}",), ("kl-1", "kl-2")[: 1 + index % 2])


def _meetings(horizon: Span, years: int, regions: int) -> Iterator[Meeting]:
    members = tuple(range(2 * regions))
    venues = tuple(range(regions))
    kickoff = Span(horizon.first + timedelta(days=30), horizon.first + timedelta(days=45))
    yield Meeting("kickoff", "Kick-off", "kickoff", None, horizon.first.year, HOURS, kickoff, members, venues)
    for year in range(horizon.first.year, horizon.first.year + years):
        for n, (season, window) in enumerate({
            "forår": Span(date(year, 1, 16), date(year, 6, 16)), "efterår": Span(date(year, 8, 21), date(year, 12, 8)),
        }.items(), start=1):  # fmt: skip
            if window.first > kickoff.last:
                for region in range(regions):
                    yield Meeting(
                        f"{year}-{n}/{region}", f"Netværksmøde {season} {year}", f"{year}-{n}", region, year, HOURS,
                        window, (2 * region, 2 * region + 1), (region,),
                    )  # fmt: skip


def _rounds(meetings: tuple[Meeting, ...]) -> Iterator[Round]:
    for name in dict.fromkeys(meeting.round for meeting in meetings):
        members = tuple(n for n, meeting in enumerate(meetings) if meeting.round == name)
        yield Round(name, meetings[members[0]].title, not meetings[members[0]].joint, members)


def _blackouts(horizon: Span, names: list[str], locale: Locale) -> Iterator[Blackout]:
    yield from PublicHolidays("DK").blackouts(horizon, locale)
    for week in (7, 42):
        yield from SchoolHoliday(f"Ferie i uge {week}", IsoWeek(week)).blackouts(horizon, locale)
    for blackout in SchoolHoliday("Vinterferie", IsoWeek(8)).blackouts(horizon, locale):
        yield replace(blackout, scope=BlackoutScope.MUNICIPALITY, target="0002")
        yield replace(blackout, scope=BlackoutScope.REGION, target=names[0].lower())
    for year in range(horizon.first.year, horizon.last.year + 1):
        summer = Span(date(year, 6, 26), date(year, 8, 8)).within(horizon)
        summit = Span(date(year, 3, 16), date(year, 3, 17)).within(horizon)
        if summer:
            yield Blackout(summer, "Sommerferie", BlackoutKind.SCHOOL_HOLIDAY)
        if summit:
            yield Blackout(summit, "Kommunalpolitisk Topmøde", BlackoutKind.EVENT)
            yield Blackout(
                Span(date(year, 1, 26), date(year, 1, 27)), "Børn & Unge Topmøde", BlackoutKind.EVENT, points=200
            )
            yield Blackout(Span(date(year, 5, 4), date(year, 5, 5)), "Socialpolitisk Topmøde", BlackoutKind.EVENT)
        if horizon.first.year + 3 == year:
            yield from PollingDay("Kommunal- og regionsvalg", date(year, 11, 18), 21).blackouts(horizon, locale)
            yield Blackout(Span(date(year, 9, 10), date(year, 9, 12)), "Egne møder", BlackoutKind.OWN)
