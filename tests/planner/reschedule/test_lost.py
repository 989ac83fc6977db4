"""Meetings that an event takes for good, held to every day on which it may come."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from constraints.check import check
from constraints.problem.outcome import Limits
from constraints.problem.plan import Plan
from constraints.problem.problem import BookingState
from constraints.replanning import replanned
from constraints.rules.round_span import RoundSpan
from planner.changes.change import decided, with_settings
from planner.changes.kinds import apply_changes
from planner.network.closures import Risk as Section
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.network.tables import BookingRow
from planner.reschedule.foresight import Event, Hit, PlanAhead, RiskAhead
from planner.reschedule.lost import Losses, Lost, expected_lost
from planner.reschedule.search import SearchResources
from tests.planner.reschedule import small

AS_OF = date(2023, 3, 10)
PERCENT, SPAN = 50, 4
TO_POLL, TO_CABINET = 6, 3
"""The lengths that are supposed, of those below."""


def network(first: int = 15, last: int = 24, **settings: object) -> Network:
    """Return the small network, whose rounds take four days at most, with an election that may be called in March."""
    section = {
        "kind": "election", "reason": "Valg", "certain": True, "days_to_poll": [4, 6, 9], "days_to_cabinet": [2, 3, 5],
        "first_day": date(2023, 3, first), "last_day": date(2023, 3, last),
    }  # fmt: skip
    plain = small.network()
    rules = {**plain.settings.rules, RoundSpan.key(): RoundSpan(max_days=SPAN)}
    return with_settings(plain, risks=(Section.model_validate(section),), rules=rules, **settings)


def plan(seed: int) -> Plan:
    """Return a plan with a spring round of two meetings, up to three days from each other."""
    random = Random(seed)  # noqa: S311 - no secret
    days = [date(2023, 3, 18) + timedelta(n) for n in range(8) if (date(2023, 3, 18) + timedelta(n)).weekday() < 5]
    first, second = random.sample([day for day in days if day <= date(2023, 3, 23)], 2)
    return small.plan({"1/nord": (first, "akkc"), "1/syd": (second, "messe-c")})


def booking(meeting: str, venue: str, day: date) -> BookingRow:
    return BookingRow(
        venue=venue, rooms=("A",), staff=("K1",), meeting=meeting, state=BookingState.RESERVE, first_day=day,
        until=date(2023, 12, 31), source="reserve",
    )  # fmt: skip


RESERVES = {
    "none": (),
    "far from the event": (booking("1/nord", "akkc", date(2023, 5, 2)), booking("1/syd", "messe-c", date(2023, 5, 3))),
    "some of them near": (booking("1/nord", "kro", date(2023, 3, 29)), booking("1/syd", "slot", date(2023, 3, 31))),
    "of one meeting": (booking("1/syd", "slot", date(2023, 5, 16)),),
}


def losses(written: Network, accepted: Plan, seconds: float = 60) -> Losses:
    solving = SearchResources(small.turns(), Limits(seconds, workers=1))
    return Losses(PlanAhead(accepted, written, AS_OF), PERCENT, solving, time.monotonic() + seconds)


def with_bookings(written: Network, rows: tuple[BookingRow, ...]) -> Network:
    return written.model_copy(update={"bookings": rows})


def enumerated(written: Network, accepted: Plan, rows: tuple[BookingRow, ...]) -> float:
    """Return how many meetings are lost on average: those hit on a day of calling, if no days of the round are left.

    What each day of calling hits is asked for by itself, and of days in a row that hit the same the one in the middle
    is judged by trying every day and venue. A meeting with a day in reserve may be held outside its round, also on
    another day; where the one is, the other need not be near it.
    """
    risk, lost = RiskAhead.of(written.settings.risks[0], written, AS_OF), 0.0
    ahead, said = PlanAhead(accepted, written, AS_OF), dict[date, Event]()
    for called in risk.chances:
        said[called] = risk.lasting(called, TO_POLL, TO_CABINET)
    for hit, group in groupby(said.values(), key=lambda event: ahead.hit_on(event.change) - before(accepted, event)):
        events = [*group]
        middle = events[(len(events) - 1) // 2]
        held = frozenset(row.meeting or "" for row in rows) & hit
        if hit and not possible(written, accepted, middle, hit, held):
            lost += len(hit) * math.fsum(risk.chances[event.day] for event in events)
    return lost


def before(accepted: Plan, event: Event) -> set[str]:
    """Return the meetings that had begun."""
    return {each.meeting for each in accepted.meetings if each.start.date() < event.day}


def possible(written: Network, accepted: Plan, event: Event, hit: Hit, apart: Hit) -> bool:
    """Return whether there is any plan in which the meetings are on other days, in their windows."""
    network = apply_changes(written, accepted, [event.change], event.day).network
    for name in apart:
        network = decided(network, name, apart=True)
    of = replanned(build_problem(network), accepted, event.day, hit)
    names, days = sorted(hit), [event.last + timedelta(n) for n in range(1, 40)]
    venues = {"nord": ("akkc", "kro"), "syd": ("messe-c", "slot")}
    places = [[(day, venue) for day in days for venue in venues[name.split("/")[1]]] for name in names]
    plans = (small.plan(held(accepted) | dict(zip(names, chosen, strict=True))) for chosen in product(*places))
    return any(not check(of, plan).broken for plan in plans if apart or near(plan))


def held(accepted: Plan) -> dict[str, tuple[date, str]]:
    return {each.meeting: (each.start.date(), each.venue) for each in accepted.meetings}


def near(plan: Plan) -> bool:
    """Return whether the meetings of the spring round can be within its days at all, so that others are not tried."""
    first, last = sorted(day for name, (day, _) in held(plan).items() if name in {"1/nord", "1/syd"})
    return (last - first).days < SPAN


@pytest.mark.parametrize("rows", RESERVES.values(), ids=RESERVES.keys())
@pytest.mark.parametrize("seed", [1, 2, *(pytest.param(n, marks=pytest.mark.slow) for n in range(3, 9))])
def test_what_is_lost_is_what_every_single_day_of_calling_says(seed: int, rows: tuple[BookingRow, ...]) -> None:
    written, accepted = network(), plan(seed)
    asked = losses(written, accepted)
    without = asked.without_reserves()
    lost = asked.with_reserves(with_bookings(written, rows), without) if rows else without
    assert expected_lost(lost) == pytest.approx(enumerated(written, accepted, rows))


def test_a_meeting_of_a_round_that_has_begun_is_lost_and_a_day_in_reserve_saves_it() -> None:
    # Called on 22 March the other meeting of the round has been held, and the election lasts longer than the round.
    written = network(22, 22)
    asked = losses(written, small.plan())
    without = asked.without_reserves()
    assert list(without.values()) == [frozenset({"1/syd"})]
    assert expected_lost(without) == pytest.approx(1)
    saved = asked.with_reserves(with_bookings(written, RESERVES["far from the event"]), without)
    assert expected_lost(saved) == 0


def test_what_has_no_reserve_is_lost_where_the_rest_is_saved() -> None:
    # The planner has fixed the one meeting to its day, so it cannot be moved.
    written = network(18, 18, choices=({"meeting": "1/nord", "fixed_day": date(2023, 3, 21)},))
    asked = losses(written, small.plan())
    without = asked.without_reserves()
    assert list(without.values()) == [frozenset({"1/nord", "1/syd"})]
    saved = asked.with_reserves(with_bookings(written, RESERVES["of one meeting"]), without)
    assert list(saved.values()) == [frozenset({"1/nord"})]


def test_whether_anything_is_lost_is_not_known_if_the_time_does_not_suffice() -> None:
    asked = replace(losses(network(), small.plan()), until=time.monotonic() - 1)
    assert {*asked.without_reserves().values()} == {None}
    assert expected_lost(asked.without_reserves()) is None


@settings(max_examples=8, derandomize=True, deadline=None)
@given(
    seed=st.integers(0, 5),
    held=st.lists(
        st.tuples(
            st.sampled_from([("1/nord", "akkc"), ("1/nord", "kro"), ("1/syd", "messe-c"), ("1/syd", "slot"),
                             ("2/nord", "akkc"), ("2/syd", "messe-c")]),
            st.dates(date(2023, 3, 25), date(2023, 5, 26)),
        ),
        max_size=3,
    ),
)  # fmt: skip
def test_days_in_reserve_never_let_more_be_lost(seed: int, held: list[tuple[tuple[str, str], date]]) -> None:
    written, accepted = network(20, 24), plan(seed)
    asked = losses(written, accepted)
    without = asked.without_reserves()
    rows = tuple(booking(meeting, venue, day) for (meeting, venue), day in held)
    saved: Lost = asked.with_reserves(with_bookings(written, rows), without)
    assert saved.keys() == without.keys()
    assert (expected_lost(saved) or 0) <= (expected_lost(without) or 0)
    assert all((saved[run] or frozenset()) <= (without[run] or frozenset()) for run in without)
