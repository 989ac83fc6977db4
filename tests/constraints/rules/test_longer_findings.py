"""Findings that only some plans have: a long spell of being busy, and rooms that are too few or the same."""

from calendars.days import Span
from constraints.problem.busy import Busy
from constraints.problem.problem import RoomNeed
from constraints.rules.rooms_fit import RoomsFit
from constraints.rules.staff_free import StaffFree
from tests.constraints.builders import busy, meeting, on, planned, problem, said, team


def test_somebody_busy_for_longer_is_said_with_both_ends() -> None:
    spells = busy(1, {0: [Busy(Span(on(1), on(4)))]})
    of = problem([meeting("a", staff={"KL": 1})], StaffFree(), staff=team("KL", 1), staff_busy=spells)
    assert said(of, planned(of, "a", 2, staff=("KL-1",))) == [(
        ("KL-1 is busy from Tuesday 7 March 2023 to Friday 10 March 2023, Møde a, Nord on Wednesday 8 March 2023 "
         "included."),
        ("KL-1 er optaget fra tirsdag den 7. marts 2023 til fredag den 10. marts 2023, også onsdag den 8. marts 2023, "
         "når Møde a, Nord holdes."),
    )]  # fmt: skip


def test_rooms_that_are_too_few_and_the_same() -> None:
    of = problem([meeting("a", rooms=RoomNeed(breakouts=2))], RoomsFit())
    assert said(of, planned(of, "a", 1, rooms=("r0", "r0"))) == [
        ("Møde a, Nord has 1 breakout room; it needs 2.", "Møde a, Nord har 1 grupperum; det kræver 2."),
        (
            "Møde a, Nord has both Lokale 0 and Lokale 0 at Kroen, which are wholly or partly the same room.",
            "Møde a, Nord har både Lokale 0 og Lokale 0, Kroen, som helt eller delvis er det samme lokale.",
        ),
    ]
