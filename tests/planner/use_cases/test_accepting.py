"""What may become a revision: nothing that breaks a hard rule on its day, unless it says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from constraints.problem.plan import Plan
from planner.errors import InputErrors
from planner.explain.subject import BrokenPlanError
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.store.archive import Archive, Draft
from planner.store.database import open_store
from planner.store.revisions import EVERY_MEETING, Override, Revision
from planner.use_cases.accepting import Who, accept, draft_of_plan
from tests.planner.reschedule.small import ZONE, network, plan

BEFORE = date(2022, 5, 1)
NOTICE = Override("notice", "1/nord")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_store(str(tmp_path / "network.sqlite")) as store:
        yield Archive(store, "net")


def moved(meeting: str, days: int, of: Plan | None = None) -> Plan:
    """The plan with a meeting some days later."""
    later = timedelta(days=days)
    return Plan.of(
        [
            replace(each, start=each.start + later, end=each.end + later) if each.meeting == meeting else each
            for each in (of or plan()).meetings
        ]
    )


def accepted(
    archive: Archive, chosen: Plan, as_of: date = BEFORE, *despite: Override, written: Network | None = None
) -> Revision:
    written = written or network()
    who = Who("Anne", as_of=as_of, despite=despite)
    draft = Draft.of(written, build_problem(written), chosen)
    with archive.store.writing() as connection:
        return accept(connection, "net", draft, who.now(ZONE))


def broken(archive: Archive, chosen: Plan, as_of: date, *despite: Override) -> set[tuple[str, tuple[str, ...]]]:
    """The rules that the refusal names, with their meetings; the store must stay as it was."""
    last = archive.newest()
    with pytest.raises(BrokenPlanError) as refused:
        accepted(archive, chosen, as_of, *despite)
    assert archive.newest() == last
    return {(each.rule, each.meetings) for each in refused.value.verdict.broken}


def test_a_meeting_may_move_with_fourteen_days_notice_and_not_with_thirteen(archive: Archive) -> None:
    accepted(archive, plan())
    sooner = moved("1/nord", -1)  # to 20 March
    assert broken(archive, sooner, date(2023, 3, 7)) == {("notice", ("1/nord",))}
    assert accepted(archive, sooner, date(2023, 3, 6)).number == 2


def test_what_stays_needs_no_notice(archive: Archive) -> None:
    accepted(archive, plan())
    assert accepted(archive, plan(), date(2023, 3, 20)).number == 2


def test_the_first_plan_needs_no_notice(archive: Archive) -> None:
    assert accepted(archive, plan(), date(2023, 3, 20)).number == 1


def test_what_may_be_broken_must_exist(archive: Archive) -> None:
    accepted(archive, plan())
    for unknown, said in (
        (Override("notise", "1/nord"), "despite: there is no rule 'notise'; did you mean notice?"),
        (Override("plan", "1/nord"), "despite: there is no rule 'plan'"),
        (Override("notice", "1/nrd"), "despite: '1/nrd' is not among the meetings; did you mean 1/nord (Møde 1)?"),
    ):
        with pytest.raises(InputErrors) as refused:
            accepted(archive, moved("1/nord", -1), date(2023, 3, 7), unknown)
        assert refused.value.errors[0].say("en").startswith(said)
    assert archive.newest() == 1
    assert accepted(archive, moved("1/nord", -1), date(2023, 3, 7), NOTICE, Override("notice", EVERY_MEETING)).number


@pytest.mark.parametrize("despite", [(), (Override("notice", "kickoff"),)])
def test_what_was_held_cannot_be_changed_by_any_means(archive: Archive, despite: tuple[Override, ...]) -> None:
    accepted(archive, plan())
    assert ("plan", ("kickoff",)) in broken(archive, moved("kickoff", 1), date(2022, 6, 16), *despite)


def test_a_meeting_can_be_moved_on_its_very_day_only_on_purpose(archive: Archive) -> None:
    accepted(archive, plan())
    assert broken(archive, moved("1/nord", 2), date(2023, 3, 21)) == {("notice", ("1/nord",))}
    assert accepted(archive, moved("1/nord", 2), date(2023, 3, 21), NOTICE).number == 2


def test_an_override_is_recorded_with_what_it_allowed_and_only_where_it_was_needed(archive: Archive) -> None:
    accepted(archive, plan())
    others = Override("notice", "2/nord"), Override("rent", "1/nord")
    accepted(archive, moved("1/nord", 2), date(2023, 3, 14), NOTICE, *others)
    (found,) = archive.history()[-1].overrides
    assert (found.rule, found.meeting) == ("notice", "1/nord")
    assert "9 dage" in found.sentence
    assert archive.history()[0].overrides == ()


def test_an_override_covers_its_rule_and_its_meeting_and_nothing_else(archive: Archive) -> None:
    accepted(archive, plan())
    both = moved("1/syd", 2, of=moved("1/nord", 2))
    assert broken(archive, both, date(2023, 3, 14), NOTICE) == {("notice", ("1/syd",))}
    wrong = Override("region_gap", "1/nord"), Override("notice", EVERY_MEETING)
    assert broken(archive, moved("1/nord", 2), date(2023, 3, 14), *wrong) == {("notice", ("1/nord",))}


def test_a_first_plan_that_breaks_a_rule_is_refused_unless_on_purpose(archive: Archive) -> None:
    outside = moved("1/nord", 70)  # to 30 May, two days after the window
    assert ("window", ("1/nord",)) in broken(archive, outside, BEFORE)
    found = accepted(archive, outside, BEFORE, Override("window", "1/nord")).overrides
    assert [each.rule for each in found] == ["window"]


def test_a_plan_that_cannot_be_read_against_the_network_is_no_draft() -> None:
    nowhere = Plan.of([replace(each, venue="nowhere") for each in plan().meetings])
    for wrong in (nowhere, Plan(plan().meetings[:-1])):
        with pytest.raises(BrokenPlanError):
            draft_of_plan(network(), wrong)
    assert draft_of_plan(network(), moved("1/nord", 70)).announced["1/nord"].start.date() == date(2023, 5, 30)
