"""What is said about changes that cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from planner.errors import InputErrors
from tests.planner.changes.small import after

SAID = """\
cancel meetings=2/nrd
    meetings: '2/nrd' is not among the meetings; did you mean 2/nord (Møde 2, Nord)?
cancel meetings=Nord
    meetings: 'Nord' is not among the meetings; did you mean one of these: 1/nord, 2/nord and 3/nord?
cancel meetings=1/nord
    meetings: 1/nord was held on 12 January 2023 and cannot be changed; today is taken to be 1 March 2023
cancel meetings=2/nord until=2023-03-01
    until: 2/nord can be held from 15 March 2023 at the earliest, and 1 March 2023 is the last day; give a later
    one, or drop it (later = false)
cancel meetings=2/nord later=no until=2023-05-01
    until: until is the last day for meetings that are held later; leave it out with later = false
blackout reason=x first_day=2032-01-01
    first_day: 1 January 2032 is not in the time that is planned, 1 January 2023 to 31 December 2023
blackout reason=x first_day=2023-05-02 last_day=2023-05-01
    last_day: the last day, 1 May 2023, lies before the first, 2 May 2023
election reason=x polling_day=2032-01-01
    polling_day: 1 January 2032 is not in the time that is planned, 1 January 2023 to 31 December 2023
venue_closed venue=akkc first_day=2032-01-01
    first_day: 1 January 2032 is not in the time that is planned, 1 January 2023 to 31 December 2023
venue_closed venue=akcc
    venue: 'akcc' is not in venues.csv; did you mean akkc (AKKC)?
room_closed venue=akkc room=B
    room: 'B' is not a room of akkc
room_smaller venue=akkc room=A seats.cabaret=5
    seats: A is not set up as cabaret; it is used as theatre
busy person=q first_day=2023-05-02
    person: 'q' is not in members.csv or staff.csv
staff_leaves person=a1
    person: 'a1' is not in staff.csv
member_joined id=a1 municipality=0851
    id: 'a1' is already the id of somebody; give the new member another
member_joined id=ny municipality=0607 replaces=a1
    replaces: a1 is of another municipality; only a colleague can take over the place
member_left member=k1
    member: 'k1' is not in members.csv
fix meeting=2/nord day=2023-02-01
    day: 1 February 2023 is past; today is taken to be 1 March 2023, and what is past stays as it was
fix meeting=2/nord day=2023-04-04
    : 2/nord is fixed on Tuesday 4 April 2023, but may only be held from 1 March 2023 to 20 March 2023 (window)
window round=2 first=2023-05-02 last=2023-05-01
    last: the last day, 1 May 2023, lies before the first, 2 May 2023
rules rule=region_gab parameter=min_days value=3
    rule: 'region_gab' is not among the rules; did you mean region_gap?
rules rule=gap parameter=min_days value=3
    rule: 'gap' is not among the rules; did you mean one of these: joint_gap and region_gap?
rules rule=span parameter=max_days value=3
    rule: 'span' is not among the rules; did you mean round_span?
rules rule=region_gap parameter=min_day value=3
    parameter: 'min_day' is not a parameter of the rule region_gap; did you mean min_days?
rules rule=region_gap parameter=min_days value=-3
    value: -3 is too small; at least 0 was expected
region_merged regions=nord into=sid day=2023-05-01
    into: 'sid' is no region yet; give its name too if it is new; did you mean syd (Syd)?
cancel meetings=2/nord until=2023-03-14
    until: 2/nord can be held from 15 March 2023 at the earliest, and 14 March 2023 is the last day; give a later
    one, or drop it (later = false)
window meeting=1/nord first=2023-05-02 last=2023-06-02
    meeting: 1/nord was held on 12 January 2023 and cannot be changed; today is taken to be 1 March 2023
window round=2 first=2022-05-02 last=2023-06-02
    first: 2 May 2022 is not in the time that is planned, 1 January 2023 to 31 December 2023
window round=2 first=2023-05-02 last=2024-06-02
    last: 2 June 2024 is not in the time that is planned, 1 January 2023 to 31 December 2023
