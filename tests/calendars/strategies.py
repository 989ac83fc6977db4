"""Hypothesis strategies for days, wide enough for leap years, ISO weeks 53 and the turn of a century."""

from datetime import date, timedelta

from hypothesis import strategies as st

from calendars.days import Span

days = st.dates(date(1995, 1, 1), date(2105, 12, 31))


@st.composite
def spans(draw: st.DrawFn, longest: int = 1_500) -> Span:
    first = draw(days)
    return Span(first, first + timedelta(days=draw(st.integers(0, longest))))
