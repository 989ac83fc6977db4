"""Sections of the settings about closed days: holidays, elections, own blackouts and calendars."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from calendars.blackouts import BlackoutKind, BlackoutScope
from calendars.elections import COUNTRIES_WITH_HISTORY, CalledElection, PollingDay, PollingRule, early_elections
from calendars.holidays import Dates, EachYear, HolidayRule, IsoWeek
from calendars.holidays import PublicHolidays as HolidaysOfCountry
from calendars.language import Message
from planner.errors import rejected_value
from planner.network.fields import ClosurePoints, Id, Ids, Section, Text, YearlyDay, span
from planner.network.rounds import Year

Week = Annotated[int, Field(ge=1, le=53)]
Form = tuple[str, ...]

SCHOOL_HOLIDAY_FORM = Message(
    "closures.school_holiday_form", "a school holiday is given by one of: week; from and to; first_day and last_day"
)
WEEK_BY_MUNICIPALITY = Message(
    "closures.week_by_municipality",
    "a column of municipalities.csv gives the weeks of municipalities; name regions or municipalities here, not"
    " venues or people",
)
ELECTION_FORM = Message(
    "closures.election_form",
    "an election is given by one of: polling_day; rule, every and from_year; called, polling_day and cabinet",
)
RISK_FORM = Message(
    "closures.risk_form",
    'a risk is given by history = "DK", or by days_to_poll, such as [20, 21, 26], and rate (elections in a year) or '
    "certain = true",
)
RISK_OF_CLOSURE = Message(
    "closures.risk_of_closure",
    'a risk of kind = "closure" is given by days, such as [1, 1, 3], and rate (closures in a year) or certain = true; '
    "history, days_to_poll and days_to_cabinet are for elections, and days is for closures",
)
IN_PERSON = Message(
    "closures.in_person", "in_person is about meetings: of everyone, regions or municipalities, not of venues or people"
)
RISK_HISTORY = Message(
    "closures.risk_history",
    "history is DK, or one of {countries}, whose early elections are recorded but not how long they took: then write "
    "days_to_poll too",
)
RISK_CHANCES = Message(
    "closures.risk_chances",
    "chances says on which days it can come, each from 0 to 1 and together at most 1, without rate, certain, first_day "
    "and last_day",
)
RISK_CERTAIN = Message("closures.risk_certain", "certain = true needs last_day: the last day on which it can come")
RISK_POINTS = Message(
    "closures.risk_points", "a risk takes no points: it says which meetings cannot be held, not what they would cost"
)
ELECTION_ORDER = Message(
    "closures.election_order", "an election is called by its polling day, and the new cabinet comes after it"
)


class Closure(Section):
    """Days closed for someone; for everyone if nobody is named."""

    regions: Ids | None = Field(default=None, description="Closed for these regions only.")
    municipalities: Ids | None = Field(default=None, description="Closed for these municipalities only.")
    venues: Ids | None = Field(default=None, description="Closed at these venues only.")
    people: Ids | None = Field(default=None, description="Closed for these members or staff only.")
    points: ClosurePoints | None = Field(
        default=None, description="What each meeting held then costs; left out if none may be held."
    )
    source: str = Field(default="", max_length=500, description="Where the dates come from.")
    in_person: bool = Field(default=False, description="Whether meetings online may be held all the same.")

    @model_validator(mode="after")
    def _of_meetings(self) -> Self:
        if self.in_person and (self.venues is not None or self.people is not None):
            raise rejected_value(IN_PERSON)
        return self

    def targets(self) -> Iterator[tuple[BlackoutScope, str]]:
        """Yield the scope and id of each target that the days are closed for."""
        named = {
            BlackoutScope.REGION: self.regions,
            BlackoutScope.MUNICIPALITY: self.municipalities,
            BlackoutScope.VENUE: self.venues,
            BlackoutScope.PERSON: self.people,
        }
        found = [(scope, target) for scope, targets in named.items() for target in targets or ()]
        yield from found or [(BlackoutScope.EVERYONE, "")]

    def _written(self, names: Form) -> Form:
        """Return those of the fields that have a value."""
        return tuple(name for name in names if getattr(self, name) is not None)


class PublicHolidays(Closure):
    """The public holidays of a country or a part of it."""

    country: str | None = Field(default=None, description="Code of ISO 3166, such as DK; the network's if left out.")
    subdivision: str = Field(default="", description="Code of a part of the country.")
    categories: Annotated[tuple[str, ...], Field(min_length=1)] = Field(
        default=("public",), description='Which of the country\'s holidays: "public", "optional", ...'
    )


class WeekColumn(Section):
    """The week stands in a column of municipalities.csv."""

    column: Id = Field(description="Name of the column.")


def _form_of_week(value: object) -> str:
    return "column" if isinstance(value, dict | WeekColumn) else "week"


class SchoolHoliday(Closure):
    """A school holiday: a week of every year, days of every year, or dates."""

    reason: Text = Field(description="Its name, such as Efterårsferie.")
    week: (
        Annotated[Annotated[Week, Tag("week")] | Annotated[WeekColumn, Tag("column")], Discriminator(_form_of_week)]
        | None
    ) = Field(default=None, description='ISO week, or { column = "..." } for a column of municipalities.csv.')
    first: YearlyDay | None = Field(
        default=None, alias="from", description='First day of every year, such as "last saturday of june".'
    )
    last: YearlyDay | None = Field(
        default=None, alias="to", description='Last day, such as "08-11"; in the next year if it comes first.'
    )
    first_day: date | None = Field(default=None, description="First day, if it is given by dates.")
    last_day: date | None = Field(default=None, description="Last day; the first if left out.")

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        forms: tuple[Form, ...] = (("week",), ("first",), ("first", "last"), ("first_day",), ("first_day", "last_day"))
        if self._written(("week", "first", "last", "first_day", "last_day")) not in forms:
            raise rejected_value(SCHOOL_HOLIDAY_FORM)
        if isinstance(self.week, WeekColumn) and self._written(("venues", "people")):
            raise rejected_value(WEEK_BY_MUNICIPALITY)
        if self.first_day is not None:
            span(self.first_day, self.last_day)
        return self


class Election(Closure):
    """An election: a known polling day, a rule for polling days, or from the call to the new cabinet."""

    reason: Text = Field(description="Its name, such as Kommunalvalg.")
    polling_day: date | None = Field(default=None, description="The polling day.")
    campaign_days: Annotated[int, Field(ge=0, le=366)] = Field(
        default=0, description="Days before the polling day that are closed."
    )
    rule: YearlyDay | None = Field(default=None, description='Polling days by rule: "third tuesday of november".')
    every: Annotated[int, Field(ge=1, le=100)] | None = Field(default=None, description="Every so many years.")
    from_year: Year | None = Field(default=None, description="The first year with such a polling day.")
    called: date | None = Field(default=None, description="The day it was called.")
    cabinet: date | None = Field(default=None, description="The day of the new cabinet.")

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        forms: tuple[Form, ...] = (
            ("polling_day",),
            ("rule", "every", "from_year"),
            ("polling_day", "called"),
            ("polling_day", "called", "cabinet"),
        )
        names = ("polling_day", "rule", "every", "from_year", "called", "cabinet")
        if self._written(names) not in forms or (self.called is not None and self.campaign_days):
            raise rejected_value(ELECTION_FORM)
        days = [day for day in (self.called, self.polling_day, self.cabinet) if day is not None]
        if days != sorted(days):
            raise rejected_value(ELECTION_ORDER)
        return self


Chance = Annotated[float, Field(gt=0, le=1)]
DaysOfHistory = Annotated[tuple[Annotated[int, Field(ge=0, le=1000)], ...], Field(min_length=1, max_length=1000)]


class Risk(Closure):
    """An event that may come: how likely it is, and whom its days would close."""

    kind: Literal["election", "closure"] = Field(
        description="What may happen: election, one that may be called; closure, such as a storm or a venue that fails."
    )
    reason: Text = Field(description="Its name, such as Folketingsvalg.")
    history: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = Field(
        default=None,
        description="Country whose elections since 1971 give what is not written: DK rate, days_to_poll and "
        "days_to_cabinet; another the rate of early elections alone.",
    )
    rate: Annotated[float, Field(gt=0, le=12)] | None = Field(
        default=None, description="How many there are in a year, on average."
    )
    first_day: date | None = Field(default=None, description="The first day on which it can come; today if later.")
    last_day: date | None = Field(
        default=None, description="The last day on which it can come; the last that is planned if left out."
    )
    certain: bool = Field(
        default=False,
        description="Whether it comes by last_day for sure; then each day is as likely as another.",
    )
    chances: Annotated[Mapping[date, Chance], Field(min_length=1, max_length=1000)] | None = Field(
        default=None,
        description="The only days on which it can come, each with its chance from 0 to 1, in place of rate.",
    )
    days: Annotated[tuple[Annotated[int, Field(ge=1, le=1000)], ...], Field(min_length=1, max_length=1000)] | None = (
        Field(default=None, description="How many days a closure takes, each number as likely as another.")
    )
    days_to_poll: DaysOfHistory | None = Field(
        default=None, description="Days from the call to the poll, one number for each election that is known."
    )
    days_to_cabinet: DaysOfHistory | None = Field(
        default=None,
        description="Days from the poll to the new cabinet, likewise; without them all days after the poll are open.",
    )

    @model_validator(mode="after")
    def _known(self) -> Self:
        elsewhere = self.history is not None and self.history not in COUNTRIES_WITH_HISTORY
        if elsewhere and (self.history not in early_elections() or self.days_to_poll is None):
            raise rejected_value(RISK_HISTORY, countries=sorted(early_elections()))
        return self

    @model_validator(mode="after")
    def _likely(self) -> Self:
        likely = self.rate is not None or self.certain or self.chances is not None
        other = self._written(("rate", "first_day", "last_day")) or self.certain
        if self.chances is not None and (other or math.fsum(self.chances.values()) > 1 + 1e-9):
            raise rejected_value(RISK_CHANCES)
        of_election = self._written(("history", "days_to_poll", "days_to_cabinet"))
        if self.kind == "closure":
            if not likely or self.days is None or of_election:
                raise rejected_value(RISK_OF_CLOSURE)
        elif self.days is not None:
            raise rejected_value(RISK_OF_CLOSURE)
        elif self.history is None and (not likely or self.days_to_poll is None):
            raise rejected_value(RISK_FORM)
        if self.certain and self.last_day is None:
            raise rejected_value(RISK_CERTAIN)
        if self.points is not None:
            raise rejected_value(RISK_POINTS)
        if self.first_day is not None:
            span(self.first_day, self.last_day or self.first_day)
        return self


OwnKind = Literal["event", "own", "public-holiday", "school-holiday", "election"]


class Blackout(Closure):
    """Days closed for a reason of the network's own."""

    reason: Text = Field(description="Why.")
    kind: OwnKind = Field(default=BlackoutKind.OWN.value, description="What closes the days; own if left out.")
    first_day: date = Field(description="First day.")
    last_day: date | None = Field(default=None, description="Last day; the first if left out.")

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        span(self.first_day, self.last_day)
        return self


