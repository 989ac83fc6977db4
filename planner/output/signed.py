"""Differences with their sign."""

from __future__ import annotations

from calendars.language import Locale, say_value


def signed(points: int, locale: Locale) -> str:
    """A difference with its sign; 0 has none."""
    return f"+{say_value(points, locale)}" if points > 0 else say_value(points, locale)
