"""What is kept of what was foreseen: found again for a day, stale when files change, and the first answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from constraints.problem.outcome import Limits, OutcomeStatus
from constraints.problem.plan import Plan
from planner.changes.closures import ElectionCalled, VenueClosed
from planner.network.closures import Risk
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.reschedule.foreseen import FRESH, STALE, basis_of, keep, kept, on_day, proved_repair, repaired_plans
from planner.reschedule.search import SearchResources
from planner.schemas.foresight import Foresight, Known
from planner.schemas.proposals import Answer, Ending
from planner.store.archive import Acceptance, Archive, Draft
from planner.store.database import open_store
from planner.store.documents import Content
from planner.store.errors import NotForeseenError
from planner.store.uploads import upload
from planner.use_cases.foresight.assumptions import ForesightRequest
from planner.use_cases.foresight.foreseeing import foresee
from planner.use_cases.rescheduling import RescheduleRequest, reschedule
from tests.planner.reschedule import small

AS_OF, AT = date(2023, 3, 10), datetime(2023, 3, 10, 9, tzinfo=UTC)
RISK = {
    "kind": "election", "reason": "Valg", "certain": True, "days_to_poll": [4], "days_to_cabinet": [2],
    "last_day": date(2023, 3, 31),
}  # fmt: skip


@cache
def network() -> Network:
    """Return the small network with an election that may be called."""
    plain = small.network()
    settings = plain.settings.model_copy(update={"risks": (Risk.model_validate(RISK),)})
    return plain.model_copy(update={"settings": settings})


@cache
def foreseen() -> Foresight:
    """Return what is foreseen of its plan, as revision 1."""
    solving = SearchResources(small.turns(), Limits(20, workers=1))
    return foresee(Content(network(), small.plan()), 1, ForesightRequest(AS_OF), solving)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An archive with the plan as revision 1, and what is foreseen of it."""
    with open_store(str(tmp_path / "network.sqlite")) as store:
        found = Archive(store, "net")
        found.accept(Draft.of(network(), build_problem(network()), small.plan()), Acceptance("Anne", "", AT, as_of=AT))
        keep(found, foreseen(), basis_of(found), AT)
        yield found


def called(day: int, cabinet: int) -> ElectionCalled:
    """Return the call of an election on a day of March, with a cabinet so many days later."""
    first = date(2023, 3, day)
    return ElectionCalled(
        reason="Valg", called=first, polling_day=first + timedelta(4), cabinet=first + timedelta(cabinet)
    )


def answers(archive: Archive, change: ElectionCalled, seconds: float = 20) -> tuple[list[Answer], Answer]:
    """Return the answers so far, and the last one."""
    so_far: list[Answer] = []

    def on_found(make: Callable[[], Answer]) -> None:
        so_far.append(make())

    solving = SearchResources(small.turns(), Limits(seconds, workers=1), on_found=on_found)
    record = archive.kept()
    request = RescheduleRequest((change,), change.called, wanted=1)
    return so_far, reschedule(archive, 1, record.content, request, solving)


def test_when_it_happens_the_kept_repair_is_the_answer_at_once_until_a_better_is_proved(archive: Archive) -> None:
    # Foreseen for a call on 18 March; called on the 17th, it hits the same two meetings.
    (run,) = [each for each in foreseen().risks[0].groups if len(each.hits) == 2]
    so_far, last = answers(archive, called(17, 7))
    (first,) = so_far[0].proposals
    assert first.proof.kept
    assert (first.proof.status, first.proof.gap) == (OutcomeStatus.FEASIBLE, None)
    assert [(each.meeting, each.after) for each in first.moves] == [
        (each.meeting, each.after) for each in run.repair.moves
    ]
    (best,) = last.proposals
    assert (best.proof.kept, best.proof.status) == (False, OutcomeStatus.OPTIMAL)


