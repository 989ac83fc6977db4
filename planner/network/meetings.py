"""The meetings of a problem: one for each joint round, and one in each region for each regional round.

Also who is invited to them as guests, and the days by which something must be done before them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from calendars.days import Hours, Span
from calendars.language import Message
from constraints.problem.problem import BookingState, EarliestDay, Meeting, MeetingPart, RoomNeed, roles_of
from constraints.problem.problem import Round as MeetingsTogether
from constraints.problem.registrations import Answer, Registration
from planner.network.membership import meeting_id
from planner.network.network import Network
from planner.network.numbers import Numbers, venue_region
from planner.network.rounds import Round, Theme
from planner.network.tables import GuestRow, RegistrationRow

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

    @cached_property
    def all(self) -> tuple[Meeting, ...]:
        """The meetings."""
        return tuple(self._meeting(round_, region) for round_, region in self._rounds_by_region())

    @cached_property
    def rounds(self) -> tuple[MeetingsTogether, ...]:
        """The rounds with the indices of their meetings."""
        return tuple(
            MeetingsTogether(each.id, each.title, each.kind == "regional", self._of_round(each.id))
            for each in (written.round for written in self._network.rounds)
            if self._of_round(each.id)
        )

    @cached_property
    def successive(self) -> tuple[tuple[int, int], ...]:
        """Pairs of regional meetings (indices) that follow each other, with none between, for some participants."""
        latest: dict[tuple[str, frozenset[str]], int] = {}
        pairs: set[tuple[int, int]] = set()
        for number, (round_, region) in enumerate(self._rounds_by_region()):
            for asked in self._invited(round_, region) if region is not None else ():
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

    def _invited(self, round_: Round, region: str) -> Iterator[tuple[str, frozenset[str]]]:
        """Yield the municipality and roles of everybody who is invited to the round in that region."""
        for municipality in self._municipalities(round_, region):
            for roles in self._roles[municipality]:
                if round_.roles is None or not roles.isdisjoint(round_.roles):
                    yield municipality, roles

    def _rounds_by_region(self) -> Iterator[tuple[Round, str | None]]:
        """Yield every round with each region it is held in; with None if it is joint."""
        dropped = {choice.meeting for choice in self._network.settings.choices if choice.dropped}
        for round_, region in self._network.meetings:
            if meeting_id(round_.id, region) not in dropped:
                yield round_, region

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
            venues=self._venues(round_, region),
            days=round_.days or 1,
            guests=self._guests(name, round_, region),
            rooms=room_need(round_),
            staff={
                **{team: number for team, number in (round_.staff or {}).items() if number},
                **{self._network.speaker_teams[each]: 1 for each in round_.speakers or ()},
            },
            earliest=tuple(self._earliest(round_)),
            price_limit=round_.price_limit,
            places=round_.places,
            registrations=self._registrations(name, members),
            parts=tuple(MeetingPart(part.title, part.minutes) for part in round_.parts or ()),
            **decided._asdict(),
        )

    def _municipalities(self, round_: Round, region: str | None) -> frozenset[str]:
        # The first day of the window decides for the whole round, so that nobody meets twice in it, or never.
        if region is None:
            return frozenset(self._numbers.municipalities)
        return self._network.membership.municipalities_of(region, round_.window.first)

    def _members(self, round_: Round, region: str | None) -> tuple[int, ...]:
        homes = self._municipalities(round_, region)
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

    def _venues(self, round_: Round, region: str | None) -> tuple[int, ...]:
        if round_.venues is not None:
            return tuple(sorted({self._numbers.venues[venue] for venue in round_.venues}))
        return tuple(
            number
            for number, venue in enumerate(self._network.venues)
            if region is None or venue_region(self._network, venue, round_.window.first) == region
        )

    def _theme(self, round_: Round) -> Theme | None:
        return None if round_.theme is None else self._themes[round_.theme]

    def _guests(self, meeting: str, round_: Round, region: str | None) -> int:
        """Return how many guests are expected: by municipality, as they answered, where guests.csv says whose."""
        theme = self._theme(round_)
        if theme is None:
            return 0
        stated = {row.group for row in self._network.guests if row.theme == theme.id}
        answers = {
            (row.municipality, row.group): row for row in self._answers.get(meeting, ()) if row.group is not None
        }
        expected = sum(group.number for group in theme.guests if group.group not in stated)
        for row in invited_guests(self._network, round_, region):
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
        )


def invited_guests(network: Network, round_: Round, region: str | None) -> list[GuestRow]:
    """Return the guests of the theme of a round who are invited in that region; everywhere if it is None."""
    if round_.theme is None or not network.guests:
        return []
    homes = None if region is None else network.membership.municipalities_of(region, round_.window.first)
    return [row for row in network.guests if row.theme == round_.theme and (homes is None or row.municipality in homes)]


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
