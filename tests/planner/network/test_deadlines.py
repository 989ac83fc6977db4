"""Days by which something must be done before a meeting."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from constraints.problem.plan import Plan
from constraints.problem.problem import BookingState, PlannedMeeting
from planner.network.meetings import DeadlineKind, deadlines
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.network.published import Aspect, changed_aspects, publish_meetings
from planner.network.tables import BookingRow, Venue
from tests.planner.network_files import small_network, small_round, small_settings

DAY = date(2023, 3, 20)
ZONE = ZoneInfo("Europe/Copenhagen")


def network(until: date | None = date(2023, 3, 1), state: str = "held") -> Network:
    """Return a network whose first venue has deadlines, with a booking of it."""
    row = BookingRow(venue="akkc", first_day=DAY, meeting="kickoff", state=BookingState(state), until=until)
    return small_network(
        small_settings(rounds=(small_round(register_days=14),)),
        venues=(
            Venue(id="akkc", name="AKKC", region="nord", lat=57.0, lon=10.0, numbers_days=7, catering_days=14),
            Venue(id="messe-c", name="MESSE C", region="syd", lat=55.5, lon=9.7),
        ),
        bookings=(row,),
    )


def test_registration_venue_and_option_say_their_days_the_soonest_first() -> None:
    assert deadlines(network(), "kickoff", "akkc", DAY) == (
        (DeadlineKind.OPTION, date(2023, 3, 1)), (DeadlineKind.CATERING, date(2023, 3, 6)),
        (DeadlineKind.REGISTRATION, date(2023, 3, 6)), (DeadlineKind.NUMBERS, date(2023, 3, 13)),
    )  # fmt: skip


def test_an_option_that_is_confirmed_elsewhere_or_on_another_day_has_no_deadline() -> None:
    only = ((DeadlineKind.REGISTRATION, date(2023, 3, 6)),)
    assert deadlines(network(), "kickoff", "messe-c", DAY) == only
    kinds = [kind for kind, _ in deadlines(network(None, "confirmed"), "kickoff", "akkc", DAY)]
    assert DeadlineKind.OPTION not in kinds
    assert DeadlineKind.OPTION not in [kind for kind, _ in deadlines(network(), "kickoff", "akkc", date(2023, 3, 21))]
    assert deadlines(network(), "other", "messe-c", DAY) == ()


def test_published_meetings_carry_them_and_tell_when_they_change() -> None:
    start, end = (datetime(2023, 3, 20, hour, tzinfo=ZONE) for hour in (10, 15))
    plan = Plan((PlannedMeeting("kickoff", start, end, "akkc", ("A",)),))
    before, after = (
        publish_meetings(each, build_problem(each), plan)["kickoff"] for each in (network(), network(None, "confirmed"))
    )
    assert (before.register_by, len(before.deadlines)) == (date(2023, 3, 6), 4)
    assert changed_aspects(before, after) == {Aspect.DEADLINES}
