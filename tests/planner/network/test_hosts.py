"""What an offer and its applications make of a round of hosts: a meeting for each municipality that has a place."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import numpy as np
import pytest

from calendars.days import Hours, Span
from constraints.problem.problem import Meeting, Problem
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.network.tables import ApplicationRow, Member, Municipality, Room, Venue
from tests.planner.network_files import small_network, small_round, small_settings, wrong

WINDOW = Span(date(2023, 3, 1), date(2023, 3, 31))
PARTS = (
    {"id": "oplæg", "title": "Oplæg", "minutes": 90, "shortest": 60, "longest": 120},
    {"id": "workshop", "title": "Workshop", "minutes": 210},
)
HOMES = (
    Municipality(id="0851", name="Aalborg", region="nord", lat=57.0, lon=10.0),
    Municipality(id="0860", name="Hjørring", region="nord", lat=57.5, lon=10.0, extra_minutes=40),
    Municipality(id="0607", name="Fredericia", region="syd", lat=55.5, lon=9.7),
)


def row(municipality: str, hour: int = 9, **more: Any) -> ApplicationRow:
    """Return an application received at that hour."""
    plain: dict[str, Any] = {"persons": 10, "seats": 20, "received": datetime(2022, 12, 1, hour)}  # noqa: DTZ001 - local
    return ApplicationRow(**{"municipality": municipality, **plain, **more})


def settings(offer: dict[str, Any] | None = None, **more: Any) -> Any:
    """Return settings with a round of hosts."""
    offered = {"id": "temadag", "title": "Temadag", "places": 2, "parts": PARTS, **(offer or {})}
    held = small_round(
        **{"id": "dag", "title": "Temadag", "kind": "host", "offer": "temadag", "window": WINDOW,
           "hours": Hours(time(9), time(15)), **more}
    )  # fmt: skip
    return small_settings(rounds=(held,), offers=(offered,))


def network(*rows: ApplicationRow, offer: dict[str, Any] | None = None, **more: Any) -> Network:
    """Return a network with a round of hosts and those applications."""
    return small_network(settings(offer, **more), municipalities=HOMES, applications=rows)


def problem_of(*rows: ApplicationRow, offer: dict[str, Any] | None = None, **more: Any) -> Problem:
    return build_problem(network(*rows, offer=offer, **more))


def meeting_of(problem: Problem, name: str) -> Meeting:
    found = problem.meeting(name)
    assert found is not None
    return found


def test_there_is_a_meeting_at_each_municipality_that_has_a_place() -> None:
    problem = problem_of(row("0607", 11), row("0851", 9), row("0860", 10))
    assert [each.id for each in problem.meetings] == ["dag/0851", "dag/0860"]
    assert [(each.regional, each.hosted, each.meetings) for each in problem.rounds] == [(False, True, (0, 1))]
    assert problem.successive == ()
    one = meeting_of(problem, "dag/0851")
    assert (one.title, one.region, one.window) == ("Temadag", 0, WINDOW)
    assert one.host is not None
    assert one.host.municipality == 0


def test_it_is_held_in_the_own_hall_which_costs_nothing_and_is_no_journey_away() -> None:
    problem = problem_of(row("0860", seats=24))
    (meeting,) = problem.meetings
    assert [problem.venues[venue].name for venue in meeting.venues] == ["Hjørring: own hall"]
    venue = problem.venues[meeting.venues[0]]
    assert (venue.latitude, venue.longitude, venue.region) == (57.5, 10.0, 0)
    (room,) = [each for each in problem.rooms if each.venue == meeting.venues[0]]
    assert (room.seats["theatre"], room.seats["cabaret"], room.rate) == (24, 24, 0)
    assert problem.travel[:, meeting.venues[0]].tolist() == [62, 0, 249]
    assert problem.venue_travel.shape == (3, 3)


def test_other_rounds_are_not_held_in_own_halls() -> None:
    kickoff = small_round(id="kickoff", kind="joint", window=WINDOW)
    both = (*settings().rounds, kickoff)
    found = build_problem(
        small_network(settings().changed(rounds=both), municipalities=HOMES, applications=(row("0860"),))
    )
    assert meeting_of(found, "kickoff").venues == (0, 1)


def test_it_is_held_at_the_venue_that_is_offered_or_one_that_lies_there() -> None:
    assert meeting_of(problem_of(row("0851", seats=None, venue="messe-c")), "dag/0851").venues == (1,)
    here = Venue(id="hus", name="Huset", municipality="0860", lat=57.5, lon=10.0)
    of = small_network(
        settings(), municipalities=HOMES, applications=(row("0860", seats=None),),
        venues=(*small_network().venues, here), rooms=(*small_network().rooms, Room(venue="hus", id="A", theatre=30)),
    )  # fmt: skip
    assert meeting_of(build_problem(of), "dag/0860").venues == (2,)


@pytest.mark.parametrize(("parts", "end"), [
    ("", time(14)), ("workshop", time(12, 30)), ("Oplæg", time(10, 30)), ("oplæg 60", time(10)),
    ("workshop, oplæg 120", time(14, 30)),
])  # fmt: skip
def test_the_parts_that_are_wanted_give_it_its_length(parts: str, end: time) -> None:
    assert meeting_of(problem_of(row("0851", parts=parts)), "dag/0851").hours == Hours(time(9), end)


def test_other_hours_have_the_same_length_and_an_offer_without_parts_takes_the_whole_time() -> None:
    found = problem_of(row("0851", parts="workshop"), other_hours=(Hours(time(11), time(16)),))
    assert meeting_of(found, "dag/0851").other_hours == (Hours(time(11), time(14, 30)),)
    whole = problem_of(row("0851"), offer={"parts": ()})
    assert meeting_of(whole, "dag/0851").hours == Hours(time(9), time(15))


def test_its_members_come_and_the_other_persons_are_guests() -> None:
    found = meeting_of(problem_of(row("0851", persons=10)), "dag/0851")
    assert (found.members, found.guests) == ((0,), 9)
    nobody = meeting_of(problem_of(row("0860", persons=10)), "dag/0860")
    assert (nobody.members, nobody.guests) == ((), 10)
    more = tuple(Member(id=f"a{n}", municipality="0851") for n in range(4))
    of = small_network(settings(), municipalities=HOMES, applications=(row("0851", persons=3),), members=more)
    assert meeting_of(build_problem(of), "dag/0851").guests == 0


def test_days_that_suit_are_those_of_the_application() -> None:
    def days(**more: Any) -> tuple[int, str]:
        host = meeting_of(problem_of(row("0851", **more)), "dag/0851").host
        assert host is not None
        assert host.days is not None
        assert host.said is not None
        assert not isinstance(host.said, str)
        return len([day for day in host.days if day in WINDOW]), host.said.say("en")

    assert days(days="2023-03-06 to 2023-03-10, 2023-03-20") == (
        6, "its application offers Monday 6 March 2023 to Friday 10 March 2023 and Monday 20 March 2023"
    )  # fmt: skip
    assert days(days="monday, tuesday") == (8, "its application offers Monday and Tuesday")
    assert days(days="2023-03-06 to 2023-03-17, tuesday") == (
        2, "its application offers Monday 6 March 2023 to Friday 17 March 2023, on Tuesday"
    )  # fmt: skip
    assert days(not_days="friday, 2023-03-01") == (
        25, "its application rules out Wednesday 1 March 2023 and Friday"
    )  # fmt: skip
    assert days(days="monday", not_days="2023-03-06") == (
        3, "its application offers Monday, but not Monday 6 March 2023"
    )  # fmt: skip
    free = meeting_of(problem_of(row("0851")), "dag/0851").host
    assert free is not None
    assert free.days is None


def test_limits_that_are_recommended_stand_on_the_meeting_and_those_required_decide_who_gets_a_place() -> None:
    few = row("0851", persons=3)
    host = meeting_of(problem_of(few, offer={"fewest": 5, "most": 15}), "dag/0851").host
    assert host is not None
    assert (host.fewest, host.most, host.caters) == (5, 15, True)
    required = network(few, row("0860"), offer={"fewest": 5, "limits": "required"})
    assert [each.municipality for _, each in required.hosted] == ["0860"]
    capped = network(row("0851", persons=4), row("0860", persons=3), offer={"per_municipality": 3})
    assert [each.municipality for _, each in capped.hosted] == ["0860"]


def test_who_withdraws_holds_no_meeting_and_a_choice_about_it_is_no_mistake() -> None:
    choice = {"meeting": "dag/0851", "forbidden_days": ["2023-03-02"]}
    rows = (row("0851", 9, state="withdrawn"), row("0860", 10), row("0607", 11))
    of = small_network(settings().changed(choices=(choice,)), municipalities=HOMES, applications=rows)
    assert [each.id for each in build_problem(of).meetings] == ["dag/0860", "dag/0607"]


def test_staff_travel_needs_to_know_where_an_own_hall_is() -> None:
    homes = (*HOMES[:1], HOMES[1].__class__(id="0860", name="Hjørring", region="nord"), HOMES[2])
    rules = {"staff_travel": {"max_minutes": 100}}
    rows = (row("0851"), row("0860", 10))
    of = small_network(
        settings(staff={"KL": 1}).changed(rules=rules), municipalities=homes, applications=rows
    )  # fmt: skip
    with pytest.raises(Exception, match=r"municipalities\.csv.*Hjørring"):
        build_problem(of)
    known = small_network(
        settings(staff={"KL": 1}).changed(rules=rules), municipalities=HOMES, applications=rows
    )  # fmt: skip
    assert np.all(build_problem(known).venue_travel >= 0)


@pytest.mark.parametrize(("rows", "offer", "place", "key", "values"), [
    ((row("0851"), row("0851", 10)), {}, "applications.csv municipality", "network.applied_twice",
     {"municipality": "Aalborg", "offer": "temadag"}),
    ((row("0851", parts="opleg"),), {}, "applications.csv parts", "network.no_such_part",
     {"found": "opleg", "offer": "temadag"}),
    ((row("0851", parts="oplæg 30"),), {}, "applications.csv parts", "network.part_length",
     {"found": "30", "part": "oplæg", "least": 60, "most": 120, "usual": 90}),
    ((row("0851", state="accepted"), row("0860", state="accepted")), {"places": 1}, "applications.csv state",
     "network.accepted_too_many", {"n": 2, "offer": "temadag", "places": 1}),
    ((row("0851", state="accepted"), row("0860", state="accepted")), {"places_by_region": {"nord": 1}},
     "applications.csv state", "network.accepted_in_region",
     {"n": 2, "region": "nord", "offer": "temadag", "places": 1}),
    ((row("0860", seats=None),), {}, "applications.csv venue", "network.no_place", {"municipality": "Hjørring"}),
    ((row("0851"),), {"parts": ({"id": "lang", "title": "Lang", "minutes": 400},)}, "applications.csv parts",
     "network.parts_too_long", {"municipality": "Aalborg", "minutes": 400, "round": "dag", "have": 360}),
])  # fmt: skip
def test_what_does_not_go_together_is_told(
    rows: tuple[ApplicationRow, ...], offer: dict[str, Any], place: str, key: str, values: dict[str, object]
) -> None:
    found = wrong(settings=settings(offer), municipalities=HOMES, applications=rows)
    assert (found[0].place.split(" ")[-1], found[0].key) == (place.rsplit(" ", maxsplit=1)[-1], key)
    assert {name: found[0].values[name] for name in values} == values


def test_an_application_for_one_of_several_offers_names_it() -> None:
    two = settings().changed(offers=(*settings().offers, {"id": "andet", "title": "Andet", "places": 1}))
    found = wrong(settings=two, municipalities=HOMES, applications=(row("0851"),))
    assert [each.key for each in found] == ["network.which_offer"]
    named = small_network(
        two, municipalities=HOMES, applications=(row("0851", offer="andet"), row("0860", offer="temadag"))
    )
    assert [each.municipality for _, each in named.hosted] == ["0860"]
    assert [each.applicant.id for each in named.places["andet"]] == ["0851"]
    none = wrong(municipalities=HOMES, applications=(row("0851"),))
    assert [each.key for each in none] == ["network.no_offers"]
