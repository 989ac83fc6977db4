"""From sections about closed days to the calendars that know their dates."""

from __future__ import annotations

from calendars.elections import CalledElection, PollingDay, PollingRule
from calendars.public_holidays import PublicHolidays as HolidaysOfCountry
from calendars.school_holidays import Dates, EachYear, HolidayRule, IsoWeek
from planner.network.closures import Election, PublicHolidays, SchoolHoliday
from planner.network.fields import span

ElectionSource = PollingDay | PollingRule | CalledElection


def public_holidays(section: PublicHolidays, country: str) -> HolidaysOfCountry:
    """The holidays meant, of the section's country or else the network's."""
    return HolidaysOfCountry(section.country or country, section.subdivision, section.categories)


def holiday_rule(section: SchoolHoliday) -> HolidayRule:
    """On which days there is holiday; none here if the week stands in a column of the municipalities."""
    if section.first is not None:
        return EachYear(section.first, section.last)
    if section.first_day is not None:
        return Dates((span(section.first_day, section.last_day),))
    return IsoWeek(section.week) if isinstance(section.week, int) else Dates(())


def election_source(section: Election) -> ElectionSource:
    """The election meant."""
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
