"""The meetings of a problem: one for each joint round, one in each region for a regional round, one for each host.

Also who is invited to them as guests, and the days by which something must be done before them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from calendars.days import Hours, Span
from calendars.language import Message
from constraints.problem.problem import (
    After,
    BookingState,
    EarliestDay,
    HomeShare,
    Host,
    Meeting,
    MeetingPart,
    OnlineDays,
    RoomNeed,
    roles_of,
)
from constraints.problem.problem import Round as MeetingsTogether
from constraints.problem.registrations import Answer, Registration
from planner.network.fields import span
from planner.network.membership import meeting_id
from planner.network.network import Network, venues_of_host
from planner.network.numbers import Numbers, own_hall_id, venue_region
from planner.network.rounds import Online, Round, Theme
from planner.network.tables import ApplicationRow, GuestRow, RegistrationRow

NOTICE = Message("network.meetings.notice", "the plan is announced on {announced:date} with {n} {n:day's|days'} notice")
IN_FORCE = Message("network.meetings.in_force", "only then does the theme {title} apply")


class MeetingDecisions(NamedTuple):
    """Decisions about one meeting that the solver must respect."""

    window: Span
    fixed_day: date | None
    fixed_venue: int | None
    forbidden_days: frozenset[date]
    forbidden_venues: frozenset[int]
    wanted: date | None
    apart: bool


class Meetings:
    """All meetings of a network, in order of their rounds and regions."""

    def __init__(self, network: Network, numbers: Numbers) -> None:
        self._network = network
        self._numbers = numbers
        self._themes = {theme.id: theme for theme in network.settings.themes}
        self._offers = {offer.id: offer for offer in network.settings.offers}

    @cached_property
    def all(self) -> tuple[Meeting, ...]:
        """The meetings."""
        held = [(round_, self._meeting(round_, region)) for round_, region in self._rounds_by_region()]
        if not self._network.hosted:
            return tuple(meeting for _, meeting in held)
        held += [(round_, self._hosted(round_, row)) for round_, row in self._hosts()]
        order = {written.round.id: n for n, written in enumerate(self._network.rounds)}
        return tuple(meeting for _, meeting in sorted(held, key=lambda each: order[each[0].id]))

    @cached_property
    def rounds(self) -> tuple[MeetingsTogether, ...]:
        """The rounds with the indices of their meetings."""
        return tuple(
            MeetingsTogether(each.id, each.title, each.kind == "regional", self._of_round(each.id), each.kind == "host")
            for each in (written.round for written in self._network.rounds)
            if self._of_round(each.id)
        )

    @cached_property
    def successive(self) -> tuple[tuple[int, int], ...]:
        """Pairs of regional meetings (indices) that follow each other, with none between, for some participants."""
        latest: dict[tuple[str, frozenset[str]], int] = {}
        pairs: set[tuple[int, int]] = set()
        place = {meeting.id: number for number, meeting in enumerate(self.all)}
        for round_, region in self._rounds_by_region():
            number = place[meeting_id(round_.id, region)]
            for asked in self._invited(round_, region) if round_.kind == "regional" else ():
                if asked in latest:
                    pairs.add((latest[asked], number))
                latest[asked] = number
        return tuple(sorted(pairs))

    @cached_property
    def _roles(self) -> dict[str, set[frozenset[str]]]:
        """The roles of each municipality's members; only an empty set of them where it has no member yet."""
        found: dict[str, set[frozenset[str]]] = {name: set() for name in self._numbers.municipalities}
        for member in self._network.members:
            found[member.municipality].add(roles_of(member.role))
        return {name: roles or {frozenset()} for name, roles in found.items()}

    def _invited(self, round_: Round, region: str | None) -> Iterator[tuple[str, frozenset[str]]]:
        """Yield the municipality and roles of everybody who is invited to the round in that region."""
        for municipality in self._municipalities(round_, region):
            for roles in self._roles[municipality]:
                if round_.roles is None or not roles.isdisjoint(round_.roles):
                    yield municipality, roles

    def _rounds_by_region(self) -> Iterator[tuple[Round, str | None]]:
        """Yield every round with each region it is held in; with None if it is joint."""
        for round_, region in self._network.meetings:
            if meeting_id(round_.id, region) not in self._network.dropped:
                yield round_, region

    def _hosts(self) -> Iterator[tuple[Round, ApplicationRow]]:
        """Yield every round of hosts with each host of which the meeting is held."""
        for round_, row in self._network.hosted:
            if meeting_id(round_.id, row.municipality) not in self._network.dropped:
                yield round_, row

    def _of_round(self, round_id: str) -> tuple[int, ...]:
        return tuple(number for number, meeting in enumerate(self.all) if meeting.round == round_id)

    def _meeting(self, round_: Round, region: str | None) -> Meeting:
        name = meeting_id(round_.id, region)
        decided = self._decisions(name, round_)
        hours, *other_hours = _hours(round_)
        members = self._members(round_, region)
        return Meeting(
            id=name,
            title=round_.title,
            round=round_.id,
            region=None if region is None else self._numbers.regions[region],
            year=round_.counts_in,
            hours=hours,
            other_hours=tuple(other_hours),
            members=members,
            venues=self._venues(round_, region, name),
            days=round_.days or 1,
            guests=self._guests(name, round_, self._municipalities(round_, region)),
            rooms=room_need(round_),
            staff=self._staff(round_),
            speakers=self._speakers(round_),
            earliest=tuple(self._earliest(round_)),
            price_limit=round_.price_limit,
            regions=self._regions(round_, region),
            after=tuple(After(*each) for each in (round_.after or {}).items()),
            online=self._may_be_online(round_, name),
            online_points=round_.online_points or 0,
            online_days=self._online_days(round_, region),
            home_shares=tuple(HomeShare(*share) for share in sorted((round_.from_home or {}).items())),
            places=round_.places,
            registrations=self._registrations(name, members),
            parts=tuple(MeetingPart(part.title, part.minutes) for part in round_.parts or ()),
            **decided._asdict(),
        )

    def _hosted(self, round_: Round, row: ApplicationRow) -> Meeting:
        """Return the meeting of a host: at its place, on its days, for as long as the parts that it wants take."""
        network, offer = self._network, self._offers[round_.offer or ""]
        name = meeting_id(round_.id, row.municipality)
        hours = tuple(dict.fromkeys(offer.hours(row.parts, each) for each in _hours(round_)))
        region = network.membership.region_of(row.municipality, round_.window.first)
        members = self._of_homes(round_, {row.municipality})
        venues = venues_of_host(network, row) or [own_hall_id(row.municipality)]
        fewest, most = offer.recommended()
        limited = row.days or row.not_days
        suiting = frozenset(filter(row.suits, network.settings.horizon)) if limited else None
        return Meeting(
            id=name,
            title=round_.title,
            round=round_.id,
            region=self._numbers.regions[region],
            year=round_.counts_in,
            hours=hours[0],
            other_hours=hours[1:],
            members=members,
            venues=tuple(sorted({self._numbers.venues[venue] for venue in venues})),
            days=round_.days or 1,
            guests=max(0, row.persons - len(members)) + self._guests(name, round_, {row.municipality}),
            rooms=room_need(round_),
            staff=self._staff(round_),
            speakers=self._speakers(round_),
            earliest=tuple(self._earliest(round_)),
            price_limit=round_.price_limit,
            places=round_.places,
            registrations=self._registrations(name, members),
            host=Host(
                self._numbers.municipalities[row.municipality], suiting, row.days_said(), fewest, most,
                offer.host_caters,
            ),
            **self._decisions(name, round_)._asdict(),
        )  # fmt: skip

    def _staff(self, round_: Round) -> dict[str, int]:
        """Return how many of each team must be there, the speakers included."""
        speakers = Counter(self._network.staff[each].team for each in self._speakers(round_))
        asked = round_.staff or {}
        return {team: n for team in (*asked, *speakers) if (n := max(asked.get(team, 0), speakers[team]))}

    def _speakers(self, round_: Round) -> tuple[int, ...]:
        return tuple(sorted({self._numbers.staff[each] for each in round_.speakers or ()}))

    def _municipalities(self, round_: Round, region: str | None) -> frozenset[str]:
        return self._network.homes_of(round_, region)

    def _members(self, round_: Round, region: str | None) -> tuple[int, ...]:
        return self._of_homes(round_, self._municipalities(round_, region))

    def _of_homes(self, round_: Round, homes: Collection[str]) -> tuple[int, ...]:
        return tuple(
            number
            for number, member in enumerate(self._network.members)
            if member.municipality in homes
            and (round_.roles is None or not roles_of(member.role).isdisjoint(round_.roles))
            and member.takes_part_within(self._network.settings.horizon)
        )

    @cached_property
    def _answers(self) -> dict[str, list[RegistrationRow]]:
        """The answers to each meeting, in the order in which they came."""
        found: dict[str, list[RegistrationRow]] = {}
        for row in sorted(self._network.registrations, key=_received):
            found.setdefault(row.meeting, []).append(row)
        return found

    def _registrations(self, meeting: str, members: tuple[int, ...]) -> tuple[Registration, ...]:
        return tuple(
            Registration(member, row.answer, row.day)
            for row in self._answers.get(meeting, ())
            for member in members
            if row.group is None
            and (
                row.member == self._network.members[member].id
                or row.municipality == self._network.members[member].municipality
            )
        )

    def _venues(self, round_: Round, region: str | None, name: str) -> tuple[int, ...]:
        venues = self._network.venues
        if round_.venues is not None:
            named = {self._numbers.venues[venue] for venue in round_.venues}
        else:
            first, of = round_.window.first, {region} if region is not None else self._at_home(round_)

            def lies(where: str | None) -> bool:
                return not of or where in of

            named = {
                number
                for number, venue in enumerate(venues)
                if not venue.online and lies(venue_region(self._network, venue, first))
            }
        online = {number for number, venue in enumerate(venues) if venue.online}
        match self._online(round_, name):
            case "always":
                named = (named & online) or online
            case "allowed":
                named |= set() if named & online else online
            case _:
                named |= online if self._online_days(round_, region) and not named & online else set()
        return tuple(sorted(named))

    def _at_home(self, round_: Round) -> set[str | None]:
        """Return the regions where a joint meeting may be, None for houses that lie in none; empty if anywhere."""
        if round_.hosts:
            return {round_.hosts[0]}
        of = round_.meeting_together
        return {*of, None} if of else set()

    def _regions(self, round_: Round, region: str | None) -> tuple[int, ...] | None:
        """Return the regions (indices) that a joint meeting is for; None for all."""
        of = round_.meeting_together
        return None if of is None or region is not None else tuple(sorted(self._numbers.regions[each] for each in of))

    def _online(self, round_: Round, name: str) -> Online:
        """Return whether the meeting of that id is held online."""
        own = [choice.online for choice in self._network.settings.choices if choice.meeting == name]
        return next((each for each in (*own, round_.online) if each is not None), "never")

    def _may_be_online(self, round_: Round, name: str) -> bool:
        named = any(self._network.venues[self._numbers.venues[venue]].online for venue in round_.venues or ())
        return named or self._online(round_, name) != "never"

    def _online_days(self, round_: Round, region: str | None) -> tuple[OnlineDays, ...]:
        last = self._network.settings.last_day
        return tuple(
            OnlineDays(span(each.first_day, each.last_day or max(last, each.first_day)), each.reason)
            for each in self._network.settings.online
            if (each.rounds is None or round_.id in each.rounds)
            and (each.regions is None or region is None or region in each.regions)
        )

    def _theme(self, round_: Round) -> Theme | None:
        return None if round_.theme is None else self._themes[round_.theme]

    def _guests(self, meeting: str, round_: Round, homes: Collection[str]) -> int:
        """Return how many guests are expected: by municipality, as they answered, where guests.csv says whose."""
        theme = self._theme(round_)
        if theme is None:
            return 0
        stated = {row.group for row in self._network.guests if row.theme == theme.id}
        answers = {
            (row.municipality, row.group): row for row in self._answers.get(meeting, ()) if row.group is not None
        }
        expected = sum(group.number for group in theme.guests if group.group not in stated)
        for row in invited_guests(self._network, round_, homes):
            said = answers.get((row.municipality, row.group))
            number = row.number if said is None or said.persons is None else said.persons
            expected += number if said is None or said.answer is Answer.YES else 0
        return expected

    def _earliest(self, round_: Round) -> Iterator[EarliestDay]:
        settings, theme = self._network.settings, self._theme(round_)
        if settings.announced is not None and round_.notice_days is not None:
            reason = NOTICE.say(settings.locale, announced=settings.announced, n=round_.notice_days)
            yield EarliestDay(settings.announced + timedelta(days=round_.notice_days), reason)
        if theme is not None and theme.in_force is not None:
            yield EarliestDay(theme.in_force, theme.in_force_reason or IN_FORCE.say(settings.locale, title=theme.title))

    def _decisions(self, name: str, round_: Round) -> MeetingDecisions:
        choices = [choice for choice in self._network.settings.choices if choice.meeting == name]
        venue = next((choice.fixed_venue for choice in choices if choice.fixed_venue), None)
        return MeetingDecisions(
            next((choice.window for choice in choices if choice.window), round_.window),
            next((choice.fixed_day for choice in choices if choice.fixed_day), round_.fixed_day),
            None if venue is None else self._numbers.venues[venue],
            frozenset(day for choice in choices for day in choice.forbidden_days),
            frozenset(self._numbers.venues[each] for choice in choices for each in choice.forbidden_venues),
            next((choice.wanted_day for choice in choices if choice.wanted_day), round_.wanted_day),
            any(choice.apart for choice in choices),
        )


