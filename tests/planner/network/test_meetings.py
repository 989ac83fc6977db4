from datetime import date, time
from fractions import Fraction
from typing import Any

import pytest

from calendars.days import Hours, Span
from constraints.problem.problem import EarliestDay, Meeting, Problem, RoomNeed
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.network.rounds import Breakouts, Choice, GuestGroup, MeetingDefaults, Round, Season, Series, Theme
from planner.network.tables import Member, Municipality, RegionChange, StaffPerson, Venue
from tests.planner.network_files import small_network, small_round, small_settings


def regional(name: str, month: int, **changes: object) -> Round:
    window = Span(date(2023, month, 1), date(2023, month, 20))
    return small_round(**{"id": name, "title": f"Møde {name}", "kind": "regional", "window": window, **changes})


def problem_of(*rounds: Round, **changes: object) -> Problem:
    return build_problem(small_network(small_settings(rounds=rounds, **changes)))


def meeting_of(problem: Problem, name: str) -> Meeting:
    found = problem.meeting(name)
    assert found is not None
    return found


def test_a_joint_round_is_one_meeting_for_all_at_any_venue() -> None:
    problem = problem_of(small_round())
    meeting = meeting_of(problem, "kickoff")
    assert (meeting.title, meeting.round, meeting.region, meeting.year) == ("Kick-off", "kickoff", None, 2023)
    assert (meeting.members, meeting.venues) == ((0, 1), (0, 1))
    assert (meeting.window, meeting.hours) == (Span(date(2023, 3, 1), date(2023, 3, 31)), Hours(time(10), time(15)))
    assert [(each.id, each.regional, each.meetings) for each in problem.rounds] == [("kickoff", False, (0,))]


def test_a_regional_round_is_a_meeting_in_each_region_with_its_own_members_and_venues() -> None:
    problem = problem_of(regional("r", 3))
    assert [(each.id, each.region, each.members, each.venues) for each in problem.meetings] == [
        ("r/nord", 0, (0,), (0,)), ("r/syd", 1, (1,), (1,))
    ]  # fmt: skip
    assert problem.rounds[0].meetings == (0, 1)


def test_listed_venues_stand_instead_of_those_of_the_region() -> None:
    problem = problem_of(regional("r", 3, venues=("messe-c", "akkc")))
    assert [each.venues for each in problem.meetings] == [(0, 1), (0, 1)]


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ({"hours": ["12:00", "11:30"], "days": 2}, Hours(time(12), time(11, 30), overnight=True)),
        ({"hours": ["12:00", "12:00"], "days": 2}, Hours(time(12), time(12), overnight=True)),
        ({"hours": ["10:00", "15:00"], "days": 2, "overnight": True}, Hours(time(10), time(15), overnight=True)),
        ({"hours": ["10:00", "15:00"], "days": 2, "overnight": False}, Hours(time(10), time(15))),
        ({"hours": ["10:00", "15:00"], "days": 2}, Hours(time(10), time(15))),
    ],
)
def test_several_days_are_one_stay_or_have_the_same_hours_each(written: dict[str, object], hours: Hours) -> None:
    assert meeting_of(problem_of(small_round(**written)), "kickoff").hours == hours


def test_a_round_may_have_a_choice_of_hours() -> None:
    written = {"hours": ["09:00", "12:00"], "other_hours": [["13:00", "16:00"], ["09:00", "12:00"]]}
    meeting = meeting_of(problem_of(small_round(**written)), "kickoff")
    assert (meeting.hours, meeting.other_hours) == (Hours(time(9), time(12)), (Hours(time(13), time(16)),))
    stays = {"hours": ["12:00", "11:30"], "other_hours": [["10:00", "15:00"]], "days": 2}
    assert [each.hours.overnight for each in meeting_of(problem_of(small_round(**stays)), "kickoff").choices] == [
        True
    ] * 2