def test_for_just_what_was_foreseen_the_kept_repair_is_the_answer_with_its_proof(archive: Archive) -> None:
    (run,) = [each for each in foreseen().risks[0].groups if len(each.hits) == 2]
    assert run.repair.called.day == 18
    so_far, last = answers(archive, called(18, 6), seconds=0.001)
    assert so_far
    (best,) = last.proposals
    assert run.repair.proof is not None
    assert (best.proof.kept, best.proof.status) == (True, OutcomeStatus.OPTIMAL)
    assert best.proof.sentences[1:] == run.repair.proof.sentences
    assert [(each.meeting, each.after) for each in best.moves] == [
        (each.meeting, each.after) for each in run.repair.moves
    ]


@pytest.mark.parametrize(("day", "cabinet"), [(18, 7), (17, 6)])
def test_for_another_day_or_a_longer_election_the_proof_does_not_hold(archive: Archive, day: int, cabinet: int) -> None:
    so_far, _ = answers(archive, called(day, cabinet))
    (first,) = so_far[0].proposals
    assert (first.proof.kept, first.proof.status) == (True, OutcomeStatus.FEASIBLE)


def with_proof(said: dict[str, Any] | None) -> Foresight:
    """Return what is foreseen with other proofs, or without any."""
    found = foreseen()
    risks = tuple(
        risk.model_copy(update={"groups": tuple(
            run.model_copy(update={"repair": run.repair.model_copy(update={
                "proof": said and run.repair.proof and run.repair.proof.model_copy(update=said)
            })})
            for run in risk.groups
        )})
        for risk in found.risks
    )  # fmt: skip
    return found.model_copy(update={"risks": risks})


def test_in_a_network_that_was_changed_since_the_proof_does_not_hold() -> None:
    change, written = called(18, 6), network()
    assert proved_repair(foreseen(), written, change, change.called or AS_OF) is not None
    other = written.model_copy(update={"staff": written.staff[:1]})
    assert proved_repair(foreseen(), other, change, change.called or AS_OF) is None
    for other_proof in (None, {"status": OutcomeStatus.FEASIBLE}):
        assert proved_repair(with_proof(other_proof), written, change, change.called or AS_OF) is None
    elsewhere = change.model_copy(update={"regions": ("nord",)})
    assert proved_repair(foreseen(), written, elsewhere, change.called or AS_OF) is None


def test_without_time_for_a_search_the_kept_repair_is_the_answer(archive: Archive) -> None:
    stopped = threading.Event()
    stopped.set()
    solving = SearchResources(small.turns(), Limits(20, workers=1), stop=stopped)
    request = RescheduleRequest((called(17, 7),), date(2023, 3, 17), wanted=1)
    found = reschedule(archive, 1, archive.kept().content, request, solving)
    assert found.status is Ending.PROPOSALS
    assert found.proposals[0].proof.kept


def test_a_repair_whose_new_days_are_closed_too_is_no_answer(archive: Archive) -> None:
    (run,) = [each for each in foreseen().risks[0].groups if len(each.hits) == 2]
    new = max(each.after.start.date() for each in run.repair.moves if each.after)
    so_far, _ = answers(archive, called(17, (new - date(2023, 3, 17)).days))
    assert not [each for answer in so_far for each in answer.proposals if each.proof.kept]


def test_of_the_repairs_the_one_that_moves_just_what_is_hit_is_the_answer(archive: Archive) -> None:
    so_far, _ = answers(archive, called(22, 7))
    assert [each.meeting for each in so_far[0].hits] == ["1/syd"]
    assert [each.meeting for each in so_far[0].proposals[0].moves] == ["1/syd"]
    assert so_far[0].proposals[0].proof.kept


def test_every_repair_is_a_plan_of_its_own_the_nearest_day_first() -> None:
    plans = [*repaired_plans(foreseen(), small.plan(), called(22, 7), date(2023, 3, 22))]
    groups = [each for each in foreseen().risks[0].groups if each.repair.known is Known.FOUND]
    assert len(plans) == len(groups) == 3
    moved = [{each.meeting for each in plan.meetings if each not in small.plan().meetings} for plan in plans]
    assert moved == [{"1/syd"}, {"1/nord", "1/syd"}, {"1/nord"}]
    alone = Plan(tuple(each for each in small.plan().meetings if each.meeting == "1/syd"))
    first, second, third = repaired_plans(foreseen(), alone, called(22, 7), date(2023, 3, 22))
    assert [{each.meeting for each in plan.meetings} for plan in (first, second, third)] == [{"1/syd"}] * 3
    assert (first == alone, third == alone) == (False, True)
    assert [*repaired_plans(foreseen(), small.plan(), VenueClosed(venue="akkc"), date(2023, 3, 22))] == []


