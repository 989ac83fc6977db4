"""A small network with an accepted plan, and the proposals that answer changes to it.

Two regions with two venues each; a joint kick-off in June 2022, rounds in March and September 2023.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from calendars.days import Span
from constraints.check import check
from constraints.problem.outcome import Limits, Verdict
from constraints.problem.plan import Plan
from constraints.problem.problem import PlannedMeeting
from constraints.replanning import replanned
from constraints.search.sessions import SequentialSession
from planner.changes.kinds import apply_changes
from planner.changes.reading import parse_change
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.network.tables import Member, Room, StaffPerson, Venue
from planner.reschedule.reschedule import Rescheduled, RescheduleOptions, reschedule
from planner.reschedule.search import SearchResources
from planner.reschedule.situation import Compared, Situation
from planner.schemas.proposals import MayMove, Move, Proposal
from planner.store.documents import Content
from tests.planner.network_files import small_network, small_round, small_settings

ZONE = ZoneInfo("Europe/Copenhagen")
AS_OF = date(2023, 3, 1)
LIMITS = Limits(seconds=20, workers=1)
HELD = {
    "kickoff": (date(2022, 6, 15), "messe-c"),
    "1/nord": (date(2023, 3, 21), "akkc"), "1/syd": (date(2023, 3, 22), "messe-c"),
    "2/nord": (date(2023, 9, 12), "akkc"), "2/syd": (date(2023, 9, 13), "messe-c"),
}  # fmt: skip


def network(**changes: Any) -> Network:
    """Return the network; each member is busy on one day in spring."""
    rounds = (
        small_round(window=Span(date(2022, 6, 1), date(2022, 6, 30)), staff={"KL": 1}),
        _round("1", 3, 5),
        _round("2", 9, 11),
    )
    rules = {"absent_member": {"points": 1000}, "rent": {"points": 1, "per": 10}, "region_gap": {"min_days": 60}}
    settings = small_settings(
        first_day=date(2022, 5, 1), last_day=date(2023, 12, 31), rounds=rounds, rules=rules, locale="da"
    )
    plain = {
        "members": tuple(Member(id=name, municipality=home) for name, home in
                         (("a1", "0851"), ("a2", "0851"), ("c1", "0607"), ("c2", "0607"))),
        "venues": (
            Venue(id="akkc", name="AKKC", town="Aalborg", region="nord", lat=57.0, lon=10.0),
            Venue(id="kro", name="Kroen", town="Hobro", region="nord", lat=56.6, lon=9.8),
            Venue(id="messe-c", name="MESSE C", town="Fredericia", region="syd", lat=55.5, lon=9.7),
            Venue(id="slot", name="Slottet", town="Vejle", region="syd", lat=55.7, lon=9.5),
        ),
        "rooms": tuple(Room(venue=venue, id="A", rate=rate, theatre=200) for venue, rate in
                       (("akkc", 5000), ("kro", 1000), ("messe-c", 9000), ("slot", 2000))),
        "staff": (StaffPerson(id="K1", team="KL"), StaffPerson(id="K2", team="KL")),
    }  # fmt: skip
    return small_network(settings, **{**plain, **changes})


def _round(name: str, first: int, last: int) -> Any:
    window = Span(date(2023, first, 1), date(2023, last, 28))
    return small_round(id=name, title=f"Møde {name}", kind="regional", window=window, staff={"KL": 1})


def plan(other: Mapping[str, tuple[date, str]] | None = None) -> Plan:
    """Return the accepted plan, with other days and venues of some meetings."""
    return Plan.of([_planned(meeting, day, venue) for meeting, (day, venue) in {**HELD, **(other or {})}.items()])


def _planned(meeting: str, day: date, venue: str) -> PlannedMeeting:
    start, end = (datetime.combine(day, time(hour), ZONE) for hour in (10, 15))
    return PlannedMeeting(meeting, start, end, venue, ("A",), ("K1",))


@cache
def turns() -> SequentialSession:
    """Start one solving process for all tests of a session; it ends with them."""
    return SequentialSession.start(LIMITS)


def rescheduled(  # noqa: PLR0913 - each test says what matters to it
    *changes: str, written: Network | None = None, accepted: Plan | None = None, as_of: date = AS_OF, wanted: int = 3,
    may_move: MayMove = MayMove.NOTHING, limits: Limits = LIMITS, keep_windows: bool = False,
) -> Rescheduled:  # fmt: skip
    """Return the answer to changes in command-line form."""
    parsed = [change for text in changes for change in parse_change(text, "en")]
    content = Content(written or network(), accepted or plan())
    return reschedule(
        content, 1, RescheduleOptions(parsed, as_of, wanted, may_move, keep_windows), SearchResources(turns(), limits)
    )


def situation(
    *changes: str, written: Network | None = None, accepted: Plan | None = None, as_of: date = AS_OF
) -> Situation:
    """Return the situation that changes in command-line form create."""
    parsed = [change for text in changes for change in parse_change(text, "en")]
    announced = plan() if accepted is None else accepted
    changed = apply_changes(written or network(), announced, parsed, as_of)
    return Situation.of(announced, changed, build_problem(changed.network), as_of)


def compared(
    found: Situation, written: Network | None = None, accepted: Plan | None = None, windows_said: Collection[str] = ()
) -> Compared:
    """Return what proposals in that situation are compared with."""
    announced = accepted or plan()
    before = replanned(build_problem(written or network()), announced, found.as_of, ())
    return Compared(found, check(before, announced), frozenset(windows_said))


def judged(found: Rescheduled, number: int, as_of: date = AS_OF) -> Verdict:
    """Return the check of a proposal against the changed network, with past meetings frozen."""
    proposed = found.plans[number]
    return check(replanned(build_problem(found.network), proposed, as_of, ()), proposed)


def move_of(proposal: Proposal, meeting: str) -> Move:
    """Return the move of a meeting in a proposal."""
    (found,) = [move for move in proposal.moves if move.meeting == meeting]
    return found


def places(proposals: Sequence[Plan]) -> list[dict[str, tuple[date, str]]]:
    """Return day and venue of each meeting of each plan."""
    return [{each.meeting: (each.start.date(), each.venue) for each in one.meetings} for one in proposals]
