"""Applications that are withdrawn, decided or said anew as changes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from constraints.problem.plan import Plan
from constraints.problem.problem import PlannedMeeting
from planner.changes.kinds import ChangedNetwork, apply_changes, with_ids
from planner.changes.meetings import postpone
from planner.changes.reading import parse_change
from planner.errors import InputErrors
from planner.network.closures import Blackout
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.reschedule.reschedule import in_words
from tests.messages import as_told, told
from tests.planner.network.test_hosts import network, row

AS_OF = date(2023, 2, 1)


def before() -> Network:
    """Return a network with two places, which the first two of three have."""
    return network(row("0851", 9), row("0860", 10), row("0607", 11))


def after(text: str, *held: PlannedMeeting, of: Network | None = None) -> ChangedNetwork:
    """Return the network after a change."""
    network = of or before()
    changes = [with_ids(change, network) for change in parse_change(text, "en")]
    return apply_changes(network, Plan(held), changes, AS_OF)


def hosts(changed: ChangedNetwork) -> list[str]:
    """Return who holds a meeting."""
    return [meeting.id for meeting in build_problem(changed.network).meetings]


def refused(text: str, *held: PlannedMeeting, of: Network | None = None) -> list[Any]:
    """Return why a change is refused."""
    with pytest.raises(InputErrors) as wrong:
        after(text, *held, of=of)
    return [(each.path[-1], as_told(each.said)) for each in wrong.value.errors]


def test_when_one_withdraws_the_next_has_a_meeting() -> None:
    changed = after("application municipality=Aalborg state=withdrawn by=Kim reason='Ny ledelse'")
    assert hosts(changed) == ["dag/0860", "dag/0607"]
    gone = changed.network.applications[0]
    assert (gone.state, gone.decided_by, gone.decided_on, gone.reason) == ("withdrawn", "Kim", AS_OF, "Ny ledelse")
    assert changed.network.applications[1:] == before().applications[1:]


def test_the_organiser_passes_a_place_on() -> None:
    assert hosts(after("application municipality=0860 state=declined")) == ["dag/0851", "dag/0607"]
    assert hosts(after("application municipality=0607 state=accepted")) == ["dag/0851", "dag/0607"]


def test_days_are_widened_and_everything_else_stays() -> None:
    of = network(row("0851", days="2023-03-02", persons=12))
    changed = after("application municipality=0851 suits=2023-03-02,2023-03-07", of=of)
    (found,) = changed.network.applications
    assert found.days.texts() == ["2023-03-02", "2023-03-07"]
    assert (found.state, found.persons, found.seats, found.decided_by) == ("applied", 12, 20, "")


def test_another_place_stands_in_for_the_one_before() -> None:
    (found, *_) = after("application municipality=0851 venue=akkc").network.applications
    assert (found.venue, found.seats) == ("akkc", None)
    (found, *_) = after("application municipality=0851 seats=35").network.applications
    assert (found.venue, found.seats) == (None, 35)


def test_what_cannot_be_is_refused() -> None:
    assert refused("application municipality=0851 state=applied") == [
        ("state", told("people.is_so", municipality="Aalborg", offer="temadag", state="allocation.applied"))
    ]
    assert refused("application municipality=0607 state=withdrawn", of=network(row("0851"))) == [
        ("municipality", told("people.not_applied", municipality="Fredericia", offer="temadag"))
    ]
    start, end = (datetime(2023, 1, 12, hour, tzinfo=ZoneInfo("Europe/Copenhagen")) for hour in (9, 14))
    held = PlannedMeeting("dag/0851", start, end, "own-hall/0851", ("hall",))
    assert [said.key for _, said in refused("application municipality=0851 state=withdrawn", held)] == ["change.held"]
    with pytest.raises(InputErrors) as empty:
        parse_change("application municipality=0851", "en")
    assert [each.said.message.key for each in empty.value.errors] == ["people.nothing_said"]


def test_one_of_several_offers_is_named() -> None:
    settings = before().settings
    two = before().changed(
        settings=settings.changed(offers=(*settings.offers, {"id": "andet", "title": "Andet", "places": 1})),
        applications=(row("0851", offer="temadag"), row("0851", offer="andet"), row("0860", offer="temadag")),
    )
    assert [key for key, _ in refused("application municipality=0851 state=withdrawn", of=two)] == ["offer"]
    changed = after("application municipality=0851 offer=Andet state=withdrawn", of=two)
    assert [each.state.value for each in changed.network.applications] == ["applied", "withdrawn", "applied"]


@pytest.mark.parametrize(("text", "said"), [
    ("application municipality=0851 state=withdrawn reason='Ny ledelse' by=Kim",
     "Aalborg withdraws its application (by Kim and Ny ledelse)."),
    ("application municipality=0851 state=declined", "The application of Aalborg is declined."),
    ("application municipality=0851 persons=9",
     "The application of Aalborg is other than before (9 persons)."),
])  # fmt: skip
def test_it_is_said_in_words(text: str, said: str) -> None:
    (change,) = parse_change(text, "en")
    assert in_words(change, before(), AS_OF, "en") == said


def test_what_it_says_anew_is_said_too() -> None:
    (change,) = parse_change("application municipality=0851 seats=35 suits=monday,2023-03-07", "en")
    said = in_words(change, before(), AS_OF, "en")
    assert said.endswith("(own hall with 35 seats and days that suit: Tuesday 7 March 2023 and Monday).")


@pytest.mark.parametrize(("closed", "stays"), [
    ({"municipalities": ("0851",)}, False), ({"municipalities": ("0860",)}, True), ({"regions": ("nord",)}, False),
    ({"regions": ("syd",)}, True), ({}, False), ({"points": 5}, True),
])  # fmt: skip
def test_a_fixed_day_of_a_hosted_meeting_goes_if_it_is_closed_for_its_host(closed: dict[str, Any], stays: bool) -> None:  # noqa: FBT001
    of = before()
    window = of.round_of["dag/0851"].window
    row_of = Blackout(reason="Fest", first_day=window.last, **closed)
    choice = {"meeting": "dag/0851", "fixed_day": window.last}
    shut = of.changed(settings=of.settings.changed(blackouts=(row_of,), choices=(choice,)))
    found = postpone(shut, ["dag/0851"], window.first, window.last).settings.choices
    assert [each.fixed_day for each in found] == [window.last if stays else None]
