"""Busy spells with a time cut out of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

from calendars.span import ONE_DAY, Hours, Span
from constraints.busy import Busy

_WHOLE_DAY = Hours(time(), time(23, 59))
"""From the first to the last time that a clock shows, and so around every meeting."""


def without(spell: Busy, free: Busy) -> Iterator[Busy]:
    """What is left of the spell when that time is free after all."""
    common = spell.span.within(free.span)
    if common is None:
        yield spell
        return
    if spell.span.first < common.first:
        yield Busy(Span(spell.span.first, common.first - ONE_DAY), spell.hours)
    if free.hours is not None:
        yield from (Busy(common, hours) for hours in _left(spell.hours, free.hours))
    if common.last < spell.span.last:
        yield Busy(Span(common.last + ONE_DAY, spell.span.last), spell.hours)


def _left(busy: Hours | None, free: Hours) -> Iterator[Hours | None]:
    if busy is not None and not busy.overlaps(free):
        yield busy
        return
    around = busy or _WHOLE_DAY
    if around.start < free.start:
        yield Hours(around.start, free.start)
    if free.end < around.end:
        yield Hours(free.end, around.end)