def invited_guests(network: Network, round_: Round, homes: Collection[str]) -> list[GuestRow]:
    """Return the guests of the theme of a round who are invited to a meeting for those municipalities."""
    if round_.theme is None or not network.guests:
        return []
    return [row for row in network.guests if row.theme == round_.theme and row.municipality in homes]


def _received(row: RegistrationRow) -> str:
    """Return what rows are sorted by: the time an answer came; those without come first, in their order."""
    return row.received.isoformat() if row.received else ""


def room_need(round_: Round) -> RoomNeed:
    """Return the rooms that each meeting of the round needs."""
    layout, headroom, breakouts = round_.layout or "theatre", round_.headroom or 0, round_.breakouts
    if breakouts is None:
        return RoomNeed(layout, headroom=headroom)
    return RoomNeed(layout, breakouts.rooms, breakouts.share, breakouts.layout, headroom)


def _hours(round_: Round) -> tuple[Hours, ...]:
    """Return the hours of a round's meetings, then those that they may have instead."""
    if round_.hours is None:
        message = f"round {round_.id} has no hours, as the network makes sure"
        raise AssertionError(message)
    overnight = bool(round_.overnight or round_.hours.overnight) and (round_.days or 1) > 1
    found = (round_.hours, *(round_.other_hours or ()))
    return tuple(dict.fromkeys(replace(each, overnight=overnight) for each in found))


class DeadlineKind(StrEnum):
    """What must be done."""

    REGISTRATION = "registration"
    NUMBERS = "numbers"
    CATERING = "catering"
    OPTION = "option"


def deadlines(network: Network, meeting: str, venue: str, day: date) -> tuple[tuple[DeadlineKind, date], ...]:
    """Return the last days for what must be done before a meeting that begins on a day at a venue, the soonest first.

    Args:
        network: the network, which says them.
        meeting: id of the meeting.
        venue: id of the venue.
        day: first day of the meeting.
    """
    round_ = network.round_of.get(meeting)
    house = next((each for each in network.venues if each.id == venue), None)
    before = {
        DeadlineKind.REGISTRATION: round_.register_days if round_ else None,
        DeadlineKind.NUMBERS: house.numbers_days if house else None,
        DeadlineKind.CATERING: house.catering_days if house else None,
    }
    found = [(kind, day - timedelta(days)) for kind, days in before.items() if days is not None]
    found += [
        (DeadlineKind.OPTION, row.until)
        for row in network.bookings
        if row.meeting == meeting and row.venue == venue and day in row.span()
        and row.state is BookingState.HELD and row.until is not None
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda each: (each[1], each[0])))
