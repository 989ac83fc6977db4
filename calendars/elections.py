"""Elections and the blackouts that follow from them.

Polling days are known dates, follow a yearly rule, or belong to an election that was called. The reason of each
blackout names the polling day.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from calendars.blackouts import Blackout, BlackoutKind
from calendars.days import ONE_DAY, Span
from calendars.language import BoundMessage, Message, WrongValueError
from calendars.risks import DAYS_IN_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from calendars.days import YearlyDay
    from calendars.language import Locale, Title


_POLLING = Message("elections.polling", "{title} {day:date}")
_CAMPAIGN = Message("elections.campaign", "{title} {day:date}, campaign from {first}")
_CALLED = Message("elections.called", "{title} {day:date}, called {called}")
_CABINET = Message("elections.cabinet", "{title} {day:date}, forming a government until {cabinet}")
_NO_CAMPAIGN = Message("elections.no_campaign", "a campaign cannot last {days} days")
_NO_RHYTHM = Message("elections.no_rhythm", "polling days come every year or every so many years, not every {years}")
_DISORDER = Message(
    "elections.disorder",
    "an election is called by its polling day, and the new cabinet comes after it: {title} {day:date}",
)
_WITH_YEAR = Message("elections.with_year", "{day:date}")
_SAME_YEAR = Message("elections.same_year", "{day:monthday}")

COUNTRIES_WITH_HISTORY = ("DK",)
"""Countries whose past general elections are known with the days on which they were called."""


@dataclass(frozen=True, slots=True)
class PollingDay:
    """A known polling day, with the campaign before it.

    Attributes:
        title: name of the election.
        day: the polling day.
        campaign_days: number of days of campaign before the polling day.
        source: where the dates come from; may be empty.

    Raises:
        WrongValueError: if `campaign_days` is negative.
    """

    title: Title
    day: date
    campaign_days: int = 0
    source: str = ""

    def __post_init__(self) -> None:
        _check_campaign(self.campaign_days)

    def blackouts(self, within: Span, locale: Locale) -> Iterator[Blackout]:
        """Yield one blackout for everyone, from the campaign's first day to the polling day, clipped to `within`."""
        days = Span(self.day - timedelta(days=self.campaign_days), self.day)
        if part := days.within(within):
            yield _blackout(part, self._reason(days.first), locale, self.source)

    def _reason(self, first: date) -> BoundMessage:
        if first == self.day:
            return BoundMessage(_POLLING, {"title": self.title, "day": self.day})
        return BoundMessage(_CAMPAIGN, {"title": self.title, "day": self.day, "first": _day_beside(first, self.day)})


@dataclass(frozen=True, slots=True)
class PollingRule:
    """Polling days by a rule, such as the third Tuesday of November every fourth year from 2025.

    Attributes:
        title: name of the election.
        day: the day of the year.
        first_year: the first year with a polling day.
        every_years: years from one polling day to the next.
        campaign_days, source: as for `PollingDay`.

    Raises:
        WrongValueError: if `every_years` is below 1 or `campaign_days` is negative.
    """

    title: Title
    day: YearlyDay
    first_year: int
    every_years: int = 1
    campaign_days: int = 0
    source: str = ""

    def __post_init__(self) -> None:
        _check_campaign(self.campaign_days)
        if self.every_years < 1:
            raise WrongValueError(BoundMessage(_NO_RHYTHM, {"years": self.every_years}))

    def polling_days(self, within: Span) -> Iterator[PollingDay]:
        """Yield the polling days that lie in `within`, or whose campaign does, in order."""
        last = within.last + timedelta(days=self.campaign_days)
        for year in range(self.first_year, last.year + 1, self.every_years):
            day = self.day.in_year(year)
            if within.first <= day <= last:
                yield PollingDay(self.title, day, self.campaign_days, self.source)

    def blackouts(self, within: Span, locale: Locale) -> Iterator[Blackout]:
        """Yield a blackout for everyone for each campaign and polling day, clipped to `within`, in order."""
        for polling_day in self.polling_days(within):
            yield from polling_day.blackouts(within, locale)


