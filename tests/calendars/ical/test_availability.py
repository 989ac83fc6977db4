"""Published busy times, and hours outside which somebody is not to be had."""

from tests.calendars.ical.calendars import event, taken


def availability(start: str, *lines: str, priority: int = 0) -> str:
    head = ["BEGIN:VAVAILABILITY", "UID:v", f"PRIORITY:{priority}", f"DTSTART:{start}"]
    return "\n".join([*head, *lines, "END:VAVAILABILITY"])


def available(start: str, end: str, *lines: str) -> str:
    return "\n".join(["BEGIN:AVAILABLE", "UID:a", f"DTSTART:{start}", f"DTEND:{end}", *lines, "END:AVAILABLE"])


def test_published_busy_times_are_taken_and_free_ones_are_not() -> None:
    published = [
        "BEGIN:VFREEBUSY",
        "FREEBUSY:20260105T090000Z/20260105T100000Z,20260106T090000Z/PT3H",
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20260107T090000Z/PT1H",
        "FREEBUSY;FBTYPE=FREE:20260108T090000Z/PT1H",
        "END:VFREEBUSY",
    ]
    assert taken(*published) == [
        "01-05 10:00 - 01-05 11:00",
        "01-06 10:00 - 01-06 13:00",
        "01-07 10:00 - 01-07 11:00",
    ]


def test_outside_the_hours_given_all_is_taken() -> None:
    hours = available("20260105T090000", "20260105T170000", "RRULE:FREQ=DAILY;COUNT=2")
    assert taken(availability("20260105T000000", "DTEND:20260107T000000", hours)) == [
        "01-05 00:00 - 01-05 09:00",
        "01-05 17:00 - 01-06 09:00",
        "01-06 17:00 - 01-07 00:00",
    ]


def test_an_availability_without_an_end_lasts() -> None:
    assert taken(availability("20261230T000000")) == ["12-30 00:00 - 2027-01-01 00:00"]
    assert taken(availability("20261230T000000", "DURATION:P1D")) == ["12-30 00:00 - 12-31 00:00"]


def test_a_higher_priority_overrides_while_it_lasts() -> None:
    usual = availability("20260105T000000", "DTEND:20260108T000000", priority=5)
    at_home = available("20260106T080000", "20260106T120000")
    special = availability("20260106T000000", "DTEND:20260107T000000", at_home, priority=1)
    assert taken(usual, special) == taken(special, usual)
    assert taken(usual, special) == ["01-05 00:00 - 01-06 08:00", "01-06 12:00 - 01-08 00:00"]


def test_entries_within_the_hours_are_taken_too() -> None:
    hours = available("20260105T090000", "20260105T170000")
    entry = event("DTSTART:20260105T100000Z", "DTEND:20260105T110000Z")
    assert taken(availability("20260105T080000", "DTEND:20260105T180000", hours), entry) == [
        "01-05 08:00 - 01-05 09:00",
        "01-05 11:00 - 01-05 12:00",
        "01-05 17:00 - 01-05 18:00",
    ]


def test_an_availability_without_a_priority_yields_to_any_other() -> None:
    usual = availability("20260105T000000", "DTEND:20260108T000000").replace("PRIORITY:0\n", "")
    at_home = available("20260106T080000", "20260106T120000")
    special = availability("20260106T000000", "DTEND:20260107T000000", at_home, priority=9)
    assert taken(usual, special) == ["01-05 00:00 - 01-06 08:00", "01-06 12:00 - 01-08 00:00"]
    assert taken(usual.replace("UID:v", "UID:v\nPRIORITY:0"), special) == taken(usual, special)
