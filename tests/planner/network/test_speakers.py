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
from tests.planner.network_files import NetworkFiles, small_network, small_round, small_settings

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
    assert [dict(each.staff) for each in problem.meetings] == [{"KL": 1, "Oplæg": 1}] * 2
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


def test_a_speaker_of_a_team_that_is_needed_by_number_is_one_of_them() -> None:
    rounds = (
        small_round(staff={"KL": 2}, speakers=["K1"], window=[FIRST, LAST]),
        small_round(id="next", staff={"KL": 1}, window=[FIRST, FIRST]),
    )  # fmt: skip
    staff = (*STAFF, StaffPerson(id="K3", team="KL"))
    away = {"K1": (Busy(Span(date(2023, 3, 2), date(2023, 3, 2))),), "K3": (Busy(Span(FIRST, FIRST)),)}
    problem = build_problem(small_network(small_settings(rounds=rounds), staff=staff, busy=away))
    assert [(dict(each.staff), each.speakers) for each in problem.meetings] == [({"KL": 1}, ()), ({"KL": 2}, (0,))]
    model = MipModel(problem)
    values = best_values(model)
    assert values is not None
    plan = plan_of(model, values)
    assert not check(problem, plan).broken
    [other, own] = plan.meetings
    assert own.start.date() == LAST, "on the first day too few are left, on the next the speaker is away"
    assert "K1" in own.staff
    assert (len(own.staff), len(other.staff)) == (2, 1)


def test_more_speakers_of_a_team_than_its_number_all_come() -> None:
    rounds = (small_round(staff={"KL": 1}, speakers=["K1", "K2", "anna"]),)
    [held] = build_problem(small_network(small_settings(rounds=rounds), staff=STAFF)).meetings
    assert (dict(held.staff), held.speakers) == ({"KL": 2, "Oplæg": 1}, (0, 1, 2))


def test_speakers_are_named_by_id_or_name(tmp_path: Path) -> None:
    files = NetworkFiles(tmp_path)
    files.add("staff.csv", "anna;Oplæg;Anna Hansen\n")
    files.replace("network.toml", 'kind = "joint"', 'kind = "joint"\nspeakers = ["Anna Hansen"]')
    assert files.load().settings.rounds[0].speakers == ("anna",)
    files.replace("network.toml", "Anna Hansen", "Bo")
    [told] = files.wrong()
    assert (told.key, told.values["where"]) == ("references.unknown", "references.targets.staff")
