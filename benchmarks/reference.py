"""Plan a folder of the reference network and write the plan as JSON.

    python benchmarks/reference.py FOLDER [--seconds S] [--out PLAN.json]

The layout of the folder is described in ../shared/reference/README.md. It becomes a network of this program, with
this program's rules set to the reference's parameters. Exit codes: 0 a plan was found, 1 there is none, 3 none in time.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calendars.days import Span
from constraints.problem.busy import Busy
from constraints.problem.outcome import Limits, Outcome, OutcomeStatus
from constraints.solve import solve
from planner.network.network import Network
from planner.network.problem import build_problem

if TYPE_CHECKING:
    from constraints.problem.problem import PlannedMeeting, Problem

Row = dict[str, str]
Json = dict[str, Any]


EXIT_CODES = {
    OutcomeStatus.OPTIMAL: 0,
    OutcomeStatus.FEASIBLE: 0,
    OutcomeStatus.INFEASIBLE: 1,
    OutcomeStatus.UNKNOWN: 3,
}


def main() -> int:
    """Plan the folder that the command line names."""
    parser = argparse.ArgumentParser(description="Plan a folder of the reference network.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0, help="time limit (default: %(default)s)")
    parser.add_argument("--out", type=Path, help="file for the plan (default: standard output)")
    arguments = parser.parse_args()
    problem = build_problem(read_network(arguments.folder))
    outcome = solve(problem, Limits(seconds=arguments.seconds))
    text = json.dumps(report(problem, outcome), ensure_ascii=False, indent=1) + "\n"
    if arguments.out:
        arguments.out.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    sys.stderr.write(
        f"{outcome.status}: {outcome.objective} points, at least {outcome.bound}, {outcome.seconds:.1f} s\n"
    )
    return EXIT_CODES[outcome.status]


def read_network(folder: Path) -> Network:
    """Return the reference network in the folder as a network of this program."""
    return Network.model_validate(
        {
            "settings": settings(json.loads((folder / "network.json").read_text(encoding="utf-8"))),
            "municipalities": rows(folder, "municipalities"),
            "members": rows(folder, "members"),
            "venues": rows(folder, "venues"),
            "rooms": [room(row) for row in rows(folder, "rooms")],
            "staff": rows(folder, "consultants"),
            "busy": busy(rows(folder, "busy")),
            "venue_closed": rows(folder, "venue_closed"),
            "travel": rows(folder, "travel"),
            "blackouts": [blackout(row) for row in rows(folder, "closed_days")],
        }
    )


def rows(folder: Path, table: str) -> Iterable[Row]:
    """Return the rows of a table as dictionaries by column."""
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def room(row: Row) -> Row:
    """Return a room; its seats count for the layout of plenary and groups."""
    return {"venue": row["venue"], "id": row["room"], "rate": row["rate_dkk"], "theatre": row["seats"]}


def busy(spells: Iterable[Row]) -> dict[str, list[Busy]]:
    """Return the busy spells of each person."""
    found: dict[str, list[Busy]] = defaultdict(list)
    for row in spells:
        days = Span(date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"]))
        found[row["person"]].append(Busy(days))
    return found


def blackout(row: Row) -> Row:
    """Return a blackout for everybody or for one region (and then also for joint meetings, as in this program)."""
    days = {name: row[name] for name in ("first_day", "last_day", "reason")}
    return (
        {"scope": "everyone", **days} if row["scope"] == "all" else {"scope": "region", "target": row["scope"], **days}
    )


def settings(stated: Json) -> Json:
    """Return the settings of the reference network."""
    first_day, last_day = stated["horizon"]
    return {
        "name": stated["name"],
        "locale": "da",
        "timezone": stated["timezone"],
        "first_day": first_day,
        "last_day": last_day,
        "regions": [{"id": region, "name": region} for region in stated["regions"]],
        "rounds": [meeting_round(row, stated["rules"]) for row in stated["rounds"]],
        "rules": parameters(stated["rules"]),
    }


def meeting_round(row: Row, rules: Json) -> Json:
    """Return a round; only regional ones have breakout groups, each for a quarter of the participants."""
    regional = row["kind"] == "regional"
    return {
        "id": row["id"],
        "title": row["title"],
        "kind": row["kind"],
        "window": [row["first_day"], row["last_day"]],
        "hours": rules["hours"],
        "breakouts": {"rooms": rules["breakout_rooms"], "share": "1/4"} if regional else None,
        "staff": dict.fromkeys(rules["teams_at_every_meeting"], 1),
    }


def parameters(rules: Json) -> Json:
    """Return the reference's parameters as sections of this program's rules."""
    points = rules["points"]
    min_days, max_days = rules["region_gap_days"]
    rent_points, rent_per = points["rent_per_dkk"]
    return {
        "region_gap": {"min_days": min_days, "max_days": max_days},
        "joint_gap": {"min_days_after": rules["kickoff_gap_days"]},
        "round_span": {"max_days": rules["round_span_days"]},
        "venue_repeat": {"times": 2 if rules["same_venue_not_twice_running"] else None},
        "staff_week": {"max_meetings": rules["consultant_max_meetings_per_iso_week"]},
        "absent_member": {"points": points["absent_member"]},
        "left_out_member": {"points": points["left_out_member_year"]},
        "travel": {"points": points["travel_minute"]},
        "worst_travel": {"points": points["worst_travel_minute"]},
        "rent": {"points": rent_points, "per": rent_per},
        "weekday_points": {"monday": points["monday"], "friday": points["friday"]},
    }


def report(problem: Problem, outcome: Outcome) -> Json:
    """Return the output: the outcome and its meetings in order of time."""
    return {
        "status": outcome.status,
        "objective": outcome.objective,
        "bound": outcome.bound,
        "seconds": round(outcome.seconds, 3),
        "meetings": [row_of(problem, planned) for planned in outcome.plan.meetings] if outcome.plan else [],
    }


def row_of(problem: Problem, planned: PlannedMeeting) -> Json:
    """Return one meeting; its region is null if it is joint."""
    meeting = problem.meeting(planned.meeting)
    if meeting is None:
        raise KeyError(planned.meeting)
    return {
        "round": meeting.round,
        "region": None if meeting.region is None else problem.regions[meeting.region].id,
        "day": planned.start.astimezone(problem.zone).date().isoformat(),
        "venue": planned.venue,
        "rooms": list(planned.rooms),
        "consultants": list(planned.staff),
    }


if __name__ == "__main__":
    raise SystemExit(main())
