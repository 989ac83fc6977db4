"""Meetings as entries of calendars."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from calendars.ical.entry import Entry, Status
from calendars.interval import Interval
from calendars.language import Said
from planner.output.difference_text import place_name, time_of
from planner.publishing import wording
from planner.publishing.style import Setting
from planner.publishing.views import State, View
from planner.revisions.announced import Announced, Place

Write = Callable[[View, Setting], Entry]
"""How a meeting is written for some kind of audience."""

_STATUS = {State.HELD: Status.CONFIRMED, State.CANCELLED: Status.CANCELLED, State.WITHDRAWN: Status.CANCELLED}
_TITLE = {State.CANCELLED: wording.CANCELLED, State.WITHDRAWN: wording.WITHDRAWN}
_NOTE = {State.CANCELLED: wording.IS_CANCELLED, State.WITHDRAWN: wording.IS_WITHDRAWN}


def participants_entry(view: View, setting: Setting) -> Entry:
    """For those who see the meetings of one region: they need not be told which."""
    return _entry(view, setting, view.announced.title)


def overview_entry(view: View, setting: Setting) -> Entry:
    """For those who see meetings of many regions."""
    return _entry(view, setting, view.announced.name)


def title_of(view: View, setting: Setting, title: str) -> str:
    """The title, with what has become of the meeting before it."""
    sentence = _TITLE.get(view.state)
    return title if sentence is None else sentence.say(setting.style.locale, title=title)


def address_of(place: Place) -> str:
    """The venue as people find it: name, address and town, each once."""
    parts = [place.name]
    for part in (place.address, place.town):
        if part and part not in ", ".join(parts):
            parts.append(part)
    return ", ".join(parts)


def position_of(place: Place) -> tuple[float, float] | None:
    """Latitude and longitude."""
    if place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude


def bare_entry(view: View, setting: Setting) -> Entry:
    """What every entry of a meeting has in common."""
    announced, style = view.announced, setting.style
    return Entry(
        uid=view.life.uid,
        sequence=view.sequence,
        stamp=max(view.modified, setting.since),
        when=Interval(announced.start, announced.end),
        summary=announced.title,
        status=_STATUS[view.state],
        location=address_of(announced.venue),
        geo=position_of(announced.venue),
        contact=style.contact,
        url=style.link_to(announced),
        siblings=view.life.replaces,
    )


def lines_of(view: View, setting: Setting) -> Iterator[Said]:
    """What is to be read in the entry: what has happened, then what holds, then whom to ask."""
    announced = view.announced
    yield from _news(view, setting)
    yield Said(wording.TIME, {"time": time_of(announced)})
    if announced.theme and announced.theme not in announced.title:
        yield Said(wording.THEME, {"theme": announced.theme})
    if announced.rooms:
        yield Said(wording.ROOMS, {"rooms": ", ".join(room.name for room in announced.rooms)})
    yield from closing(announced, setting)


def closing(announced: Announced, setting: Setting) -> Iterator[Said]:
    """Whom to ask and where to read more."""
    yield from contact_of(setting)
    if setting.style.link:
        yield Said(wording.LINK, {"link": setting.style.link_to(announced)})


def contact_of(setting: Setting) -> Iterator[Said]:
    """Whom to ask."""
    if setting.style.contact:
        yield Said(wording.CONTACT, {"contact": setting.style.contact})


def text_of(lines: Iterator[Said], setting: Setting) -> str:
    """The lines below each other."""
    return "\n".join(line.say(setting.style.locale) for line in lines)


def _entry(view: View, setting: Setting, title: str) -> Entry:
    return replace(
        bare_entry(view, setting),
        summary=title_of(view, setting, title),
        description=text_of(lines_of(view, setting), setting),
    )


def _news(view: View, setting: Setting) -> Iterator[Said]:
    if view.state in _NOTE:
        yield Said(_NOTE[view.state])
    if view.moved_from is not None:
        yield Said(wording.MOVED_FROM, {"time": time_of(view.moved_from)})
    if view.venue_before is not None:
        yield Said(wording.OTHER_VENUE, {"venue": place_name(view.venue_before.venue)})
    replaced = [setting.lives[uid].announced for uid in view.life.replaces if uid in setting.lives]
    if replaced:
        yield Said(wording.REPLACES, {"n": len(replaced), "meetings": [_named(each) for each in replaced]})


def _named(announced: Announced) -> Said:
    return Said(wording.MEETING_AT, {"meeting": announced.name, "time": time_of(announced)})