def test_everything_a_round_asks_for_comes_to_its_meetings() -> None:
    asked = small_round(
        days=2, layout="classroom", headroom=10, breakouts=Breakouts(rooms=4, share=Fraction(1, 4), layout="cabaret"),
        staff={"KL": 1}, price_limit=60000, wanted_day=date(2023, 3, 7), fixed_day=date(2023, 3, 8), year=2022,
    )  # fmt: skip
    meeting = meeting_of(problem_of(asked), "kickoff")
    assert meeting.rooms == RoomNeed("classroom", 4, Fraction(1, 4), "cabaret", 10)
    assert (meeting.days, meeting.staff, meeting.price_limit, meeting.year) == (2, {"KL": 1}, 60000, 2022)
    assert (meeting.wanted, meeting.fixed_day) == (date(2023, 3, 7), date(2023, 3, 8))


def test_a_team_of_which_nobody_is_needed_is_not_asked() -> None:
    assert meeting_of(problem_of(small_round(staff={"KL": 0})), "kickoff").staff == {}


@pytest.mark.parametrize(("replaces", "expected"), [
    (None, {"KL": 2, "KLK": 3}), (False, {"KL": 2, "KLK": 3}), (True, {"KL": 2}),
])  # fmt: skip
def test_the_staff_of_a_round_is_added_to_the_general_one_unless_it_says_to_replace_it(
    replaces: object, expected: dict[str, int]
) -> None:
    hours = Hours(time(10), time(15))
    people = (StaffPerson(id="K1", team="KL"), StaffPerson(id="K2", team="KLK"))
    general = MeetingDefaults(staff={"KL": 1, "KLK": 3})
    own: dict[str, Any] = {"staff": {"KL": 2}, "staff_replaces": replaces}
    season = Season.model_validate({"name": "forår", "from": "03-01", "to": "06-20"})
    series = Series(id="s", title="S", kind="joint", years=(2023, 2023), seasons=(season,), hours=hours, **own)
    settings = small_settings(meetings=general, rounds=(small_round(**own),), series=(series,))
    problem = build_problem(small_network(settings, staff=people))
    assert [dict(each.staff) for each in problem.meetings] == [expected, expected]


def test_a_team_that_a_round_does_without_is_named_with_0() -> None:
    settings = small_settings(meetings=MeetingDefaults(staff={"KL": 1}), rounds=(small_round(staff={"KL": 0}),))
    assert build_problem(small_network(settings)).meetings[0].staff == {}


def test_only_members_with_the_roles_take_part() -> None:
    assert meeting_of(problem_of(small_round(roles=("chef",))), "kickoff").members == (0,)


def test_guests_of_the_theme_are_added_up_and_its_law_sets_the_earliest_day() -> None:
    theme = Theme(
        id="lov", title="Barnets Lov", in_force=date(2023, 3, 10), in_force_reason="Barnets Lov træder i kraft",
        guests=(GuestGroup(group="Skole", number=10), GuestGroup(group="PPR", number=6)),
    )  # fmt: skip
    meeting = meeting_of(problem_of(small_round(theme="lov"), themes=(theme,)), "kickoff")
    assert meeting.guests == 16
    assert meeting.earliest == (EarliestDay(date(2023, 3, 10), "Barnets Lov træder i kraft"),)


def test_a_law_without_reason_is_told_by_its_theme() -> None:
    theme = Theme(id="lov", title="Barnets Lov", in_force=date(2023, 3, 10))
    settings = {"themes": (theme,), "locale": "da"}
    meeting = meeting_of(problem_of(small_round(theme="lov"), **settings), "kickoff")
    assert meeting.earliest[0].reason == "først da gælder temaet Barnets Lov"
    settings["locale"] = "en"
    meeting = meeting_of(problem_of(small_round(theme="lov"), **settings), "kickoff")
    assert meeting.earliest[0].reason == "only then does the theme Barnets Lov apply"


def test_notice_counts_from_the_announcement() -> None:
    announced = {"announced": date(2023, 2, 1), "locale": "da"}
    meeting = meeting_of(problem_of(small_round(notice_days=30), **announced), "kickoff")
    assert meeting.earliest == (EarliestDay(date(2023, 3, 3), "planen meldes ud 1. februar 2023 med 30 dages varsel"),)
    meeting = meeting_of(problem_of(small_round(notice_days=1), **{**announced, "locale": "en"}), "kickoff")
    assert meeting.earliest[0].reason == "the plan is announced on 1 February 2023 with 1 day's notice"
    assert meeting_of(problem_of(small_round(), **announced), "kickoff").earliest == ()


