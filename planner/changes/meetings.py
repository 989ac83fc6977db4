"""Changes of single meetings: cancellation, postponement, and a fixed day, venue or window."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from calendars.blackouts import Blackout, BlackoutScope
from calendars.days import ONE_DAY, Span
from calendars.language import BoundMessage, Message
from planner.changes.change import (
    AnyChange,
    ChangeContext,
    Refusal,
    already_held,
    altered,
    decided,
    example,
    not_planned,
    not_to_come,
    with_settings,
)
from planner.errors import rejected_value
from planner.network.blackouts import blackouts
from planner.network.fields import BACKWARDS, Id, Ids, Text, span
from planner.network.membership import meeting_id
from planner.network.network import Network
from planner.network.rounds import Online, OnlineTime, Round, Together


def postpone(network: Network, meetings: Collection[str], as_of: date, until: date | None = None) -> Network:
    """Return the network in which the meetings may be held on any day after `as_of`, up to `until`.

    Their windows begin no earlier than before. A fixed day is removed if it lies outside the new window or is closed
    for the participants; all other decisions about the meetings are kept.

    Args:
        network: a valid network.
        meetings: ids of meetings.
        as_of: the date taken as today.
        until: the last allowed day; the last day of the planning horizon if left out. A meeting for which no day is
            left keeps its window.

    Returns:
        The valid network.

    Raises:
        InputErrors: if `until` lies outside the planning horizon.
    """
    return widen_windows(network, meetings, as_of, until).changed()


def widen_windows(
    network: Network,
    meetings: Collection[str],
    as_of: date,
    until: date | None = None,
    not_on: Collection[tuple[str, date]] = (),
) -> Network:
    """Return what `postponed` returns, but without validating the whole, and with (meeting id, day) pairs forbidden."""
    last = until or network.settings.last_day
    fixed = {meeting for meeting in meetings if _fixed_days(network, meeting)}
    closed = [each for each in blackouts(network) if each.hard] if fixed else []
    before = network
    hosts = ((round_, row.municipality, row.municipality) for round_, row in before.applied)
    for round_, of, host in (*((round_, region, None) for round_, region in before.meetings), *hosts):
        meeting = meeting_id(round_.id, of)
        region = of if host is None else before.membership.region_of(host, round_.window.first)
        if meeting in meetings and (first := earliest_day(before, meeting, as_of)) <= last:
            closed_spans = [each.span for each in closed if _concerns(before, each, region, host, round_.window.first)]
            newly_forbidden = {day for name, day in not_on if name == meeting}
            network = with_window(network, meeting, Span(first, last), closed_spans, newly_forbidden)
    return network


def earliest_day(network: Network, meeting: str, as_of: date) -> date:
    """Return the first day on which the meeting (id) may be held if it is postponed on `as_of`."""
    return max(current_window(network, meeting).first, as_of + ONE_DAY)


def current_window(network: Network, meeting: str) -> Span:
    """Return the window of the meeting (id): its own, or else that of its round."""
    own = (choice.window for choice in network.settings.choices if choice.meeting == meeting)
    return next(filter(None, own), network.round_of[meeting].window)


def _fixed_days(network: Network, meeting: str) -> list[date]:
    """Return the days fixed for the meeting by a choice, or by its round if that is joint."""
    choices = (choice.fixed_day for choice in network.settings.choices if choice.meeting == meeting)
    rounds = (each.fixed_day for each in network.settings.rounds if each.id == meeting)
    return [day for day in (*choices, *rounds) if day is not None]


def _concerns(network: Network, blackout: Blackout, region: str | None, host: str | None, day: date) -> bool:
    """Return whether the blackout concerns the meetings of `region` (None: joint ones), or the one that `host` holds.

    Membership is as of `day`.
    """
    match blackout.scope:
        case BlackoutScope.EVERYONE:
            return True
        case BlackoutScope.REGION:
            return region in {None, blackout.target}
        case BlackoutScope.MUNICIPALITY:
            if host is not None:
                return host == blackout.target
            return region in {None, network.membership.region_of(blackout.target, day)}
        case BlackoutScope.VENUE | BlackoutScope.PERSON:
            return False


def with_window(
    network: Network, meeting: str, window: Span, closed_spans: list[Span], newly_forbidden: set[date]
) -> Network:
    """Return the network with another window for a meeting, and without a fixed day that is not allowed in it.

    Args:
        network: the network to start from.
        meeting: id of the meeting.
        window: its new window.
        closed_spans: closed days; a fixed day in one of them is removed.
        newly_forbidden: days that are forbidden from now on.
    """
    choices = [choice for choice in network.settings.choices if choice.meeting == meeting]
    fixed = next((choice.fixed_day for choice in choices if choice.fixed_day), None)
    forbidden = {day for choice in choices for day in choice.forbidden_days} | newly_forbidden

    def lost(day: date | None) -> bool:
        return day is not None and (
            day in newly_forbidden or day not in window or any(day in span for span in closed_spans)
        )

    kept = None if lost(fixed) else fixed
    network = decided(network, meeting, window=window, fixed_day=kept, forbidden_days=tuple(sorted(forbidden)))
    rounds = [
        each.changed(fixed_day=None) if each.id == meeting and lost(each.fixed_day) else each
        for each in network.settings.rounds
    ]
    return with_settings(network, rounds=tuple(rounds))


def _rounds_dropped(network: Network) -> set[str]:
    """Return the ids of the rounds of which no meeting is to be held."""
    gone = network.dropped
    held = {round_.id for meeting, round_ in network.round_of.items() if meeting not in gone}
    return {round_.id for round_ in network.round_of.values()} - held


DROPPED = Message("changes.meetings.dropped", "{meeting} has been dropped before and is not to be held")
UNTIL = Message(
    "changes.meetings.until", "until is the last day for meetings that are held later; leave it out with later = false"
)
NO_TIME = Message(
    "changes.meetings.no_time",
    "{meeting} can be held from {first:date} at the earliest, and {last:date} is the last day; give a later one, or"
    " drop it (later = false)",
)

Meetings = Annotated[tuple[Text, ...], Field(min_length=1)]


class Cancel(AnyChange):
    """Meetings are cancelled, to be held later than planned or not at all."""

    model_config = example(kind="cancel", meetings=["2022-2/syddanmark", "2022-2/nordjylland"], until="2023-01-31")
    refers: ClassVar = {"meetings": "meetings"}
    asks_for_days: ClassVar = True
    word: ClassVar = Message("kind_names.cancel", "cancel")

    kind: Literal["cancel"] = "cancel"
    meetings: Meetings = Field(description="Ids of the meetings.")
    later: bool = Field(default=True, description="Whether they are held on another day instead; if not, never.")
    until: date | None = Field(
        default=None,
        description="Last day to hold them on instead. Left out, each stays in its window if a day is left in it.",
    )

    def refusals(self, before: ChangeContext) -> Iterator[Refusal]:
        """Refuse meetings that are past or dropped, and last days that leave no day to hold a meeting."""
        yield from already_held(before, "meetings", *self.meetings)
        gone = before.network.dropped
        for meeting in self.meetings:
            if meeting in gone:
                yield Refusal("meetings", BoundMessage(DROPPED, {"meeting": meeting}), meeting)
        yield from not_to_come(before, "until", self.until)
        if self.until is not None and not self.later:
            yield Refusal("until", BoundMessage(UNTIL), self.until.isoformat())
        for meeting in self.meetings if self.later else ():
            if before.held(meeting):
                continue  # refused above, and no other day would do
            first = earliest_day(before.network, meeting, _day_it_had(before, meeting))
            last = self._last_day(before, meeting)
            if first > last:
                key = "meetings" if self.until is None else "until"
                yield Refusal(key, BoundMessage(NO_TIME, {"meeting": meeting, "first": first, "last": last}))

    def applied(self, before: ChangeContext) -> Network:
        """Drop the meetings, or widen their windows and forbid their present days."""
        network = before.network
        if self.later:
            old = [(name, before.announced[name].start.date()) for name in self.meetings if name in before.announced]
            for meeting in self.meetings:
                after, last = _day_it_had(before, meeting), self._last_day(before, meeting)
                network = widen_windows(network, [meeting], after, last, old)
            return network
        for meeting in self.meetings:
            network = decided(network, meeting, dropped=True)
        return network

    def _last_day(self, before: ChangeContext, meeting: str) -> date:
        """Return the last day on which the cancelled meeting may be held instead."""
        last = current_window(before.network, meeting).last
        if self.until is None and (before.keep_windows or _day_it_had(before, meeting) < last):
            return last
        return self.until or before.network.settings.last_day


def _day_it_had(before: ChangeContext, meeting: str) -> date:
    """Return the first day that a meeting was announced for; today if that is later, or if it was not announced."""
    planned = before.announced.get(meeting)
    return before.as_of if planned is None else max(before.as_of, planned.start.date())


NOTHING_FIXED = Message("changes.meetings.nothing_fixed", "say what is fixed: day, venue or both")


ONE_OF_BOTH = Message("changes.meetings.one_of_both", "say what gets another window: round or meeting, one of them")


class Fix(AnyChange):
    """A meeting is fixed to a day, a venue or both."""

    model_config = example(kind="fix", meeting="2023-1/syddanmark", day="2023-05-10", venue="koldingfjord")
    refers: ClassVar = {"meeting": "meetings", "venue": "venues"}
    word: ClassVar = Message("kind_names.fix", "fix")

    kind: Literal["fix"] = "fix"
    meeting: Text = Field(description="Id of the meeting.")
    day: date | None = Field(default=None, description="Its first day.")
    venue: Id | None = Field(default=None, description="Its venue.")

    @model_validator(mode="after")
    def _fixes(self) -> Self:
        if self.day is None and self.venue is None:
            raise rejected_value(NOTHING_FIXED)
        return self

    def refusals(self, before: ChangeContext) -> Iterator[Refusal]:
        """Refuse a meeting that is past, and a day that is past or not planned."""
        yield from already_held(before, "meeting", self.meeting)
        yield from not_to_come(before, "day", self.day)

    def applied(self, before: ChangeContext) -> Network:
        """Set fixed_day and fixed_venue in a section of [[choices]]; a dropped meeting is held again."""
        said = {"fixed_day": self.day, "fixed_venue": self.venue}
        known = {key: value for key, value in said.items() if value}
        return decided(before.network, self.meeting, dropped=False, **known)


ALL_DROPPED = Message(
    "changes.meetings.all_dropped", "all meetings of {round} have been dropped; give a window to one of them instead"
)


class OtherWindow(AnyChange):
    """A round, or one meeting, may be held in another time."""

    model_config = example(kind="window", round="2023-1", first="2023-02-01", last="2023-06-30")
    refers: ClassVar = {"round": "rounds", "meeting": "meetings"}
    word: ClassVar = Message("kind_names.window", "window")

    kind: Literal["window"] = "window"
    round: Text | None = Field(default=None, description="Id of the round.")
    meeting: Text | None = Field(default=None, description="Id of the meeting, if only one of them is meant.")
    first: date = Field(description="First day it may be held on.")
    last: date = Field(description="Last day it may be held on.")

    @model_validator(mode="after")
    def _of_one(self) -> Self:
        if (self.round is None) == (self.meeting is None):
            raise rejected_value(ONE_OF_BOTH)
        return self

    def refusals(self, before: ChangeContext) -> Iterator[Refusal]:
        """Refuse a meeting that is past, and days in the wrong order or outside the planning horizon."""
        yield from already_held(before, "meeting", self.meeting)
        if self.round in _rounds_dropped(before.network):
            yield Refusal("round", BoundMessage(ALL_DROPPED, {"round": self.round}), self.round)
        if self.last < self.first:
            yield Refusal(
                "last", BoundMessage(BACKWARDS, {"first": self.first, "last": self.last}), self.last.isoformat()
            )
        yield from not_planned(before, "first", self.first)
        yield from not_planned(before, "last", self.last)

    def applied(self, before: ChangeContext) -> Network:
        """Set the window of a single round, or else of each of the meetings; one dropped by itself is held again."""
        network, window = before.network, Span(self.first, self.last)
        rounds = network.settings.rounds
        if any(each.id == self.round for each in rounds):
            changed = (each.changed(window=window) if each.id == self.round else each for each in rounds)
            return with_settings(network, rounds=tuple(changed))
        for meeting, round_ in before.network.round_of.items():
            if self.round == round_.id:
                network = decided(network, meeting, window=window)
            elif self.meeting == meeting:
                network = decided(network, meeting, window=window, dropped=False)
        return network


ONLINE_OF_ONE = Message(
    "changes.meetings.online_of_one", "say what is held online: meetings, round, or all from first_day on; one of them"
)
ONLINE_NEEDS_REASON = Message(
    "changes.meetings.online_needs_reason", "give the reason why meetings are online from {first:date} on"
)
ONLINE_DAYS_ONLY = Message(
    "changes.meetings.online_days_only",
    "reason, last_day and regions belong to first_day; meetings that are named are online on whatever day",
)
ONLINE_DAYS_ALWAYS = Message(
    "changes.meetings.online_days_always",
    "from first_day on meetings are online or not held; leave mode out, or name the meetings or the round",
)
NOT_TO_BE_HELD = Message("changes.meetings.not_to_be_held", "no meeting of {round} is still to be held")


class HoldOnline(AnyChange):
    """Meetings are held online: some of them, those of a round, or all from a day on."""

    model_config = example(kind="online", first_day="2023-03-01", reason="Forsamlingsforbud")
    refers: ClassVar = {"meetings": "meetings", "round": "rounds", "regions": "regions"}
    word: ClassVar = Message("kind_names.online", "online")

    kind: Literal["online"] = "online"
    meetings: Meetings | None = Field(default=None, description="Ids of the meetings.")
    round: Text | None = Field(default=None, description="Id of the round, if all of it is meant that is not past.")
    first_day: date | None = Field(
        default=None, description="First day from which all meetings are held online or not at all."
    )
    last_day: date | None = Field(default=None, description="Last day of that; to the end if left out.")
    regions: Ids | None = Field(default=None, description="Only meetings of these regions then, and joint ones.")
    reason: Text | None = Field(default=None, description="Why, if it is from a day on.")
    mode: Online = Field(
        default="always",
        description="always: they are online; allowed: online if that is better; never: at a venue after all.",
    )

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if sum(each is not None for each in (self.meetings, self.round, self.first_day)) != 1:
            raise rejected_value(ONLINE_OF_ONE)
        if self.first_day is None:
            if any(each is not None for each in (self.last_day, self.regions, self.reason)):
                raise rejected_value(ONLINE_DAYS_ONLY)
            return self
        if self.mode != "always":
            raise rejected_value(ONLINE_DAYS_ALWAYS)
        if self.reason is None:
            raise rejected_value(ONLINE_NEEDS_REASON, first=self.first_day)
        span(self.first_day, self.last_day)
        return self

    def refusals(self, before: ChangeContext) -> Iterator[Refusal]:
        """Refuse meetings that are past or dropped, and days outside the planning horizon."""
        yield from already_held(before, "meetings", *(self.meetings or ()))
        gone = before.network.dropped
        for meeting in self.meetings or ():
            if meeting in gone:
                yield Refusal("meetings", BoundMessage(DROPPED, {"meeting": meeting}), meeting)
        if self.round is not None and not self._meant(before):
            yield Refusal("round", BoundMessage(NOT_TO_BE_HELD, {"round": self.round}), self.round)
        yield from not_planned(before, "first_day", self.first_day)
        yield from not_planned(before, "last_day", self.last_day)

    def applied(self, before: ChangeContext) -> Network:
        """Say it in [[choices]] of each meeting, or add a section [[online]]; a venue fixed before counts no more."""
        if self.first_day is not None:
            told = {"reason": self.reason, "first_day": max(self.first_day, before.as_of), "last_day": self.last_day}
            section = OnlineTime.model_validate({**told, "regions": self.regions})
            return with_settings(before.network, online=(*before.network.settings.online, section))
        network, cleared = before.network, {"fixed_venue": None} if self.mode == "always" else {}
        for meeting in self._meant(before):
            network = decided(network, meeting, online=self.mode, **cleared)
        return network

    def _meant(self, before: ChangeContext) -> list[str]:
        """Return the ids of the meetings that are named, or of those of the round that are still to be held."""
        if self.meetings is not None:
            return [*self.meetings]
        gone = before.network.dropped
        of_round = (meeting for meeting, round_ in before.network.round_of.items() if round_.id == self.round)
        return [meeting for meeting in of_round if meeting not in gone and not before.held(meeting)]


NOT_REGIONAL = Message(
    "changes.meetings.not_regional", "{round} is joint; only regions of a regional round can meet together"
)
APART_ALREADY = Message("changes.meetings.apart_already", "the regions of {round} already meet one by one")
APART_REGIONS = Message(
    "changes.meetings.apart_regions", "leave regions out: with apart = true every region meets alone"
)
FEWER_THAN_TWO = Message("changes.meetings.fewer_than_two", "name two regions or more that have a meeting in {round}")


class MeetTogether(AnyChange):
    """Regions of a regional round have one meeting together, or meet one by one again."""

    model_config = example(kind="together", round="2023-1", regions=["nordjylland", "midtjylland"])
    refers: ClassVar = {"round": "rounds", "regions": "regions"}
    word: ClassVar = Message("kind_names.together", "together")

    kind: Literal["together"] = "together"
    round: Text = Field(description="Id of the regional round.")
    regions: Ids | None = Field(default=None, description="The regions that meet together; all if left out.")
    apart: bool = Field(default=False, description="Whether every region meets alone again.")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.apart and self.regions is not None:
            raise rejected_value(APART_REGIONS)
        return self

    def refusals(self, before: ChangeContext) -> Iterator[Refusal]:
        """Refuse joint rounds, fewer than two regions, and meetings that are past."""
        round_ = _round(before.network, self.round)
        if round_.kind == "joint":
            yield Refusal("round", BoundMessage(NOT_REGIONAL, {"round": self.round}), self.round)
        elif self.apart and not round_.together:
            yield Refusal("apart", BoundMessage(APART_ALREADY, {"round": self.round}))
        elif not self.apart and len(self._regions(before.network)) <= 1:
            yield Refusal("regions", BoundMessage(FEWER_THAN_TWO, {"round": self.round}))
        else:
            yield from already_held(before, "round", *self._lost(before.network))

    def applied(self, before: ChangeContext) -> Network:
        """Add a section [[together]]; what was decided and booked for the meetings that are no longer is given up."""
        network, lost = before.network, self._lost(before.network)
        section = Together(round=self.round, regions=() if self.apart else self._regions(network))
        kept = [each for each in network.settings.choices if each.meeting not in lost]
        others = [each for each in network.settings.together if each.round != self.round]
        bookings = [replace(each, meeting=None) if each.meeting in lost else each for each in network.bookings]
        return altered(
            with_settings(network, together=(*others, section), choices=tuple(kept)), bookings=tuple(bookings)
        )

    def _regions(self, network: Network) -> tuple[str, ...]:
        """Return the regions that are meant and have meetings in the round, alone or together by now."""
        round_ = _round(network, self.round)
        meeting = [
            each for each in network.regions_on(round_.window.first) if round_.regions is None or each in round_.regions
        ]
        return tuple(each for each in meeting if self.regions is None or each in self.regions)

    def _lost(self, network: Network) -> set[str]:
        """Return the ids of the meetings of the round that will be no longer, or not for the same regions."""
        together = () if self.apart else self._regions(network)
        joint = {self.round} & {*network.round_of}
        return joint | {meeting_id(self.round, region) for region in together} & {*network.round_of}


def _round(network: Network, round_id: str) -> Round:
    return next(each.round for each in network.rounds if each.round.id == round_id)