ElectionSource = PollingDay | PollingRule | CalledElection


def public_holidays(section: PublicHolidays, country: str) -> HolidaysOfCountry:
    """Return the holiday source of the section; the network's country if it names none."""
    return HolidaysOfCountry(section.country or country, section.subdivision, section.categories)


def holiday_rule(section: SchoolHoliday) -> HolidayRule:
    """Return the rule for the days of the holiday; no days if weeks come from a column of the municipalities."""
    if section.first is not None:
        return EachYear(section.first, section.last)
    if section.first_day is not None:
        return Dates((span(section.first_day, section.last_day),))
    return IsoWeek(section.week) if isinstance(section.week, int) else Dates(())


def election_source(section: Election) -> ElectionSource:
    """Return the source of blackouts for the election."""
    match section:
        case Election(called=called, polling_day=day) if called is not None and day is not None:
            return CalledElection(section.reason, called, day, section.cabinet, section.source)
        case Election(rule=rule, from_year=first, every=every) if rule and first and every:
            return PollingRule(section.reason, rule, first, every, section.campaign_days, section.source)
        case Election(polling_day=day) if day is not None:
            return PollingDay(section.reason, day, section.campaign_days, section.source)
        case _:
            message = "an election is given by its polling day, a rule or its call, as its section makes sure"
            raise AssertionError(message)


