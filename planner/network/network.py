"""The network as planners write it, as one model, and the checks of its consistency."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cached_property
from itertools import chain, count, cycle, pairwise
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ModelWrapValidatorHandler, SkipValidation, model_validator

from calendars.days import Hours, Span
from calendars.holidays import UnknownHolidaysError
from calendars.language import Message, WrongValueError
from constraints.problem.busy import Busy
from constraints.problem.rule import NeedsSetting
from planner.allocation.places import Given, State
from planner.errors import InputError, InputErrors, KeyPath, hint
from planner.network.closures import holiday_rule, public_holidays
from planner.network.fields import Id
from planner.network.membership import Membership, hosts, meeting_id, places, rows_of
from planner.network.references import TARGETS, UNKNOWN, Lines, find, reference_errors, rule_references
from planner.network.rounds import Choice, MeetingDefaults, MeetingSection, Offer, Round, Season, Series
from planner.network.settings import ChangeRecord, Settings
from planner.network.tables import (
    TABLES,
    ApplicationRow,
    BlackoutRow,
    BookingRow,
    GuestRow,
    Member,
    Municipality,
    RegionChange,
    RegistrationRow,
    Room,
    StaffPerson,
    Table,
    TravelTime,
    Venue,
    VenueClosure,
    VenueOffer,
    VenuePrice,
    VenueTerm,
    VenueTravelTime,
    WeeklyTime,
    wholes,
)


@dataclass(frozen=True, slots=True)
class WrittenRound:
    """A round, the path of the section it was written in, and the path of its window."""

    path: KeyPath
    window_path: KeyPath
    round: Round


def all_rounds(settings: Settings) -> tuple[WrittenRound, ...]:
    """Return every round, sorted by the first day of its window."""
    found = [_together(settings, each) for each in (*_single(settings), *_from_series(settings))]
    return tuple(sorted(found, key=lambda written: (written.round.window.first, written.round.window.last)))


def _together(settings: Settings, written: WrittenRound) -> WrittenRound:
    """Return the round with the regions that meet together by the last section about it."""
    said = [each.regions for each in settings.together if each.round == written.round.id]
    if not said:
        return written
    return replace(written, round=written.round.model_copy(update={"together": said[-1] or None}))


def season_window(season: Season, year: int) -> Span:
    """Return the season that begins in that year."""
    first, last = season.first.in_year(year), season.last.in_year(year)
    return Span(first, season.last.in_year(year + 1) if last < first else last)


def _single(settings: Settings) -> Iterator[WrittenRound]:
    for n, single in enumerate(settings.rounds):
        filled = single.model_copy(update=_meeting_fields(single, settings.meetings))
        yield WrittenRound(("rounds", n), ("rounds", n, "window"), filled)


def _from_series(settings: Settings) -> Iterator[WrittenRound]:
    for n, series in enumerate(settings.series):
        turn = cycle(series.hosts or [None])
        for year in range(series.years[0], series.years[1] + 1):
            for place, season in enumerate(series.seasons):
                found = _round_of(series, year, place + 1, season, settings.meetings)
                host = next(turn)
                found = found if host is None else found.model_copy(update={"hosts": (host,)})
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
        "staff_replaces": series.staff_replaces,
        "regions": series.regions_in(year),
        "hosts": series.hosts,
        "together": None,
        "after": None,
    }
    # Not validated again: every part has been, and a composed id may exceed the length of a written one.
    return Round.model_construct(**own, **_meeting_fields(series, defaults))


def _meeting_fields(section: MeetingSection, defaults: MeetingDefaults) -> dict[str, Any]:
    fields = {
        name: getattr(defaults, name) if getattr(section, name) is None else getattr(section, name)
        for name in MeetingDefaults.model_fields
    }
    if section.starts is None and section.hours is not None:
        fields["starts"] = None
    elif section.starts is not None or defaults.starts is not None:
        fields["hours"], fields["other_hours"] = None, None
    found = MeetingDefaults.model_construct(**fields)
    if found.starts is not None and found.parts is not None:
        hours = [_hours_from(time.fromisoformat(start), found.length) for start in dict.fromkeys(found.starts)]
        fields["hours"], fields["other_hours"] = hours[0], tuple(hours[1:]) or None
    return {**fields, "staff": section.staff_with(defaults.staff)}


def _hours_from(start: time, minutes: int) -> Hours:
    """Return hours of that length; those beyond midnight end before they begin, which the check of the round says."""
    end = divmod((60 * start.hour + start.minute + minutes) % (24 * 60), 60)
    return Hours(start, time(*end), overnight=time(*end) <= start)


OUTSIDE = Message(
    "network.outside",
    "the window of {round}, {first:date} to {last:date}, is not inside the time that is planned, {begin:date} to"
    " {end:date}",
)
NO_HOURS = Message("network.no_hours", "{round} has no hours; give them here or under [meetings]")
PAST_MIDNIGHT = Message(
    "network.past_midnight",
    "{round} begins at {start} and ends at {end}, after midnight: write days = 2 for a meeting that ends on the next "
    "day, or 23:59 for one that ends with its day",
)
NOT_OVERNIGHT = Message(
    "network.not_overnight",
    "{round} ends at {end}, no later in the day than it begins, at {start}: that is one stay over night; leave out "
    "overnight = false, or give hours that are the same each day",
)
OTHERS_OVERNIGHT = Message(
    "network.others_overnight",
    "{round} may be a stay over night from {start} to {end}, but at its other hours it is none; write "
    "overnight = true, or leave these out",
)
OVERNIGHT_ONE_DAY = Message(
    "network.overnight_one_day", "{round} is a stay over night, but has only one day; write days = 2 or more"
)
NO_PARTS = Message(
    "network.no_parts", "{round} has starts but no parts, so nobody knows when it ends; write its parts, or hours"
)
PARTS_LENGTH = Message(
    "network.parts_length",
    "the parts of {round} take {parts} {parts:minute|minutes} together, but from {start} to {end} there are {hours}",
)
PARTS_OF_DAYS = Message(
    "network.parts_of_days",
    "{round} lasts {days} days; parts are for meetings of one day. Write parts = [] and the hours of its days, "
    'hours = ["09:00", "16:00"], or make each day a round of its own',
)
NO_RATE = Message(
    "network.no_rate", "what one {found} is worth is not said; write it under [currencies], such as {found} = 7.46"
)
NO_ANNOUNCEMENT = Message(
    "network.no_announcement",
    "notice_days of {round} counts from the day the plan is announced; write `announced` at the top",
)
AFTER_ITSELF = Message("network.after_itself", "{round} cannot come after itself")
SAME_ROUND = Message(
    "network.same_round", "there are several rounds with the id {found}; let round_id hold {{year}} and {{n}}"
)


def round_errors(network: Network) -> Iterator[InputError]:
    """Yield what is wrong with the rounds; of a series each kind of error once."""
    ids: set[str] = set()
    found: dict[tuple[object, ...], InputError] = {}
    for written in network.rounds:
        wrong = (
            _window(network, written),
            _missing(network, written),
            _parts(network, written),
            _after(network, written),
        )
        for error in (*chain.from_iterable(wrong), *_same_id(network, written, ids)):
            found.setdefault((written.path, error.said.message), error)
        ids.add(written.round.id)
    yield from found.values()


def _window(network: Network, written: WrittenRound) -> Iterator[InputError]:
    window, horizon = written.round.window, network.settings.horizon
    if window.within(horizon) != window:
        yield network.lines.settings_error(
            written.window_path, OUTSIDE, round=written.round.id, first=window.first, last=window.last,
            begin=horizon.first, end=horizon.last,
        )  # fmt: skip


def _parts(network: Network, written: WrittenRound) -> Iterator[InputError]:
    """Yield an error where parts and hours do not agree."""
    found = written.round
    if not found.parts or found.hours is None:
        return
    if (found.days or 1) > 1:
        yield network.lines.settings_error((*written.path, "parts"), PARTS_OF_DAYS, round=found.id, days=found.days)
        return
    for each in (found.hours, *(found.other_hours or ())):
        minutes = 60 * (each.end.hour - each.start.hour) + each.end.minute - each.start.minute
        if minutes > 0 and minutes != found.length:
            yield network.lines.settings_error(
                (*written.path, "parts"), PARTS_LENGTH, round=found.id, parts=found.length, start=each.start,
                end=each.end, hours=minutes,
            )  # fmt: skip
            return


def _missing(network: Network, written: WrittenRound) -> Iterator[InputError]:
    if written.round.hours is None and written.round.starts is not None:
        yield network.lines.settings_error((*written.path, "starts"), NO_PARTS, round=written.round.id)
    elif written.round.hours is None:
        yield network.lines.settings_error(written.path, NO_HOURS, round=written.round.id)
    else:
        for name, hours in (
            ("hours", written.round.hours),
            *(("other_hours", each) for each in written.round.other_hours or ()),
        ):
            yield from _overnight(network, written, name, hours)
    if written.round.notice_days is not None and network.settings.announced is None:
        path = (*written.path, "notice_days")
        yield network.lines.settings_error(path, NO_ANNOUNCEMENT, round=written.round.id)


def _overnight(network: Network, written: WrittenRound, name: str, hours: Hours) -> Iterator[InputError]:
    """Yield an error where hours and days do not agree on whether the meeting is a stay over night."""
    backwards, one_day = hours.end <= hours.start, (written.round.days or 1) == 1

    def error(name: str, message: Message) -> InputError:
        return network.lines.settings_error(
            (*written.path, name), message, round=written.round.id, start=hours.start, end=hours.end
        )

    if backwards and written.round.overnight is False:
        yield error("overnight", NOT_OVERNIGHT)
    elif backwards and one_day:
        yield error(name, PAST_MIDNIGHT)
    elif written.round.overnight and one_day:
        yield error("overnight", OVERNIGHT_ONE_DAY)
    elif backwards and written.round.hours and not (written.round.overnight or written.round.hours.overnight):
        yield error(name, OTHERS_OVERNIGHT)


def _after(network: Network, written: WrittenRound) -> Iterator[InputError]:
    rounds = [each.round.id for each in network.rounds]
    for found in written.round.after or ():
        path = (*written.path, "after", found)
        if found == written.round.id:
            yield network.lines.settings_error(path, AFTER_ITSELF, round=found)
        elif found not in rounds:
            yield network.lines.settings_error(path, NO_SUCH_ROUND, found, hint=hint(found, rounds))


def _same_id(network: Network, written: WrittenRound, ids: set[str]) -> Iterator[InputError]:
    if written.round.id in ids:
        yield network.lines.settings_error(written.path, SAME_ROUND, written.round.id)


NO_MEETING = Message("network.no_meeting", "there is no meeting '{found}'{hint}")
DECIDED_TWICE = Message("network.decided_twice", "{key} of {meeting} is already decided in another section")
CHOICE_OUTSIDE = Message(
    "network.choice_outside",
    "{meeting} is fixed on {day}, but may only be held from {first:date} to {last:date} (window)",
)
FORBIDDEN = Message("network.forbidden", "{found} is both fixed and forbidden for {meeting}")
ELSEWHERE = Message("network.elsewhere", "{meeting} cannot be held at {found}; its round names {venues}")
NOTHING_HELD = Message("network.nothing_held", "every meeting is dropped, so there is nothing to plan")

_SINGLE_CHOICE_FIELDS = ("dropped", "window", "fixed_day", "fixed_venue", "wanted_day", "online")
"""Fields that only one section may set for a meeting."""


def choice_errors(network: Network) -> Iterator[InputError]:
    """Yield what is wrong with choices: unknown meetings, repetitions and contradictions."""
    rounds = network.round_of
    decided: set[tuple[str, str]] = set()
    for n, choice in enumerate(network.settings.choices):
        if choice.meeting not in rounds:
            near = hint(choice.meeting, list(rounds))
            yield network.lines.settings_error(("choices", n, "meeting"), NO_MEETING, choice.meeting, hint=near)
        else:
            yield from _choice_window(network, ("choices", n), choice)
            yield from _day(network, ("choices", n), choice, rounds[choice.meeting])
            yield from _venue(network, ("choices", n), choice, rounds[choice.meeting])
        for key in _SINGLE_CHOICE_FIELDS:
            if getattr(choice, key) and (choice.meeting, key) in decided:
                yield network.lines.settings_error(("choices", n, key), DECIDED_TWICE, key=key, meeting=choice.meeting)
            if getattr(choice, key):
                decided.add((choice.meeting, key))
    for written in network.rounds:
        window = _window_of(network, written.round.id, written.round)
        yield from _outside(network, written.path, written.round.id, written.round.fixed_day, window)
    if rounds and all((meeting, "dropped") in decided for meeting in rounds):
        yield network.lines.settings_error(("choices",), NOTHING_HELD)


def _window_of(network: Network, meeting: str, round_: Round) -> Span:
    """Return the window of the meeting: its own if it has one, else that of its round."""
    own = (choice.window for choice in network.settings.choices if choice.meeting == meeting)
    return next(filter(None, own), round_.window)


def _choice_window(network: Network, path: KeyPath, choice: Choice) -> Iterator[InputError]:
    window, horizon = choice.window, network.settings.horizon
    if window is not None and window.within(horizon) != window:
        yield network.lines.settings_error(
            (*path, "window"), OUTSIDE, round=choice.meeting, first=window.first, last=window.last,
            begin=horizon.first, end=horizon.last,
        )  # fmt: skip


def _day(network: Network, path: KeyPath, choice: Choice, round_: Round) -> Iterator[InputError]:
    day = choice.fixed_day
    yield from _outside(network, path, choice.meeting, day, _window_of(network, choice.meeting, round_))
    if day is not None and any(day in each.forbidden_days for each in _all_for(network, choice)):
        yield network.lines.settings_error((*path, "fixed_day"), FORBIDDEN, day.isoformat(), meeting=choice.meeting)


def _outside(network: Network, path: KeyPath, meeting: str, day: date | None, window: Span) -> Iterator[InputError]:
    if day is not None and day not in window:
        yield network.lines.settings_error(
            (*path, "fixed_day"), CHOICE_OUTSIDE, meeting=meeting, day=day, first=window.first, last=window.last
        )


def _venue(network: Network, path: KeyPath, choice: Choice, round_: Round) -> Iterator[InputError]:
    venue = choice.fixed_venue
    if venue is None:
        return
    if any(venue in each.forbidden_venues for each in _all_for(network, choice)):
        yield network.lines.settings_error((*path, "fixed_venue"), FORBIDDEN, venue, meeting=choice.meeting)
    online = any(each.online for each in network.venues if each.id == venue)
    if round_.venues is not None and venue not in round_.venues and not online:
        yield network.lines.settings_error(
            (*path, "fixed_venue"), ELSEWHERE, venue, meeting=choice.meeting, venues=list(round_.venues)
        )


def _all_for(network: Network, choice: Choice) -> list[Choice]:
    return [each for each in network.settings.choices if each.meeting == choice.meeting]


NO_SUCH_ROUND = Message("network.no_such_round", "there is no round '{found}'{hint}")
ROOM_ONLINE = Message("network.room_online", "{venue} is online and has no rooms")
NO_SUCH_ROOM = Message("network.no_such_room", "'{found}' is not a room of {venue}{hint}")
PART_OF_ITSELF = Message("network.part_of_itself", "room {found} is a part of itself")
NO_GUESTS = Message(
    "network.no_guests", "guests.csv has no '{found}' of that municipality for the theme of {meeting}{hint}"
)
OTHER_MUNICIPALITY = Message(
    "network.other_municipality", "{found} is of another municipality; only a colleague can take over the place"
)
REPLACES_THEMSELVES = Message("network.replaces_themselves", "{found} is in the end replaced by themselves")
BOTH = Message("network.both", "'{found}' is both a member and one of the staff; give one of them another id")
HOLIDAYS = Message("network.holidays", "{said}{hint}")
FALLING_TERMS = Message(
    "network.falling_terms",
    "{venue} asks for {percent} % with fewer than {days} days' notice, but for more ({more} %) with fewer than"
    " {earlier}; with less notice it asks for at least as much",
)


_ALL_TABLES = frozenset(table.name for table in TABLES)


def network_errors(network: Network, sound: Collection[str] = _ALL_TABLES) -> Iterator[InputError]:
    """Yield everything that is inconsistent.

    Args:
        network: valid settings, and valid rows of the sound tables.
        sound: names of the tables that could be read; checks that need others are skipped.
    """
    for check, needed in _CHECKS:
        if needed <= {*sound}:
            yield from check(network)


def _rooms(network: Network) -> Iterator[InputError]:
    inside = wholes(network.rooms)
    online = {venue.id for venue in network.venues if venue.online}
    for row, room in enumerate(network.rooms):
        if room.venue in online:
            yield network.lines.table_error("rooms", row, "venue", ROOM_ONLINE, venue=room.venue)
        unknown = [whole for whole in inside[room.venue, room.id] if (room.venue, whole) not in inside]
        for whole in unknown:
            names = [name for venue, name in inside if venue == room.venue]
            yield network.lines.table_error(
                "rooms", row, "part_of", NO_SUCH_ROOM, whole, venue=room.venue, hint=hint(whole, names)
            )
        if not unknown and _inside_itself(inside, room.venue, room.id):
            yield network.lines.table_error("rooms", row, "part_of", PART_OF_ITSELF, room.id)


def online_errors(network: Network) -> Iterator[InputError]:
    """Yield the rounds that days online, or meetings together, name and that there are not."""
    rounds = [written.round.id for written in network.rounds]
    regional = [written.round.id for written in network.rounds if written.round.kind == "regional"]
    for n, together in enumerate(network.settings.together):
        if together.round not in regional:
            path = ("together", n, "round")
            near = hint(together.round, regional)
            yield network.lines.settings_error(path, NO_SUCH_ROUND, together.round, hint=near)
    for n, section in enumerate(network.settings.online):
        for place, found in enumerate(section.rounds or ()):
            if found not in rounds:
                at = ("online", n, "rounds", place)
                yield network.lines.settings_error(at, NO_SUCH_ROUND, found, hint=hint(found, rounds))


def _replaced(network: Network) -> Iterator[InputError]:
    """Yield an error for each member who takes over from somebody of another municipality, or from themselves."""
    by_id = {each.id: each for each in network.members}
    for row, each in enumerate(network.members):
        if each.replaces is None or each.replaces not in by_id:
            continue
        before, seen = by_id[each.replaces], {each.id}
        if before.municipality != each.municipality:
            yield network.lines.table_error("members", row, "replaces", OTHER_MUNICIPALITY, each.replaces)
        while before.id not in seen and before.replaces in by_id:
            seen.add(before.id)
            before = by_id[before.replaces]
        if before.id in seen:
            yield network.lines.table_error("members", row, "replaces", REPLACES_THEMSELVES, each.replaces)


def _currencies(network: Network) -> Iterator[InputError]:
    """Yield an error for each venue with prices in a currency without a rate."""
    known = {network.settings.currency, *network.settings.currencies}
    for row, venue in enumerate(network.venues):
        if venue.currency is not None and venue.currency not in known:
            yield network.lines.table_error("venues", row, "currency", NO_RATE, venue.currency)


def registration_errors(network: Network) -> Iterator[InputError]:
    """Yield an error for each answer to a meeting that there is not."""
    rounds = network.round_of if network.registrations else {}
    for row, each in enumerate(network.registrations):
        if each.meeting not in rounds:
            near = hint(each.meeting, list(rounds))
            yield network.lines.table_error("registrations", row, "meeting", NO_MEETING, each.meeting, hint=near)
        elif each.group is not None:
            theme = rounds[each.meeting].theme
            known = [
                guest.group
                for guest in network.guests
                if (guest.theme, guest.municipality) == (theme, each.municipality)
            ]
            if each.group not in known:
                yield network.lines.table_error(
                    "registrations", row, "group", NO_GUESTS, each.group, meeting=each.meeting,
                    hint=hint(each.group, known),
                )  # fmt: skip


def booking_errors(network: Network) -> Iterator[InputError]:
    """Yield what is wrong with bookings: unknown rooms, and meetings that are unknown or not held there."""
    rooms: dict[str, list[str]] = {}
    for room in network.rooms:
        rooms.setdefault(room.venue, []).append(room.id)
    rounds, people = network.round_of, [each.id for each in network.staff]
    for row, booking in enumerate(network.bookings):
        here = rooms.get(booking.venue, [])
        for found in booking.rooms:
            if found not in here:
                yield network.lines.table_error(
                    "bookings", row, "rooms", NO_SUCH_ROOM, found, venue=booking.venue, hint=hint(found, here)
                )
        for found in booking.staff:
            if found not in people:
                yield network.lines.table_error(
                    "bookings", row, "staff", UNKNOWN, found, where=TARGETS["staff"].where, hint=hint(found, people)
                )
        if booking.meeting is not None and booking.meeting not in rounds:
            near = hint(booking.meeting, list(rounds))
            yield network.lines.table_error("bookings", row, "meeting", NO_MEETING, booking.meeting, hint=near)


TWO_PRICES = Message(
    "network.two_prices", "{venue} has two prices for meetings that begin on {day:date}; write one for each day"
)


def closure_errors(network: Network) -> Iterator[InputError]:
    """Yield the closed rooms that the venue does not have."""
    yield from _room_errors(network, "venue_closed", network.venue_closed)


def price_errors(network: Network) -> Iterator[InputError]:
    """Yield the rooms with a price that the venue does not have, and the second price for a day."""
    rows = network.venue_prices
    yield from _room_errors(network, "venue_prices", rows)
    for row, each in enumerate(rows):
        alike = (one for one in rows[:row] if (one.venue, one.room) == (each.venue, each.room))
        for twice in (both for one in alike if (both := one.span().within(each.span()))):
            yield network.lines.table_error(
                "venue_prices", row, "first_day", TWO_PRICES, venue=each.venue, day=twice.first
            )


def _room_errors(network: Network, table: str, rows: Iterable[VenueClosure | VenuePrice]) -> Iterator[InputError]:
    for row, each in enumerate(rows):
        if each.room is not None:
            here = [room.id for room in network.rooms if room.venue == each.venue]
            if each.room not in here:
                yield network.lines.table_error(
                    table, row, "room", NO_SUCH_ROOM, each.room, venue=each.venue, hint=hint(each.room, here)
                )


WHICH_OFFER = Message("network.which_offer", "there are several offers; write the id of one under offer: {offers}")
NO_OFFERS = Message("network.no_offers", "there is no [[offers]] in network.toml to apply for")
APPLIED_TWICE = Message(
    "network.applied_twice", "{municipality} has already applied for {offer}; a municipality has one row for each offer"
)
NO_SUCH_PART = Message("network.no_such_part", "'{found}' is not a part of {offer}{hint}")
PART_LENGTH = Message(
    "network.part_length", "{part} takes {least} to {most} minutes, not {found}; write such as {part} {usual}"
)
ACCEPTED_TOO_MANY = Message(
    "network.accepted_too_many",
    "{n} are accepted and {offer} has {places} {places:place|places}; write waiting for one of them, or more places",
)
ACCEPTED_IN_REGION = Message(
    "network.accepted_in_region",
    "{n} of {region} are accepted and {offer} has {places} {places:place|places} for it; write waiting for one of them",
)
PARTS_TOO_LONG = Message(
    "network.parts_too_long",
    "the parts that {municipality} wants take {minutes} minutes, and the hours of {round} are {have}; write shorter"
    " parts, or longer hours",
)
NO_PLACE = Message(
    "network.no_place",
    "{municipality} has a place, but no place to meet: write a venue, or the seats of its own hall",
)


def offer_errors(network: Network) -> Iterator[InputError]:
    """Yield what is wrong with applications: for which offer, twice, unknown parts, more accepted than places."""
    offers, ids = network.settings.offers, [each.id for each in network.settings.offers]
    seen: set[tuple[str, str]] = set()
    for row, each in enumerate(network.applications):
        if each.offer is None and len(offers) != 1:
            sentence = WHICH_OFFER if offers else NO_OFFERS
            yield network.lines.table_error("applications", row, "offer", sentence, offers=ids)
            continue
        offer = next((one for one in offers if one.id == each.offer or len(offers) == 1), None)
        if offer is None or (each.offer or offer.id) != offer.id:
            continue  # it refers to nothing, which is said elsewhere
        if (offer.id, each.municipality) in seen and each.offer is None:  # else the key of the row is there twice
            yield network.lines.table_error(
                "applications", row, "municipality", APPLIED_TWICE, municipality=_name_of(network, each), offer=offer.id
            )
        seen.add((offer.id, each.municipality))
        yield from _wrong_parts(network, row, each, offer)
    for offer in offers:
        yield from _accepted(network, offer)
    if not seen:
        return
    for round_, each in network.hosted:
        yield from _host_errors(network, round_, each)


def _name_of(network: Network, row: ApplicationRow) -> str:
    return next((each.name for each in network.municipalities if each.id == row.municipality), row.municipality)


def _wrong_parts(network: Network, row: int, each: ApplicationRow, offer: Offer) -> Iterator[InputError]:
    for wanted in each.parts:
        part = offer.part(wanted.part)
        if part is None:
            near = hint(wanted.part, [one.id for one in offer.parts])
            yield network.lines.table_error(
                "applications", row, "parts", NO_SUCH_PART, wanted.part, offer=offer.id, hint=near
            )
        elif wanted.minutes is not None and not part.limits[0] <= wanted.minutes <= part.limits[1]:
            yield network.lines.table_error(
                "applications", row, "parts", PART_LENGTH, str(wanted.minutes), part=part.id, least=part.limits[0],
                most=part.limits[1], usual=part.minutes,
            )  # fmt: skip


def _accepted(network: Network, offer: Offer) -> Iterator[InputError]:
    """Yield an error at each row that is accepted beyond the places there are, in all or for its region."""
    of = {id(row): n for n, row in enumerate(network.applications)}
    regions: dict[str, list[ApplicationRow]] = {}
    accepted = [row for row in network.applications_for(offer) if row.state is State.ACCEPTED]
    for row in accepted:
        regions.setdefault(network.membership.region_of(row.municipality, row.received.date()), []).append(row)
    for row in accepted[offer.places :]:
        yield network.lines.table_error(
            "applications",
            of[id(row)],
            "state",
            ACCEPTED_TOO_MANY,
            n=len(accepted),
            offer=offer.id,
            places=offer.places,
        )
    for region, limit in offer.places_by_region.items():
        here = regions.get(region, [])
        for row in here[limit:]:
            yield network.lines.table_error(
                "applications", of[id(row)], "state", ACCEPTED_IN_REGION, n=len(here), region=region, offer=offer.id,
                places=limit,
            )  # fmt: skip


def _host_errors(network: Network, round_: Round, each: ApplicationRow) -> Iterator[InputError]:
    row = next(n for n, one in enumerate(network.applications) if one is each)
    offer = next(one for one in network.settings.offers if one.id == round_.offer)
    minutes = offer.minutes(each.parts)
    for hours in (round_.hours, *(round_.other_hours or ())):
        if minutes is not None and hours is not None and not hours.overnight and minutes > hours.minutes:
            yield network.lines.table_error(
                "applications", row, "parts", PARTS_TOO_LONG, municipality=_name_of(network, each), minutes=minutes,
                round=round_.id, have=hours.minutes,
            )  # fmt: skip
            break
    if not venues_of_host(network, each) and each.seats is None:
        yield network.lines.table_error("applications", row, "venue", NO_PLACE, municipality=_name_of(network, each))


def venues_of_host(network: Network, row: ApplicationRow) -> list[str]:
    """Return the ids of the venues of venues.csv at which a host would hold a meeting; none for its own hall."""
    if row.venue is not None or row.seats is not None:
        return [] if row.venue is None else [row.venue]
    return [each.id for each in network.venues if each.municipality == row.municipality]


def _inside_itself(inside: Mapping[tuple[str, str], Sequence[str]], venue: str, room: str) -> bool:
    seen: set[str] = set()
    around = [*inside[venue, room]]
    while around:
        whole = around.pop()
        if whole not in seen:
            seen.add(whole)
            around += inside.get((venue, whole), ())
    return room in seen


def _terms(network: Network) -> Iterator[InputError]:
    rows = sorted(enumerate(network.venue_terms), key=lambda each: (each[1].venue, -each[1].days))
    for (_, more), (row, fewer) in pairwise(rows):
        if more.venue == fewer.venue and more.percent > fewer.percent:
            yield network.lines.table_error(
                "venue_terms", row, "percent", FALLING_TERMS, venue=fewer.venue, percent=fewer.percent,
                days=fewer.days, more=more.percent, earlier=more.days,
            )  # fmt: skip


def _people(network: Network) -> Iterator[InputError]:
    members = {member.id for member in network.members}
    for row, person in enumerate(network.staff):
        if person.id in members:
            yield network.lines.table_error("staff", row, "id", BOTH, person.id)


def _holidays(network: Network) -> Iterator[InputError]:
    for n, section in enumerate(network.settings.public_holidays):
        try:
            public_holidays(section, network.settings.country).check()
        except UnknownHolidaysError as error:
            yield network.lines.settings_error(
                ("public_holidays", n), HOLIDAYS, error.value, said=error.said, hint=hint(error.value, error.known)
            )
    for n, holiday in enumerate(network.settings.school_holidays):
        try:
            list(holiday_rule(holiday).spans(network.settings.horizon))
        except WrongValueError as error:
            yield network.lines.settings_error(("school_holidays", n), HOLIDAYS, said=error.said, hint="")


def _rules(network: Network) -> Iterator[InputError]:
    """Settings and rounds that fields of the rules need and that are not there."""
    for key, rule in network.settings.rules.items():
        for name, field in type(rule).model_fields.items():
            for need in field.metadata:
                needed = isinstance(need, NeedsSetting) and getattr(rule, name)
                if needed and getattr(network.settings, need.setting) is None:
                    yield network.lines.settings_error(("rules", key, name), need.missing)
    known = [each.round.id for each in network.rounds]
    for path in (path for path, target in rule_references() if target == "rounds"):
        written = {"rules": {key: rule.model_dump() for key, rule in network.settings.rules.items()}}
        for place, found in find(written, *path):
            if found not in known:
                yield network.lines.settings_error(place, NO_SUCH_ROUND, found, hint=hint(found, known))


_CHECKS: tuple[tuple[Callable[[Network], Iterator[InputError]], frozenset[str]], ...] = (
    (round_errors, frozenset({"municipalities", "region_changes"})),
    (choice_errors, frozenset({"municipalities", "region_changes"})),
    (online_errors, frozenset()),
    (offer_errors, frozenset({"municipalities", "region_changes", "venues", "applications"})),
    (_rooms, frozenset({"rooms", "venues"})),
    (closure_errors, frozenset({"rooms", "venue_closed"})),
    (price_errors, frozenset({"rooms", "venue_prices"})),
    (booking_errors, frozenset({"municipalities", "region_changes", "rooms", "staff", "bookings"})),
    (_replaced, frozenset({"members"})),
    (_currencies, frozenset({"venues"})),
    (registration_errors, frozenset({"municipalities", "region_changes", "registrations", "guests"})),
    (_terms, frozenset({"venue_terms"})),
    (_people, frozenset({"members", "staff"})),
    (_holidays, frozenset()),
    (_rules, frozenset()),
)
"""Each check with the names of the tables it needs."""


_NOTHING_READ = Lines()


ONLINE = "online"
"""Id of the venue that is added where meetings may be online and none of the venues is."""


def _asks_for_online(settings: Settings) -> bool:
    sections = (settings.meetings, *settings.rounds, *settings.series)
    said = [*(each.online for each in sections), *(each.online for each in settings.choices)]
    return bool(settings.online) or not {*said} <= {None, "never"}


def _online_venue(taken: Collection[str]) -> Venue:
    names = chain([ONLINE], (f"{ONLINE}-{n}" for n in count(2)))
    return Venue(id=next(name for name in names if name not in taken), name="Online", online=True)


class Network(BaseModel):
    """A network as planners write it; immutable.

    Attributes:
        busy: when people (members and staff) cannot come, by id.
        changes: the changes in force, which the other fields already reflect.
        lines: where in the files everything stands; nothing is known of a network made in memory.

    Raises:
        InputErrors: if references lead nowhere or parts do not go together.
        pydantic.ValidationError: if a value is of the wrong kind.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    settings: Settings
    municipalities: tuple[Municipality, ...]
    members: tuple[Member, ...]
    venues: tuple[Venue, ...]
    rooms: tuple[Room, ...]
    staff: tuple[StaffPerson, ...] = ()
    busy: Mapping[Id, tuple[Busy, ...]] = Field(default_factory=dict)
    region_changes: tuple[RegionChange, ...] = ()
    weekly: tuple[WeeklyTime, ...] = ()
    venue_closed: tuple[VenueClosure, ...] = ()
    venue_offered: tuple[VenueOffer, ...] = ()
    bookings: tuple[BookingRow, ...] = ()
    registrations: tuple[RegistrationRow, ...] = ()
    guests: tuple[GuestRow, ...] = ()
    venue_terms: tuple[VenueTerm, ...] = ()
    venue_prices: tuple[VenuePrice, ...] = ()
    travel: tuple[TravelTime, ...] = ()
    venue_travel: tuple[VenueTravelTime, ...] = ()
    blackouts: tuple[BlackoutRow, ...] = ()
    applications: tuple[ApplicationRow, ...] = ()
    changes: tuple[ChangeRecord, ...] = ()
    lines: Annotated[SkipValidation[Lines], Field(exclude=True, repr=False)] = _NOTHING_READ

    def changed(self, **parts: object) -> Self:
        """Return the network with those parts replaced, validated again; it no longer knows lines of files.

        Raises:
            InputErrors: as for a new network.
            pydantic.ValidationError: as for a new network.
        """
        kept = {name: getattr(self, name) for name in type(self).model_fields if name != "lines"}
        return self.model_validate({**kept, **parts})

    @model_validator(mode="wrap")
    @classmethod
    def _with_place_online(cls, data: object, made: ModelWrapValidatorHandler[Self]) -> Self:
        """Add a venue that is online if some meeting may be, and no row of venues.csv is one."""
        if isinstance(data, dict) and isinstance(data.get("settings"), Settings):
            venues = tuple(data.get("venues", ()))
            if _asks_for_online(data["settings"]) and not any(
                isinstance(each, Venue) and each.online for each in venues
            ):
                data = {**data, "venues": (*venues, _online_venue({getattr(each, "id", "") for each in venues}))}
        return made(data)

    @cached_property
    def rounds(self) -> tuple[WrittenRound, ...]:
        """Every round, sorted by the first day of its window."""
        return all_rounds(self.settings)

    @cached_property
    def membership(self) -> Membership:
        """The regions of the municipalities by day."""
        return Membership(self.municipalities, self.region_changes)

    @cached_property
    def round_of(self) -> Mapping[str, Round]:
        """The round of each meeting by the meeting's id, dropped meetings and those of all applicants included."""
        found = {meeting_id(round_.id, region): round_ for round_, region in self.meetings}
        return found | {meeting_id(round_.id, row.municipality): round_ for round_, row in self.applied}

    @cached_property
    def meetings(self) -> tuple[tuple[Round, str | None], ...]:
        """Every round with each region it is for, or with None if it is joint; dropped meetings included."""
        return tuple(
            (each, region) for each in (written.round for written in self.rounds) for region in self._regions_of(each)
        )

    def _regions_of(self, round_: Round) -> Sequence[str | None]:
        """Return the regions that meet in a round, None for those that meet together."""
        if round_.kind == "host":
            return ()
        if round_.kind == "joint":
            return [None]
        meeting = [
            each for each in self.regions_on(round_.window.first) if round_.regions is None or each in round_.regions
        ]
        together = {*(round_.together or ())} & {*meeting}
        return [*([None] if together else ()), *(each for each in meeting if each not in together)]

    def homes_of(self, round_: Round, region: str | None) -> frozenset[str]:
        """Return the municipalities (ids) that a meeting of a round is for; region None for a joint one.

        The first day of the window decides for the whole round, so that nobody meets twice in it, or never.
        """
        first = round_.window.first
        if region is not None:
            return self.membership.municipalities_of(region, first)
        of = round_.meeting_together
        if of is None:
            return frozenset(each.id for each in self.municipalities)
        return frozenset().union(*(self.membership.municipalities_of(each, first) for each in of))

    def applications_for(self, offer: Offer) -> tuple[ApplicationRow, ...]:
        """Return the applications for an offer, in the order of the table."""
        return tuple(rows_of(offer, self.settings.offers, self.applications))

    @cached_property
    def places(self) -> Mapping[str, tuple[Given, ...]]:
        """What comes of the applications for each offer, by its id."""
        regions = {each.id: each.name for each in self.settings.regions}
        return {
            each.id: places(each, self.applications_for(each), regions, self.municipalities, self.membership)
            for each in self.settings.offers
        }

    @cached_property
    def applied(self) -> tuple[tuple[Round, ApplicationRow], ...]:
        """Every round of hosts with each application for its offer, whatever came of it."""
        return tuple(
            (each, row)
            for each in (written.round for written in self.rounds if written.round.kind == "host")
            for offer in self.settings.offers
            if offer.id == each.offer
            for row in self.applications_for(offer)
        )

    @cached_property
    def hosted(self) -> tuple[tuple[Round, ApplicationRow], ...]:
        """Every round of hosts with each application that has a place, in the order in which places are given."""
        of_round: dict[str, list[ApplicationRow]] = {}
        for round_, row in self.applied:
            of_round.setdefault(round_.id, []).append(row)
        return tuple(
            (each, row)
            for each in (written.round for written in self.rounds if written.round.id in of_round)
            for row in hosts(self.places[each.offer or ""], of_round[each.id])
        )

    @cached_property
    def dropped(self) -> frozenset[str]:
        """The ids of the meetings that are not to be held."""
        return frozenset(choice.meeting for choice in self.settings.choices if choice.dropped)

    @cached_property
    def own_halls(self) -> Mapping[str, int]:
        """Seats of the own halls in which meetings are held, by municipality."""
        found: dict[str, int] = {}
        for _, row in self.hosted:
            if row.seats is not None:
                found[row.municipality] = max(row.seats, found.get(row.municipality, 0))
        return found

    def day(self, as_of: date | None) -> date:
        """Return the day that is taken for today; if it is None, what it is where the network is."""
        return as_of or datetime.now(ZoneInfo(self.settings.timezone)).date()

    def regions_on(self, day: date) -> list[str]:
        """Return the ids of the regions that have municipalities on that day, in the order of the settings."""
        return [each.id for each in self.settings.regions if self.membership.municipalities_of(each.id, day)]

    def column(self, table: Table, column: str) -> Sequence[str]:
        """Return a column of a table as text, "" for an empty cell."""
        if column == table.grouped_by:
            return tuple(getattr(self, table.name))
        values = (getattr(row, column) for row in getattr(self, table.name))
        return ["" if value is None else str(value) for value in values]

    def complete(self, _table: Table) -> bool:
        """Return True: every row of every table is known."""
        return True

    def week_columns(self) -> Sequence[str]:
        """Return the names of the columns of municipalities.csv that hold weeks."""
        return tuple(dict.fromkeys(name for each in self.municipalities for name in each.weeks))

    @model_validator(mode="after")
    def _goes_together(self) -> Self:
        errors = list(reference_errors(self)) or list(network_errors(self))
        if errors:
            raise InputErrors(errors, self.settings.locale)
        return self
