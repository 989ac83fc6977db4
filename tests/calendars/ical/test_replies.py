"""Answers to invitations, as mail programs send them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest

from calendars.ical.replies import REPLY_SIZE_MAX, Reply, read_replies
from calendars.language import WrongValueError

ZONE = ZoneInfo("Europe/Copenhagen")
OUTLOOK = """\
BEGIN:VCALENDAR\r
METHOD:REPLY\r
VERSION:2.0\r
BEGIN:VEVENT\r
ATTENDEE;PARTSTAT=DECLINED;CN=Bo:MAILTO:Bo@Example.org\r
COMMENT;LANGUAGE=da:Jeg er\\n desværre syg\r
UID:u-1\r
DTSTART;TZID=Romance Standard Time:20230314T100000\r
DTSTAMP:20230301T230500Z\r
SEQUENCE:2\r
END:VEVENT\r
END:VCALENDAR\r
"""
FOUND = Reply("u-1", "bo@example.org", "DECLINED", datetime(2023, 3, 1, 23, 5, tzinfo=UTC), date(2023, 3, 14))


def test_an_answer_says_who_answers_what_to_which_event_and_when() -> None:
    assert read_replies(OUTLOOK.encode(), ZONE) == [FOUND]
    assert read_replies(b"\xef\xbb\xbf" + OUTLOOK.replace("\r\n", "\n").encode(), ZONE) == [FOUND]


def test_an_answer_is_found_in_the_mail_it_came_in_once() -> None:
    mail = EmailMessage()
    mail["Subject"] = "Afvist: Kick-off"
    mail.set_content("Jeg er syg")
    mail.add_alternative(OUTLOOK.encode(), maintype="text", subtype="calendar", params={"method": "REPLY"})
    mail.add_attachment(OUTLOOK.encode(), maintype="text", subtype="calendar", filename="svar.ics")
    assert read_replies(mail.as_bytes(), ZONE) == [FOUND]


@pytest.mark.parametrize("method", ["PUBLISH", "REQUEST", "COUNTER"])
def test_what_is_no_answer_holds_none(method: str) -> None:
    assert read_replies(OUTLOOK.replace("REPLY", method).encode(), ZONE) == []


def test_whole_days_and_missing_stamps_are_read() -> None:
    text = OUTLOOK.replace(";TZID=Romance Standard Time:20230314T100000", ";VALUE=DATE:20230314")
    text = text.replace("DTSTAMP:20230301T230500Z\r\n", "")
    assert read_replies(text.encode(), ZONE) == [Reply("u-1", "bo@example.org", "DECLINED", None, date(2023, 3, 14))]


@pytest.mark.parametrize("data", [b"", "Kære Anne".encode(), b"\xff\xfe\x00", b"x" * (REPLY_SIZE_MAX + 1)])
def test_what_is_neither_calendar_nor_mail_with_one_is_said_to_be(data: bytes) -> None:
    with pytest.raises(WrongValueError):
        read_replies(data, ZONE)


def test_a_file_of_a_megabyte_is_looked_at_and_a_larger_one_is_not() -> None:
    for size, said in ((1_000_000, "it is neither a calendar nor a mail with one"), (1_000_001, "it is larger than")):
        with pytest.raises(WrongValueError) as refused:
            read_replies(b"x" * size, ZONE)
        assert refused.value.said.say("en").startswith(said)


@pytest.mark.parametrize(("start", "day"), [
    (":20230313T233000Z", 14), (":20230314T003000", 14), (";TZID=Asia/Tokyo:20230315T010000", 14), (":PT1H", None),
])  # fmt: skip
def test_the_day_is_that_of_the_zone_asked_for(start: str, day: int | None) -> None:
    text = OUTLOOK.replace(";TZID=Romance Standard Time:20230314T100000", start)
    text = text.replace("DTSTAMP:20230301T230500Z", "DTSTAMP:20230301T230500")
    (found,) = read_replies(text.encode(), ZONE)
    assert found.day == (None if day is None else date(2023, 3, day))
    assert found.at == FOUND.at


def test_a_stamp_that_is_a_day_is_none() -> None:
    text = OUTLOOK.replace("DTSTAMP:20230301T230500Z", "DTSTAMP;VALUE=DATE:20230301")
    assert [each.at for each in read_replies(text.encode(), ZONE)] == [None]