CALENDAR_FORM = Message(
    "closures.calendar_form",
    "a calendar has one of these: person (who is busy at its times); venue (which is closed on its days); reason "
    "(why its days are closed, for everyone or for those named)",
)
NEEDS_REASON = Message("closures.needs_reason", "{names} can stand only in a calendar with reason")

_BLACKOUT_FIELDS = ("regions", "municipalities", "venues", "people", "points", "in_person", "kind")


class Calendar(Closure):
    """A calendar whose times count: somebody's busy times, days a venue is closed, or a blackout."""

    source: Text = Field(
        description="A file (.ics) in the network's folder, or an address (https://, http:// or webcal://)."
    )
    person: Id | None = Field(default=None, description="Member or one of the staff, who is busy at its times.")
    venue: Id | None = Field(default=None, description="Venue that is closed on its days.")
    reason: Text | None = Field(default=None, description="Why its days are closed, for everyone or for those named.")
    kind: OwnKind = Field(default=BlackoutKind.OWN.value, description="What closes the days; own if left out.")

    @model_validator(mode="after")
    def _one_use(self) -> Self:
        if len(self._written(("person", "venue", "reason"))) != 1:
            raise rejected_value(CALENDAR_FORM)
        usual = type(self).model_fields  # a network that was stored has all of its fields written out
        stray = [name for name in _BLACKOUT_FIELDS if getattr(self, name) != usual[name].get_default()]
        if stray and self.reason is None:
            raise rejected_value(NEEDS_REASON, names=stray)
        return self
