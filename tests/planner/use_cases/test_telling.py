"""Who is told what: everybody concerned, of what they see, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import icalendar
import pytest

from constraints.problem.plan import Plan
from planner.network.history import Difference, MeetingChange
from planner.network.problem import build_problem
from planner.network.published import Named
from planner.store.archive import Archive, Draft
from planner.store.database import open_store
from planner.store.revisions import EVERY_MEETING, Override, meeting_histories
from planner.text.differences import difference_lines
from planner.use_cases.accepting import Who, accept
from planner.use_cases.telling import Notice, as_table, by_audience, drafts, notices
from tests.planner.reschedule.small import ZONE, network, plan


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_store(str(tmp_path / "network.sqlite")) as store:
        yield Archive(store, "net")


def accepted(archive: Archive, chosen: Plan) -> None:
    written = network()
    despite = tuple(Override(rule, EVERY_MEETING) for rule in ("window",))
    who = Who("Anne", as_of=date(2022, 5, 1), despite=despite)
    with archive.store.writing() as connection:
        accept(connection, "net", Draft.of(written, build_problem(written), chosen), who.now(ZONE))


def later(meeting: str, days: int) -> Plan:
    more = timedelta(days=days)
    return Plan.of([
        replace(each, start=each.start + more, end=each.end + more) if each.meeting == meeting else each
        for each in plan().meetings
    ])  # fmt: skip


def told(found: list[Notice]) -> dict[str, set[str]]:
    kinds: dict[str, set[str]] = {}
    for each in found:
        kinds.setdefault(each.audience.kind, set()).add(each.audience.target)
    return kinds


def test_at_first_everybody_who_meets_is_told(archive: Archive) -> None:
    accepted(archive, plan())
    found = told(notices(archive, 0, 1, "en"))
    written = network()
    assert found["member"] == {each.id for each in written.members}
    assert found["staff"] == {person for each in plan().meetings for person in each.staff}
    assert found["venue"] == {each.venue for each in plan().meetings}


def test_a_moved_meeting_is_told_to_its_members_staff_and_venue_alone(archive: Archive) -> None:
    accepted(archive, plan())
    accepted(archive, later("1/nord", -1))
    found = notices(archive, 1, 2, "en")
    (moved,) = (each for each in plan().meetings if each.meeting == "1/nord")
    written = network()
    homes = {each.id for each in written.municipalities if each.region == "nord"}
    assert told(found) == {
        "member": {each.id for each in written.members if each.municipality in homes},
        "staff": {*moved.staff},
        "venue": {moved.venue},
    }
    assert all(len(each.sentences) == 1 and each.sentences[0].startswith("Moved: ") for each in found)
    assert notices(archive, 2, 2, "en") == []


def test_a_draft_is_a_mail_without_receiver_with_the_entries_attached(archive: Archive) -> None:
    accepted(archive, plan())
    accepted(archive, later("1/nord", -1))
    found = notices(archive, 1, 2, "da")
    names = []
    for name, data in drafts(archive, found, 2, "da"):
        names.append(name)
        mail = message_from_bytes(data, policy=policy.default)
        assert mail["To"] is None
        assert mail["X-Unsent"] == "1"
        (attached,) = mail.iter_attachments()
        events = icalendar.Calendar.from_ical(attached.get_content()).walk("VEVENT")
        assert len(events) == 1
        assert events[0]["SEQUENCE"] == 1
    assert len({*names}) == len(found)


def test_cells_of_the_table_are_never_formulas(archive: Archive) -> None:
    accepted(archive, plan())
    first = notices(archive, 0, 1, "en")[0]
    rows = as_table([replace(first, name="=1+1")], "en").splitlines()
    assert rows[0] == "\ufeffFor;Id;Name;What"
    assert ";'=1+1;" in rows[1]


def test_other_staff_are_told_to_staff_and_to_nobody_else(archive: Archive) -> None:
    accepted(archive, plan())
    with archive.store.reading() as connection:
        (life,) = (each for each in meeting_histories(connection, "net") if each.meeting == "1/nord")
    before = life.announced
    change = MeetingChange(life.uid, before, replace(before, staff=(Named("K9", "Karl"),), setup=before.setup + 1))
    found = by_audience(Difference((), (), (change,)))
    kinds = {each.kind: difference_lines(mine, "en") for each, mine in found.items()}
    assert set(kinds) == {"staff", "venue"}
    assert {each.target for each in found if each.kind == "staff"} == {"K9", *(person.id for person in before.staff)}
    assert kinds["venue"][0].startswith("Other set-up: ")


def test_who_gets_a_place_or_has_to_wait_is_told(archive: Archive) -> None:
    written = network()
    first, second = (each.id for each in written.members[:2])
    rounds = tuple(each.model_copy(update={"places": 1}) for each in written.settings.rounds)
    settings = written.settings.model_copy(update={"rounds": rounds})
    [meeting] = [each.meeting for each in plan().meetings if "/" not in each.meeting][:1] or ["kickoff"]

    def answered(*answers: tuple[str, str]) -> None:
        rows = [{"meeting": meeting, "member": who, "answer": said} for who, said in answers]
        changed = written.changed(settings=settings, registrations=rows)
        who = Who("Anne", as_of=date(2022, 5, 1), despite=(Override("window", EVERY_MEETING),))
        with archive.store.writing() as connection:
            accept(connection, "net", Draft.of(changed, build_problem(changed), plan()), who.now(ZONE))

    answered((first, "yes"), (second, "yes"))
    answered((first, "yes"), (second, "yes"), (first, "no"))
    [up] = notices(archive, 1, 2, "en")
    assert (up.audience.target, len(up.sentences)) == (second, 1)
    assert up.sentences[0].startswith("You have got a place at ")
    answered((second, "yes"), (first, "yes"))
    answered((first, "yes"), (second, "yes"))
    moved = {each.audience.target: each.sentences[0][:30] for each in notices(archive, 3, 4, "en")}
    assert moved == {first: "You have got a place at Kick-o"[:30], second: "You are on the waiting list fo"}
    assert len([*drafts(archive, [up], 2, "en")]) == 1