def test_a_day_is_answered_from_what_is_kept(archive: Archive) -> None:
    found = kept(archive, basis_of(archive))
    assert (found.stale, found.made_at, found.foresight) == (False, AT, foreseen())
    assert found.sentence == FRESH.say(found.foresight.locale, day=AT.date())
    answer = on_day(found, date(2023, 3, 17))
    (risk,) = answer.risks
    assert (answer.revision, answer.made_at, answer.stale) == (1, AT, False)
    unsaid = found.model_copy(update={"foresight": found.foresight.model_copy(update={"revision": None})})
    assert on_day(unsaid, date(2023, 3, 17)).revision == 0
    assert ([each.id for each in risk.hits], risk.day.day) == (["1/nord", "1/syd"], date(2023, 3, 17))
    assert risk.repair is not None
    assert risk.repair.called == date(2023, 3, 18)
    for day, hit in ((14, 0), (15, 1), (16, 2), (21, 2), (22, 1), (23, 0)):
        assert [len(each.hits) for each in on_day(found, date(2023, 3, day)).risks] == [hit]
    (free,) = on_day(found, date(2023, 3, 24)).risks
    assert (free.hits, free.repair) == ((), None)
    assert on_day(found, date(2024, 3, 24)).risks == ()


def test_it_is_stale_once_the_files_are_others(archive: Archive, tmp_path: Path) -> None:
    other = network().model_copy(update={"staff": ()})
    with archive.store.writing() as connection:
        upload(connection, "net", other, AT, other)
    found = kept(archive, basis_of(archive))
    assert found.stale
    assert found.sentence == STALE.say(found.foresight.locale, day=AT.date())
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "network.toml").write_text("a", encoding="utf-8")
    (folder / "plan.json").write_text("a", encoding="utf-8")
    before = basis_of(archive, folder)
    (folder / "plan.json").write_text("b", encoding="utf-8")
    assert basis_of(archive, folder) == before
    (folder / "network.toml").write_text("b", encoding="utf-8")
    assert basis_of(archive, folder) != before
    (folder / "book.xlsx").write_bytes(b"a")
    assert basis_of(archive, folder / "book.xlsx") == basis_of(archive, folder)


def test_a_revision_of_which_nothing_was_foreseen_has_nothing_and_the_last_foresight_stands(archive: Archive) -> None:
    later = AT + timedelta(days=1)
    keep(archive, foreseen().model_copy(update={"unknown": 9}), basis_of(archive), later)
    found = kept(archive, basis_of(archive))
    assert (found.foresight.unknown, found.made_at, found.stale) == (9, later, False)
    keep(archive, foreseen().model_copy(update={"revision": None}), basis_of(archive), AT)
    assert kept(archive, basis_of(archive)) == found
    moved = Plan(tuple(replace(each, staff=()) for each in small.plan().meetings))
    archive.accept(Draft.of(network(), build_problem(network()), moved), Acceptance("Anne", "", later, as_of=AT))
    with pytest.raises(NotForeseenError):
        kept(archive, basis_of(archive))


def test_what_was_made_in_a_folder_is_judged_by_its_files_and_elsewhere_by_the_network(
    archive: Archive, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "network.toml").write_text("a", encoding="utf-8")
    keep(archive, foreseen(), basis_of(archive, folder), AT)
    assert not kept(archive, basis_of(archive)).stale
    assert not kept(archive, basis_of(archive, folder)).stale
    (folder / "network.toml").write_text("b", encoding="utf-8")
    assert kept(archive, basis_of(archive, folder)).stale
    assert not kept(archive, basis_of(archive)).stale
