"""All rounds of a network: those written singly and those that series make, with the defaults filled in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from calendars.span import Span
from planner.errors import Path
from planner.network.rounds import MeetingDefaults, Round, Season, Series
from planner.network.settings import Settings


@dataclass(frozen=True, slots=True)
class WrittenRound:
    """A round, the path of the section it comes from, and that of its window."""

    path: Path
    window_path: Path
    round: Round


def all_rounds(settings: Settings) -> tuple[WrittenRound, ...]:
    """Every round in order of the first days of their windows."""
    found = [*_single(settings), *_from_series(settings)]
    return tuple(sorted(found, key=lambda written: (written.round.window.first, written.round.window.last)))


def season_window(season: Season, year: int) -> Span:
    """The season that begins in that year."""
    first, last = season.first.in_year(year), season.last.in_year(year)
    return Span(first, season.last.in_year(year + 1) if last < first else last)


def _single(settings: Settings) -> Iterator[WrittenRound]:
    for n, single in enumerate(settings.rounds):
        filled = single.model_copy(update=_meeting_fields(single, settings.meetings))
        yield WrittenRound(("rounds", n), ("rounds", n, "window"), filled)


def _from_series(settings: Settings) -> Iterator[WrittenRound]:
    for n, series in enumerate(settings.series):
        for year in range(series.years[0], series.years[1] + 1):
            for place, season in enumerate(series.seasons):
                found = _round_of(series, year, place + 1, season, settings.meetings)
                yield WrittenRound(("series", n), ("series", n, "seasons", place), found)


def _round_of(series: Series, year: int, place: int, season: Season, defaults: MeetingDefaults) -> Round:
    names = {"id": series.id, "year": str(year), "season": season.name, "n": str(place)}
    own: dict[str, Any] = {
        "id": series.round_id.format(**names),
        "title": series.title.format(**names),
        "kind": series.kind,
        "window": season_window(season, year),
        "year": year,
        "fixed_day": None,
        "wanted_day": None,
    }
    # Not validated once more: every part has been, and an id put together may be longer than one written.
    return Round.model_construct(**own, **_meeting_fields(series, defaults))


def _meeting_fields(section: MeetingDefaults, defaults: MeetingDefaults) -> dict[str, Any]:
    return {
        name: getattr(defaults, name) if getattr(section, name) is None else getattr(section, name)
        for name in MeetingDefaults.model_fields
    }
