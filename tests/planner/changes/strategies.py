"""Hypothesis strategies for changes of every kind to the default example on a given day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from planner.examples import DEFAULT, folder
from planner.files.load import load_network
from planner.network.network import Network

AS_OF = date(2022, 10, 5)
"""The day a general election was called."""

APPLICANTS = ("0573", "0851", "0461")
Fields = dict[str, Any]


@cache
def example() -> Network:
    """Return the default example, with an offer that some municipalities have applied for."""
    found = load_network(folder(DEFAULT))
    offered = found.settings.changed(offers=({"id": "temadag", "title": "Temadag", "places": 1},))
    rows = tuple(
        {"municipality": home, "received": datetime(2022, 9, n + 1), "persons": 9}  # noqa: DTZ001 - local
        for n, home in enumerate(APPLICANTS)
    )
    return found.changed(settings=offered, applications=rows)


def _days(first: date, last: date) -> st.SearchStrategy[date]:
    return st.dates(first, last)


_LATER = _days(AS_OF, date(2025, 12, 31))
_TEXTS = st.text("abcæøå ,=\"'\\#[]", min_size=1, max_size=12).filter(lambda text: text.strip() == text)
_CLOCKS = st.sampled_from([("08:00", "12:00"), ("13:30:00", "15:00"), ("00:00", "23:59")])


def _ids(things: Any) -> st.SearchStrategy[str]:
    return st.sampled_from([each.id for each in things])


def _meetings() -> st.SearchStrategy[str]:
    """Draw a meeting that may be changed in every way: neither the kick-off, which is past, nor the last conference."""
    return st.sampled_from([name for name in example().round_of if "/" in name])


@st.composite
def _span(draw: st.DrawFn) -> Fields:
    first = draw(_LATER)
    if draw(st.booleans()):
        return {"first_day": first.isoformat()}
    return {"first_day": first.isoformat(), "last_day": (first + timedelta(draw(st.integers(0, 40)))).isoformat()}


@st.composite
def _times(draw: st.DrawFn, kind: str, people: Any) -> Fields:
    hours = dict(zip(("from", "to"), draw(_CLOCKS), strict=True)) if draw(st.booleans()) else {}
    return {"kind": kind, "person": draw(_ids(people)), **draw(_span()), **hours}


@st.composite
def _cancel(draw: st.DrawFn) -> Fields:
    meetings = draw(st.lists(_meetings(), min_size=1, max_size=5, unique=True))
    match draw(st.sampled_from(["later", "until", "dropped"])):
        case "until":
            until = draw(_days(date(2025, 9, 1), date(2025, 12, 31)))
            return {"kind": "cancel", "meetings": meetings, "until": until.isoformat()}
        case "dropped":
            return {"kind": "cancel", "meetings": meetings, "later": False}
        case _:
            return {"kind": "cancel", "meetings": meetings}


@st.composite
def _blackout(draw: st.DrawFn) -> Fields:
    whom: dict[str, st.SearchStrategy[str]] = {
        "regions": _ids(example().settings.regions),
        "municipalities": _ids(example().municipalities),
        "venues": _ids(example().venues),
        "people": _ids(example().members),
    }
    names = draw(st.lists(st.sampled_from([*whom]), unique=True, max_size=2))
    found: Fields = {name: draw(st.lists(whom[name], min_size=1, max_size=3)) for name in names}
    points = {"points": draw(st.integers(1, 9000))} if draw(st.booleans()) else {}
    kind = {"of_kind": "event"} if draw(st.booleans()) else {}
    return {"kind": "blackout", "reason": draw(_TEXTS), **draw(_span()), **found, **points, **kind}


@st.composite
def _election(draw: st.DrawFn) -> Fields:
    polling = draw(_days(date(2022, 11, 1), date(2025, 6, 1)))
    fields: Fields = {"kind": "election", "reason": draw(_TEXTS), "polling_day": polling.isoformat()}
    match draw(st.sampled_from(["campaign", "called", "rule"])):
        case "campaign":
            return {**fields, "campaign_days": draw(st.integers(0, 30))}
        case "called":
            called, cabinet = polling - timedelta(25), polling + timedelta(draw(st.integers(0, 45)))
            return {**fields, "called": called.isoformat(), "cabinet": cabinet.isoformat()}
        case _:
            rule = {"rule": "third tuesday of november", "every": 4, "from_year": 2021}
            return {"kind": "election", "reason": draw(_TEXTS), **rule}


@st.composite
def _rooms(draw: st.DrawFn) -> Fields:
    room = draw(st.sampled_from(example().rooms))
    if draw(st.booleans()):
        return {"kind": "room_closed", "venue": room.venue, "room": room.id}
    layout, now = draw(st.sampled_from([*room.seats().items()]))
    return {
        "kind": "room_smaller",
        "venue": room.venue,
        "room": room.id,
        "seats": {layout: draw(st.integers(0, now - 1))},
    }


@st.composite
def _fix(draw: st.DrawFn) -> Fields:
    meeting = draw(_meetings())
    window = example().round_of[meeting].window
    day = {"day": draw(_days(max(window.first, AS_OF), window.last)).isoformat()}
    venue = {"venue": draw(_ids(example().venues))}
    return {"kind": "fix", "meeting": meeting, **draw(st.sampled_from([day, venue, {**day, **venue}]))}


@st.composite
def _window(draw: st.DrawFn) -> Fields:
    what = draw(st.sampled_from(["meeting", "round"]))
    named = draw(_meetings() if what == "meeting" else st.sampled_from(["2022-2", "2023-1", "2025-2"]))
    first = draw(_days(AS_OF, date(2025, 11, 1)))
    return {
        "kind": "window", what: named, "first": first.isoformat(),
        "last": (first + timedelta(draw(st.integers(0, 60)))).isoformat(),
    }  # fmt: skip


@st.composite
def _online(draw: st.DrawFn) -> Fields:
    what = draw(st.sampled_from(["meetings", "round", "first_day"]))
    if what == "first_day":
        first = draw(_days(AS_OF, date(2025, 11, 1)))
        until = draw(st.sampled_from([{}, {"last_day": (first + timedelta(90)).isoformat()}]))
        regions = draw(st.sampled_from([{}, {"regions": ["nordjylland"]}]))
        return {"kind": "online", what: first.isoformat(), "reason": "Storm", **until, **regions}
    named = draw(
        st.lists(_meetings(), min_size=1, max_size=3, unique=True) if what == "meetings" else st.just("2025-2")
    )
    return {"kind": "online", what: named, **draw(st.sampled_from([{}, {"mode": "allowed"}, {"mode": "never"}]))}


@st.composite
def _together(draw: st.DrawFn) -> Fields:
    regions = st.lists(_ids(example().settings.regions), min_size=2, max_size=4, unique=True)
    some = draw(st.one_of(st.just({}), st.builds(lambda found: {"regions": found}, regions)))
    return {"kind": "together", "round": draw(st.sampled_from(["2023-2", "2024-1", "2025-2"])), **some}


_RULES: list[Fields] = [
    {"rule": "region_gap", "parameter": "min_days", "value": 60},
    {"rule": "region_gap", "parameter": "max_days"},
    {"rule": "round_span", "parameter": "max_days", "value": 45},
    {"rule": "budget", "parameter": "total", "value": 9_000_000},
    {"rule": "quorum", "parameter": "member_share", "value": 0.5},
    {"rule": "weekdays", "parameter": "allowed", "value": ["monday", "tuesday"]},
    {"rule": "hours", "parameter": "latest", "value": "17:00"},
]

KINDS: dict[str, Callable[[], st.SearchStrategy[Fields]]] = {
    "cancel": _cancel,
    "blackout": _blackout,
    "election": _election,
    "venue_closed": lambda: st.builds(
        lambda venue, days, reason: {"kind": "venue_closed", "venue": venue, **days, **reason},
        _ids(example().venues), st.one_of(st.just({}), _span()), st.sampled_from([{}, {"reason": "Ombygning"}]),
    ),
    "room_closed": _rooms,
    "staff_away": lambda: _times("staff_away", example().staff),
    "staff_leaves": lambda: st.builds(
        lambda person, day: {"kind": "staff_leaves", "person": person, "from_day": day.isoformat()},
        _ids(example().staff), _LATER,
    ),
    "busy": lambda: _times("busy", (*example().members, *example().staff)),
    "free": lambda: _times("free", example().members),
    "member_joined": lambda: st.builds(
        lambda place, day: {"kind": "member_joined", "id": "ny-1", "municipality": place, "from_day": day.isoformat()},
        _ids(example().municipalities), _LATER,
    ),
    "member_left": lambda: st.builds(
        lambda member, day: {"kind": "member_left", "member": member, "last_day": day.isoformat()},
        _ids(example().members), _LATER,
    ),
    "application": lambda: st.builds(
        lambda home, said: {"kind": "application", "municipality": home, **said},
        st.sampled_from(APPLICANTS), st.sampled_from([
            {"state": "withdrawn", "reason": "Ny ledelse", "by": "Kim"}, {"state": "declined"},
            {"suits": ["2023-03-06 to 2023-03-10", "monday"], "persons": 12}, {"suits_not": ["friday"], "seats": 30},
        ]),
    ),
    "fix": _fix,
    "window": _window,
    "online": _online,
    "together": _together,
    "rules": lambda: st.sampled_from(_RULES).map(lambda each: {"kind": "rules", **each}),
    "region_merged": lambda: st.builds(
        lambda regions, day: {
            "kind": "region_merged", "regions": regions, "into": "øst", "name": "Østdanmark", "day": day,
        },
        st.lists(_ids(example().settings.regions), min_size=1, max_size=3, unique=True),
        st.sampled_from(["2023-07-01", "2024-01-01", "2025-01-01"]),
    ),
    "law": lambda: st.builds(
        lambda theme, day: {"kind": "law", "theme": theme, "in_force": day.isoformat()},
        _ids(example().settings.themes), _LATER,
    ),
}  # fmt: skip
"""Strategies by kind; the kinds about rooms share one."""

any_change = st.deferred(lambda: st.one_of([made() for made in KINDS.values()]))
"""A change as in a JSON file."""