fix meeting=1/nord venue=akkc
    meeting: 1/nord was held on 12 January 2023 and cannot be changed; today is taken to be 1 March 2023
online meetings=1/nord,2/nord
    meetings: 1/nord was held on 12 January 2023 and cannot be changed; today is taken to be 1 March 2023
online round=1
    round: no meeting of 1 is still to be held
online first_day=2022-05-01 reason=x
    first_day: 1 May 2022 is not in the time that is planned, 1 January 2023 to 31 December 2023
online first_day=2023-05-01 last_day=2024-05-01 reason=x
    last_day: 1 May 2024 is not in the time that is planned, 1 January 2023 to 31 December 2023
together round=2 apart=yes
    apart: the regions of 2 already meet one by one
together round=2 regions=nord
    regions: name two regions or more that have a meeting in 2
busy person=a1 first_day=2022-05-02 last_day=2022-06-01
    first_day: 2 May 2022 is not in the time that is planned, 1 January 2023 to 31 December 2023
member_left member=a1 last_day=2022-05-02
    last_day: 2 May 2022 is not in the time that is planned, 1 January 2023 to 31 December 2023
venue_closed venue=akkc last_day=2023-02-28
    last_day: the last day, 28 February 2023, lies before the first, 1 March 2023
room_smaller venue=akkc room=A seats.theatre=100
    seats: A has 100 seats as theatre; fewer were expected
region_merged regions=nord into=ny day=2023-05-01
    into: 'ny' is no region yet; give its name too if it is new
rules rule=budget parameter=total value=9999999999999999999
    value: numbers are at most 1,000,000,000,000, of either sign
law theme=lo in_force=2023-05-01
    theme: 'lo' is not in [[themes]]; did you mean lov (Loven)?
