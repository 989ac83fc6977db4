"""The examples in the package: each is complete, true to what is known, and planned."""

from datetime import date, timedelta
from functools import cache

import pytest

from calendars.blackouts import Blackout, BlackoutKind, BlackoutScope
from constraints.problem.outcome import Limits, Outcome, OutcomeStatus
from constraints.problem.problem import Meeting, Problem
from constraints.rules.quorum import Quorum
from constraints.solve import solve
from planner.examples import DEFAULT, DESCRIPTIONS, folder
from planner.files.load import load_network
from planner.network.problem import build_problem

EVERY = pytest.mark.parametrize("name", DESCRIPTIONS)
PARTNERS = "partnere-2020"
"""The example that takes longest to plan."""
LIMITS = Limits(seconds=120)
WITHIN = 0.01
"""Most that a plan may be from the optimum, if it is not proved, as a share."""


@cache
def problem_of(name: str) -> Problem:
    return build_problem(load_network(folder(name)))


@cache
def outcome_of(name: str) -> Outcome:
    return solve(problem_of(name), LIMITS)


def meeting_of(name: str, meeting_id: str) -> Meeting:
    found = problem_of(name).meeting(meeting_id)
    assert found is not None
    return found


def closed_for_all(name: str, day: date) -> list[Blackout]:
    return [each for each in problem_of(name).blackouts if each.scope is BlackoutScope.EVERYONE and day in each.span]


def meetings_of_round(name: str, round_id: str) -> list[str]:
    return [meeting.id for meeting in problem_of(name).meetings if meeting.round == round_id]


def test_every_folder_in_the_package_is_described() -> None:
    found = {path.parent.name for path in folder(DEFAULT).parent.glob("*/network.toml")}
    assert found == set(DESCRIPTIONS)


def test_an_example_that_does_not_exist_has_no_folder() -> None:
    with pytest.raises(KeyError):
        folder("findes-ikke")


@EVERY
def test_example_names_its_sources(name: str) -> None:
    sources = (folder(name) / "KILDER.md").read_text(encoding="utf-8")
    assert "GeoNames" in sources
    assert "CC BY 4.0" in sources
    assert "Illustrationer" in sources


@EVERY
def test_example_is_described_in_one_line_of_each_language(name: str) -> None:
    lines = [DESCRIPTIONS[name].say("en"), DESCRIPTIONS[name].say("da")]
    assert all(0 < len(line) < 100 for line in lines)
    assert len(set(lines)) == 2


@EVERY
def test_example_explains_itself_to_those_who_copy_it(name: str) -> None:
    lines = (folder(name) / "network.toml").read_text(encoding="utf-8").splitlines()
    assert sum("#" in line for line in lines) > len(lines) / 8


@pytest.mark.parametrize(
    "name", [pytest.param(each, marks=[pytest.mark.slow] * (each == PARTNERS)) for each in DESCRIPTIONS]
)
def test_example_is_planned_and_nothing_in_the_plan_is_broken(name: str) -> None:
    outcome = outcome_of(name)
    assert outcome.plan is not None
    assert outcome.verdict is not None
    assert outcome.verdict.broken == ()
    assert {planned.meeting for planned in outcome.plan.meetings} == {m.id for m in problem_of(name).meetings}
    assert outcome.gap is not None
    assert outcome.status is OutcomeStatus.OPTIMAL or outcome.gap < WITHIN


def test_default_example_has_the_meetings_of_the_invitation() -> None:
    problem = problem_of(DEFAULT)
    assert len(problem.municipalities) == 98
    assert len(problem.members) == 475
    assert len(problem.meetings) == 1 + 7 * 5 + 1
    assert problem.price_per_member == 6000


def test_default_example_begins_in_messe_c_on_the_day_that_was_announced() -> None:
    plan = outcome_of(DEFAULT).plan
    assert plan is not None
    first = plan.meetings[0]
    assert (first.meeting, first.venue) == ("kickoff", "messe-c")
    assert first.start.isoformat() == "2022-06-02T10:00:00+02:00"
    assert first.end.isoformat() == "2022-06-02T15:30:00+02:00"


@pytest.mark.parametrize("polling_day", [date(2022, 6, 1), date(2024, 6, 9), date(2025, 11, 18)])
def test_default_example_knows_the_elections_of_its_time(polling_day: date) -> None:
    assert any(each.kind is BlackoutKind.ELECTION for each in closed_for_all(DEFAULT, polling_day))


def test_default_example_does_not_know_the_election_called_later() -> None:
    assert closed_for_all(DEFAULT, date(2022, 11, 1)) == []


@pytest.mark.parametrize("region", ["hovedstaden", "sjaelland", "syddanmark", "midtjylland", "nordjylland"])
def test_default_example_takes_up_the_law_when_it_is_in_force(region: str) -> None:
    earliest = meeting_of(DEFAULT, f"2023-1/{region}").earliest
    assert date(2023, 4, 1) in {each.day for each in earliest}


def test_default_example_has_guests_from_other_fields_only_in_its_first_round() -> None:
    guests = {meeting.round: meeting.guests for meeting in problem_of(DEFAULT).meetings}
    assert {name: number for name, number in guests.items() if number} == {"2022-2": 34}


