"""Calendars read behind the fence: whatever they are, an answer comes."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from calendars.ical import busy, parse
from calendars.ical.busy import read_busy, read_each
from calendars.ical.parse import (
    ENTRIES_MAX,
    LARGEST,
    MEBIBYTE,
    MEBIBYTES,
    SECONDS,
    STEPS_MAX,
    Progress,
    Reading,
    UnreadableError,
)
from tests.calendars.ical.calendars import COPENHAGEN, YEAR, calendar, event, listed

ROOT = Path(__file__).parents[3]
GOOD = calendar(event("DTSTART:20260105T090000Z", "DTEND:20260105T100000Z"))
ENDLESS = calendar(event("DTSTART:20260105T090000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY"))


def said(outcome: Reading | UnreadableError) -> str:
    return str(outcome) if isinstance(outcome, UnreadableError) else "; ".join(listed(outcome))


def test_a_calendar_is_read() -> None:
    assert said(read_busy(GOOD, YEAR, COPENHAGEN)) == "01-05 10:00 - 01-05 11:00"


def test_a_calendar_that_cannot_be_read_is_refused_with_the_reason() -> None:
    with pytest.raises(UnreadableError) as refused:
        read_busy(b"hello", YEAR, COPENHAGEN)
    assert refused.value.said.say("da") == "det er ikke en kalender i formatet iCalendar (.ics)"


def test_one_that_never_ends_or_is_too_large_stops_no_other() -> None:
    given = [(each, False) for each in (GOOD, ENDLESS, GOOD, b" " * (LARGEST + 1), GOOD)]
    assert [said(outcome) for outcome in read_each(given, YEAR, COPENHAGEN)] == [
        "01-05 10:00 - 01-05 11:00",
        "the calendar repeats its entries too often to be read, such as every second for years",
        "01-05 10:00 - 01-05 11:00",
        "the calendar is larger than 32 MB",
        "01-05 10:00 - 01-05 11:00",
    ]


@pytest.mark.parametrize(
    ("reader", "reason"),
    [
        ("hog", "the calendar could not be read with 512 MB of memory"),
        ("crash", "the calendar could not be read: the program that reads it came to an end"),
    ],
)
def test_a_reader_that_dies_is_told_from_one_that_is_slow(
    reader: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(busy, "_READER", f"tests.calendars.ical.misbehaving:{reader}")
    assert [said(outcome) for outcome in read_each([(GOOD, False)] * 2, YEAR, COPENHAGEN)] == [reason, reason]


@pytest.mark.slow
def test_every_calendar_found_in_the_wild_ends_in_an_answer(shared: Callable[[str], Path]) -> None:
    every_answer_comes(shared("ics-corpus"))


@pytest.mark.slow
def test_every_hostile_calendar_ends_in_an_answer(shared: Callable[[str], Path], tmp_path: Path) -> None:
    subprocess.run([sys.executable, shared("feedcheck/hostile.py"), tmp_path, "--big"], check=True)
    every_answer_comes(tmp_path)


def every_answer_comes(folder: Path) -> None:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    outcomes = list(read_each(((path.read_bytes(), False) for path in files), YEAR, COPENHAGEN))
    assert len(outcomes) == len(files) > 0
    assert not [path for path, outcome in zip(files, outcomes, strict=True) if "came to an end" in said(outcome)]


def test_how_far_a_large_calendar_is_read_is_told_and_at_last_that_it_is_through() -> None:
    told: list[Progress] = []
    data = calendar(*[event("DTSTART:20260105T100000")] * 2_500)
    outcomes = list(read_each([(data, False), (GOOD, False)], YEAR, COPENHAGEN, told.append))
    assert [type(each) for each in outcomes] == [Reading, Reading]
    assert told == [Progress(1_000, 2_500), Progress(2_000, 2_500), Progress(2_500, 2_500)]


def test_the_limits_are_those_of_the_documentation() -> None:
    said = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
    assert f"({LARGEST // MEBIBYTE} MB, {ENTRIES_MAX:,} entries, or" in said
    assert (LARGEST, MEBIBYTES, SECONDS, STEPS_MAX) == (2**25, 512, 120, 5_000_000)


def test_as_many_entries_bytes_and_steps_as_may_be_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    two = calendar(event("DTSTART:20260105T100000"), event("DTSTART:20260106T100000", uid="2"))
    monkeypatch.setattr(busy, "ENTRIES_MAX", 2)
    assert len(busy.read(two, YEAR, COPENHAGEN).remarks) == 0
    monkeypatch.setattr(busy, "ENTRIES_MAX", 1)
    with pytest.raises(UnreadableError, match="more than 1 entries"):
        busy.read(two, YEAR, COPENHAGEN)
    monkeypatch.setattr(busy, "LARGEST", len(GOOD))
    assert said(next(read_each([(GOOD, False)], YEAR, COPENHAGEN))) == "01-05 10:00 - 01-05 11:00"
    monkeypatch.setattr(parse, "STEPS_MAX", 3)
    tally = parse.Tally(COPENHAGEN)
    tally.take_steps(2)
    tally.take_steps(1)
    with pytest.raises(UnreadableError):
        tally.take_steps(1)