@dataclass(frozen=True, slots=True)
class CalledElection:
    """An election that has been called, with blackouts from the call to the day when the new cabinet takes office.

    Attributes:
        title: name of the election.
        called: day on which it was announced.
        polling_day: day of the vote.
        cabinet: day on which the new cabinet takes office; None if the blackout ends with the polling day.
        source: where the dates come from; may be empty.

    Raises:
        WrongValueError: if the three days are not in that order.
    """

    title: Title
    called: date
    polling_day: date
    cabinet: date | None = None
    source: str = ""

    def __post_init__(self) -> None:
        if self.polling_day < self.called or (self.cabinet is not None and self.cabinet < self.polling_day):
            raise WrongValueError(BoundMessage(_DISORDER, {"title": self.title, "day": self.polling_day}))

    def blackouts(self, within: Span, locale: Locale) -> Iterator[Blackout]:
        """Yield blackouts for everyone, clipped to `within`: up to the polling day, then up to the new cabinet."""
        for days, reason in self._phases():
            if part := days.within(within):
                yield _blackout(part, reason, locale, self.source)

    def _phases(self) -> Iterator[tuple[Span, BoundMessage]]:
        values = {"title": self.title, "day": self.polling_day}
        called = _day_beside(self.called, self.polling_day)
        yield Span(self.called, self.polling_day), BoundMessage(_CALLED, {**values, "called": called})
        if self.cabinet is not None and self.cabinet > self.polling_day:
            cabinet = _day_beside(self.cabinet, self.polling_day)
            yield Span(self.polling_day + ONE_DAY, self.cabinet), BoundMessage(_CABINET, {**values, "cabinet": cabinet})


def _check_campaign(days: int) -> None:
    if days < 0:
        raise WrongValueError(BoundMessage(_NO_CAMPAIGN, {"days": days}))


def _day_beside(day: date, polling_day: date) -> BoundMessage:
    """Return the day as text beside the polling day: with its year only if the two years differ."""
    return BoundMessage(_SAME_YEAR if day.year == polling_day.year else _WITH_YEAR, {"day": day})


def _blackout(days: Span, reason: BoundMessage, locale: Locale, source: str) -> Blackout:
    return Blackout(days, reason.say(locale), kind=BlackoutKind.ELECTION, source=source)


@dataclass(frozen=True, slots=True)
class PastElection:
    """A general election that was held.

    Attributes:
        polling_day: day of the vote.
        called: day on which it was announced; None if that is not known.
        cabinet: day on which a cabinet took office afterwards, the polling day if the old one stayed; None if that is
            not known.
    """

    polling_day: date
    called: date | None
    cabinet: date | None


@cache
def past_elections(country: str) -> tuple[PastElection, ...]:
    """Return the general elections of a country, in order of time; sources stand beside the dates in the file.

    Raises:
        KeyError: if nothing is known about the country.
    """
    if country not in COUNTRIES_WITH_HISTORY:
        raise KeyError(country)
    table = files("calendars").joinpath("past_elections", f"{country}.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(table.splitlines())
    return tuple(
        PastElection(date.fromisoformat(row["polling_day"]), _known(row["called"]), _known(row["cabinet"]))
        for row in rows
    )


def _known(day: str) -> date | None:
    return date.fromisoformat(day) if day else None


@dataclass(frozen=True, slots=True)
class EarlyElections:
    """How often the elections of a country were early, as far as is recorded.

    Attributes:
        first, last: polling days of the first and the last election that is recorded.
        early: how many after the first were early.
    """

    first: date
    last: date
    early: int

    @property
    def rate(self) -> float:
        """Early elections in a year, on average."""
        return self.early / ((self.last - self.first).days / DAYS_IN_YEAR)


@cache
def early_elections() -> Mapping[str, EarlyElections]:
    """Return the countries for which two early elections or more since 1971 are recorded, by code of ISO 3166."""
    table = files("calendars").joinpath("past_elections", "early.csv").read_text(encoding="utf-8")
    found: dict[str, list[tuple[date, bool]]] = {}
    for row in csv.DictReader(table.splitlines()):
        found.setdefault(row["country"], []).append((date.fromisoformat(row["polling_day"]), row["early"] == "yes"))
    return {
        country: EarlyElections(min(held)[0], max(held)[0], sum(early for _, early in sorted(held)[1:]))
        for country, held in found.items()
    }
