"""What changes make of a small network, and what is said about those that cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from calendars.days import Hours, Span
from constraints.problem.busy import Busy
from constraints.problem.plan import Plan
from constraints.problem.problem import BookingState
from constraints.rules.region_gap import RegionGap
from planner.changes.kinds import apply_changes, with_ids
from planner.changes.meetings import postpone
from planner.changes.reading import parse_change
from planner.errors import InputErrors
from planner.network.closures import Blackout
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.network.settings import Region
from planner.network.tables import BookingRow, Member, Municipality, Room, StaffPerson, Venue
from tests.planner.changes.small import AS_OF, PLAN, after, held, meeting, network, problem_after
from tests.planner.network_files import small_network, small_round, small_settings

SIX = timedelta(days=6)


def test_a_cancelled_meeting_is_held_after_the_day_it_had_and_in_its_window_if_a_day_is_left() -> None:
    changed = after("cancel meetings=2/nord")
    assert ([*changed.cancelled], [*changed.dropped]) == (["2/nord"], [])
    found = meeting(build_problem(changed.network), "2/nord")
    assert found.window == Span(date(2023, 3, 15), date(2023, 3, 20))
    assert found.forbidden_days == {date(2023, 3, 14)}
    other = meeting(build_problem(changed.network), "2/syd")
    assert other.window == Span(date(2023, 3, 1), date(2023, 3, 20))


def test_a_meeting_cancelled_on_the_last_day_of_its_window_may_be_held_until_the_end() -> None:
    last = Plan.of([replace(each, start=each.start + SIX, end=each.end + SIX) for each in PLAN.meetings])
    changes = parse_change("cancel meetings=2/nord", "en")
    found = apply_changes(network(), last, changes, AS_OF).network
    assert meeting(build_problem(found), "2/nord").window == Span(date(2023, 3, 21), date(2023, 12, 31))


@pytest.mark.parametrize("change", ["fix meeting=2/nord day=2023-03-16", "fix meeting=2/nord venue=akkc",
                                    "window meeting=2/nord first=2023-03-10 last=2023-03-18"])  # fmt: skip
def test_a_dropped_meeting_that_is_fixed_or_given_a_window_is_held_after_all(change: str) -> None:
    dropped = after("cancel meetings=2/nord,2/syd later=no").network
    found = after(change, before=dropped)
    assert found.restored == {"2/nord"}
    problem = build_problem(found.network)
    assert [each.id for each in problem.meetings if each.round == "2"] == ["2/nord"]
    assert after(change).restored == frozenset()
    both = after("cancel meetings=2/nord later=no", change)
    assert (both.restored, build_problem(both.network).meeting("2/nord") is None) == (frozenset(), False)


def test_another_window_of_a_round_leaves_out_what_was_dropped() -> None:
    dropped = after("cancel meetings=2/nord later=no").network
    found = after("window round=2 first=2023-03-10 last=2023-03-18", before=dropped)
    assert [each.id for each in build_problem(found.network).meetings if each.round == "2"] == ["2/syd"]


def test_a_cancelled_meeting_may_have_a_last_day() -> None:
    assert meeting(problem_after("cancel meetings=3/nord until=2023-09-30"), "3/nord").window == Span(
        date(2023, 6, 9), date(2023, 9, 30)
    )


def test_a_dropped_meeting_is_not_held_and_its_round_goes_on_without_it() -> None:
    changed = after("cancel meetings=2/nord later=no")
    assert ([*changed.cancelled], [*changed.dropped]) == ([], ["2/nord"])
    problem = build_problem(changed.network)
    assert problem.meeting("2/nord") is None
    assert [problem.meetings[n].id for n in problem.rounds[1].meetings] == ["2/syd"]


def test_a_round_whose_meetings_are_all_dropped_is_gone() -> None:
    problem = problem_after("cancel meetings=2/nord,2/syd later=no")
    assert [each.id for each in problem.rounds] == ["1", "3"]
    assert {problem.meetings[n].id for pair in problem.successive for n in pair} == {
        "1/nord",
        "1/syd",
        "3/nord",
        "3/syd",
    }


def test_a_fixed_day_goes_with_the_cancellation_and_a_fixed_venue_stays() -> None:
    fixed = "fix meeting=2/nord day=2023-03-14 venue=akkc"
    found = meeting(problem_after(fixed, "cancel meetings=2/nord"), "2/nord")
    assert (found.fixed_day, found.fixed_venue) == (None, 0)
    joint = small_network(small_settings(rounds=(small_round(fixed_day=date(2023, 3, 14)),)))
    plan = Plan.of([held("kickoff", date(2023, 3, 14))])
    changed = apply_changes(joint, plan, parse_change("cancel meetings=kickoff", "en"), AS_OF).network
    assert meeting(build_problem(changed), "kickoff").fixed_day is None


def test_a_postponed_meeting_keeps_a_fixed_day_only_if_it_can_still_be() -> None:
    fixed = after("fix meeting=2/nord day=2023-03-14", "fix meeting=3/syd day=2023-06-08").network
    closed = (Blackout(reason="Valg", first_day=date(2023, 3, 10), last_day=date(2023, 3, 20), regions=("nord",)),)
    shut = fixed.changed(settings=fixed.settings.changed(blackouts=closed))
    problem = build_problem(postpone(shut, ["2/nord", "3/syd"], AS_OF, date(2023, 10, 31)))
    assert meeting(problem, "2/nord").fixed_day is None
    assert meeting(problem, "3/syd").fixed_day == date(2023, 6, 8)
    assert meeting(problem, "3/syd").window == Span(date(2023, 6, 1), date(2023, 10, 31))


def test_nothing_is_postponed_beyond_the_time_that_is_planned() -> None:
    before = network()
    assert postpone(before, ["3/nord"], date(2023, 12, 31)) == before


def test_closed_days_are_closed_as_if_they_stood_in_the_settings() -> None:
    settings = after(
        "blackout reason=Messe first_day=2023-03-10 last_day=2023-03-11 regions=nord points=50 of_kind=event",
        "election reason=Valg called=2023-03-02 polling_day=2023-03-30 cabinet=2023-04-12",
    ).network.settings
    assert settings.blackouts == (
        Blackout(
            reason="Messe", first_day=date(2023, 3, 10), last_day=date(2023, 3, 11), regions=("nord",), points=50,
            kind="event",
        ),
    )  # fmt: skip
    assert [(each.reason, each.called) for each in settings.elections] == [("Valg", date(2023, 3, 2))]


def test_a_lost_venue_is_closed_from_today_to_the_end_and_a_closed_one_for_its_time() -> None:
    rows = after("venue_closed venue=akkc", "venue_closed venue=messe-c first_day=2023-06-01 last_day=2023-06-30")
    assert [(row.venue, row.span()) for row in rows.network.venue_closed] == [
        ("akkc", Span(AS_OF, date(2023, 12, 31))),
        ("messe-c", Span(date(2023, 6, 1), date(2023, 6, 30))),
    ]


def test_a_closed_room_takes_what_it_is_part_of_and_its_parts_with_it() -> None:
    rooms = ({"venue": "akkc", "id": id_, "part_of": whole, "theatre": 40} for id_, whole in
             [("all", None), ("half", "all"), ("quarter", "half"), ("other", "all")])  # fmt: skip
    built = build_problem(
        after("room_closed venue=akkc room=half", before=network().changed(rooms=tuple(rooms))).network
    )
    assert {room.id: dict(room.seats) for room in built.rooms} == {
        "all": {}, "half": {}, "quarter": {}, "other": {"theatre": 40}
    }  # fmt: skip


def test_a_closed_room_takes_both_wholes_that_it_is_part_of_with_it_and_no_more() -> None:
    rooms = ({"venue": "akkc", "id": id_, "part_of": whole, "theatre": 40} for id_, whole in
             [("R", None), ("R12", "R"), ("R23", "R"), ("R1", "R12"), ("R2", "R12, R23"), ("R3", "R23")])  # fmt: skip
    before = network().changed(rooms=tuple(rooms))
    built = build_problem(after("room_closed venue=akkc room=R2", before=before).network)
    assert [room.id for room in built.rooms if room.seats] == ["R1", "R3"]
    built = build_problem(after("room_closed venue=akkc room=R12", before=before).network)
    assert [room.id for room in built.rooms if room.seats] == ["R23", "R3"]


def test_a_room_has_the_seats_that_are_left() -> None:
    (room, *_) = problem_after("room_smaller venue=akkc room=A seats.theatre=7").rooms
    assert room.seats == {"theatre": 7}


def test_people_are_busy_until_they_are_free() -> None:
    changed = after(
        "busy person=a1 first_day=2023-03-06 last_day=2023-03-10 from=08:00 to=16:00",
        "free person=a1 first_day=2023-03-08 from=10:00 to=15:00",
    ).network

    def hours(*clocks: int) -> Hours:
        return Hours(time(clocks[0]), time(clocks[1]))

    wednesday = Span(date(2023, 3, 8), date(2023, 3, 8))
    assert changed.busy["a1"] == (
        Busy(Span(date(2023, 3, 6), date(2023, 3, 7)), hours(8, 16)),
        Busy(wednesday, hours(8, 10)),
        Busy(wednesday, hours(15, 16)),
        Busy(Span(date(2023, 3, 9), date(2023, 3, 10)), hours(8, 16)),
    )


def test_staff_who_leave_are_away_for_the_rest() -> None:
    changed = after("staff_leaves person=k1", before=with_staff()).network
    assert changed.busy == {"k1": (Busy(Span(AS_OF, date(2023, 12, 31))),)}
    away = after("staff_away person=k1 first_day=2023-04-03", before=with_staff()).network
    assert away.busy == {"k1": (Busy(Span(date(2023, 4, 3), date(2023, 4, 3))),)}


def with_staff() -> Network:
    return network().changed(staff=({"id": "k1", "team": "KL"},))


def test_members_are_invited_to_meetings_on_days_in_their_time() -> None:
    problem = problem_after("member_joined id=ny municipality=0851 from_day=2023-05-01", "member_left member=a1")
    invited = {
        (day.month, day.day): {problem.members[n].id for n in problem.invited(meeting(problem, "3/nord"), day)}
        for day in (date(2023, 2, 28), AS_OF, date(2023, 4, 30), date(2023, 5, 1))
    }
    assert invited == {(2, 28): {"a1"}, (3, 1): set(), (4, 30): set(), (5, 1): {"ny"}}


def test_what_is_past_keeps_its_members_whatever_day_is_given() -> None:
    changed = after(
        "member_left member=a1 last_day=2023-01-02", "member_joined id=ny municipality=0851 from_day=2023-01-02"
    )
    days = {each.id: (each.from_day, each.last_day) for each in changed.network.members}
    assert (days["a1"], days["ny"]) == ((None, date(2023, 2, 28)), (AS_OF, None))


def test_a_window_can_be_changed_for_a_round_and_for_a_meeting() -> None:
    problem = problem_after(
        "window round=2 first=2023-04-01 last=2023-04-30", "window meeting=3/syd first=2023-06-05 last=2023-07-01"
    )
    windows = {each.id: each.window for each in problem.meetings}
    assert windows["2/nord"] == windows["2/syd"] == Span(date(2023, 4, 1), date(2023, 4, 30))
    assert (windows["3/nord"].last, windows["3/syd"].last) == (date(2023, 6, 20), date(2023, 7, 1))


def test_a_rule_asks_for_something_else_and_forgets_nothing() -> None:
    before = network(rules={"region_gap": {"min_days": 30, "max_days": 200}})
    one = after("rules rule=region_gap parameter=min_days value=45", before=before).network
    assert one.settings.rules["region_gap"] == RegionGap(min_days=45, max_days=200)
    usual = after("rules rule=region_gap parameter=max_days", before=before).network
    assert usual.settings.rules["region_gap"] == RegionGap(min_days=30)


def test_merged_regions_meet_as_one_from_that_day_with_all_their_venues() -> None:
    problem = problem_after("region_merged regions=nord,syd into=jylland name=Jylland day=2023-05-01")
    names = [each.id for each in problem.meetings]
    assert names == ["1/nord", "1/syd", "2/nord", "2/syd", "3/jylland"]
    assert (problem.meetings[-1].members, problem.meetings[-1].venues) == ((0, 1), (0, 1))
    assert problem.meetings[0].venues == (0,)


def test_a_law_may_slip() -> None:
    (theme,) = after("law theme=lov in_force=2024-01-01").network.settings.themes
    assert (theme.in_force, theme.in_force_reason) == (date(2024, 1, 1), "Loven gælder")


def test_changes_are_taken_one_after_the_other() -> None:
    changed = after("member_joined id=ny municipality=0851", "busy person=ny first_day=2023-03-06")
    assert [*changed.network.busy] == ["ny"]
    fixed = "fix meeting=2/nord day=2023-04-12"
    assert meeting(problem_after(fixed, "window round=2 first=2023-04-01 last=2023-04-30"), "2/nord").fixed_day


NAMED = [
    ('cancel meetings="Møde 2, Nord"', "cancel meetings=2/nord"),
    ('cancel meetings="Møde 2, Nord,2/syd"', "cancel meetings=2/nord,2/syd"),
    ('venue_closed venue="MESSE C" first_day=2023-03-05', "venue_closed venue=messe-c first_day=2023-03-05"),
    ('room_smaller venue="MESSE C" room=Hallen seats.theatre=9', "room_smaller venue=messe-c room=A seats.theatre=9"),
    ("staff_away person=Kim first_day=2023-03-05", "staff_away person=K1 first_day=2023-03-05"),
    ('window round="Møde 2" first=2023-03-05 last=2023-03-25', "window round=2 first=2023-03-05 last=2023-03-25"),
    (
        "region_merged regions=Nord,Syd into=Syd day=2023-04-01",
        "region_merged regions=nord,syd into=syd day=2023-04-01",
    ),
]


@pytest.mark.parametrize(("by_name", "by_id"), NAMED)
def test_names_that_only_one_has_stand_for_ids(by_name: str, by_id: str) -> None:
    known = small_network(
        network().settings,
        venues=(Venue(id="messe-c", name="MESSE C", town="Fredericia"),),
        rooms=(Room(venue="messe-c", id="A", name="Hallen", rate=0, theatre=100),),
        staff=(StaffPerson(id="K1", team="KL", name="Kim"),),
    )  # fmt: skip
    found = [with_ids(each, known) for each in parse_change(by_name, "en")]
    assert found == list(parse_change(by_id, "en"))


def test_a_name_that_two_have_or_that_is_an_id_stands_for_itself() -> None:
    regions = (Region(id="nord", name="Syd"), Region(id="syd", name="Øst"), Region(id="vest", name="Øst"))
    known = network(regions=regions)
    found = [
        with_ids(each, known) for each in parse_change("region_merged regions=Syd,Øst,syd into=x day=2023-04-01", "en")
    ]
    assert found == list(parse_change("region_merged regions=nord,Øst,syd into=x day=2023-04-01", "en"))


def test_a_colleague_takes_over_place_role_and_fee() -> None:
    changed = after("member_joined id=ny municipality=0851 replaces=a1 from_day=2023-05-01").network
    found = {each.id: each for each in changed.members}
    old = {each.id: each for each in network().members}["a1"]
    assert (found["a1"].last_day, found["ny"].from_day) == (date(2023, 4, 30), date(2023, 5, 1))
    assert (found["ny"].replaces, found["ny"].role) == ("a1", old.role)
    problem = build_problem(changed)
    assert [each.share for each in problem.members if each.id == "ny"] == [0]


def choices(changed: Network) -> dict[str, dict[str, object]]:
    """What is decided about single meetings, without what is as usual."""
    return {
        each.meeting: {key: value for key, value in each.model_dump(exclude_defaults=True).items() if key != "meeting"}
        for each in changed.settings.choices
    }


def test_meetings_are_held_online_and_a_venue_fixed_before_counts_no_more() -> None:
    fixed = after("fix meeting=2/nord venue=akkc", "fix meeting=2/syd venue=akkc").network
    assert choices(after("online meetings=2/nord", before=fixed).network) == {
        "2/nord": {"online": "always"}, "2/syd": {"fixed_venue": "akkc"},
    }  # fmt: skip
    assert choices(after("online meetings=2/nord mode=allowed", before=fixed).network) == {
        "2/nord": {"online": "allowed", "fixed_venue": "akkc"}, "2/syd": {"fixed_venue": "akkc"},
    }  # fmt: skip


def test_a_round_is_held_online_as_far_as_it_is_still_to_be_held() -> None:
    assert choices(after("cancel meetings=2/nord later=no", "online round=2 mode=never").network) == {
        "2/nord": {"dropped": True}, "2/syd": {"online": "never"},
    }  # fmt: skip
    both = after("online round=2 mode=allowed", as_of=date(2023, 3, 14)).network
    assert choices(both) == {"2/nord": {"online": "allowed"}, "2/syd": {"online": "allowed"}}


def test_from_a_day_on_everything_is_online_and_never_before_today() -> None:
    said = after(
        "online first_day=2023-05-01 last_day=2023-05-31 regions=nord reason=Varsel",
        "online first_day=2023-02-01 reason=x",
    ).network.settings.online
    assert [(each.reason, each.first_day, each.last_day, each.regions) for each in said] == [
        ("Varsel", date(2023, 5, 1), date(2023, 5, 31), ("nord",)), ("x", AS_OF, None, None),
    ]  # fmt: skip


def test_regions_that_meet_together_lose_what_was_decided_for_each() -> None:
    booked = [
        BookingRow(venue="akkc", first_day=date(2023, 6, 8), meeting=each, state=BookingState.CONFIRMED)
        for each in ("2/nord", "3/nord", "3/syd")
    ]
    before = after("fix meeting=2/nord venue=akkc", "fix meeting=3/syd venue=akkc").network.changed(
        bookings=tuple(booked)
    )
    together = after("together round=3", before=before).network
    assert [(each.round, each.regions) for each in together.settings.together] == [("3", ("nord", "syd"))]
    assert choices(together) == {"2/nord": {"fixed_venue": "akkc"}}
    assert [each.meeting for each in together.bookings] == ["2/nord", None, None]
    assert [each.id for each in build_problem(together).meetings] == ["1/nord", "1/syd", "2/nord", "2/syd", "3"]
    fixed = after("fix meeting=3 venue=akkc", "together round=2", before=together).network
    assert [each.round for each in fixed.settings.together] == ["3", "2"]
    apart = after("together round=3 apart=yes", before=fixed).network
    assert [(each.round, each.regions) for each in apart.settings.together] == [("2", ("nord", "syd")), ("3", ())]
    assert choices(apart) == {}
    assert [each.id for each in build_problem(apart).meetings] == ["1/nord", "1/syd", "2", "3/nord", "3/syd"]


def test_only_regions_of_the_round_meet_together() -> None:
    regions = tuple(Region(id=each, name=each) for each in ("nord", "syd", "vest"))
    homes = (
        Municipality(id=n, name=n, region=each, lat=56, lon=9)
        for n, each in (("0851", "nord"), ("0860", "nord"), ("0607", "syd"), ("0661", "vest"))
    )
    rounds = tuple(each.changed(regions=("nord", "syd")) for each in network().settings.rounds if each.id != "1")
    of_two = network(regions=regions).settings.changed(rounds=rounds)
    before = small_network(of_two, municipalities=tuple(homes))
    found = after("together round=2", before=before).network
    assert [each.regions for each in found.settings.together] == [("nord", "syd")]
    named = after("together round=3 regions=nord,syd,vest", before=before).network
    assert [each.regions for each in named.settings.together] == [("nord", "syd")]


def test_a_fixed_day_in_another_window_of_a_cancelled_meeting_stays() -> None:
    fixed = after("fix meeting=3/nord day=2023-06-08", "fix meeting=2/nord day=2023-03-14").network
    found = after("cancel meetings=3/nord until=2023-07-31", before=fixed).network
    assert choices(found)["2/nord"] == {"fixed_day": date(2023, 3, 14)}
    assert choices(found)["3/nord"]["forbidden_days"] == (date(2023, 6, 8),)
    assert "fixed_day" not in choices(found)["3/nord"]


@pytest.mark.parametrize(("closed", "stays"), [
    ({}, False), ({"regions": ("nord",)}, False), ({"regions": ("syd",)}, True),
    ({"municipalities": ("0851",)}, False), ({"municipalities": ("0607",)}, True), ({"points": 9}, True),
    ({"venues": ("akkc",)}, True), ({"people": ("a1",)}, True),
])  # fmt: skip
def test_a_fixed_day_goes_if_it_is_closed_for_those_who_meet(closed: dict[str, object], stays: bool) -> None:  # noqa: FBT001
    fixed = after("fix meeting=3/nord day=2023-06-08").network
    row = Blackout(reason="Fest", first_day=date(2023, 6, 8), **closed)  # type: ignore[arg-type]
    shut = fixed.changed(settings=fixed.settings.changed(blackouts=(row,)))
    found = choices(postpone(shut, ["3/nord"], AS_OF, date(2023, 10, 31)))
    assert ("fixed_day" in found["3/nord"]) == stays


def test_a_joint_round_keeps_its_fixed_day_if_another_meeting_is_postponed() -> None:
    rounds = (
        small_round(fixed_day=date(2023, 3, 14)), *(each for each in network().settings.rounds if each.id != "1"),
    )  # fmt: skip
    before = small_network(small_settings(rounds=rounds))
    found = postpone(before, ["3/nord"], date(2023, 6, 10), date(2023, 10, 31))
    assert found.settings.rounds[0].fixed_day == date(2023, 3, 14)
    assert choices(found) == {"3/nord": {"window": ["2023-06-11", "2023-10-31"]}}
    later = postpone(before, ["kickoff"], date(2023, 3, 1), date(2023, 10, 31))
    assert later.settings.rounds[0].fixed_day == date(2023, 3, 14)
    gone = postpone(before, ["kickoff"], date(2023, 3, 14), date(2023, 10, 31))
    assert gone.settings.rounds[0].fixed_day is None


def test_the_fixed_day_of_a_joint_round_goes_if_it_is_closed() -> None:
    rounds = (small_round(fixed_day=date(2023, 3, 14)),)
    closed = (Blackout(reason="Fest", first_day=date(2023, 3, 14)),)
    before = small_network(small_settings(rounds=rounds)).changed()
    shut = before.changed(settings=before.settings.changed(blackouts=closed))
    for of, left in ((before, date(2023, 3, 14)), (shut, None)):
        found = postpone(of, ["kickoff"], date(2023, 3, 1), date(2023, 10, 31))
        assert found.settings.rounds[0].fixed_day == left


def test_a_cancelled_meeting_with_a_window_of_its_own_stays_in_that() -> None:
    own = after("window meeting=2/nord first=2023-03-10 last=2023-03-18").network
    assert choices(after("cancel meetings=2/nord", before=own).network)["2/nord"]["window"] == [
        "2023-03-15",
        "2023-03-18",
    ]
    assert choices(after("cancel meetings=2/syd", before=own).network)["2/syd"]["window"] == [
        "2023-03-15",
        "2023-03-20",
    ]


def test_a_meeting_is_postponed_to_the_last_day_there_is() -> None:
    assert choices(postpone(network(), ["3/nord"], date(2023, 12, 30))) == {
        "3/nord": {"window": ["2023-12-31", "2023-12-31"]}
    }


def member(changed: Network, name: str) -> Member:
    return next(each for each in changed.members if each.id == name)


def test_members_leave_yesterday_at_the_earliest_and_others_stay() -> None:
    left = after("member_left member=a1").network
    assert (member(left, "a1").last_day, member(left, "c1").last_day) == (date(2023, 2, 28), None)
    assert member(after("member_left member=a1 last_day=2023-01-05").network, "a1").last_day == date(2023, 2, 28)
    assert member(after("member_left member=a1 last_day=2023-05-05").network, "a1").last_day == date(2023, 5, 5)


def test_a_member_joins_today_unless_it_is_said_and_leaves_the_others_alone() -> None:
    joined = after("member_joined id=ny municipality=0851 role=leder replaces=a1").network
    assert (member(joined, "ny").from_day, member(joined, "ny").role) == (AS_OF, "leder")
    assert (member(joined, "a1").last_day, member(joined, "c1").last_day) == (date(2023, 2, 28), None)
    before = after("member_left member=a1 last_day=2023-03-20").network
    later = after("member_joined id=ny municipality=0851 replaces=a1 from_day=2023-05-01", before=before).network
    assert member(later, "a1").last_day == date(2023, 3, 20)


def test_who_left_before_joining_is_said() -> None:
    rows = (replace(each, from_day=date(2023, 5, 2)) if each.id == "a1" else each for each in network().members)
    before = network().changed(members=tuple(rows))
    after("member_left member=a1 last_day=2023-05-02", before=before)
    after("member_left member=c1 last_day=2023-05-01", before=before)
    with pytest.raises(InputErrors, match="a1"):
        after("member_left member=a1 last_day=2023-05-01", before=before)


def test_staff_leave_today_unless_it_is_said() -> None:
    gone = after("staff_leaves person=K1").network.busy["K1"]
    assert [each.span for each in gone] == [Span(AS_OF, date(2023, 12, 31))]
    later = after("staff_leaves person=K1 from_day=2023-05-01").network.busy["K1"]
    assert [each.span for each in later] == [Span(date(2023, 5, 1), date(2023, 12, 31))]


def test_venues_close_for_a_day_or_until_the_end() -> None:
    day = after("venue_closed venue=akkc first_day=2023-05-01 last_day=2023-05-01").network.venue_closed
    assert [row.span() for row in day] == [Span(date(2023, 5, 1), date(2023, 5, 1))]
    whole = after("venue_closed venue=akkc first_day=2023-05-01").network.venue_closed
    assert [row.span() for row in whole] == [Span(date(2023, 5, 1), date(2023, 12, 31))]


def test_a_region_of_another_name_takes_its_homes_from_that_day_on() -> None:
    found = after("region_merged regions=nord,syd into=ny name=Nyt day=2023-05-01").network
    assert [(each.id, each.name) for each in found.settings.regions][-1] == ("ny", "Nyt")
    homes = {each.id for each in found.municipalities}
    for day, regions in ((date(2023, 4, 30), {"nord", "syd"}), (date(2023, 5, 1), {"ny"})):
        assert {found.membership.region_of(home, day) for home in homes} == regions
    only = after("region_merged regions=nord into=syd day=2023-05-01").network
    assert {each.id for each in only.settings.regions} == {each.id for each in network().settings.regions}
    assert {only.membership.region_of(home, date(2023, 5, 1)) for home in homes} == {"syd"}
    again = after("region_merged regions=syd into=nord day=2023-05-01", before=only).network
    assert {again.membership.region_of(home, date(2023, 5, 1)) for home in homes} == {"nord"}


def test_where_regions_are_merged_again_what_was_before_stays_so() -> None:
    first = after("region_merged regions=nord into=syd day=2023-05-01").network
    homes = {each.region: each.id for each in first.municipalities}
    second = after("region_merged regions=syd into=ny name=Nyt day=2023-06-01", before=first).network
    for home, then in ((homes["nord"], "nord"), (homes["syd"], "syd")):
        found = [second.membership.region_of(home, date(2023, month, 15)) for month in (4, 5, 6)]
        assert found == [then, "syd", "ny"]
    other = after("region_merged regions=syd into=ny name=Nyt day=2023-05-01", before=first).network
    assert {other.membership.region_of(home, date(2023, 5, 1)) for home in homes.values()} == {"ny"}


def test_a_name_with_commas_is_one_name() -> None:
    venues = tuple(replace(each, name="Hal, 2, 3" if each.id == "akkc" else each.name) for each in network().venues)
    known = network().changed(venues=venues)
    for typed, meant in (("Hal, 2, 3", "akkc"), ("akkc", "akkc"), ("messe-c", "messe-c")):
        (found,) = (with_ids(each, known) for each in parse_change(f'venue_closed venue="{typed}"', "en"))
        assert found == next(iter(parse_change(f"venue_closed venue={meant}", "en")))


def test_a_parameter_that_is_given_no_value_is_as_usual_again() -> None:
    said = [
        f"rules rule=region_gap parameter={each}" for each in ("min_days value=120", "max_days value=200", "min_days")
    ]
    for number, left in ((2, {"min_days": 120, "max_days": 200}), (3, {"max_days": 200})):
        rule = after(*said[:number]).network.settings.rules["region_gap"]
        assert rule.model_dump(exclude_unset=True) == left


def test_a_name_in_a_list_may_have_been_split_at_three_commas_and_no_more() -> None:
    known = network(regions=(Region(id="nord", name="A, B, C, D"), Region(id="syd", name="A, B, C, D, E")))
    for typed, meant in (("A, B, C, D", ("nord",)), ("A, B, C, D, E", ("nord", "E"))):
        (found,) = (with_ids(each, known) for each in parse_change(f'together round=2 regions="{typed}"', "en"))
        assert found.model_dump()["regions"] == meant
