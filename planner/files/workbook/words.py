"""What the sheets and columns of a workbook are called, and what they mean, in each language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from calendars.language import LOCALES, SOURCE_LOCALE, Locale, Message
from planner.files.names import COLUMN_NAMES
from planner.files.text import name_key
from planner.files.workbook.layout import GUIDE as GUIDE_SHEET
from planner.files.workbook.layout import MORE, RULES, SETTINGS, CellField, sheets

TITLES: Mapping[str, Message] = {
    "guide": Message("workbook.titles.guide", "Read me"),
    "network.toml": Message("workbook.titles.settings", "Settings"),
    "[rules]": Message("workbook.titles.rules", "Rules"),
    "more": Message("workbook.titles.more", "More settings"),
    "[[regions]]": Message("workbook.titles.regions", "Regions"),
    "[[rounds]]": Message("workbook.titles.rounds", "Rounds"),
    "[[series]]": Message("workbook.titles.series", "Series"),
    "[[series.seasons]]": Message("workbook.titles.series.seasons", "Seasons"),
    "[[rounds.parts]]": Message("workbook.titles.rounds.parts", "Parts of rounds"),
    "[[series.parts]]": Message("workbook.titles.series.parts", "Parts of series"),
    "[[themes]]": Message("workbook.titles.themes", "Themes"),
    "[[themes.guests]]": Message("workbook.titles.themes.guests", "Guests"),
    "[[together]]": Message("workbook.titles.together", "Together"),
    "[[online]]": Message("workbook.titles.online", "Online days"),
    "[[choices]]": Message("workbook.titles.choices", "Choices"),
    "[[public_holidays]]": Message("workbook.titles.public_holidays", "Public holidays"),
    "[[school_holidays]]": Message("workbook.titles.school_holidays", "School holidays"),
    "[[elections]]": Message("workbook.titles.elections", "Elections"),
    "[[blackouts]]": Message("workbook.titles.closed_periods", "Closed periods"),
    "[[risks]]": Message("workbook.titles.risks", "Risks"),
    "[[calendars]]": Message("workbook.titles.calendars", "Calendars"),
    "municipalities.csv": Message("workbook.titles.municipalities", "Municipalities"),
    "members.csv": Message("workbook.titles.members", "Members"),
    "staff.csv": Message("workbook.titles.staff", "Staff"),
    "venues.csv": Message("workbook.titles.venues", "Venues"),
    "rooms.csv": Message("workbook.titles.rooms", "Rooms"),
    "busy.csv": Message("workbook.titles.busy", "Busy"),
    "region_changes.csv": Message("workbook.titles.region_changes", "Region changes"),
    "venue_closed.csv": Message("workbook.titles.venue_closed", "Venue closed"),
    "venue_terms.csv": Message("workbook.titles.venue_terms", "Venue terms"),
    "venue_prices.csv": Message("workbook.titles.venue_prices", "Prices by season"),
    "travel.csv": Message("workbook.titles.travel", "Travel"),
    "venue_travel.csv": Message("workbook.titles.venue_travel", "Venue travel"),
    "weekly.csv": Message("workbook.titles.weekly", "Weekly times"),
    "venue_offered.csv": Message("workbook.titles.venue_offered", "Offered days"),
    "bookings.csv": Message("workbook.titles.bookings", "Bookings"),
    "guests.csv": Message("workbook.titles.guests", "Guests of themes"),
    "registrations.csv": Message("workbook.titles.registrations", "Registrations"),
    "blackouts.csv": Message("workbook.titles.blackouts", "Closed days"),
    "[[offers]]": Message("workbook.titles.offers", "Offers"),
    "[[offers.parts]]": Message("workbook.titles.offers.parts", "Parts"),
    "applications.csv": Message("workbook.titles.applications", "Applications"),
}
"""Title of each sheet by its name in the files."""

_NAMES = (
    Message("workbook.names.locale", "locale"),
    Message("workbook.names.allocation", "allocation"),
    Message("workbook.names.places_by_region", "places by region"),
    Message("workbook.names.region_order", "order of regions"),
    Message("workbook.names.seed", "seed"),
    Message("workbook.names.shortest", "shortest"),
    Message("workbook.names.longest", "longest"),
    Message("workbook.names.conditions", "conditions"),
    Message("workbook.names.deadline", "deadline"),
    Message("workbook.names.fewest", "fewest"),
    Message("workbook.names.most", "most"),
    Message("workbook.names.limits", "limits"),
    Message("workbook.names.per_municipality", "per municipality"),
    Message("workbook.names.host_caters", "host caters"),
    Message("workbook.names.motivation", "motivation"),
    Message("workbook.names.timezone", "timezone"),
    Message("workbook.names.country", "country"),
    Message("workbook.names.currency", "currency"),
    Message("workbook.names.currencies", "currencies"),
    Message("workbook.names.announced", "announced"),
    Message("workbook.names.price_per_member", "price per member"),
    Message("workbook.names.fees.vat_percent", "fees, VAT percent"),
    Message("workbook.names.fees.in_proportion", "fees, in proportion"),
    Message("workbook.names.meal", "meal"),
    Message("workbook.names.tables.dates", "tables, dates"),
    Message("workbook.names.tables.decimal", "tables, decimal"),
    Message("workbook.names.travel.detour", "travel, detour"),
    Message("workbook.names.travel.speed", "travel, speed"),
    Message("workbook.names.meetings.hours.start", "meetings, hours, start"),
    Message("workbook.names.meetings.hours.end", "meetings, hours, end"),
    Message("workbook.names.meetings.days", "meetings, days"),
    Message("workbook.names.meetings.starts", "meetings, starts"),
    Message("workbook.names.starts", "starts"),
    Message("workbook.names.meetings.register_days", "meetings, register days"),
    Message("workbook.names.register_days", "register days"),
    Message("workbook.names.meetings.speakers", "meetings, speakers"),
    Message("workbook.names.speakers", "speakers"),
    Message("workbook.names.meetings.places", "meetings, places"),
    Message("workbook.names.places", "places"),
    Message("workbook.names.meetings.layout", "meetings, layout"),
    Message("workbook.names.meetings.headroom", "meetings, headroom"),
    Message("workbook.names.meetings.breakouts.rooms", "meetings, breakouts, rooms"),
    Message("workbook.names.meetings.breakouts.share", "meetings, breakouts, share"),
    Message("workbook.names.meetings.breakouts.layout", "meetings, breakouts, layout"),
    Message("workbook.names.meetings.staff", "meetings, staff"),
    Message("workbook.names.meetings.venues", "meetings, venues"),
    Message("workbook.names.meetings.theme", "meetings, theme"),
    Message("workbook.names.meetings.price_limit", "meetings, price limit"),
    Message("workbook.names.meetings.roles", "meetings, roles"),
    Message("workbook.names.meetings.notice_days", "meetings, notice days"),
    Message("workbook.names.meetings.online", "meetings, online"),
    Message("workbook.names.meetings.online_points", "meetings, online, points"),
    Message("workbook.names.meetings.from_home", "meetings, from home"),
    Message("workbook.names.publishing.contact", "publishing, contact"),
    Message("workbook.names.publishing.link", "publishing, link"),
    Message("workbook.names.publishing.address", "publishing, address"),
    Message("workbook.names.publishing.refresh_hours", "publishing, refresh hours"),
    Message("workbook.names.hours.start", "hours, start"),
    Message("workbook.names.hours.end", "hours, end"),
    Message("workbook.names.layout", "layout"),
    Message("workbook.names.headroom", "headroom"),
    Message("workbook.names.breakouts.rooms", "breakouts, rooms"),
    Message("workbook.names.breakouts.share", "breakouts, share"),
    Message("workbook.names.breakouts.layout", "breakouts, layout"),
    Message("workbook.names.staff", "staff"),
    Message("workbook.names.venues", "venues"),
    Message("workbook.names.theme", "theme"),
    Message("workbook.names.price_limit", "price limit"),
    Message("workbook.names.roles", "roles"),
    Message("workbook.names.notice_days", "notice days"),
    Message("workbook.names.online", "online"),
    Message("workbook.names.online_points", "online, points"),
    Message("workbook.names.from_home", "from home"),
    Message("workbook.names.rounds", "rounds"),
    Message("workbook.names.together", "together"),
    Message("workbook.names.in_person", "in person"),
    Message("workbook.names.after", "after"),
    Message("workbook.names.hosts", "hosts"),
    Message("workbook.names.regions_in_turn", "regions in turn"),
    Message("workbook.names.round", "round"),
    Message("workbook.names.title", "title"),
    Message("workbook.names.window.first", "window, first"),
    Message("workbook.names.window.last", "window, last"),
    Message("workbook.names.year", "year"),
    Message("workbook.names.fixed_day", "fixed day"),
    Message("workbook.names.wanted_day", "wanted day"),
    Message("workbook.names.round_id", "round id"),
    Message("workbook.names.years.first", "years, first"),
    Message("workbook.names.years.last", "years, last"),
    Message("workbook.names.belongs_to", "belongs to"),
    Message("workbook.names.in_force", "in force"),
    Message("workbook.names.in_force_reason", "in force reason"),
    Message("workbook.names.group", "group"),
    Message("workbook.names.number", "number"),
    Message("workbook.names.meeting", "meeting"),
    Message("workbook.names.dropped", "dropped"),
    Message("workbook.names.fixed_venue", "fixed venue"),
    Message("workbook.names.forbidden_days", "forbidden days"),
    Message("workbook.names.forbidden_venues", "forbidden venues"),
    Message("workbook.names.regions", "regions"),
    Message("workbook.names.municipalities", "municipalities"),
    Message("workbook.names.people", "people"),
    Message("workbook.names.subdivision", "subdivision"),
    Message("workbook.names.categories", "categories"),
    Message("workbook.names.week", "week"),
    Message("workbook.names.week.column", "week, column"),
    Message("workbook.names.polling_day", "polling day"),
    Message("workbook.names.campaign_days", "campaign days"),
    Message("workbook.names.rule", "rule"),
    Message("workbook.names.every", "every"),
    Message("workbook.names.from_year", "from year"),
    Message("workbook.names.called", "called"),
    Message("workbook.names.cabinet", "cabinet"),
    Message("workbook.names.history", "history"),
    Message("workbook.names.certain", "certain"),
    Message("workbook.names.value", "value"),
    Message("workbook.names.meaning", "meaning"),
    Message("workbook.names.parameter", "parameter"),
    Message("workbook.names.staff_replaces", "staff replaces"),
    Message("workbook.names.overnight", "overnight"),
    Message("workbook.names.meetings.overnight", "meetings, overnight"),
    Message("workbook.names.confirmed", "confirmed"),
    Message("workbook.names.held", "held"),
    Message("workbook.names.asked", "asked"),
    Message("workbook.names.reserve", "reserve"),
    Message("workbook.names.total", "in all"),
    Message("workbook.names.from_prices", "from prices"),
    Message("workbook.names.per", "for each amount"),
    Message("workbook.names.points_per_member", "points per member"),
    Message("workbook.names.earliest", "at the earliest"),
    Message("workbook.names.latest", "at the latest"),
    Message("workbook.names.min_days_after", "fewest days after"),
    Message("workbook.names.min_days_before", "fewest days before"),
    Message("workbook.names.near_days", "near, days"),
    Message("workbook.names.near_times", "near, times"),
    Message("workbook.names.min_days", "fewest days"),
    Message("workbook.names.max_days", "most days"),
    Message("workbook.names.member_share", "share of members"),
    Message("workbook.names.missing_municipalities", "municipalities missing"),
    Message("workbook.names.missing_levels", "levels missing"),
    Message("workbook.names.role_shares", "shares by role"),
    Message("workbook.names.max_meetings", "most meetings"),
    Message("workbook.names.max_minutes", "most minutes"),
    Message("workbook.names.ideal_days", "ideal days"),
    Message("workbook.names.times", "times"),
    Message("workbook.names.few", "each venue"),
    Message("workbook.names.chance", "greatest chance"),
    Message("workbook.names.within_days", "within days"),
    Message("workbook.names.release_days", "released days before"),
    Message("workbook.names.members", "members see it"),
    Message("workbook.names.many", "each repeat"),
    Message("workbook.names.monday", "Monday"),
    Message("workbook.names.tuesday", "Tuesday"),
    Message("workbook.names.wednesday", "Wednesday"),
    Message("workbook.names.thursday", "Thursday"),
    Message("workbook.names.friday", "Friday"),
    Message("workbook.names.saturday", "Saturday"),
    Message("workbook.names.sunday", "Sunday"),
    Message("workbook.names.allowed", "allowed"),
)
"""Names of cells; the key ends with the name in the files."""

_MEANINGS = (
    Message("workbook.meanings.settings.name", "Name of the network."),
    Message("workbook.meanings.settings.locale", "Language of what people read: da or en."),
    Message("workbook.meanings.settings.timezone", "Time zone of all clock times."),
    Message("workbook.meanings.settings.country", "Country whose public holidays are meant."),
    Message("workbook.meanings.settings.currency", "Currency of all prices, in whole units."),
    Message("workbook.meanings.settings.first_day", "First day of the time that is planned."),
    Message("workbook.meanings.settings.last_day", "Last day of it."),
    Message("workbook.meanings.settings.announced", "The day the plan is announced."),
    Message(
        "workbook.meanings.settings.currencies",
        "What one unit of another currency is worth, for venues with prices in it.",
    ),
    Message("workbook.meanings.settings.price_per_member", "What each member pays for the whole series."),
    Message("workbook.meanings.settings.fees.vat_percent", "VAT on it, in percent."),
    Message(
        "workbook.meanings.settings.fees.in_proportion",
        "Whether those who join later pay for the days that are left only.",
    ),
    Message("workbook.meanings.settings.meal", "Price of food and drink for each person and day."),
    Message(
        "workbook.meanings.settings.tables.dates", 'How 5 March 2023 is written in the tables, such as "5.3.2023".'
    ),
    Message(
        "workbook.meanings.settings.tables.decimal", "Decimal sign in the tables; that of the language if left out."
    ),
    Message("workbook.meanings.settings.travel.detour", "Kilometres by road for each kilometre as the crow flies."),
    Message("workbook.meanings.settings.travel.speed", "Kilometres an hour."),
    Message("workbook.meanings.settings.meetings.hours.start", "Start and end on the clock."),
    Message(
        "workbook.meanings.settings.meetings.starts",
        "Clock times at which it may begin, instead of hours where it has parts; of several, one is decided with the "
        "day.",
    ),
    Message(
        "workbook.meanings.settings.meetings.places",
        "Most members who come; who registers (registrations.csv) when all places are taken waits.",
    ),
    Message(
        "workbook.meanings.settings.meetings.speakers",
        "Those of staff.csv who must be at each meeting in person, among those of their team.",
    ),
    Message("workbook.meanings.settings.meetings.register_days", "Days before the meeting on which registration ends."),
    Message("workbook.meanings.parts.minutes", "How long it takes."),
    Message("workbook.meanings.settings.meetings.days", "Length in consecutive days at one venue; 1 if left out."),
    Message("workbook.meanings.settings.meetings.layout", "How the chairs of the plenary stand; theatre if left out."),
    Message("workbook.meanings.settings.meetings.headroom", "Seats to spare, in percent of those expected."),
    Message("workbook.meanings.settings.meetings.breakouts.rooms", "Number of breakout rooms."),
    Message(
        "workbook.meanings.settings.meetings.breakouts.share",
        'Share of those present that each must seat, such as "1/4".',
    ),
    Message("workbook.meanings.settings.meetings.breakouts.layout", "How their chairs stand."),
    Message("workbook.meanings.settings.meetings.staff", "How many of each team must be there."),
    Message(
        "workbook.meanings.settings.meetings.venues",
        "Venues it may be held at; if left out those of its region, for joint meetings all.",
    ),
    Message("workbook.meanings.settings.meetings.theme", "Id of a theme."),
    Message("workbook.meanings.settings.meetings.price_limit", "Most that rooms and meals of one meeting may cost."),
    Message("workbook.meanings.settings.meetings.roles", "Only members with these roles take part."),
    Message(
        "workbook.meanings.settings.meetings.notice_days",
        "Fewest days from the day the plan is announced to the meeting.",
    ),
    Message(
        "workbook.meanings.settings.publishing.contact",
        "Whom to ask, as it stands in every calendar: a name or office, phone, e-mail.",
    ),
    Message(
        "workbook.meanings.settings.publishing.link",
        "Page about a meeting; {{meeting}} in it becomes the meeting's id.",
    ),
    Message(
        "workbook.meanings.settings.publishing.address",
        "Where calendars are served, such as https://calendar.example.org.",
    ),
    Message(
        "workbook.meanings.settings.publishing.refresh_hours", "Hours after which calendars are asked to look again."
    ),
    Message("workbook.meanings.regions.id", "Short name."),
    Message("workbook.meanings.regions.name", "As people read it."),
    Message("workbook.meanings.rounds.id", "Short name; meetings are called by it."),
    Message("workbook.meanings.rounds.kind", "joint: one meeting for all; regional: one in each region."),
    Message(
        "workbook.meanings.rounds.kind_of_round",
        "joint: one meeting for all; regional: one in each region; host: one at each municipality that has a place of"
        " an offer.",
    ),
    Message("workbook.meanings.rounds.offer", "Id of the offer (rounds of kind host)."),
    Message("workbook.meanings.rounds.window.first", "First and last day it may be held on."),
    Message("workbook.meanings.rounds.year", "Year it counts in; that of the window if left out."),
    Message("workbook.meanings.rounds.fixed_day", "The day it is held on (joint rounds)."),
    Message("workbook.meanings.rounds.wanted_day", "A day it should be close to."),
    Message(
        "workbook.meanings.series.round_id",
        "Ids of its rounds, with {{id}}, {{year}}, {{season}} and {{n}} (1, 2, ...).",
    ),
    Message("workbook.meanings.series.title", "Titles of its rounds, with the same places."),
    Message("workbook.meanings.series.years.first", "First and last year."),
    Message("workbook.meanings.series.seasons.from", 'First day, such as "01-16".'),
    Message("workbook.meanings.series.seasons.to", "Last day; in the next year if it comes before the first."),
    Message("workbook.meanings.themes.in_force", "No meeting on the theme before this day."),
    Message("workbook.meanings.themes.in_force_reason", "Why: the law that enters into force."),
    Message("workbook.meanings.themes.guests.group", "Who they are."),
    Message("workbook.meanings.themes.guests.number", "How many are expected at each meeting."),
    Message("workbook.meanings.online", "Whether it is held online: never (if left out), allowed, or always."),
    Message("workbook.meanings.online_points", "What it costs in points to hold it online."),
    Message(
        "workbook.meanings.from_home",
        "How many join from home, in percent, by the fewest minutes that they would travel: {{ 60 = 30 }}.",
    ),
    Message(
        "workbook.meanings.rounds.together",
        "Regions of a regional round that have one meeting together; the others meet alone.",
    ),
    Message("workbook.meanings.rounds.after", "Rounds it comes after, each with the fewest days between them."),
    Message(
        "workbook.meanings.rounds.regions",
        "Only these regions: they have the meetings, or the joint meeting is for them.",
    ),
    Message(
        "workbook.meanings.rounds.hosts",
        "Regions that host joint meetings in turn, at venues of theirs; a round has the first.",
    ),
    Message(
        "workbook.meanings.series.regions_in_turn",
        "Regions that have the rounds of the first year, those of the next, and so on in turn; instead of regions.",
    ),
    Message("workbook.meanings.together.round", "Id of the round."),
    Message(
        "workbook.meanings.together.regions",
        "Regions that have one meeting together; if left out every region meets alone.",
    ),
    Message("workbook.meanings.in_person", "Whether meetings online may be held all the same."),
    Message("workbook.meanings.online.reason", "Why, such as Forsamlingsforbud."),
    Message("workbook.meanings.online.last_day", "Last day; that of what is planned if left out."),
    Message("workbook.meanings.online.rounds", "Only meetings of these rounds."),
    Message("workbook.meanings.online.regions", "Only meetings of these regions, and joint ones."),
    Message("workbook.meanings.choices.online", "Whether it is held online, instead of what its round says."),
    Message(
        "workbook.meanings.choices.apart",
        "Whether it may be held outside the span of its round (rules.round_span), as one that has moved to its"
        " reserve.",
    ),
    Message("workbook.meanings.offers.places", "How many places there are."),
    Message("workbook.meanings.offers.places_by_region", "Most places of a region."),
    Message(
        "workbook.meanings.offers.allocation",
        "How places are given: in the order received; by lot; the regions in turn, each in the order received; or by"
        " the organiser, who writes accepted into applications.csv.",
    ),
    Message("workbook.meanings.offers.seed", "Number with which lots are drawn, those between ties too."),
    Message(
        "workbook.meanings.offers.region_order",
        "The regions in the order in which they take turns; as above if left out.",
    ),
    Message("workbook.meanings.offers.regions", "Only municipalities of these may apply."),
    Message("workbook.meanings.offers.municipalities", "Only these may apply."),
    Message("workbook.meanings.offers.deadline", "Last day on which an application counts."),
    Message("workbook.meanings.offers.conditions", "What a municipality agrees to, as people read it."),
    Message("workbook.meanings.offers.fewest", "Fewest participants."),
    Message("workbook.meanings.offers.most", "Most participants."),
    Message(
        "workbook.meanings.offers.limits",
        "recommended: other numbers cost points ([rules.group_size]); required: they get no place.",
    ),
    Message("workbook.meanings.offers.per_municipality", "Most persons of one municipality."),
    Message("workbook.meanings.offers.host_caters", "Whether the host pays for food and drink."),
    Message("workbook.meanings.offers.parts", "Parts that can be chosen, in their order."),
    Message("workbook.meanings.offers.parts.id", "Short name; applications call it by it, or by its title."),
    Message("workbook.meanings.offers.parts.minutes", "How long it usually takes."),
    Message("workbook.meanings.offers.parts.shortest", "Least minutes it may take; as usual if left out."),
    Message("workbook.meanings.offers.parts.longest", "Most minutes it may take; as usual if left out."),
    Message(
        "workbook.meanings.choices.meeting",
        "Id of the meeting: the round, with /region if it is regional, or /municipality that holds it.",
    ),
    Message("workbook.meanings.choices.dropped", "Whether it is not held at all."),
    Message(
        "workbook.meanings.choices.window.first", "First and last day it may be held on, instead of those of its round."
    ),
    Message("workbook.meanings.choices.fixed_day", "The day it is held on."),
    Message("workbook.meanings.choices.fixed_venue", "The venue it is held at."),
    Message("workbook.meanings.choices.forbidden_days", "Days it does not begin on."),
    Message("workbook.meanings.choices.forbidden_venues", "Venues it is not held at."),
    Message("workbook.meanings.public_holidays.country", "Code of ISO 3166, such as DK; the network's if left out."),
    Message("workbook.meanings.public_holidays.subdivision", "Code of a part of the country."),
    Message(
        "workbook.meanings.public_holidays.categories", 'Which of the country\'s holidays: "public", "optional", ...'
    ),
    Message("workbook.meanings.public_holidays.regions", "Closed for these regions only."),
    Message("workbook.meanings.public_holidays.municipalities", "Closed for these municipalities only."),
    Message("workbook.meanings.public_holidays.venues", "Closed at these venues only."),
    Message("workbook.meanings.public_holidays.people", "Closed for these members or staff only."),
    Message(
        "workbook.meanings.public_holidays.points", "What each meeting held then costs; left out if none may be held."
    ),
    Message("workbook.meanings.public_holidays.source", "Where the dates come from."),
    Message("workbook.meanings.school_holidays.reason", "Its name, such as Efterårsferie."),
    Message(
        "workbook.meanings.school_holidays.week",
        'ISO week, or {{ column = "..." }} for a column of municipalities.csv.',
    ),
    Message("workbook.meanings.school_holidays.week.column", "Name of the column."),
    Message("workbook.meanings.school_holidays.from", 'First day of every year, such as "last saturday of june".'),
    Message("workbook.meanings.school_holidays.to", 'Last day, such as "08-11"; in the next year if it comes first.'),
    Message("workbook.meanings.school_holidays.first_day", "First day, if it is given by dates."),
    Message("workbook.meanings.school_holidays.last_day", "Last day; the first if left out."),
    Message("workbook.meanings.elections.reason", "Its name, such as Kommunalvalg."),
    Message("workbook.meanings.elections.polling_day", "The polling day."),
    Message("workbook.meanings.elections.campaign_days", "Days before the polling day that are closed."),
    Message("workbook.meanings.elections.rule", 'Polling days by rule: "third tuesday of november".'),
    Message("workbook.meanings.elections.every", "Every so many years."),
    Message("workbook.meanings.elections.from_year", "The first year with such a polling day."),
    Message("workbook.meanings.elections.called", "The day it was called."),
    Message("workbook.meanings.elections.cabinet", "The day of the new cabinet."),
    Message("workbook.meanings.blackouts.reason", "Why."),
    Message("workbook.meanings.blackouts.kind", "What closes the days; own if left out."),
    Message("workbook.meanings.blackouts.first_day", "First day."),
    Message(
        "workbook.meanings.risks.kind",
        "What may happen: election, one that may be called; closure, such as a storm or a venue that fails.",
    ),
    Message("workbook.meanings.risks.reason", "Its name, such as Folketingsvalg."),
    Message(
        "workbook.meanings.risks.history",
        "Country whose elections since 1971 give what is not written: DK rate, days_to_poll and days_to_cabinet; "
        "another the rate of early elections alone.",
    ),
    Message(
        "workbook.meanings.risks.chances",
        "The only days on which it can come, each with its chance from 0 to 1, in place of rate.",
    ),
    Message("workbook.meanings.risks.rate", "How many there are in a year, on average."),
    Message("workbook.meanings.risks.first_day", "The first day on which it can come; today if later."),
    Message(
        "workbook.meanings.risks.last_day",
        "The last day on which it can come; the last that is planned if left out.",
    ),
    Message(
        "workbook.meanings.risks.certain",
        "Whether it comes by last_day for sure; then each day is as likely as another.",
    ),
    Message(
        "workbook.meanings.calendars.source",
        "A file (.ics) in the network's folder, or an address (https://, http:// or webcal://).",
    ),
    Message("workbook.meanings.calendars.person", "Member or one of the staff, who is busy at its times."),
    Message("workbook.meanings.calendars.venue", "Venue that is closed on its days."),
    Message("workbook.meanings.calendars.reason", "Why its days are closed, for everyone or for those named."),
    Message("workbook.meanings.rules.absent_member.points", "Points for each member who cannot come to a meeting."),
    Message(
        "workbook.meanings.rules.budget.total",
        "Most that rooms and meals of all meetings may cost; leave out for no limit.",
    ),
    Message(
        "workbook.meanings.rules.budget.from_prices",
        "Whether they may cost no more than the members pay for the whole series.",
    ),
    Message(
        "workbook.meanings.rules.cancellation_fee.points",
        "Points for each whole `per` units of fee; leave out for those of the rent.",
    ),
    Message(
        "workbook.meanings.rules.cancellation_fee.per",
        "Units of currency that cost `points`; not used without `points`.",
    ),
    Message(
        "workbook.meanings.rules.group_size.points",
        "Points for each person fewer or more than the offer recommends.",
    ),
    Message(
        "workbook.meanings.rules.staff_one_at_a_time.max_meetings",
        "Most meetings of one person on a day; leave out for no limit.",
    ),
    Message(
        "workbook.meanings.rules.exposure.points",
        "Points for a meeting that is hit for sure; a chance of 10% costs a tenth.",
    ),
    Message(
        "workbook.meanings.rules.exposure.points_per_member",
        "Points more for each member invited to it, likewise by the chance.",
    ),
    Message("workbook.meanings.rules.hours.earliest", "Clock time before which no meeting begins."),
    Message("workbook.meanings.rules.hours.latest", "Clock time after which no meeting ends."),
    Message(
        "workbook.meanings.rules.joint_gap.min_days_after",
        "Fewest days from a joint meeting to the next regional round after it; 0 keeps their order.",
    ),
    Message(
        "workbook.meanings.rules.joint_gap.min_days_before",
        "Fewest days from the last regional round before a joint meeting to it; 0 keeps their order.",
    ),
    Message(
        "workbook.meanings.rules.kept.day", "Points for each meeting moved to another day, or to other hours of it."
    ),
    Message("workbook.meanings.rules.kept.venue", "Points for each meeting moved to another venue."),
    Message("workbook.meanings.rules.kept.room", "Points for each meeting in other rooms, all else as announced."),
    Message("workbook.meanings.rules.kept.staff", "Points for each of the staff taken off a meeting on its day."),
    Message("workbook.meanings.rules.kept.near_days", "Changes sooner than so many days from now cost more."),
    Message("workbook.meanings.rules.kept.near_times", "How many times as much a change of today costs."),
    Message(
        "workbook.meanings.rules.left_out_member.points",
        "Points for each member who can attend none of a year's regional meetings.",
    ),
    Message(
        "workbook.meanings.rules.left_out_municipality.points",
        "Points for each municipality that can attend none of a year's regional meetings.",
    ),
    Message("workbook.meanings.rules.meals.points", "Points for each whole `per` units of currency of meals."),
    Message("workbook.meanings.rules.meals.per", "Units of currency that cost `points`; the rest is not counted."),
    Message("workbook.meanings.rules.notice.min_days", "Fewest days from today to the new day of a moved meeting."),
    Message("workbook.meanings.rules.quorum.member_share", "Share of the members who must be free, 0 to 1."),
    Message(
        "workbook.meanings.rules.quorum.missing_levels",
        "Most roles of municipalities without a free member, so that each municipality is present with each of its "
        "levels; leave out for no limit.",
    ),
    Message(
        "workbook.meanings.rules.quorum.missing_municipalities",
        "Most municipalities without a free member; leave out for no limit.",
    ),
    Message("workbook.meanings.rules.quorum.role_shares", "Share of the members of a role who must be free, by role."),
    Message(
        "workbook.meanings.rules.region_gap.min_days",
        "Fewest days between consecutive meetings of a region; 0 keeps their order.",
    ),
    Message("workbook.meanings.rules.region_gap.max_days", "Most days between them; leave out for no limit."),
    Message(
        "workbook.meanings.rules.host_rotation.points",
        "Points for each two joint meetings in one region before all had their turn.",
    ),
    Message("workbook.meanings.rules.rent.points", "Points for each whole `per` units of currency of rent."),
    Message(
        "workbook.meanings.rules.round_span.max_days",
        "Most days from a round's earliest to its latest meeting; leave out for no limit.",
    ),
    Message("workbook.meanings.rules.soonest.points", "Points for each day until a meeting that is moved."),
    Message("workbook.meanings.rules.squeezed_day.points", "Points for each meeting day caught between days off."),
    Message(
        "workbook.meanings.rules.staff_travel.max_minutes",
        "Most minutes between the venues of one person's meetings on neighbouring days; leave out for no limit.",
    ),
    Message(
        "workbook.meanings.rules.staff_week.max_meetings",
        "Most meetings of one person in a week; leave out for no limit.",
    ),
    Message("workbook.meanings.rules.travel.points", "Points for each minute of each member, one way, every meeting."),
    Message(
        "workbook.meanings.rules.uneven_spacing.points", "Points for each day by which a gap differs from the ideal."
    ),
    Message(
        "workbook.meanings.rules.uneven_spacing.ideal_days", "Ideal days between consecutive meetings of a region."
    ),
    Message(
        "workbook.meanings.rules.venue_repeat.times",
        "A region never meets at one venue this many times running; leave out for no limit.",
    ),
    Message("workbook.meanings.rules.venue_variety.few", "Points for each different venue that the network uses."),
    Message("workbook.meanings.rules.venue_variety.many", "Points for each time a region meets at a venue again."),
    Message("workbook.meanings.rules.wanted_day.points", "Points for each day between a meeting and its wanted day."),
    Message("workbook.meanings.rules.weekday_points.monday", "Points for each meeting day on a Monday."),
    Message("workbook.meanings.rules.weekday_points.tuesday", "Points for each meeting day on a Tuesday."),
    Message("workbook.meanings.rules.weekday_points.wednesday", "Points for each meeting day on a Wednesday."),
    Message("workbook.meanings.rules.weekday_points.thursday", "Points for each meeting day on a Thursday."),
    Message("workbook.meanings.rules.weekday_points.friday", "Points for each meeting day on a Friday."),
    Message("workbook.meanings.rules.weekday_points.saturday", "Points for each meeting day on a Saturday."),
    Message("workbook.meanings.rules.weekday_points.sunday", "Points for each meeting day on a Sunday."),
    Message("workbook.meanings.rules.weekdays.allowed", "Weekdays on which meetings may be held."),
    Message(
        "workbook.meanings.rules.worst_travel.points",
        "Points for each minute one way of the municipality that travels most in a region.",
    ),
    Message(
        "workbook.meanings.rounds.staff_replaces",
        "true: only the teams under `staff` here must be there; otherwise they are added to those of [meetings], where"
        " the number given here counts for a team that both name.",
    ),
    Message("workbook.meanings.rules.booked.confirmed", "What a confirmed booking weighs, in points."),
    Message("workbook.meanings.rules.booked.held", "What a booking held until a date weighs."),
    Message("workbook.meanings.rules.booked.asked", "What a booking that was only asked for weighs."),
    Message("workbook.meanings.rules.booked.reserve", "What a reserve weighs."),
    Message("workbook.meanings.rules.reserve.rounds", "Ids of the rounds that have days in reserve."),
    Message(
        "workbook.meanings.rules.reserve.chance",
        "Greatest chance, in percent, that a single event takes both days.",
    ),
    Message("workbook.meanings.rules.reserve.within_days", "Most days from the first day to the second."),
    Message(
        "workbook.meanings.rules.reserve.release_days",
        "How many days before the first day the second is released.",
    ),
    Message(
        "workbook.meanings.rules.reserve.members",
        "Whether members see reserves in their calendars of dates to keep free.",
    ),
    Message(
        "workbook.meanings.rules.reserve.points",
        "Points for a first day that leaves none for a reserve; if left out, there is no such day.",
    ),
    Message(
        "workbook.meanings.rounds.overnight",
        "Whether several days are one continuous stay, from the start on the first to the end on the last, nights"
        " included; else they have the same hours each day. If left out, only where the end is no later in the day"
        " than the start.",
    ),
)
"""What the settings mean, as their fields say it."""

_COLUMNS = (
    Message(
        "workbook.columns.id", "Short name that other sheets refer to; as text, so that zeros at the front are kept."
    ),
    Message("workbook.columns.name", "As people read it."),
    Message("workbook.columns.region", "Id of a region."),
    Message("workbook.columns.municipality", "Id of a municipality."),
    Message("workbook.columns.venue", "Id of a venue."),
    Message("workbook.columns.lat", "Latitude in degrees, such as 57.048."),
    Message("workbook.columns.lon", "Longitude in degrees, such as 9.919."),
    Message("workbook.columns.extra_minutes", "Added to travel that is worked out from coordinates, for a ferry."),
    Message("workbook.columns.replaces", "Id of the colleague whose place and fee this member took over."),
    Message("workbook.columns.email", "For the mail that brings the address of the calendar; kept nowhere else."),
    Message("workbook.columns.role", "What the member does, if rounds or rules ask for it."),
    Message("workbook.columns.from_day", "First day of it; from the beginning if left out."),
    Message("workbook.columns.last_day", "Last day of it; the first, or to the end, if left out."),
    Message("workbook.columns.first_day", "First day."),
    Message("workbook.columns.team", "The team, which rounds ask for under staff."),
    Message("workbook.columns.person", "Id of a member or of one of the staff."),
    Message("workbook.columns.from", "Clock time, the same on each of the days; all day if left out."),
    Message("workbook.columns.to", "Clock time."),
    Message("workbook.columns.source", "The calendar or other place it comes from."),
    Message("workbook.columns.town", "The town."),
    Message("workbook.columns.address", "The address."),
    Message("workbook.columns.setup_half_days", "Half-days before a meeting that its rooms are let for too."),
    Message("workbook.columns.teardown_half_days", "Half-days after a meeting that its rooms are let for too."),
    Message("workbook.columns.moving_cancels", "Whether its terms take another day for a cancellation."),
    Message("workbook.columns.online", "Whether it is no house: meetings there are held online."),
    Message(
        "workbook.columns.link",
        "Address under which one joins online; {{meeting}} in it becomes the meeting's id.",
    ),
    Message("workbook.columns.currency", "Currency of its prices; that of the network if left out."),
    Message("workbook.columns.numbers_days", "Days before a meeting by which it wants to know how many come."),
    Message("workbook.columns.catering_days", "Days before a meeting by which the catering must be ordered."),
    Message("workbook.columns.rate", "Price a day, half-day or hour, as the venue says."),
    Message(
        "workbook.columns.part_of", "Ids of the rooms of the same venue that it is a part of, with commas between them."
    ),
    Message("workbook.columns.theatre", "Seats in rows; 0 or nothing if it is not let so."),
    Message("workbook.columns.classroom", "Seats at rows of tables."),
    Message("workbook.columns.cabaret", "Seats at round tables with an open side."),
    Message("workbook.columns.banquet", "Seats around tables."),
    Message("workbook.columns.boardroom", "Seats around one table."),
    Message("workbook.columns.u_shape", "Seats around a U of tables."),
    Message("workbook.columns.reception", "People standing."),
    Message("workbook.columns.reason", "Why."),
    Message("workbook.columns.days", "With fewer days' notice than that,"),
    Message("workbook.columns.percent", "the venue asks for so much of the rent, in percent."),
    Message("workbook.columns.minutes", "Minutes one way."),
    Message("workbook.columns.other", "Id of the other venue."),
    Message("workbook.columns.scope", "For whom: everyone, region, municipality, venue or person."),
    Message("workbook.columns.target", "Id of the region, municipality, venue or person; nothing for everyone."),
    Message("workbook.columns.kind", "What closes the days; own if left out."),
    Message("workbook.columns.points", "What each meeting held then costs; left out if none may be held."),
    Message("workbook.columns.belongs_to", "Id of what this row belongs to."),
    Message("workbook.columns.open", "Week number, for a school holiday that names this column."),
    Message("workbook.columns.weekly.kind", "only: at no other times; never: not at these."),
    Message("workbook.columns.weekly.person", "Id of the member or one of the staff whose week it is."),
    Message("workbook.columns.weekly.venue", "Id of the venue whose week it is; a person or a venue, not both."),
    Message("workbook.columns.weekly.from", "Clock time; from the beginning of the day if left out."),
    Message("workbook.columns.weekly.to", "Clock time; to the end of the day if left out."),
    Message("workbook.columns.weekly.first_day", "First day on which it holds; always if left out."),
    Message("workbook.columns.weekdays", "Weekdays, such as monday, wednesday or monday-friday."),
    Message("workbook.columns.room", "Id of a room; the whole venue if left out."),
    Message("workbook.columns.rooms", "Ids of rooms with commas between them."),
    Message("workbook.columns.meeting", "Id of the meeting it is for; any if left out."),
    Message("workbook.columns.registrations.meeting", "Id of the meeting that it is about."),
    Message("workbook.columns.registrations.municipality", "Municipality that answers for all its members."),
    Message("workbook.columns.theme", "Id of the theme that they are guests of."),
    Message("workbook.columns.group", "Who the guests are, as the theme calls them."),
    Message("workbook.columns.number", "How many are expected, unless they answer."),
    Message("workbook.columns.registrations.persons", "How many of the guests come."),
    Message("workbook.columns.member", "Id of the member who answers."),
    Message("workbook.columns.answer", "yes, no or waiting."),
    Message(
        "workbook.columns.registrations.received", "Day and time at which it came; places are given in that order."
    ),
    Message("workbook.columns.day", "Day of the meeting that it is about; whenever the meeting is if left out."),
    Message("workbook.columns.state", "asked, held (until a day), confirmed or reserve."),
    Message(
        "workbook.columns.until",
        "Last day on which a booking that is held can be confirmed, or on which a reserve is kept.",
    ),
    Message("workbook.columns.staff", "Ids of the staff who keep the days free too, with commas between."),
    Message("workbook.columns.price", "What it costs in all; the rates of the rooms say it if left out."),
    Message("workbook.columns.note", "For yourself."),
    Message("workbook.columns.let_by", "How its rooms are let: clock or half_day."),
    Message("workbook.columns.setup_minutes", "Minutes before a meeting that its rooms are let for too, by the clock."),
    Message(
        "workbook.columns.teardown_minutes", "Minutes after a meeting that its rooms are let for too, by the clock."
    ),
    Message("workbook.columns.offer", "Id of the offer; may be left out where there is only one."),
    Message("workbook.columns.applications.venue", "Id of the venue where it would be held; or give seats."),
    Message(
        "workbook.columns.applications.days", "Days and weekdays that suit, with commas between them; any if left out."
    ),
    Message("workbook.columns.applications.state", "applied, accepted, waiting, declined or withdrawn."),
    Message("workbook.columns.received", "Day and time when the application came."),
    Message("workbook.columns.persons", "How many would come."),
    Message("workbook.columns.parts", "Parts that are wanted, with commas between them; all if left out."),
    Message("workbook.columns.not_days", "Days and weekdays that do not suit."),
    Message("workbook.columns.seats", "Seats of the own hall where it would be held."),
    Message("workbook.columns.motivation", "Why they apply."),
    Message("workbook.columns.decided_by", "Who decided on the state."),
    Message("workbook.columns.decided_on", "When it was decided."),
    Message("workbook.columns.price_per", "What the rate of its rooms is for: day, half_day or hour."),
)
"""What the columns of tables mean; the key ends with the name of the column."""

GUIDE = (
    Message(
        "workbook.guide.1",
        "Fill in the sheets from left to right: settings, regions, municipalities, members, venues, rooms,"
        " rounds. The others only if you need them.",
    ),
    Message(
        "workbook.guide.2",
        "Each row is one thing: a member, a room, a round. The first row names the columns; rest the pointer on"
        " a heading and it says what stands below it.",
    ),
    Message("workbook.guide.3", "Headings in bold must be filled in; what is left empty has its usual value."),
    Message(
        "workbook.guide.4",
        "Ids are short names of your own (0851, nord). Where another sheet refers to one, choose it from the"
        " list in the cell; its name will do too, if only one has it.",
    ),
    Message(
        "workbook.guide.5",
        "Dates and times are typed as you are used to: they are real dates and times. Several names in one cell"
        " have commas between them.",
    ),
    Message(
        "workbook.guide.6",
        "Rules with points say what you find important: more points, more important. Empty ones have their usual"
        " value.",
    ),
    Message(
        "workbook.guide.7",
        "You may sort, filter, colour, hide columns and add sheets of your own; sheets with other names are not read.",
    ),
    Message("workbook.guide.8", "Save the file, then: planner solve {file}. Mistakes are listed with sheet and cell."),
    Message(
        "workbook.guide.9",
        "The same with --mark marked.xlsx writes a copy in which each wrong cell is coloured and says what is wrong.",
    ),
    Message(
        "workbook.guide.10",
        "This file is only read. What happens later (cancellations, elections) is kept beside it, and plans are"
        " written to workbooks of their own (--workbook plan.xlsx).",
    ),
)
"""How a workbook is used, in ten lines."""


@cache
def _by_last_part() -> tuple[Mapping[str, Message], Mapping[str, Message]]:
    """Return the messages with the names of cells, and with the meaning of columns, by the name in the files."""
    own = {message.key.removeprefix("workbook.names."): message for message in _NAMES}
    tables = {message.text: message for message in COLUMN_NAMES}
    columns = {message.key.removeprefix("workbook.columns."): message for message in _COLUMNS}
    return {**tables, **own}, columns


def sheet_title(key: str, locale: Locale) -> str:
    """Return the title of a sheet by its name in the files."""
    return TITLES[key].say(locale) if key in TITLES else key.strip("[]").removesuffix(".csv")


def cell_name(name: str, locale: Locale) -> str:
    """Return what a column or setting is called."""
    messages, _ = _by_last_part()
    return messages[name].say(locale) if name in messages else name


def name_keys(names: Iterable[str]) -> dict[str, str]:
    """Return the names in the files by each name they may be called, as `name_key` simplifies it."""
    known = list(names)
    called = {name_key(cell_name(name, locale)): name for locale in LOCALES for name in known}
    return called | {name_key(name): name for name in known}


def meaning(field: CellField, locale: Locale, table: str = "") -> str:
    """Return what stands in a cell, in words; in some tables a column means something of its own."""
    _, columns = _by_last_part()
    own = columns.get(f"{table}.{field.name}", columns.get(field.name))
    message = _meanings().get(field.about) if field.about else own
    return message.say(locale) if message else field.about


def open_meaning(locale: Locale) -> str:
    """Return what stands in a column that the settings name."""
    return _by_last_part()[1]["open"].say(locale)


@cache
def _meanings() -> Mapping[str, Message]:
    return {message.say(SOURCE_LOCALE): message for message in _MEANINGS}


@cache
def sheet_keys() -> Mapping[str, str]:
    """Return the names of sheets in the files by each title they may have."""
    keys = [GUIDE_SHEET, SETTINGS, RULES, MORE, *(sheet.key for sheet in sheets())]
    called = {name_key(sheet_title(key, locale)): key for locale in LOCALES for key in keys}
    return (
        called
        | {name_key(key.strip("[]").removesuffix(".csv")): key for key in keys if key not in {SETTINGS, MORE}}
        | called
    )
