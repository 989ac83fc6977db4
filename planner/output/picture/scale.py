"""Where days and text stand: pixels by day, and how wide text is at most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from calendars.span import Span

PLOT = 1440.0
"""Pixels of the time axis; more if that leaves less than `YEAR` for a year."""
YEAR = 360.0
"""Fewest pixels of a year: every month's name fits."""

NARROW = frozenset("fijlrtI.,:;'|!()[]· -")
WIDE = frozenset("mwMWÆæŒœ@%—…")


@dataclass(frozen=True)
class Scale:
    """The time axis.

    Attributes:
        days: the days it shows.
        left: pixel at which the first day begins.
    """

    days: Span
    left: float

    @cached_property
    def day_width(self) -> float:
        """Pixels of a day."""
        return max(PLOT / len(self.days), YEAR / 366)

    @property
    def right(self) -> float:
        """Pixel at which the last day ends."""
        return self.left + self.day_width * len(self.days)

    def begin(self, day: date) -> float:
        """Pixel at which the day begins."""
        return self.left + self.day_width * (day - self.days.first).days

    def end(self, day: date) -> float:
        """Pixel at which the day ends."""
        return self.begin(day + timedelta(days=1))

    def middle(self, span: Span) -> float:
        """Pixel in the middle of the days."""
        return (self.begin(span.first) + self.end(span.last)) / 2


def text_width(text: str, size: float) -> float:
    """Pixels that the text takes at most, in any common sans-serif font of that size."""
    return size * sum(_share(letter) for letter in text)


def shortened(text: str, size: float, width: float) -> str:
    """The text, cut with an ellipsis if it takes more than that width."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(f"{text}…", size) > width:
        text = text[:-1].rstrip()
    return f"{text}…"


def _share(letter: str) -> float:
    if letter in NARROW:
        return 0.42
    if letter in WIDE:
        return 1.0
    return 0.7 if letter.isupper() else 0.64
