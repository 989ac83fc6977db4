"""Score a plan of the reference network from its files and README alone, without code of the program."""

import csv
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

Meeting = dict[str, Any]
Spells = list[tuple[date, date]]
SATURDAY = 5


class Scorer:
    """One folder of the reference network."""

    def __init__(self, folder: Path) -> None:
        network = json.loads((folder / "network.json").read_text(encoding="utf-8"))
        self.rules = network["rules"]
        self.regions: list[str] = network["regions"]
        self.rounds = {row["id"]: row for row in network["rounds"]}
        self.regional = [row["id"] for row in network["rounds"] if row["kind"] == "regional"]
        self.home = {row["id"]: row["region"] for row in _rows(folder, "municipalities")}
        self.members = {row["id"]: row["municipality"] for row in _rows(folder, "members")}
        self.team = {row["id"]: row["team"] for row in _rows(folder, "consultants")}
        self.venue_region = {row["id"]: row["region"] for row in _rows(folder, "venues")}
        self.rooms = {(row["venue"], row["room"]): row for row in _rows(folder, "rooms")}
        self.busy = _spells(folder, "busy", "person")
        self.venue_closed = _spells(folder, "venue_closed", "venue")
        self.closed = _spells(folder, "closed_days", "scope")
        self.minutes = {(row["municipality"], row["venue"]): int(row["minutes"]) for row in _rows(folder, "travel")}

    def broken(self, plan: list[Meeting]) -> list[str]:
        """Return each statement under "What must hold" that is violated."""
        meetings = [{**meeting, "day": date.fromisoformat(meeting["day"])} for meeting in plan]
        return [*self._miscounted(meetings), *(text for meeting in meetings for text in self._wrong_alone(meeting)),
                *self._wrong_together(meetings)]  # fmt: skip

    def points(self, plan: list[Meeting]) -> dict[str, int]:
        """Return the points that are minimised, by the names in expected.json."""
        total: Counter[str] = Counter()
        at_both: dict[tuple[int, str], list[date]] = defaultdict(list)
        travelled: Counter[str] = Counter()
        stated = self.rules["points"]
        rent_points, rent_per = stated["rent_per_dkk"]
        for meeting in plan:
            day, there = date.fromisoformat(meeting["day"]), self._asked(meeting)
            total["absent"] += stated["absent_member"] * sum(_within(self.busy[who], day) for who in there)
            minutes = sum(self.minutes[self.members[who], meeting["venue"]] for who in there)
            total["travel"] += stated["travel_minute"] * minutes
            rent = sum(int(self.rooms[meeting["venue"], room]["rate_dkk"]) for room in meeting["rooms"])
            total["rent"] += rent_points * (rent // rent_per)
            total["weekday"] += {0: stated["monday"], 4: stated["friday"]}.get(day.weekday(), 0)
            if meeting["region"] is not None:
                at_both[day.year, meeting["region"]].append(day)
                for place, region in self.home.items():
                    travelled[place] += self.minutes[place, meeting["venue"]] * (region == meeting["region"])
        total["left_out"] = stated["left_out_member_year"] * sum(
            all(_within(self.busy[who], day) for day in days)
            for (_, region), days in at_both.items() if len(days) == 2
            for who, place in self.members.items() if self.home[place] == region
        )  # fmt: skip
        worst = (max(travelled[place] for place, home in self.home.items() if home == region)
                 for region in self.regions)  # fmt: skip
        total["worst_travel"] = stated["worst_travel_minute"] * sum(worst)
        return dict(total)

    def _asked(self, meeting: Meeting) -> list[str]:
        region = meeting["region"]
        return [who for who, place in self.members.items() if region is None or self.home[place] == region]

    def _miscounted(self, meetings: list[Meeting]) -> Iterator[str]:
        wanted = [(name, region) for name, row in self.rounds.items()
                  for region in (self.regions if row["kind"] == "regional" else [None])]  # fmt: skip
        if Counter((meeting["round"], meeting["region"]) for meeting in meetings) != Counter(wanted):
            yield "1: not one meeting each"

    def _wrong_alone(self, meeting: Meeting) -> Iterator[str]:
        name, day, venue, region = (meeting[key] for key in ("round", "day", "venue", "region"))
        if not self.rounds[name]["first_day"] <= str(day) <= self.rounds[name]["last_day"]:
            yield f"1: {name} {region} outside its window"
        scopes = ["all", *(self.regions if region is None else [region])]
        if day.weekday() >= SATURDAY or any(_within(self.closed[scope], day) for scope in scopes):
            yield f"2: {name} {region} on a closed day"
        if (region is not None and self.venue_region[venue] != region) or _within(self.venue_closed[venue], day):
            yield f"3: {name} {region} at a wrong or closed venue"
        yield from self._wrong_rooms(meeting)
        if sorted(self.team[who] for who in meeting["consultants"]) != sorted(self.rules["teams_at_every_meeting"]):
            yield f"6: {name} {region} without one consultant of each team"
        if any(_within(self.busy[who], day) for who in meeting["consultants"]):
            yield f"6: {name} {region} with a busy consultant"

    def _wrong_rooms(self, meeting: Meeting) -> Iterator[str]:
        present = sum(not _within(self.busy[who], meeting["day"]) for who in self._asked(meeting))
        groups = 0 if meeting["region"] is None else self.rules["breakout_rooms"]
        needed = [present, *[math.ceil(present / 4)] * groups]
        seats = sorted((int(self.rooms[meeting["venue"], room]["seats"]) for room in meeting["rooms"]), reverse=True)
        if len(seats) != len(needed) or any(has < need for has, need in zip(seats, needed, strict=False)):
            yield f"5: {meeting['round']} {meeting['region']} in too few or too small rooms"

    def _wrong_together(self, meetings: list[Meeting]) -> Iterator[str]:
        lets = Counter((m["day"], m["venue"], room) for m in meetings for room in m["rooms"])
        duties = Counter((who, m["day"]) for m in meetings for who in m["consultants"])
        weeks = Counter((who, m["day"].isocalendar()[:2]) for m in meetings for who in m["consultants"])
        if max(lets.values()) > 1:
            yield "5: a room serves two meetings a day"
        if max(duties.values()) > 1 or max(weeks.values()) > self.rules["consultant_max_meetings_per_iso_week"]:
            yield "6: a consultant has too many meetings"
        first = {m["round"]: m["day"] for m in meetings if m["region"] is None}
        for region in self.regions:
            yield from self._wrong_row({m["round"]: m for m in meetings if m["region"] == region}, first["kickoff"])
        for name in self.regional:
            days = [m["day"] for m in meetings if m["round"] == name]
            if (max(days) - min(days)).days > self.rules["round_span_days"]:
                yield f"8: {name} takes too long"

    def _wrong_row(self, row: dict[str, Meeting], kickoff: date) -> Iterator[str]:
        ordered = [row[name] for name in self.regional]
        least, most = self.rules["region_gap_days"]
        if (ordered[0]["day"] - kickoff).days < self.rules["kickoff_gap_days"]:
            yield "7: too soon after the kick-off"
        for earlier, later in pairwise(ordered):
            if not least <= (later["day"] - earlier["day"]).days <= most:
                yield f"7: {earlier['round']} and {later['round']} too near or far"
            if earlier["venue"] == later["venue"] and self.rules["same_venue_not_twice_running"]:
                yield f"9: {earlier['round']} and {later['round']} at the same venue"


def _rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _spells(folder: Path, table: str, whose: str) -> dict[str, Spells]:
    found: dict[str, Spells] = defaultdict(list)
    for row in _rows(folder, table):
        found[row[whose]].append((date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"])))
    return found


def _within(spells: Spells, day: date) -> bool:
    return any(first <= day <= last for first, last in spells)
