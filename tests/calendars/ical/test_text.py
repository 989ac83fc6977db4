"""Content lines: what is written is what icalendar reads, and nothing can break out of its line."""

import re

import pytest
from hypothesis import given
from icalendar import Event
from icalendar.parser import Contentlines, Parameters

from calendars.ical.write import LONGEST_LINE, clean, escaped, line, text_line
from tests.calendars.ical.strategies import texts


@given(texts)
def test_text_is_read_back_as_it_was_written(text: str) -> None:
    event = Event.from_ical(b"BEGIN:VEVENT\r\n" + line("SUMMARY", escaped(text)) + b"END:VEVENT\r\n")
    assert isinstance(event, Event)
    assert str(event["SUMMARY"]) == clean(text)
    assert list(event) == ["SUMMARY"]


@given(texts)
def test_lines_are_short_whole_characters_and_free_of_controls(text: str) -> None:
    written = line("DESCRIPTION", escaped(text))
    assert written.endswith(b"\r\n")
    for part in written.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(part) <= LONGEST_LINE
        assert len(part.decode().splitlines()) == 1
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]", part.decode())


@given(texts)
def test_a_parameter_cannot_leave_its_quotes(text: str) -> None:
    written = line("X-PLACE", "value", **{"X-TITLE": text})
    (content,) = (found for found in Contentlines.from_ical(written) if found)  # type: ignore[no-untyped-call]
    name, parameters, value = content.parts()
    assert (name, value) == ("X-PLACE", "value")
    assert isinstance(parameters, Parameters)
    assert parameters["X-TITLE"] == clean(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('Kl. 9, sal B; \\ "x"', 'Kl. 9\\, sal B\\; \\\\ "x"'),
        ("a\r\nb\rc\nd\u2028e\x85f", "a\\nb\\nc\\nd\\ne\\nf"),
        ("a\x00b\x1bc\x7fd\x9be\ud800f", "abcdef"),
        ("\u202egnp.exe \u2066x\u2069", "\u202egnp.exe \u2066x\u2069"),
        (" \tmøde\t ", "møde"),
    ],
    ids=["marks", "line ends", "controls", "direction of writing", "space around"],
)
def test_text_is_escaped(text: str, written: str) -> None:
    assert escaped(text) == written


def test_a_text_that_is_empty_has_no_line() -> None:
    assert text_line("LOCATION", " \x00 ") == b""


def test_no_line_begins_with_a_space_of_the_text_where_that_can_be_helped() -> None:
    assert all(not part.startswith((b"  ", b" \t")) for part in line("SUMMARY", "ord " * 60).split(b"\r\n"))
    assert line("SUMMARY", " " * 200).replace(b"\r\n ", b"") == b"SUMMARY:" + b" " * 200 + b"\r\n"


@pytest.mark.parametrize("octets", [67, 68])
def test_a_line_is_folded_as_late_as_may_be(octets: int) -> None:
    first = "x" * 67
    assert (
        line("SUMMARY", first + "y" * (octets - 67))
        == b"SUMMARY:" + first.encode() + (b"", b"\r\n y")[octets - 67] + b"\r\n"
    )
    full = "x" * (67 + 74 + 74)
    written = [b"SUMMARY:" + b"x" * 67, b" " + b"x" * 74, b" " + b"x" * 74]
    assert line("SUMMARY", full) == b"\r\n".join([*written, b""])
    assert line("SUMMARY", full + "z") == b"\r\n".join([*written, b" z", b""])


def test_a_line_is_cut_between_characters_and_before_a_letter() -> None:
    assert line("SUMMARY", "x" * 66 + " yz") == b"SUMMARY:" + b"x" * 66 + b" \r\n yz\r\n"
    assert line("SUMMARY", "x" * 67 + " yz") == b"SUMMARY:" + b"x" * 66 + b"\r\n x yz\r\n"
    assert line("SUMMARY", "x" * 65 + "  \tyz") == b"SUMMARY:" + b"x" * 64 + b"\r\n x  \tyz\r\n"
    for last in range(0xC0, 0x100):  # with every octet that can follow the first
        for before in (66, 67):
            letters = "x" * before + chr(last) * 40
            parts = line("SUMMARY", letters).split(b"\r\n ")
            assert "".join(part.decode() for part in parts) == f"SUMMARY:{letters}\r\n"
