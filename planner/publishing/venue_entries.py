"""What a venue sees: the meetings held there, and the half-days before and after for which their rooms are let."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from calendars.ical.entry import Entry
from calendars.interval import Interval
from calendars.language import Said, Sentence
from planner.publishing import wording
from planner.publishing.entries import bare_entry, closing, text_of, title_of
from planner.publishing.style import Setting
from planner.publishing.views import View
from planner.revisions.announced import Announced

_NOON = 12


def setup_entry(view: View, setting: Setting) -> Entry:
    """The time before the meeting."""
    return _part(view, setting, "setup", wording.SETUP, setup_of(view.announced))


def teardown_entry(view: View, setting: Setting) -> Entry:
    """The time after the meeting."""
    return _part(view, setting, "teardown", wording.TEARDOWN, teardown_of(view.announced))


def setup_of(announced: Announced) -> Interval:
    """The half-days before the one in which the meeting begins."""
    end = _half_day(announced.start)
    return Interval(_half_days_from(end, -announced.setup), end)


def teardown_of(announced: Announced) -> Interval:
    """The half-days after the one in which the meeting ends."""
    return Interval(_half_days_after(announced, 0), end_of_teardown(announced))


def end_of_teardown(announced: Announced) -> datetime:
    """When the rooms are free again."""
    return _half_days_after(announced, announced.teardown)


def _half_days_after(announced: Announced, number: int) -> datetime:
    return _half_days_from(_half_day(announced.end - timedelta(microseconds=1)), 1 + number)


def _half_day(moment: datetime) -> datetime:
    """When the half-day of that moment begins."""
    return moment.replace(hour=_NOON if moment.hour >= _NOON else 0, minute=0, second=0, microsecond=0, fold=0)


def _half_days_from(begin: datetime, number: int) -> datetime:
    """So many half-days later on the clock on the wall."""
    return begin + number * timedelta(hours=_NOON)


def _part(view: View, setting: Setting, name: str, sentence: Sentence, when: Interval) -> Entry:
    """A part of the time of a meeting; its UID is made from the meeting's and so is kept for life too."""
    said = sentence.say(setting.style.locale, title=view.announced.name)
    return replace(
        bare_entry(view, setting),
        uid=str(uuid.uuid5(uuid.UUID(view.life.uid), name)),
        when=when,
        summary=title_of(view, setting, said),
        description=text_of(_lines(view, setting), setting),
        siblings=(),
    )


def _lines(view: View, setting: Setting) -> Iterator[Said]:
    yield Said(wording.LET)
    yield from closing(view.announced, setting)
