import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from calendars.blackouts import Blackout, BlackoutScope
from calendars.days import Span
from constraints.rules.shared.closed_days import MarkedDays, venue_closed
from tests.constraints.builders import days, on, problem

SPANS = st.tuples(st.integers(-40, 60), st.integers(0, 10)).map(lambda found: days(found[0], sum(found)))
ROWS = st.lists(st.lists(SPANS, max_size=3), min_size=1, max_size=3)
STRETCHES = st.tuples(st.integers(-60, 90), st.integers(-2, 8))


@given(rows=ROWS, stretches=st.lists(STRETCHES, min_size=1, max_size=8))
def test_a_stretch_touches_a_row_if_one_of_its_days_is_marked(
    rows: list[list[Span]], stretches: list[tuple[int, int]]
) -> None:
    marked = MarkedDays(problem([]), rows)
    first, length = np.array(stretches, dtype=np.int64).T
    for row, spans in enumerate(rows):
        found = marked.touch(np.full_like(first, row), first, first + length - 1)
        expected = [
            any(on(day) in span for day in range(begin, begin + days_long) for span in spans)
            for begin, days_long in stretches
        ]
        assert found.tolist() == expected


def test_a_venue_is_closed_by_its_own_hard_blackouts() -> None:
    blackouts = [
        Blackout(days(1), "Ombygning", scope=BlackoutScope.VENUE, target="hal"),
        Blackout(days(2), "Travlt", scope=BlackoutScope.VENUE, target="hal", points=3),
        Blackout(days(3), "Helligdag"),
    ]
    closed = venue_closed(problem([], blackouts=blackouts))
    each_day = np.arange(5)
    assert closed.touch(np.full(5, 1), each_day, each_day).tolist() == [False, True, False, False, False]
    assert not closed.touch(np.full(5, 0), each_day, each_day).any()
