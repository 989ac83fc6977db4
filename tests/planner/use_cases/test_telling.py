"""Who is told what: everybody concerned, of what they see, and nobody else."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import icalendar
import pytest

from calendars.language import Locale, WrongValueError
from constraints.problem.plan import Plan
from planner.feeds.notices import Notice, notices
from planner.feeds.publish import create
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.network.rounds import Choice
from planner.store.archive import Archive, Draft
from planner.store.database import open_store
from planner.store.feeds import Audience, Telling
from planner.store.revisions import EVERY_MEETING, Override
from planner.use_cases.accepting import Who, accept
from planner.use_cases.status import NOBODY_TOLD, NOBODY_TOLD_LATE, UNTOLD, status
from planner.use_cases.telling import (
    ALL_TOLD,
    EACH_SINCE,
    NOBODY_YET,
    as_table,
    drafts,
    mail_addresses,
    needed_notice,
    notices_json,
    record,
    without_address,
)
from tests.planner.reschedule.small import ZONE, network, plan

TODAY = date(2022, 5, 2)
"""The day after the first plan was accepted; all meetings are still to come."""


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_store(str(tmp_path / "network.sqlite")) as store:
        yield Archive(store, "net")


def accepted(archive: Archive, chosen: Plan, *, dropped: str = "") -> None:
    written = network()
    if dropped:
        choices = (Choice(meeting=dropped, dropped=True),)
        written = written.changed(settings=written.settings.model_copy(update={"choices": choices}))
    _accept(archive, written, chosen)


def answered(archive: Archive, **answers: str) -> None:
    """Accept the plan with one place at each meeting, and with these answers of members for the kick-off."""
    written = network()
    rounds = tuple(each.model_copy(update={"places": 1}) for each in written.settings.rounds)
    rows = [{"meeting": "kickoff", "member": member, "answer": answer} for member, answer in answers.items()]
    settings = written.settings.model_copy(update={"rounds": rounds})
    _accept(archive, written.changed(settings=settings, registrations=rows), plan())


def _accept(archive: Archive, written: Network, chosen: Plan) -> None:
    who = Who("Anne", as_of=date(2022, 5, 1), despite=(Override("window", EVERY_MEETING),))
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


def test_a_draft_is_a_mail_without_receiver_with_the_entries_attached(archive: Archive) -> None:
    accepted(archive, plan())
    accepted(archive, later("1/nord", -1))
    found = notices(archive, 1, 2, "da", TODAY)
    names = []
    *mails, (note, said) = drafts(archive, found, 2, "da", {})
    for name, data in mails:
        names.append(name)
        mail = message_from_bytes(data, policy=policy.default)
        assert mail["To"] is None
        assert mail["X-Unsent"] == "1"
        (attached,) = mail.iter_attachments()
        events = icalendar.Calendar.from_ical(attached.get_content()).walk("VEVENT")
        assert len(events) == 1
        assert events[0]["SEQUENCE"] == 1
    assert len({*names}) == len(found)
    assert note == "uden-modtager.txt"
    assert len(said.decode("utf-8-sig").split("\r\n")) == len(found) + 3  # the sentence, and each of them


def texts(archive: Archive, old: int, new: int, locale: Locale) -> set[tuple[str, str]]:
    """Return the subjects of the drafts for members, and how they begin."""
    found = [each for each in notices(archive, old, new, locale, TODAY) if each.audience.kind == "member"]
    mails = [message_from_bytes(data, policy=policy.default) for name, data in drafts(archive, found, new, locale, {})
             if name.endswith(".eml")]  # fmt: skip
    bodies = [each.get_body(("plain",)) for each in mails]
    return {
        (str(mail["Subject"]), body.get_content().splitlines()[0])
        for mail, body in zip(mails, bodies, strict=True)
        if body is not None
    }


def test_the_first_draft_announces_dates_and_a_later_one_what_has_changed(archive: Archive) -> None:
    accepted(archive, plan())
    accepted(archive, later("1/nord", -1))
    name = network().settings.name
    assert texts(archive, 0, 1, "da") == {(f"{name}: datoer for 3 møder", "Her er datoerne for netværkets møder:")}
    assert texts(archive, 0, 2, "en") == {
        (f"{name}: dates of 3 meetings", "These are the dates of the network's meetings:")
    }
    assert texts(archive, 1, 2, "da") == {
        (f"{name}: 1 ændring i mødeplanen", "Der er ændringer i mødeplanen siden sidst:")
    }


def test_a_draft_has_the_receiver_that_the_files_give_and_the_others_are_named(archive: Archive) -> None:
    written = network()
    first, *others = written.members
    named = replace(first, email="anne@kommune.example")
    emails = mail_addresses(written.model_copy(update={"members": (named, *others)}))
    assert emails == {Audience("member", first.id): "anne@kommune.example"}
    accepted(archive, plan())
    found = notices(archive, 0, 1, "en", TODAY)
    *mails, (_, said) = drafts(archive, found, 1, "en", emails)
    receivers = {name: message_from_bytes(data, policy=policy.default)["To"] for name, data in mails}
    assert {name: str(to) for name, to in receivers.items() if to} == {f"member-{first.id}.eml": "anne@kommune.example"}
    lines = said.decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith(f"{len(found) - 1} of {len(found)} readers have no mail address")
    assert not any(f"({first.id})" in line for line in lines)
    rows = csv.DictReader(as_table(found, "en", emails).removeprefix("\ufeff").splitlines(), delimiter=";")
    assert [row["Id"] for row in rows if row["E-mail"]] == [first.id]


def test_an_address_cannot_add_a_header(archive: Archive) -> None:
    accepted(archive, plan())
    found = notices(archive, 0, 1, "en", TODAY)
    emails = {each.audience: "a@b.example\r\nBcc: c@d.example" for each in found}
    for _, data in drafts(archive, found, 1, "en", emails):
        assert message_from_bytes(data, policy=policy.default)["Bcc"] is None
    assert without_address([each.audience for each in found], emails) is None


def test_cells_of_the_table_are_never_formulas(archive: Archive) -> None:
    accepted(archive, plan())
    first = notices(archive, 0, 1, "en", TODAY)[0]
    rows = as_table([replace(first, name="=1+1")], "en", {}).splitlines()
    assert rows[0] == "\ufeffFor;Id;Name;What;First day;Told on;E-mail"
    assert ";'=1+1;" in rows[1]


def test_a_place_that_somebody_has_got_is_a_mail(archive: Archive) -> None:
    answered(archive, a1="yes", a2="yes")
    answered(archive, a1="no", a2="yes")
    [up] = notices(archive, 1, 2, "en", TODAY)
    assert len([*drafts(archive, [up], 2, "en", {up.audience: "a@b.example"})]) == 1


def test_who_was_told_is_recorded_and_notice_is_counted_from_that_day(archive: Archive) -> None:
    accepted(archive, plan())
    (moved,) = (each for each in plan().meetings if each.meeting == "1/nord")
    old_day = moved.start.date()
    accepted(archive, later("1/nord", 7))
    everybody = notices(archive, 1, 2, "en", TODAY)
    one = everybody[0].audience
    assert all(each.first_day == old_day and each.told is None for each in everybody)
    assert record(archive, 1, 2, [one], date(2022, 5, 20), "Anne") == 1
    today = date(2022, 6, 1)
    found = {each.audience: each for each in notices(archive, 1, 2, "en", today)}
    assert found[one].told == Telling(2, one, date(2022, 5, 20), "Anne")
    assert found[one].notice_days == (old_day - date(2022, 5, 20)).days
    others = [each for each in found.values() if each.audience != one]
    assert all(each.notice_days == (old_day - today).days for each in others)
    assert record(archive, 1, 2, [], date(2022, 5, 21), "Bo") == len(everybody)
    assert {each.told.told_on for each in notices(archive, 1, 2, "en", TODAY) if each.told} == {date(2022, 5, 21)}


def test_who_got_a_calendar_with_the_plan_in_it_need_not_be_told_besides(archive: Archive) -> None:
    accepted(archive, plan())
    everybody = [each.audience for each in notices(archive, 0, 1, "en", TODAY)]
    with archive.store.writing() as connection:
        create(connection, "net", everybody[1:], datetime.now(UTC) + timedelta(days=1))
    kept = archive.kept()

    def due() -> list[str]:
        found = status(archive, kept, kept.content.network, (), date(2022, 5, 2)).due
        return [each.sentence for each in found if each.kind == "tell"]

    assert len(due()) == 1
    with archive.store.writing() as connection:
        create(connection, "net", everybody[:1], datetime.now(UTC) + timedelta(days=1))
    assert due() == []
    assert [each.audience for each in notices(archive, None, 1, "en", TODAY)] == everybody


def test_what_people_know_is_said_in_words(archive: Archive) -> None:
    accepted(archive, plan())
    accepted(archive, later("1/nord", -1))
    before = notices_json(archive, None, 2, date(2022, 5, 2), "en")
    record(archive, None, 1, [], date(2022, 5, 2), "Anne")
    after = notices_json(archive, None, 2, date(2022, 5, 2), "en")
    first = after.notices[0]
    record(archive, None, 2, [Audience(first.kind, first.id)], date(2022, 5, 3), "Anne")
    some = notices_json(archive, None, 2, date(2022, 5, 3), "en")
    record(archive, None, 2, [], date(2022, 5, 3), "Anne")
    everybody = notices_json(archive, None, 2, date(2022, 5, 3), "en")
    assert [(each.known, each.old) for each in (before, after, some, everybody)] == [
        (NOBODY_YET.say("en"), 0), (EACH_SINCE.say("en"), 1), (EACH_SINCE.say("en"), 1), (ALL_TOLD.say("en"), 1)
    ]  # fmt: skip


def test_of_a_first_plan_nobody_knows_until_somebody_is_told(archive: Archive) -> None:
    accepted(archive, plan())
    first = notices_json(archive, None, 1, date(2022, 5, 2), "en").notices[0]
    record(archive, None, 1, [Audience(first.kind, first.id)], date(2022, 5, 2), "Anne")
    assert notices_json(archive, None, 1, date(2022, 5, 2), "en").known == EACH_SINCE.say("en")
    record(archive, None, 1, [], date(2022, 5, 2), "Anne")
    assert notices_json(archive, None, 1, date(2022, 5, 2), "en").known == ALL_TOLD.say("en")


def test_nobody_was_told_before_the_revision_or_who_is_not_concerned(archive: Archive) -> None:
    accepted(archive, plan())
    with pytest.raises(WrongValueError):
        record(archive, 0, 1, [], date(2022, 4, 30), "Anne")
    with pytest.raises(WrongValueError):
        record(archive, 0, 1, [Audience("member", "nobody")], date(2022, 5, 2), "Anne")
    assert all(each.told is None for each in notices(archive, 0, 1, "en", TODAY))


def test_the_status_says_until_when_the_rest_must_be_told(archive: Archive) -> None:
    accepted(archive, plan())
    kept = archive.kept()

    def due(day: date) -> list[tuple[date | None, str]]:
        found = status(archive, kept, kept.content.network, (), day)
        return [(each.until, each.sentence) for each in found.due if each.kind == "tell"]

    found = notices(archive, 0, 1, "en", TODAY)
    begin = min(each.first_day for each in found)
    ((until, sentence),) = due(date(2022, 5, 2))
    assert until == begin - timedelta(needed_notice(kept.content.network))
    values = {"day": begin, "last": until, "needed": needed_notice(kept.content.network)}
    assert sentence == NOBODY_TOLD.say("da", **values)
    assert due(begin)[0][1] == NOBODY_TOLD_LATE.say("da", **values)
    after = [day for each in found for day in each.days if day > begin]
    assert due(max(after) + timedelta(1)) == []
    first = min(found, key=lambda each: each.first_day)
    record(archive, 0, 1, [first.audience], date(2022, 5, 2), "Anne")
    waiting = [each for each in found if each.audience != first.audience]
    earliest = min(each.first_day for each in waiting)
    last = earliest - timedelta(needed_notice(kept.content.network))
    ((until, sentence),) = due(date(2022, 5, 2))
    assert until == last
    values = {"day": earliest, "last": last, "needed": needed_notice(kept.content.network), "n": len(waiting)}
    meetings = len({uid for each in waiting for uid in each.uids})
    assert sentence == UNTOLD.say("da", **values, meetings=meetings, number="1")
    record(archive, 0, 1, [], date(2022, 5, 3), "Anne")
    assert due(date(2022, 5, 3)) == []


def test_as_json_each_has_its_notice_and_whether_it_is_short(archive: Archive) -> None:
    accepted(archive, plan())
    (first, *_) = sorted(notices(archive, 0, 1, "en", TODAY), key=lambda each: each.first_day)
    needed = needed_notice(network())
    late = first.first_day - timedelta(needed - 1)
    record(archive, 0, 1, [first.audience], late, "Anne")
    found = notices_json(archive, None, 1, date(2022, 5, 1), "en")
    one = next(each for each in found.notices if (each.kind, each.id) == (first.audience.kind, first.audience.target))
    assert (one.days, one.short, one.told_on, one.told_by) == (needed - 1, True, late, "Anne")
    assert all(not each.short for each in found.notices if each.told_on is None)


def test_there_is_no_negative_notice_and_what_comes_after_the_fact_says_so(archive: Archive) -> None:
    accepted(archive, plan())
    accepted(archive, later("1/nord", 7))
    (moved,) = (each.start.date() for each in plan().meetings if each.meeting == "1/nord")
    needed = needed_notice(network())
    found: dict[int, tuple[Any, ...]] = {}
    for day in (moved, moved + timedelta(1), moved + timedelta(7), moved + timedelta(8)):
        (each,) = {(each.days, each.short, *each.sentences) for each in notices_json(archive, 1, 2, day, "en").notices}
        found[(day - moved).days] = each
    assert {days: each[0] for days, each in found.items()} == {0: 0, 1: 6, 7: 0, 8: None}
    assert {days: each[1] for days, each in found.items()} == {0: True, 1: needed > 6, 7: True, 8: True}
    assert {days: each[2].endswith(" (This comes after the fact.)") for days, each in found.items()} == {
        0: False, 1: True, 7: True, 8: True
    }  # fmt: skip
