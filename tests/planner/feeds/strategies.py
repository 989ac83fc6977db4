"""Hypothesis strategies for published meetings that change in every way, with arbitrary text."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from planner.network.published import Named, Place, PublishedMeeting
from tests.planner.announcements import HALL, INN, announced

NASTY = "\r\n\t ,;:\"'\\\x00\x07\x1b\x7f\x85\u2028\u202e\u2066\u2069\u200f\ufeff^=<>&%æøåÆ🎉"
texts = st.text(st.one_of(st.sampled_from(NASTY), st.characters(codec="utf-8")), max_size=120)

MEETINGS = ("kickoff", "2022-1/nord", "2022-1/syd", "2022-2/nord", "2022-2/syd")
REGIONS = {"nord": Named("nord", "Nord"), "syd": Named("syd", "Syd")}
PEOPLE = (Named("kl-1", "Anne"), Named("kl-2", "Bo"))
PLACES = (Named("1", "Alfa"), Named("2", "Beta"))

subsets = st.frozensets(st.sampled_from(["m1", "m2", "m3"])).map(lambda found: tuple(sorted(found)))


@st.composite
def meetings(draw: st.DrawFn) -> PublishedMeeting:
    """Draw one of a few meetings with arbitrary properties."""
    name = draw(st.sampled_from(MEETINGS))
    start = announced(day=draw(st.integers(1, 9))).start.replace(hour=draw(st.sampled_from([9, 13])))
    return announced(
        name,
        start=start,
        end=start + draw(st.sampled_from([timedelta(hours=2), timedelta(days=1, hours=3)])),
        region=REGIONS.get(name.partition("/")[2]),
        venue=draw(st.sampled_from([HALL, INN])),
        title=draw(st.sampled_from([f"Møde {name}", "Et andet navn"])),
        setup=draw(st.integers(0, 2)),
        teardown=draw(st.integers(0, 1)),
        staff=draw(st.sampled_from([(), PEOPLE[:1], PEOPLE])),
        municipalities=draw(st.sampled_from([PLACES[:1], PLACES])),
        members=draw(subsets),
    )


plans = st.lists(meetings(), max_size=5, unique_by=lambda each: each.meeting)

unwieldy = st.builds(
    announced,
    st.sampled_from(MEETINGS),
    day=st.integers(1, 400),
    title=texts,
    theme=texts,
    region=st.builds(Named, st.just("syd"), texts),
    venue=st.builds(Place, st.just("hal"), texts, texts, texts, st.floats(-90, 90), st.floats(-180, 180)),
    rooms=st.lists(st.builds(Named, st.just("sal"), texts), max_size=3).map(tuple),
)
