from datetime import datetime, time

import pytest
from pydantic import ValidationError

from calendars.days import Hours as ClockTimes
from constraints.rules.hours import AS_STATED, MeetingHours
from tests.constraints.builders import clock, days, meeting, on, planned, problem, said
from tests.constraints.examples import Demand, case
from tests.constraints.solving import accepts


def test_a_meeting_keeps_its_own_hours() -> None:
    of = problem([meeting("a")], MeetingHours(earliest=time(10), latest=time(15)))
    assert said(of, planned(of, "a", 1)) == []
    assert accepts(of, {"a": (1, 0)})


def test_other_hours_than_the_meeting_s_are_wrong() -> None:
    of = problem([meeting("a")], MeetingHours())
    late = planned(of, "a", 1, start=clock(of, 1, 10, 30))
    assert said(of, late) == [(
        "Møde a, Nord is planned on Tuesday 7 March 2023 from 10:30 to 15:00; its hours are 10:00 to 15:00.",
        "Møde a, Nord er lagt tirsdag den 7. marts 2023 kl. 10.30 til 15.00; det skal holdes kl. 10.00 til 15.00.",
    )]  # fmt: skip


def test_a_long_meeting_takes_all_its_days() -> None:
    of = problem([meeting("a", days=2)], MeetingHours())
    assert said(of, planned(of, "a", 1)) == []
    assert said(of, planned(of, "a", 1, end=clock(of, 1, 15))) == [(
        "Møde a, Nord takes 1 day from Tuesday 7 March 2023; it lasts 2.",
        "Møde a, Nord varer 1 dag fra tirsdag den 7. marts 2023; det skal vare 2.",
    )]  # fmt: skip


def test_no_meeting_begins_before_the_earliest_hour() -> None:
    of = problem([meeting("a")], MeetingHours(earliest=time(10, 15)))
    assert said(of, planned(of, "a", 1)) == [(
        "Møde a, Nord begins on Tuesday 7 March 2023 at 10:00; no meeting may begin before 10:15.",
        "Møde a, Nord begynder tirsdag den 7. marts 2023 kl. 10.00; møder må tidligst begynde kl. 10.15.",
    )]  # fmt: skip
    assert not accepts(of, {})


def test_no_meeting_ends_after_the_latest_hour() -> None:
    of = problem([meeting("a", days=2)], MeetingHours(latest=time(14, 45)))
    assert said(of, planned(of, "a", 1)) == [(
        "Møde a, Nord ends on Wednesday 8 March 2023 at 15:00; no meeting may end after 14:45.",
        "Møde a, Nord slutter onsdag den 8. marts 2023 kl. 15.00; møder må senest slutte kl. 14.45.",
    )]  # fmt: skip
    assert not accepts(of, {})


def test_hours_are_read_on_the_network_s_wall_clock_whatever_the_offset() -> None:
    of = problem([meeting("a")], MeetingHours())
    before, on_the_day = planned(of, "a", 19), planned(of, "a", 20)
    assert before.start.utcoffset() != on_the_day.start.utcoffset()
    assert said(of, before) == said(of, on_the_day) == []


@pytest.mark.parametrize(("start", "end"), [(time(2, 30), time(3, 15)), (time(1, 30), time(2, 30))])
def test_hours_that_the_clock_skips_rule_out_the_day(start: time, end: time) -> None:
    of = problem([meeting("a", hours=ClockTimes(start, end))], MeetingHours())
    first, last = (datetime.combine(on(20), each, of.zone) for each in (start, end))
    assert said(of, planned(of, "a", 19, start=first, end=last)) == [(
        ("Møde a, Nord would begin or end at 02:30 on Sunday 26 March 2023, but there is no such time that day: the "
         "clock is put forward."),
        ("Møde a, Nord ville begynde eller slutte søndag den 26. marts 2023 kl. 02.30, men det klokkeslæt findes ikke "
         "den dag: uret stilles frem."),
    )]  # fmt: skip
    assert not accepts(of, {"a": (20, 0)})
    assert accepts(of, {"a": (19, 0)})