def test_choices_for_one_meeting_are_gathered_and_stand_over_its_round() -> None:
    choices = (
        Choice(meeting="kickoff", fixed_day=date(2023, 3, 9), forbidden_days=(date(2023, 3, 1),)),
        Choice(
            meeting="kickoff", fixed_venue="messe-c", forbidden_days=(date(2023, 3, 2),), forbidden_venues=("akkc",)
        ),
        Choice(meeting="other", wanted_day=date(2023, 3, 6)),
    )
    problem = problem_of(small_round(fixed_day=date(2023, 3, 8)), small_round(id="other"), choices=choices)
    meeting = meeting_of(problem, "kickoff")
    assert (meeting.fixed_day, meeting.fixed_venue, meeting.wanted) == (date(2023, 3, 9), 1, None)
    assert meeting.forbidden_days == {date(2023, 3, 1), date(2023, 3, 2)}
    assert meeting.forbidden_venues == {0}
    assert meeting_of(problem, "other").wanted == date(2023, 3, 6)


def test_a_meeting_may_have_a_window_of_its_own_and_another_be_dropped() -> None:
    own = Span(date(2023, 3, 6), date(2023, 5, 1))
    choices = (Choice(meeting="r/nord", window=own), Choice(meeting="r/syd", dropped=True))
    problem = problem_of(regional("r", 3), small_round(), choices=choices)
    assert [(each.id, each.window) for each in problem.meetings] == [
        ("r/nord", own), ("kickoff", Span(date(2023, 3, 1), date(2023, 3, 31)))
    ]  # fmt: skip
    assert [(each.id, each.meetings) for each in problem.rounds] == [("r", (0,)), ("kickoff", (1,))]


def test_a_member_is_invited_to_the_meetings_whose_first_day_lies_in_the_time_of_taking_part() -> None:
    members = (
        Member(id="always", municipality="0851"),
        Member(id="later", municipality="0851", from_day=date(2023, 3, 20)),
        Member(id="gone", municipality="0851", last_day=date(2023, 3, 10)),
        Member(id="between", municipality="0851", from_day=date(2023, 3, 9), last_day=date(2023, 3, 19)),
        Member(id="before", municipality="0851", last_day=date(2022, 12, 31)),
    )
    problem = build_problem(small_network(small_settings(rounds=(regional("r", 3, days=2),)), members=members))
    meeting = meeting_of(problem, "r/nord")
    assert {
        day: {members[n].id for n in problem.invited(meeting, date(2023, 3, day))} for day in (8, 9, 10, 11, 19, 20)
    } == {
        8: {"always", "gone"}, 9: {"always", "gone", "between"}, 10: {"always", "gone", "between"},
        11: {"always", "between"}, 19: {"always", "between"}, 20: {"always", "later"},
    }  # fmt: skip


def test_the_first_day_of_the_window_says_with_which_region_a_municipality_meets_in_the_round() -> None:
    changes = (RegionChange(municipality="0851", region="syd", from_day=date(2023, 3, 10)),)
    written = small_network(
        small_settings(rounds=(regional("a", 3), regional("b", 5))), region_changes=changes,
    )  # fmt: skip
    homes = {
        each.id: [written.members[n].municipality for n in each.members] for each in build_problem(written).meetings
    }
    assert homes == {"a/nord": ["0851"], "a/syd": ["0607"], "b/syd": ["0851", "0607"]}


def test_regional_meetings_follow_each_other_in_order_of_windows() -> None:
    problem = problem_of(regional("late", 9), small_round(), regional("early", 2), regional("middle", 5))
    pairs = [(problem.meetings[a].id, problem.meetings[b].id) for a, b in problem.successive]
    assert pairs == [
        ("early/nord", "middle/nord"),
        ("early/syd", "middle/syd"),
        ("middle/nord", "late/nord"),
        ("middle/syd", "late/syd"),
    ]


