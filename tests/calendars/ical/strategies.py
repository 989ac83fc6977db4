"""Hypothesis strategies for calendar entries, with text as people and attackers write it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from calendars.days import Interval, Span
from calendars.ical.write import EventStatus, VEvent

ZONES = tuple(map(ZoneInfo, ("Europe/Copenhagen", "America/New_York", "Africa/Casablanca", "Asia/Tokyo", "UTC")))

_NASTY = (
    *("\r\n", "\n", "\r", "\x85", "\u2028", "\u2029", "\v", "\x1c", "\x00", "\x07", "\x7f", "\x9b"),
    *("\\", "\\n", ",", ";", ":", '"', "^", "\t", " ", "\u202e", "\u2066", "\u200f", "\ufeff", "\ud800"),
    *("BEGIN:VEVENT", "END:VCALENDAR", "æøå", "e\u0301", "👩‍👩‍👧", "𝄞"),
)
texts = st.lists(st.sampled_from(_NASTY) | st.text(max_size=40), max_size=12).map("".join)
titles = texts.map(lambda text: f"Møde {text}.")

moments = st.datetimes(datetime(2022, 1, 1), datetime(2031, 12, 31), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    start = draw(moments)
    end = start + timedelta(minutes=draw(st.integers(1, 5_000)))
    return Interval(start, end).astimezone(draw(st.sampled_from(ZONES)))


spans = st.builds(Span.of_days, moments.map(datetime.date), st.integers(1, 10))

entries = st.builds(
    VEvent,
    uid=st.uuids().map(str),
    sequence=st.integers(0, 2_000),
    stamp=moments,
    when=intervals() | spans,
    summary=titles,
    status=st.sampled_from(EventStatus),
    description=texts,
    location=texts,
    geo=st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
    contact=texts,
    url=st.sampled_from(("", "https://example.org/møde/1?a=b;c,d")),
    categories=st.lists(titles, max_size=3).map(tuple),
    transparent=st.booleans(),
    siblings=st.lists(st.uuids().map(str), max_size=2).map(tuple),
)
