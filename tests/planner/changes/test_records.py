"""What has happened, written to changes.toml and read back, and the network with it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from calendars.language import BoundMessage
from constraints.problem.plan import Plan
from planner.changes.reading import Origin as Place
from planner.changes.reading import parse_change, read_each
from planner.changes.records import (
    Earlier,
    RecordFile,
    as_line,
    change_of,
    corrected,
    earlier_record,
    held_errors,
    in_force,
    new_records,
    parse_records,
    read_record_file,
)
from planner.errors import InputErrors
from planner.network.network import Network
from planner.network.settings import ChangeRecord
from tests.planner.changes.small import AS_OF, PLAN, after, held, network
from tests.planner.changes.strategies import any_change

ELECTION = "election reason=Valg called=2023-03-01 polling_day=2023-03-14"


def records(*texts: str, said: date = AS_OF) -> tuple[ChangeRecord, ...]:
    changes = [change for text in texts for change in parse_change(text, "en")]
    return tuple(each.accepted() for each in new_records(changes, PLAN, said, ()))


def wrong(text: str) -> list[str]:
    with pytest.raises(InputErrors) as caught:
        in_force(network(), parse_records(text.encode(), "en"))
    return str(caught.value).splitlines()


@given(any_change)
def test_every_change_is_read_back_as_it_was_said(written: dict[str, Any]) -> None:
    (change,) = read_each([((), written)], "en", Place("changes"))
    whole = RecordFile(tuple(each.accepted() for each in new_records([change, change], PLAN, AS_OF, ())))
    read = parse_records(whole.text("da").encode(), "da")
    assert read.records == whole.records
    assert [change_of(each) for each in read.records] == [change, change]
    assert [(each.n, each.said) for each in read.records] == [(1, AS_OF), (2, AS_OF)]


def test_the_network_in_force_is_that_of_the_files_with_the_changes_in_order() -> None:
    said = (ELECTION, "window round=3 first=2023-05-01 last=2023-06-30", "fix meeting=3/syd day=2023-05-09")
    found = in_force(network(), RecordFile(records(*said)))
    assert found.changes == records(*said)
    assert found.model_copy(update={"changes": ()}) == after(*said).network
    withdrawn = in_force(network(), RecordFile(records(*said)[1:]))
    assert withdrawn.settings.elections == ()


def test_a_cancelled_meeting_is_not_put_back_on_the_day_it_had_though_the_file_knows_no_plan() -> None:
    (record,) = records("cancel meetings=3/nord until=2023-07-31")
    assert record.planned == {"3/nord": date(2023, 6, 8)}
    assert records("fix meeting=3/nord day=2023-06-09")[0].planned == {}
    read = parse_records(RecordFile((record,)).text("en").encode(), "en")
    (choice,) = in_force(network(), read).settings.choices
    assert (choice.meeting, choice.forbidden_days) == ("3/nord", (date(2023, 6, 8),))


def test_a_change_counts_as_on_the_day_it_was_said() -> None:
    (row,) = in_force(network(), RecordFile(records("venue_closed venue=akkc", said=date(2023, 4, 2)))).venue_closed
    assert (row.first_day, row.last_day) == (date(2023, 4, 2), network().settings.last_day)


def test_what_is_past_or_no_longer_planned_by_now_is_no_error() -> None:
    said = records("fix meeting=1/nord day=2023-01-12", said=date(2023, 1, 1))
    assert in_force(network(), RecordFile(said)).settings.choices[0].fixed_day == date(2023, 1, 12)
    old = records("blackout reason=Fest first_day=2021-05-01")
    assert in_force(network(), RecordFile(old)).settings.blackouts == ()


def test_instead_of_what_was_held_the_next_meeting_is_named_of_the_same_round_before_others() -> None:
    plan = Plan.of([*PLAN.meetings[:1], held("1/syd", date(2023, 6, 20)), *PLAN.meetings[2:]])

    def instead(meeting: str, said: date) -> str:
        file = RecordFile(records(f"fix meeting={meeting} venue=akkc", said=said))
        (found,) = held_errors(network(), file, file.records, plan)
        told = found.said.values["instead"]
        return str(told.values["meeting"]) if isinstance(told, BoundMessage) else str(told)

    assert instead("1/nord", date(2023, 2, 1)) == "1/syd"
    assert instead("2/nord", date(2023, 4, 1)) == "3/nord"
    assert [instead("1/nord", date(2023, 6, day)) for day in (20, 21)] == ["1/syd", ""]


def test_errors_say_file_line_key_and_value() -> None:
    section = '[[changes]]\nn = 1\nsaid = 2023-03-01\nkind = "{}"\n{}\n'
    assert wrong(section.format("venue_closed", 'venue = "akc"'))[0].startswith(
        "changes.toml:5 changes[1].venue: 'akc' is not in venues.csv; did you mean akkc"
    )
    assert wrong(section.format("earthquake", ""))[0].startswith(
        'changes.toml:4 changes[1].kind: "earthquake" is no kind of change'
    )
    assert wrong(section.format("fix", 'meeting = "3/syd"\nday = 2023-13-01'))[0].startswith("changes.toml:6")
    twice = section.format("venue_closed", 'venue = "akkc"') * 2
    assert wrong(twice) == [
        (
            "changes.toml:7 changes[2].n: there are several changes with the number 1; take one "
            "out, or give it a number of its own"
        )
    ]
    assert wrong('[[changes]]\nkind = "venue_closed"\nvenue = "akkc"\n') == [
        "changes.toml:1 changes[1].n: this key is missing",
        "changes.toml:1 changes[1].said: this key is missing",
    ]
    assert wrong("n = 1\n")[0].startswith("changes.toml:1 n: there is no such key")
    assert wrong("changes = 1\n")[0].startswith("changes.toml:1 changes: 1 was found where a list")
    assert wrong(section.format("earlier", "revision = 3"))[0].startswith(
        "changes.toml:5 changes[1].revision: the changes up to revision 3 stand in the store"
    )


def test_changes_that_clash_with_the_files_are_blamed_at_their_place() -> None:
    joined = '[[changes]]\nn = 4\nsaid = 2023-03-01\nkind = "member_joined"\nid = "{}"\nmunicipality = "0851"\n'
    known = network().members[0].id
    assert wrong(joined.format(known))[0].startswith("changes.toml:5 changes[1].id:")


def test_a_corrected_change_keeps_its_number_and_day() -> None:
    (record,) = records(ELECTION)
    (other,) = parse_change("election reason=Valg polling_day=2023-04-20", "en")
    found = corrected(record, other)
    assert (found.n, found.said, change_of(found)) == (1, AS_OF, other)


def test_a_corrected_cancellation_knows_the_days_of_its_meetings_and_of_no_others() -> None:
    (record,) = records("cancel meetings=3/nord until=2023-07-31")
    moved = record.model_copy(update={"planned": {"3/nord": date(2023, 6, 7)}})  # it has another day by now
    (both,) = parse_change("cancel meetings=3/nord,3/syd until=2023-07-31", "en")
    days = {each.meeting: each.start.date() for each in PLAN.meetings}
    assert corrected(moved, both, PLAN).planned == {"3/nord": date(2023, 6, 7), "3/syd": days["3/syd"]}
    (other,) = parse_change("cancel meetings=3/syd until=2023-07-31", "en")
    assert corrected(moved, other, PLAN).planned == {"3/syd": days["3/syd"]}
    (election,) = parse_change(ELECTION, "en")
    assert corrected(moved, election, PLAN).planned == {}


def test_days_of_what_is_no_meeting_of_the_change_are_errors_with_what_to_write() -> None:
    section = '[[changes]]\nn = 1\nsaid = 2023-03-01\nkind = "{}"\n{}\nplanned = {{"3/nrd" = 2023-06-08}}\n'
    assert wrong(section.format("cancel", 'meetings = ["3/nord"]')) == [
        (
            "changes.toml:6 changes[1].planned.3/nrd: planned holds the day that each meeting of this change had; "
            "'3/nrd' is not one of its meetings; did you mean 3/nord?"
        )
    ]
    assert wrong(section.format("venue_closed", 'venue = "akkc"')) == [
        "changes.toml:6 changes[1].planned.3/nrd: planned says nothing in a change of the kind venue_closed; delete it"
    ]


def test_an_unknown_key_is_answered_with_those_of_the_change_and_of_every_record() -> None:
    section = '[[changes]]\nn = 1\nsaid = 2023-03-01\nkind = "venue_closed"\nvenue = "akkc"\n{}\n'
    assert wrong(section.format("planed = {}"))[0].endswith("there is no such key; did you mean planned?")
    assert wrong(section.format("last_dy = 2023-03-01"))[0].endswith("there is no such key; did you mean last_day?")
    (known,) = wrong(section.format("proposed = true"))
    assert known.endswith(
        "those known here: first_day, keep_windows, kind, last_day, n, planned, reason, said, source and venue"
    )


def test_new_changes_are_numbered_after_the_greatest_number() -> None:
    known = (records(ELECTION)[0].model_copy(update={"n": 7}),)
    (new,) = new_records(parse_change(ELECTION, "en"), PLAN, AS_OF, known)
    assert (new.n, new.proposed, new.accepted().proposed) == (8, True, False)


def test_a_change_may_leave_the_windows_unless_it_is_said() -> None:
    kept = [
        new_records(parse_change(ELECTION, "en"), PLAN, AS_OF, (), **said)[0].keep_windows
        for said in ({}, {"keep_windows": True})
    ]
    assert kept == [False, True]


def test_the_networks_of_older_revisions_are_no_part_of_what_is_said() -> None:
    change = Earlier(revision=3, networks=(network(), network()))
    assert change.model_dump() == {"kind": "earlier", "revision": 3}


def test_a_change_is_recorded_by_the_keys_that_are_typed() -> None:
    (record,) = records("busy person=a1 first_day=2023-03-06 from=08:00 to=12:00")
    assert record.change == {
        "kind": "busy", "person": "a1", "first_day": "2023-03-06", "from": "08:00:00", "to": "12:00:00"
    }  # fmt: skip
    assert as_line(record) == (
        'n = 1, said = 2023-03-01, kind = "busy", first_day = 2023-03-06, from = "08:00:00", to = "12:00:00", '
        'person = "a1"'
    )


def test_an_empty_file_holds_no_changes() -> None:
    assert parse_records(RecordFile().text("da").encode(), "da").records == ()


def test_what_older_revisions_changed_is_done_once_more_as_the_first_of_all_changes() -> None:
    before = network()
    then = before.changed(settings=before.settings.changed(name="Da"))
    record = earlier_record(3, AS_OF)
    assert (record.n, record.said, record.planned) == (1, AS_OF, {})
    asked: list[int] = []

    def networks(revision: int) -> tuple[Network, Network]:
        asked.append(revision)
        return before, then

    found = in_force(network(locale="da"), RecordFile((record.accepted(),)), networks)
    assert (found.settings.name, found.settings.locale, asked) == ("Da", "da", [3])
    assert found.changes == (record.accepted(),)


@pytest.mark.parametrize(("text", "said"), [
    ("revision = 0", "revision: 0 is too small"),
    ('revision = "3"', "revision: "), ("", "revision: this key is missing"),
    ("revision = 3\nx = 1", "x: there is no such key"),
])  # fmt: skip
def test_a_record_of_older_revisions_says_which(text: str, said: str) -> None:
    (found, *_) = wrong(f'[[changes]]\nn = 1\nsaid = 2023-03-01\nkind = "earlier"\n{text}\n')
    assert f"changes[1].{said}" in found


def test_a_file_of_changes_is_read_or_its_trouble_said(tmp_path: Path) -> None:
    assert read_record_file(tmp_path, "en") is None
    (tmp_path / "changes.toml").write_text(RecordFile(records(ELECTION)).text("en"), encoding="utf-8")
    read = read_record_file(tmp_path, "en")
    assert read is not None
    assert read.records == records(ELECTION)
    for content in (b"\xff", b"[[changes"):
        (tmp_path / "changes.toml").write_bytes(content)
        with pytest.raises(InputErrors, match=r"changes\.toml"):
            read_record_file(tmp_path, "en")
    (tmp_path / "changes.toml").unlink()
    (tmp_path / "changes.toml").mkdir()
    with pytest.raises(InputErrors, match=r"changes\.toml.*[Ii]s a directory"):
        read_record_file(tmp_path, "en")


def test_what_is_no_section_of_changes_is_told() -> None:
    assert wrong("changes = [1]\n")[0].startswith("changes.toml:1 changes[1]: 1 was found where a section")