"""
"""Each change with the key and the sentence, indented."""


def cases() -> Iterator[tuple[str, str]]:
    for part in SAID.replace("\n    ", "\t").splitlines():
        text, *said = part.split("\t")
        yield text, " ".join(said)


def wrong(*texts: str) -> list[str]:
    with pytest.raises(InputErrors) as caught:
        after(*texts)
    return [error.say("en") for error in caught.value.errors]


@pytest.mark.parametrize(("text", "said"), [*cases()])
def test_a_change_that_cannot_be_is_told_with_its_kind_and_key(text: str, said: str) -> None:
    kind, between = text.split(maxsplit=1)[0], "" if said.startswith(":") else "."
    assert wrong(text) == [f"{kind} changes[1]{between}{said}"]


def test_everything_wrong_is_told_at_once_with_its_place() -> None:
    found = wrong("law theme=x in_force=2023-05-01", "cancel meetings=2/nord", "cancel meetings=9/nord,8/syd")
    assert [each.partition(":")[0] for each in found] == [
        "cancel changes[3].meetings", "cancel changes[3].meetings", "law changes[1].theme"
    ]  # fmt: skip


def test_a_round_that_was_dropped_as_a_whole_has_no_window() -> None:
    window = "window round=2 first=2023-03-01 last=2023-03-20"
    assert wrong("cancel meetings=2/nord,2/syd later=no", window) == [
        "window changes[2].round: all meetings of 2 have been dropped; give a window to one of them instead"
    ]


def test_what_is_dropped_cannot_be_cancelled_again() -> None:
    assert wrong("cancel meetings=2/nord later=no", "cancel meetings=2/nord") == [
        "cancel changes[2].meetings: 2/nord has been dropped before and is not to be held"
    ]


def test_not_everything_can_be_dropped() -> None:
    every = ",".join(f"{n}/{region}" for n in (1, 2, 3) for region in ("nord", "syd"))
    with pytest.raises(InputErrors) as caught:
        after(f"cancel meetings={every} later=no", as_of=date(2023, 1, 1))
    assert str(caught.value) == "cancel changes[1]: every meeting is dropped, so there is nothing to plan"


@pytest.mark.parametrize("text", [
    "cancel meetings=2/nord until=2023-03-15", "window round=2 first=2023-03-02 last=2023-03-02",
    "blackout reason=x first_day=2023-05-02 last_day=2023-05-02", "blackout reason=x first_day=2022-12-30",
    "online first_day=2023-05-01 last_day=2023-05-01 reason=x", "fix meeting=2/nord day=2023-03-01",
    "busy person=a1 first_day=2022-12-02 last_day=2023-01-01", "venue_closed venue=akkc last_day=2023-03-01",
    "room_smaller venue=akkc room=A seats.theatre=99", "together round=2 regions=nord,syd",
    "region_merged regions=nord,syd into=syd day=2023-05-01", "member_left member=a1 last_day=2023-02-28",
])  # fmt: skip
def test_what_just_can_be_is_accepted(text: str) -> None:
    if "2022-12-30" in text:
        assert wrong(text)[0].startswith("blackout changes[1].first_day: 30 December 2022 is not in the time")
        text += " last_day=2023-01-01"
    after(text)


ONE_OF_THEM = "online: say what is held online: meetings, round, or all from first_day on; one of them"
DAYS_ONLY = (
    "online: reason, last_day and regions belong to first_day; meetings that are named are online on whatever day"
)
ONE_OF_BOTH = "window: say what gets another window: round or meeting, one of them"


@pytest.mark.parametrize(("text", "said"), [
    ("window round=2 meeting=2/nord first=2023-05-02 last=2023-05-02", ONE_OF_BOTH),
    ("window first=2023-05-02 last=2023-05-02", ONE_OF_BOTH),
    ("fix meeting=2/nord", "fix: say what is fixed: day, venue or both"),
    ("online reason=x", ONE_OF_THEM), ("online meetings=2/nord round=2", ONE_OF_THEM),
    ("online round=2 first_day=2023-05-01 reason=x", ONE_OF_THEM),
    ("online round=2 reason=x", DAYS_ONLY), ("online round=2 last_day=2023-05-01", DAYS_ONLY),
    ("online meetings=2/nord regions=nord", DAYS_ONLY),
    ("online first_day=2023-05-01", "online: give the reason why meetings are online from 1 May 2023 on"),
    (
        "online first_day=2023-05-01 reason=x mode=never",
        "online: from first_day on meetings are online or not held; leave mode out, or name the meetings or the round",
    ),
    (
        "online first_day=2023-05-01 last_day=2023-04-01 reason=x",
        "online: the last day, 1 April 2023, lies before the first, 1 May 2023",
    ),
    (
        "together round=2 apart=yes regions=nord",
        "together: leave regions out: with apart = true every region meets alone",
    ),
])  # fmt: skip
def test_a_change_whose_keys_do_not_go_together_is_told(text: str, said: str) -> None:
    assert wrong(text) == [said]


def test_all_wrong_about_a_last_day_is_told() -> None:
    found = wrong("cancel meetings=3/nord until=2022-12-31")
    assert [each.removeprefix("cancel changes[1].until: ")[:26] for each in found] == [
        "31 December 2022 is not in", "31 December 2022 is past; ", "3/nord can be held from 9 ",
    ]  # fmt: skip


def test_what_is_dropped_is_not_held_online() -> None:
    assert wrong("cancel meetings=2/nord later=no", "online meetings=2/nord,2/syd") == [
        "online changes[2].meetings: 2/nord has been dropped before and is not to be held"
    ]
    assert wrong("cancel meetings=2/nord,2/syd later=no", "online round=2") == [
        "online changes[2].round: no meeting of 2 is still to be held"
    ]


def test_meetings_are_held_on_the_day_taken_for_today() -> None:
    after("cancel meetings=2/nord", as_of=date(2023, 3, 14))
    (said,) = wrong_on(date(2023, 3, 15), "cancel meetings=2/nord")
    assert said.startswith("cancel changes[1].meetings: 2/nord was held on 14 March 2023 and cannot be changed")


def test_of_a_meeting_that_was_held_only_that_is_said() -> None:
    (said,) = wrong_on(date(2024, 1, 5), "cancel meetings=2/nord")
    assert "2/nord was held on 14 March 2023 and cannot be changed" in said


def wrong_on(day: date, text: str) -> list[str]:
    with pytest.raises(InputErrors) as caught:
        after(text, as_of=day)
    return str(caught.value).splitlines()
