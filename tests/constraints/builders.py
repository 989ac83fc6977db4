"""Tiny networks for tests, with defaults for everything a test does not set.

Days are numbered from Monday 6 March 2023 (day 0); the horizon ends on Sunday 26 March, when daylight saving time
begins. Two regions, Nord and Syd, of two municipalities with two members each, have one venue each, with a large hall
and three smaller rooms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from calendars.days import Hours, Span
from constraints.check import check
from constraints.problem.busy import Busy, BusyTimes
from constraints.problem.outcome import Verdict
from constraints.problem.plan import Plan
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
from constraints.problem.rule import Rule, all_rules
from constraints.rules.worst_travel import WorstTravel

MONDAY = date(2023, 3, 6)
DOMAIN = (
    "window", "venue_allowed", "rooms_fit", "one_meeting_per_room", "staff_teams", "staff_one_at_a_time",
    "member_one_a_day", "hours",
)  # fmt: skip
"""Rules that define what a plan is and cannot be switched off."""
NORD, SYD, JOINT = 0, 1, None
MEMBERS_OF = {NORD: (0, 1, 2, 3), SYD: (4, 5, 6, 7), JOINT: (0, 1, 2, 3, 4, 5, 6, 7)}

REGIONS = (Region("nord", "Nord"), Region("syd", "Syd"))
MUNICIPALITIES = tuple(Municipality(name.lower(), name) for name in ("Alfa", "Beta", "Gamma", "Delta"))
MEMBERS = tuple(Member(f"m{n}", municipality=n // 2, role=("chef", "konsulent")[n % 2]) for n in range(8))
VENUES = (Venue("kro", "Kroen", "Alfa", region=NORD), Venue("hal", "Hallen", "Gamma", region=SYD))


def on(day: int) -> date:
    """Return the date of a numbered day."""
    return MONDAY + timedelta(days=day)


def days(first: int, last: int | None = None) -> Span:
    """Return the span of numbered days, both included; one day if `last` is left out."""
    return Span(on(first), on(first if last is None else last))


def hours(start: int, end: int) -> Hours:
    """Return the hours from one full hour to another."""
    return Hours(time(start), time(end))


def rooms_of(venue: int, first: int = 0, seats: Sequence[int] = (20, 6, 6, 4)) -> tuple[Room, ...]:
    """Return the rooms of a venue, largest first, at 10 per seat and day; `first` is the index of the first of them."""
    return tuple(
        Room(f"r{n}", venue, f"Lokale {n}", {"theatre": size}, rate=10 * size, parts=frozenset({first + n}))
        for n, size in enumerate(seats)
    )


def meeting(name: str, region: int | None = NORD, **changes: Any) -> Meeting:
    """Return a meeting from 10 to 15 on any day of the horizon, at either venue, in a round of its own."""
    plain = Meeting(
        id=name, title=f"Møde {name}", round=name, region=region, year=2023, hours=hours(10, 15), window=days(0, 20),
        members=MEMBERS_OF[region], venues=(0, 1),
    )  # fmt: skip
    return replace(plain, **changes)


def team(name: str, size: int) -> tuple[StaffPerson, ...]:
    """Return a team of that many people."""
    return tuple(StaffPerson(f"{name}-{n + 1}", name) for n in range(size))


def problem(meetings: Iterable[Meeting], *rules: Rule, **changes: Any) -> Problem:
    """Return the problem of these meetings under these rules; rounds and succession follow the meetings' order."""
    held = tuple(meetings)
    parts: dict[str, Any] = {
        "regions": REGIONS, "municipalities": MUNICIPALITIES, "members": MEMBERS, "staff": (),
        "venues": VENUES, "rooms": (*rooms_of(0), *rooms_of(1, first=4)), "blackouts": (),
        "rounds": _rounds(held), "successive": _successive(held), "horizon": days(0, 20),
    }  # fmt: skip
    parts.update(changes)
    houses = len(parts["venues"])
    parts.setdefault("member_busy", busy(len(parts["members"])))
    parts.setdefault("staff_busy", busy(len(parts["staff"])))
    parts.setdefault("travel", np.zeros((len(parts["municipalities"]), houses), dtype=np.int64))
    parts.setdefault("venue_travel", np.zeros((houses, houses), dtype=np.int64))
    return Problem(
        name="Prøvenetværk", locale="da", timezone="Europe/Copenhagen", currency="DKK",
        meetings=held, rules=rules, **parts,
    )  # fmt: skip


def domain_rules() -> list[Rule]:
    """Return the rules that every problem has."""
    return [all_rules()[key]() for key in DOMAIN]


def busy(people: int, when: Mapping[int, Iterable[Busy | int]] | None = None) -> BusyTimes:
    """Return the busy times of that many people: by index of the person, numbered days or whole spells."""
    spells = {who: [_spell(each) for each in found] for who, found in (when or {}).items()}
    return BusyTimes.of([spells.get(who, []) for who in range(people)])


def planned(of: Problem, name: str, day: int, venue: int = 0, **changes: Any) -> PlannedMeeting:
    """Return a meeting on a numbered day at its hours, in the first rooms of the venue, as many as it needs."""
    what = of.meeting(name)
    assert what is not None
    start, end = what.hours.on(Span.of_days(on(day), what.days), of.zone)
    rooms = tuple(room.id for room in of.rooms if room.venue == venue)[: 1 + what.rooms.breakouts]
    return replace(PlannedMeeting(name, start, end, of.venues[venue].id, rooms), **changes)


def clock(of: Problem, day: int, hour: int, minute: int = 0) -> datetime:
    """Return a local time on a numbered day."""
    return datetime.combine(on(day), time(hour, minute), of.zone)


def judged(of: Problem, *meetings: PlannedMeeting) -> Verdict:
    """Return the check of the plan of these meetings."""
    return check(of, Plan.of(list(meetings)))


def said(of: Problem, *meetings: PlannedMeeting) -> list[tuple[str, str]]:
    """Return each finding of the check as its English and Danish sentence."""
    return [(finding.say("en"), finding.say("da")) for finding in judged(of, *meetings).findings]


def _spell(spell: Busy | int) -> Busy:
    return Busy(days(spell)) if isinstance(spell, int) else spell


def _rounds(meetings: Sequence[Meeting]) -> tuple[Round, ...]:
    members: dict[str, list[int]] = {}
    for index, each in enumerate(meetings):
        members.setdefault(each.round, []).append(index)
    return tuple(Round(name, f"Runde {name}", not meetings[of[0]].joint, tuple(of)) for name, of in members.items())


def _successive(meetings: Sequence[Meeting]) -> tuple[tuple[int, int], ...]:
    last: dict[int, int] = {}
    pairs = []
    for index, each in enumerate(meetings):
        if each.region is not None:
            if each.region in last:
                pairs.append((last[each.region], index))
            last[each.region] = index
    return tuple(pairs)


def between_two_houses() -> Problem:
    """One meeting that costs 60 points wherever it is, though half of it in each house would cost a relaxation 30."""
    hours_away = np.array([[60, 0], [0, 60], [0, 0], [0, 0]])
    return problem([meeting("a", window=days(0, 0))], *domain_rules(), WorstTravel(points=1), travel=hours_away)
