"""Dates to be kept free: whole days that are proposed and not yet decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from calendars.ical.entry import Entry, Status
from calendars.language import Said
from calendars.span import Span
from planner.publishing import wording
from planner.publishing.entries import bare_entry, contact_of, text_of
from planner.publishing.style import Setting
from planner.publishing.views import State, View
from planner.revisions.announced import Announced


def held_entry(view: View, setting: Setting) -> Entry:
    """The days of a proposed meeting; released when it is decided or no longer proposed."""
    announced, held = view.announced, view.state is State.HELD
    title = wording.HELD_DATE if held else wording.RELEASED
    bare = bare_entry(view, setting)
    return replace(
        bare,
        when=days_of(announced),
        summary=title.say(setting.style.locale, title=announced.name),
        status=Status.TENTATIVE if held else Status.CANCELLED,
        description=text_of(_lines(view, setting), setting),
        url="",
    )


def days_of(announced: Announced) -> Span:
    """First and last day; midnight at the end begins no further day."""
    return Span(announced.start.date(), (announced.end - timedelta(microseconds=1)).date())


def _lines(view: View, setting: Setting) -> Iterator[Said]:
    yield Said(wording.NOT_DECIDED if view.state is State.HELD else wording.IS_RELEASED)
    yield from contact_of(setting)
