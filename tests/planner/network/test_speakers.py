"""Speakers: people who must be at every meeting of a round in person."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from calendars.days import Span
from constraints.check import check
from constraints.model.model import MipModel, plan_of
from constraints.problem.busy import Busy
from planner.feeds.audiences import AudienceKind, AudienceSet, overview
from planner.network.problem import build_problem
from planner.network.published import publish_meetings
from planner.network.tables import StaffPerson
from planner.store.feeds import Audience
from tests.constraints.solving import best_values
from tests.planner.network_files import NetworkFiles, small_network, small_round, small_settings, wrong

STAFF = (
    StaffPerson(id="K1", team="KL", name="Kim"), StaffPerson(id="K2", team="KL"),
    StaffPerson(id="anna", team="Oplæg", name="Anna"), StaffPerson(id="bo", team="Oplæg", name="Bo"),
)  # fmt: skip
FIRST, LAST = date(2023, 3, 1), date(2023, 3, 3)


def test_a_speaker_must_be_there_in_person_and_busy_times_close_days() -> None:
    rounds = (
        small_round(staff={"KL": 1}, speakers=["anna"], window=[FIRST, LAST]),
        small_round(id="next", staff={"KL": 1}, speakers=["anna"], window=[FIRST, LAST]),
    )  # fmt: skip
    away = {"anna": (Busy(Span(date(2023, 3, 2), date(2023, 3, 2))),)}
    network = small_network(small_settings(rounds=rounds), staff=STAFF, busy=away)
    problem = build_problem(network)
    assert [dict(each.staff) for each in problem.meetings] == [{"KL": 1, "Anna": 1}] * 2
    model = MipModel(problem)
    values = best_values(model)
    assert values is not None
    plan = plan_of(model, values)
    assert [each.start.date() for each in plan.meetings] == [FIRST, LAST], "one meeting a day, and Anna is away between"
    assert all("anna" in each.staff and "bo" not in each.staff for each in plan.meetings)
    assert not check(problem, plan).broken
    for told in publish_meetings(network, problem, plan).values():
        own = [Audience(AudienceKind.STAFF, each) for each in ("anna", "bo")]
        assert overview(told, AudienceSet(own)) == {own[0]}


def test_who_speaks_to_nothing_stays_in_the_team() -> None:
    problem = build_problem(small_network(small_settings(rounds=(small_round(speakers=["anna"]),)), staff=STAFF))
    assert [each.team for each in problem.staff] == ["KL", "KL", "Anna", "Oplæg"]


def test_speakers_of_one_name_are_told_apart_by_id() -> None:
    alike = (StaffPerson(id="x", team="O", name="Kim"), *STAFF)
    rounds = (small_round(speakers=["x", "bo"]),)
    network = small_network(small_settings(rounds=rounds), staff=alike)
    assert dict(network.speaker_teams) == {"x": "x", "bo": "Bo"}


def test_a_speaker_of_a_team_that_is_needed_by_number_is_an_error() -> None:
    rounds = (small_round(staff={"KL": 1}, speakers=["K1"]),)
    [told] = wrong(settings=small_settings(rounds=rounds), staff=STAFF)
    assert (told.key, told.values["found"], told.values["team"]) == ("network.speaker_of_team", "K1", "KL")


def test_speakers_are_named_by_id_or_name(tmp_path: Path) -> None:
    files = NetworkFiles(tmp_path)
    files.add("staff.csv", "anna;Oplæg;Anna Hansen\n")
    files.replace("network.toml", 'kind = "joint"', 'kind = "joint"\nspeakers = ["Anna Hansen"]')
    assert files.load().settings.rounds[0].speakers == ("anna",)
    files.replace("network.toml", "Anna Hansen", "Bo")
    [told] = files.wrong()
    assert (told.key, told.values["where"]) == ("references.unknown", "references.targets.staff")