def test_of_a_long_meeting_only_the_hours_of_its_first_and_last_day_are_shown() -> None:
    night = ClockTimes(time(2, 30), time(5))
    of = problem([meeting("a", hours=night, days=2, window=days(18, 20))], MeetingHours())
    assert said(of, planned(of, "a", 19)) == []
    assert accepts(of, {"a": (19, 0)})


def test_the_end_of_a_long_meeting_is_shown_on_its_last_day() -> None:
    of = problem([meeting("a", hours=ClockTimes(time(1), time(2, 30)), days=2, window=days(17, 20))], MeetingHours())
    assert [accepts(of, {"a": (day, 0)}) for day in (17, 18, 19)] == [True, True, False]


def test_limits_that_the_hours_keep_are_neither_demanded_nor_moved() -> None:
    rule = MeetingHours(earliest=time(10), latest=time(15))
    of = problem([meeting("a")], rule)
    assert rule.demand(of, frozenset({0})).message is AS_STATED
    assert [*rule.relaxations(of, frozenset({0}))] == []


def test_the_latest_hour_is_after_the_earliest() -> None:
    for earliest, latest in ((time(12), time(12, 1)), (time(12), None), (None, time(0)), (None, None)):
        assert MeetingHours(earliest=earliest, latest=latest).latest == latest
    for latest in (time(12), time(11, 59)):
        with pytest.raises(ValidationError):
            MeetingHours(earliest=time(12), latest=latest)


@pytest.mark.parametrize(
    ("rule", "moved"),
    [
        (MeetingHours(earliest=time(0, 10)), MeetingHours(earliest=time(0))),
        (MeetingHours(latest=time(23, 50)), MeetingHours(latest=time(23, 59))),
    ],
)
def test_a_limit_is_moved_to_the_beginning_or_the_end_of_the_day_and_no_further(
    rule: MeetingHours, moved: MeetingHours
) -> None:
    of = problem([meeting("a", hours=ClockTimes(time(0, 5), time(23, 55)))], rule)
    (found,) = rule.relaxations(of, frozenset())
    assert found.apply(of, 1).rules == (moved,)


DEMANDS = {
    "": Demand(
        lambda: case("hours", meeting("a")),
        en="Møde a, Nord is held from 10:00 to 15:00, and only on days on which the clock shows both.",
        da="Møde a, Nord holdes kl. 10.00 til 15.00 og kun på dage, hvor begge klokkeslæt findes.",
    ),
    "early": Demand(
        lambda: case("hours", meeting("a"), given={"earliest": "10:20"}),
        en="Møde a, Nord begins at 10:00; no meeting may begin before 10:20.",
        da="Møde a, Nord begynder kl. 10.00; møder må tidligst begynde kl. 10.20.",
        relaxations=[
            (
                "earliest 1: Let meetings begin from 10:05 instead of 10:20.",
                "earliest 1: Lad møder begynde fra kl. 10.05 i stedet for 10.20.",
            ),
            (
                "earliest 2: Let meetings begin from 09:50 instead of 10:20.",
                "earliest 2: Lad møder begynde fra kl. 09.50 i stedet for 10.20.",
            ),
        ],
    ),
    "late": Demand(
        lambda: case("hours", meeting("a"), given={"latest": "14:00"}),
        en="Møde a, Nord ends at 15:00; no meeting may end after 14:00.",
        da="Møde a, Nord slutter kl. 15.00; møder må senest slutte kl. 14.00.",
        relaxations=[
            (
                "latest 1: Let meetings end by 14:15 instead of 14:00.",
                "latest 1: Lad møder slutte senest kl. 14.15 i stedet for 14.00.",
            ),
            (
                "latest 4: Let meetings end by 15:00 instead of 14:00.",
                "latest 4: Lad møder slutte senest kl. 15.00 i stedet for 14.00.",
            ),
        ],
    ),
}
