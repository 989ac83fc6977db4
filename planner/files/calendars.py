"""The times of the calendars that the settings name, as parts of the network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from calendars.ical.reading.outcome import Reading
from calendars.language import Said
from constraints.busy import Busy
from planner.errors import SETTINGS_FILE, InputError
from planner.files.calendar_source import Outcome, read_sources, short_name
from planner.files.spells import closed_days, spells
from planner.network.calendars import Calendar
from planner.network.lines import Lines
from planner.network.rows import BlackoutRow
from planner.network.settings import Settings
from planner.network.venue_rows import VenueClosure


@dataclass(frozen=True, slots=True)
class Calendars:
    """The calendars of a network as far as they could be read.

    Attributes:
        read: each section with what was read for it.
        errors: about those that could not be read.
        remarks: what was left out or guessed in the others, each with its place.
    """

    read: Sequence[tuple[Calendar, Reading]] = ()
    errors: tuple[InputError, ...] = ()
    remarks: tuple[InputError, ...] = ()

    def added_to(self, parts: Mapping[str, Any]) -> dict[str, Any]:
        """The parts of the network together with the calendars' times."""
        busy: dict[str, tuple[Busy, ...]] = dict(parts["busy"])
        for calendar, reading in self.read:
            if calendar.person is not None:
                busy[calendar.person] = (*busy.get(calendar.person, ()), *spells(reading.intervals))
        closed = [row for calendar, reading in self.read for row in _closures(calendar, reading)]
        blackouts = [row for calendar, reading in self.read for row in _blackouts(calendar, reading)]
        return {
            **parts,
            "busy": busy,
            "venue_closed": (*parts["venue_closed"], *closed),
            "blackouts": (*parts["blackouts"], *blackouts),
        }


def read_calendars(folder: Path, settings: Settings | None, lines: Lines) -> Calendars:
    """Read every calendar that the settings name, for the days that are planned.

    Args:
        folder: of the network.
        settings: None if they could not be read.
        lines: where the settings stand.
    """
    if settings is None or not settings.calendars:
        return Calendars()
    sources = [section.source for section in settings.calendars]
    outcomes = read_sources(sources, folder, settings.horizon, ZoneInfo(settings.timezone))
    found = [(section, outcomes[section.source]) for section in settings.calendars]
    return Calendars(
        [(section, outcome) for section, outcome in found if isinstance(outcome, Reading)],
        tuple(_said(lines, n, outcome) for n, (_, outcome) in enumerate(found) if isinstance(outcome, Said)),
        tuple(_said(lines, n, remark) for n, (_, outcome) in enumerate(found) for remark in _remarks(outcome)),
    )


def _remarks(outcome: Outcome) -> Sequence[Said]:
    return outcome.remarks if isinstance(outcome, Reading) else ()


def _said(lines: Lines, section: int, said: Said) -> InputError:
    path = ("calendars", section, "source")
    return InputError(SETTINGS_FILE, said, path, lines.in_settings(path))


def _closures(calendar: Calendar, reading: Reading) -> Iterator[VenueClosure]:
    for days in closed_days(reading.intervals) if calendar.venue is not None else ():
        yield VenueClosure(
            venue=calendar.venue or "", first_day=days.first, last_day=days.last, source=short_name(calendar.source)
        )


def _blackouts(calendar: Calendar, reading: Reading) -> Iterator[BlackoutRow]:
    for days in closed_days(reading.intervals) if calendar.reason is not None else ():
        for scope, target in calendar.targets():
            yield BlackoutRow(
                scope=scope, target=target or None, first_day=days.first, last_day=days.last,
                reason=calendar.reason or "", kind=calendar.kind, points=calendar.points,
                source=short_name(calendar.source),
            )  # fmt: skip
