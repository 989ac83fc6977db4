"""The meetings of a problem: one for each joint round, one in each region for a regional round, one for each host."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from calendars.days import Hours, Span
from calendars.language import Message
from constraints.problem.problem import After, EarliestDay, HomeShare, Host, Meeting, OnlineDays, RoomNeed
from constraints.problem.problem import Round as MeetingsTogether
from planner.network.fields import span
from planner.network.membership import meeting_id
from planner.network.network import Network, venues_of_host
from planner.network.numbers import Numbers, own_hall_id, venue_region
from planner.network.rounds import Online, Round, Theme
from planner.network.tables import ApplicationRow

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
        latest: dict[tuple[str, str | None], int] = {}
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
    def _roles(self) -> dict[str, set[str | None]]:
        """The roles of each municipality's members; only None where it has no member yet."""
        found: dict[str, set[str | None]] = {name: set() for name in self._numbers.municipalities}
        for member in self._network.members:
            found[member.municipality].add(member.role)
        return {name: roles or {None} for name, roles in found.items()}

    def _invited(self, round_: Round, region: str | None) -> Iterator[tuple[str, str | None]]:
        """Yield the municipality and role of everybody who is invited to the round in that region."""
        for municipality in self._municipalities(round_, region):
            for role in self._roles[municipality]:
                if round_.roles is None or role in round_.roles:
                    yield municipality, role

    def _rounds_by_region(self) -> Iterator[tuple[Round, str | None]]:
        """Yield every round with each region it is held in; with None if it is joint."""
        dropped = {choice.meeting for choice in self._network.settings.choices if choice.dropped}
        for round_, region in self._network.meetings:
            if meeting_id(round_.id, region) not in dropped:
                yield round_, region

    def _hosts(self) -> Iterator[tuple[Round, ApplicationRow]]:
        """Yield every round of hosts with each host of which the meeting is held."""
        dropped = {choice.meeting for choice in self._network.settings.choices if choice.dropped}
        for round_, row in self._network.hosted:
            if meeting_id(round_.id, row.municipality) not in dropped:
                yield round_, row

    def _of_round(self, round_id: str) -> tuple[int, ...]:
        return tuple(number for number, meeting in enumerate(self.all) if meeting.round == round_id)

    def _meeting(self, round_: Round, region: str | None) -> Meeting:
        name = meeting_id(round_.id, region)
        decided = self._decisions(name, round_)
        hours, *other_hours = _hours(round_)
        return Meeting(
            id=name,
            title=round_.title,
            round=round_.id,
            region=None if region is None else self._numbers.regions[region],
            year=round_.counts_in,
            hours=hours,
            other_hours=tuple(other_hours),
            members=self._members(round_, region),
            venues=self._venues(round_, region, name),
            days=round_.days or 1,
            guests=self._guests(round_),
            rooms=room_need(round_),
            staff={team: number for team, number in (round_.staff or {}).items() if number},
            earliest=tuple(self._earliest(round_)),
            price_limit=round_.price_limit,
            regions=self._regions(round_, region),
            after=tuple(After(*each) for each in (round_.after or {}).items()),
            online=self._may_be_online(round_, name),
            online_points=round_.online_points or 0,
            online_days=self._online_days(round_, region),
            home_shares=tuple(HomeShare(*share) for share in sorted((round_.from_home or {}).items())),
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
            guests=max(0, row.persons - len(members)) + self._guests(round_),
            rooms=room_need(round_),
            staff={team: number for team, number in (round_.staff or {}).items() if number},
            earliest=tuple(self._earliest(round_)),
            price_limit=round_.price_limit,
            host=Host(
                self._numbers.municipalities[row.municipality],
suiting, row.days_said(), fewest, most, offer.host_caters,
            ),
            **self._decisions(name, round_)._asdict(),
        )  # fmt: skip

    def _municipalities(self, round_: Round, region: str | None) -> frozenset[str]:
        return self._network.homes_of(round_, region)

    def _members(self, round_: Round, region: str | None) -> tuple[int, ...]:
        return self._of_homes(round_, self._municipalities(round_, region))

    def _of_homes(self, round_: Round, homes: Collection[str]) -> tuple[int, ...]:
        return tuple(
            number
            for number, member in enumerate(self._network.members)
            if member.municipality in homes
            and (round_.roles is None or member.role in round_.roles)
            and member.takes_part_within(self._network.settings.horizon)
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
        of = round_.regions if round_.kind == "joint" else round_.together
        return {*of, None} if of else set()

    def _regions(self, round_: Round, region: str | None) -> tuple[int, ...] | None:
        """Return the regions (indices) that a joint meeting is for; None for all."""
        of = round_.regions if round_.kind == "joint" else round_.together
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

    def _guests(self, round_: Round) -> int:
        theme = self._theme(round_)
        return sum(group.number for group in theme.guests) if theme else 0

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
        )


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