def test_reference_network_has_a_seminar_of_two_days_at_the_start_of_the_year() -> None:
    plan = outcome_of("referencenetvaerk").plan
    assert plan is not None
    seminar = plan.meetings[0]
    assert seminar.meeting == "seminar"
    assert seminar.start.date() <= date(2021, 1, 14)
    assert seminar.end.date() - seminar.start.date() == timedelta(days=1)
    assert plan.meetings[-1].end.date() <= date(2022, 9, 30)


def test_reference_network_has_three_persons_from_each_of_15_municipalities() -> None:
    problem = problem_of("referencenetvaerk")
    by_municipality = [member.municipality for member in problem.members]
    assert [by_municipality.count(n) for n in range(len(problem.municipalities))] == [3] * 15


@pytest.mark.slow
def test_reference_network_of_the_partners_meets_only_after_the_step_that_it_is_about() -> None:
    problem, plan = problem_of(PARTNERS), outcome_of(PARTNERS).plan
    assert plan is not None
    round_of = {meeting.id: meeting.round for meeting in problem.meetings}
    held = {each.meeting: (each.start.date(), each.end.date()) for each in plan.meetings}
    steps = {"seminar": "skridt-1", **{f"moede-{n}/reference": f"skridt-{n + 1}" for n in range(1, 5)}}
    for meeting, step in steps.items():
        ends = [last for name, (_, last) in held.items() if round_of[name] == step]
        assert len(ends) == 5
        assert min((held[meeting][0] - last).days for last in ends) >= 14
    assert held["haandbog"][0] >= held["moede-4/reference"][1] + timedelta(days=14)
    assert held["moede-4/reference"][1] <= date(2022, 9, 30)


def test_partners_and_reference_network_have_meetings_of_their_own_with_three_persons_each() -> None:
    problem = problem_of(PARTNERS)
    homes = {
        meeting.id: {problem.members[each].municipality for each in meeting.members} for meeting in problem.meetings
    }
    assert len(problem.members) == 3 * (15 + 5)
    assert [len(homes[name]) for name in ("seminar", "moede-1/reference", "faelles-2021", "skridt-1/kolding")] == [
        15, 15, 5, 1
    ]  # fmt: skip
    assert homes["seminar"].isdisjoint(homes["faelles-2021"])


@pytest.mark.slow
def test_partners_host_their_joint_meetings_in_turn_and_their_own_at_home() -> None:
    problem, plan = problem_of(PARTNERS), outcome_of(PARTNERS).plan
    assert plan is not None
    at = {each.meeting: each.venue for each in plan.meetings}
    joint = [at[f"faelles-{year}"] for year in (2020, 2021, 2022)]
    assert joint == ["hos-kolding", "hos-koege", "hos-silkeborg"]
    assert all(at[each.id] == f"hos-{each.id.partition('/')[2]}" for each in problem.meetings if "skridt" in each.id)


def test_two_levels_meet_apart_and_together() -> None:
    problem = problem_of("netvaerk-2013-2017")
    roles = {
        meeting.round.split("-")[0]: {problem.members[member].role for member in meeting.members}
        for meeting in problem.meetings
    }
    both = {"chef", "faglig leder"}
    assert roles == {
        "aabning": both, "chefer": {"chef"}, "faglige": {"faglig leder"}, "midtvejs": both, "afslutning": both,
    }  # fmt: skip


def test_every_municipality_comes_with_its_levels_to_meetings_made_of_parts() -> None:
    problem = problem_of("netvaerk-2013-2017")
    [quorum] = (rule for rule in problem.rules if isinstance(rule, Quorum))
    assert quorum.missing_levels == 5
    for meeting in problem.meetings:
        minutes = sum(part.minutes for part in meeting.parts)
        assert minutes == (300 if meeting.round.startswith("faglige") else 0)


def test_five_regions_become_four() -> None:
    assert len(meetings_of_round("fire-regioner-2027", "2026-1")) == 5
    assert len(meetings_of_round("fire-regioner-2027", "2027-1")) == 4


def test_the_new_region_has_the_municipalities_of_the_two_old_ones() -> None:
    problem = problem_of("fire-regioner-2027")
    hovedstaden, sjaelland, oestdanmark = (
        set(meeting_of("fire-regioner-2027", meeting).members)
        for meeting in ("2026-1/hovedstaden", "2026-1/sjaelland", "2027-1/oestdanmark")
    )
    assert oestdanmark == hovedstaden | sjaelland
    assert len({problem.members[member].municipality for member in oestdanmark}) == 46


def test_election_of_2029_follows_from_its_rule() -> None:
    (election,) = closed_for_all("fire-regioner-2027", date(2029, 11, 20))
    assert election.kind is BlackoutKind.ELECTION
    assert election.span.last == date(2029, 11, 20)


def test_five_theme_days_are_held_by_the_first_that_applied_at_their_places() -> None:
    problem = problem_of("temadage-2016")
    assert [meeting.id.partition("/")[2] for meeting in problem.meetings] == ["0740", "0860", "0330", "0573", "0159"]
    assert [sum(meeting.venues) for meeting in problem.meetings] == [1, 2, 3, 4, 5]
    lengths = [meeting.hours.minutes for meeting in problem.meetings]
    assert lengths == [300, 210, 330, 300, 120]
    assert problem.meals.tolist() == [0] * 5
    assert all(meeting.guests >= 3 and meeting.staff == {"Socialstyrelsen": 2} for meeting in problem.meetings)
