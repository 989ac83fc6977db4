"""Planning on from an accepted plan."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from constraints.check import check
from constraints.planning import PlanningResult
from constraints.problem.outcome import Outcome, OutcomeStatus
from constraints.problem.plan import Plan
from constraints.problem.problem import PlannedMeeting
from constraints.rules.wanted_day import WantedDay
from planner.explain.subject import BrokenPlanError
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.network.tables import Room
from planner.schemas.plans import answer_json
from planner.store.archive import Archive
from planner.store.database import open_store
from planner.use_cases import planning
from planner.use_cases.planning import PlanOn
from tests.planner.reschedule.small import LIMITS, network, plan
from tests.planner.use_cases.test_accepting import accepted, moved

SPRING_IS_OVER = date(2023, 4, 1)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_store(str(tmp_path / "network.sqlite")) as store:
        found = Archive(store, "net")
        accepted(found, plan())
        yield found


def wants_another_day() -> Network:
    """The network with cheap wishes: the autumn on 20 September, and the kick-off on 1 June."""
    written = network()
    days = {"2": date(2023, 9, 20), "kickoff": date(2022, 6, 1)}
    rounds = [each.changed(wanted_day=days[each.id]) if each.id in days else each for each in written.settings.rounds]
    rules = {**written.settings.rules, "wanted_day": WantedDay(points=100)}
    return written.changed(settings=written.settings.changed(rounds=tuple(rounds), rules=rules))


def solved(on: PlanOn | None, written: Network) -> PlanningResult:
    return planning.solve(written, LIMITS, on=on, on_progress=lambda _: None, stop=threading.Event())


def by_id(found: PlanningResult) -> dict[str, PlannedMeeting]:
    assert found.outcome.status is OutcomeStatus.OPTIMAL
    assert found.outcome.plan is not None
    return {each.meeting: each for each in found.outcome.plan.meetings}


def test_without_a_revision_there_is_nothing_to_go_on_from(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "none.sqlite")) as store:
        assert PlanOn.last(Archive(store, "net"), network()) is None


@pytest.mark.slow
def test_what_was_held_stays_and_what_was_published_moves_only_for_more_than_it_costs(archive: Archive) -> None:
    written = wants_another_day()
    old = {each.meeting: each for each in plan().meetings}
    found = by_id(solved(PlanOn.last(archive, written, SPRING_IS_OVER), written))
    assert {name: found[name] for name in ("kickoff", "1/nord", "1/syd")} == {
        name: old[name] for name in ("kickoff", "1/nord", "1/syd")
    }
    assert {name: found[name].start for name in ("2/nord", "2/syd")} == {
        name: old[name].start for name in ("2/nord", "2/syd")
    }


@pytest.mark.slow
def test_from_scratch_the_published_moves_for_any_gain_and_the_held_never(archive: Archive) -> None:
    written = wants_another_day()
    on = PlanOn.last(archive, written, SPRING_IS_OVER, from_scratch=True)
    assert on is not None
    result = solved(on, written)
    found, old = by_id(result), {each.meeting: each for each in plan().meetings}
    assert found["kickoff"] == old["kickoff"]
    assert {found[name].start.date() for name in ("2/nord", "2/syd")} == {date(2023, 9, 20)}
    since = on.since(written, result)
    assert since is not None
    assert (since.revision, {before.meeting for before, _ in since.moved}) == (1, {"2/nord", "2/syd"})
    assert since.people == len({"a1", "a2", "c1", "c2", "K1"})


@pytest.mark.slow
def test_from_scratch_notice_is_given_all_the_same(archive: Archive) -> None:
    written = wants_another_day()
    found = by_id(solved(PlanOn.last(archive, written, date(2023, 9, 8), from_scratch=True), written))
    assert all(found[name].start.date() in {date(2023, 9, 12), date(2023, 9, 13)} or
               found[name].start.date() >= date(2023, 9, 22) for name in ("2/nord", "2/syd"))  # fmt: skip


def test_what_a_held_meeting_needs_must_stay_in_the_network(archive: Archive) -> None:
    written = network()
    gone = written.changed(rooms=tuple(replaced_room(written)))
    on = PlanOn.last(archive, gone, SPRING_IS_OVER)
    assert on is not None
    with pytest.raises(BrokenPlanError) as refused:
        on.problem(build_problem(gone))
    assert {each.meetings for each in refused.value.verdict.broken} == {("1/nord",)}


def replaced_room(written: Network) -> Iterator[Room]:
    """The rooms, that of AKKC under another id."""
    return (replace(each, id="B") if each.venue == "akkc" else each for each in written.rooms)


def test_what_nobody_moved_is_as_before_and_what_is_past_is_not_compared(archive: Archive) -> None:
    written = network()
    on = PlanOn.last(archive, written, SPRING_IS_OVER)
    assert on is not None
    problem = build_problem(written)

    def since(chosen: Plan) -> list[tuple[str, object]]:
        found = on.since(written, PlanningResult(problem, Outcome(OutcomeStatus.FEASIBLE, chosen)))
        assert found is not None
        return [(before.meeting, after and after.start.date()) for before, after in found.moved]

    assert since(plan()) == []
    assert since(moved("1/nord", 7)) == []
    assert since(moved("2/nord", 7)) == [("2/nord", date(2023, 9, 19))]
    assert since(Plan(tuple(each for each in plan().meetings if each.meeting != "2/syd"))) == [("2/syd", None)]


def found_without_solving(on: PlanOn | None, written: Network) -> PlanningResult:
    """Return an answer that is the small plan."""
    problem = build_problem(written) if on is None else on.problem(build_problem(written))
    verdict = check(problem, plan())
    return PlanningResult(problem, Outcome(OutcomeStatus.FEASIBLE, plan(), verdict, 0, None, 0.0))


def test_meetings_of_a_first_plan_that_lie_in_the_past_are_named() -> None:
    answer = found_without_solving(None, network())
    days = {each.meeting: each.start.date() for each in plan().meetings}
    today = sorted(days.values())[2]
    found = planning.past_meetings(answer, None, today)
    assert found is not None
    assert {*found.meetings} == {meeting for meeting, day in days.items() if day < today}
    assert found.as_of == today
    assert f"2 af {len(days)} møder" in found.sentence
    assert "Kick-off" in found.sentence
    assert answer_json(answer, past=found).past == found
    assert planning.past_meetings(answer, None, min(days.values())) is None


def test_what_has_been_held_is_no_meeting_in_the_past_that_nobody_can_come_to(archive: Archive) -> None:
    on = PlanOn.last(archive, network(), date(2024, 1, 1))
    assert planning.past_meetings(found_without_solving(on, network()), on) is None
