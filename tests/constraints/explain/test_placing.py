from constraints.explain.placing import Placing
from constraints.problem.plan import Schedule
from constraints.problem.problem import Booking, BookingState
from constraints.rules.rooms_fit import RoomsFit
from tests.constraints.builders import days, judged, meeting, on, planned, problem, rooms_of


def test_rooms_that_are_in_reserve_for_another_meeting_are_not_chosen() -> None:
    of = problem(
        [meeting("a"), meeting("b")], RoomsFit(), as_of=on(0),
        rooms=(*rooms_of(0, seats=(20, 6)), *rooms_of(1, first=2)),
        bookings=(Booking(0, days(5), BookingState.RESERVE, "a", rooms=(1,)),),
    )  # fmt: skip
    held = judged(of, planned(of, "a", 1, venue=1), planned(of, "b", 2)).schedule
    others, moved = Schedule(of, (held[0],)), held[1]
    placing = Placing(others, moved, lambda _held: (), trouble=lambda _held: (0,))
    assert [placing.held(on(day), 0).rooms for day in (4, 5)] == [(1,), (0,)]
    own = Placing(Schedule(of, (held[1],)), held[0], lambda _held: (), trouble=lambda _held: (0,))
    assert own.held(on(5), 0).rooms == (1,)