def pairs_in_nord(*rounds: Round, roles: tuple[str, ...] = ("chef", "konsulent")) -> list[str]:
    """Rounds whose meetings follow each other in Nord, where there is a member in each of the roles."""
    members = [Member(id=f"n{n}", municipality="0851", role=role) for n, role in enumerate(roles)]
    problem = build_problem(small_network(small_settings(rounds=rounds), members=tuple(members)))
    named = [(problem.meetings[a].id, problem.meetings[b].id) for a, b in problem.successive]
    return [a[0] + b[0] for a, b in named if a.endswith("nord")]


def test_a_round_for_some_roles_and_one_for_everybody_follow_each_other() -> None:
    chefs = {"roles": ("chef",)}
    assert pairs_in_nord(regional("a", 2, **chefs), regional("b", 5)) == ["ab"]
    assert pairs_in_nord(regional("a", 2, **chefs), regional("b", 5), regional("c", 9, **chefs)) == ["ab", "bc"]


def test_rounds_follow_each_other_for_those_who_are_not_asked_to_the_one_between() -> None:
    assert pairs_in_nord(regional("a", 2), regional("b", 5, roles=("chef",)), regional("c", 9)) == ["ab", "ac", "bc"]


def test_rounds_for_different_roles_do_not_follow_each_other() -> None:
    chefs, others = {"roles": ("chef",)}, {"roles": ("konsulent",)}
    rounds = [regional("a", 2, **chefs), regional("b", 4, **others), regional("c", 6, **chefs)]
    assert pairs_in_nord(*rounds, regional("d", 9, **others)) == ["ac", "bd"]


def test_rounds_for_everybody_follow_each_other_where_no_member_is_known() -> None:
    assert pairs_in_nord(regional("a", 2), regional("b", 5), roles=()) == ["ab"]


def merging() -> Network:
    """Two regions of which the second gives its municipality to the first on 1 June; a venue goes with it."""
    return small_network(
        small_settings(rounds=(regional("before", 5), regional("after", 9))),
        region_changes=(RegionChange(municipality="0607", region="nord", from_day=date(2023, 6, 1)),),
        venues=(
            Venue(id="akkc", name="AKKC", region="nord", lat=57.0, lon=10.0),
            Venue(id="messe-c", name="MESSE C", municipality="0607", lat=55.5, lon=9.7),
        ),
    )


def test_after_a_change_of_region_members_and_venues_meet_there() -> None:
    problem = build_problem(merging())
    assert [(each.id, each.members, each.venues) for each in problem.meetings] == [
        ("before/nord", (0,), (0,)), ("before/syd", (1,), (1,)), ("after/nord", (0, 1), (0, 1))
    ]  # fmt: skip
    assert problem.venues[1].region == 1


def test_a_merged_region_follows_both_that_went_into_it() -> None:
    assert build_problem(merging()).successive == ((0, 2), (1, 2))


def test_a_region_without_municipalities_holds_no_meeting() -> None:
    network = small_network(
        small_settings(rounds=(regional("r", 3),)),
        municipalities=(Municipality(id="0851", name="A", region="nord", lat=57.0, lon=10.0),),
        members=(Member(id="a1", municipality="0851"),),
    )
    assert [meeting.id for meeting in build_problem(network).meetings] == ["r/nord"]


def test_one_person_with_two_roles_is_asked_to_the_meetings_of_both_and_counts_once() -> None:
    members = (
        Member(id="a1", municipality="0851", role="chef, leder"), Member(id="a2", municipality="0851", role="leder"),
        Member(id="c1", municipality="0607", role="chef"),
    )  # fmt: skip
    rounds = (
        regional("chefer", 3, roles=("chef",)), regional("ledere", 4, roles=("leder",)), regional("alle", 5),
    )  # fmt: skip
    problem = build_problem(small_network(small_settings(rounds=rounds), members=members))
    found = {each.id: each.members for each in problem.meetings}
    assert (found["chefer/nord"], found["ledere/nord"], found["alle/nord"]) == ((0,), (0, 1), (0, 1))
    names = [each.id for each in problem.meetings]
    pairs = {(names[one], names[other]) for one, other in problem.successive}
    assert pairs == {
        ("chefer/nord", "ledere/nord"), ("ledere/nord", "alle/nord"), ("chefer/syd", "alle/syd"),
    }  # fmt: skip
