"""The registry of all kinds of change, the checks of the ids they mention, and their joint application to a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Annotated, TypeVar, get_args

from pydantic import Field

from calendars.language import LOCALES, BoundMessage, Message
from constraints.problem.plan import Plan
from constraints.problem.problem import PlannedMeeting
from constraints.problem.rule import all_rules
from planner.changes.change import AnyChange, ChangeContext, Refusal
from planner.changes.closures import ElectionCalled, LawDate, NewBlackout, VenueClosed
from planner.changes.meetings import Cancel, Fix, HoldOnline, MeetTogether, OtherWindow
from planner.changes.people import (
    ApplicationDecided,
    MemberJoined,
    MemberLeft,
    PersonBusy,
    PersonFree,
    StaffAway,
    StaffLeaves,
)
from planner.changes.places import RegionMerged, RoomClosed, RoomSmaller
from planner.changes.rules import OtherRule
from planner.errors import InputError, InputErrors, hint_of_part, hint_of_word
from planner.files.text import name_key
from planner.network.fields import Section
from planner.network.membership import meeting_id
from planner.network.network import Network
from planner.network.references import TARGETS, UNKNOWN, unique_names

Change = Annotated[
    Cancel
    | NewBlackout
    | ElectionCalled
    | VenueClosed
    | RoomClosed
    | RoomSmaller
    | StaffAway
    | StaffLeaves
    | PersonBusy
    | PersonFree
    | MemberJoined
    | MemberLeft
    | ApplicationDecided
    | Fix
    | OtherWindow
    | HoldOnline
    | MeetTogether
    | OtherRule
    | RegionMerged
    | LawDate,
    Field(discriminator="kind"),
]
"""One thing that happened; `kind` says which."""

KINDS: dict[str, type[AnyChange]] = {each.model_fields["kind"].default: each for each in get_args(get_args(Change)[0])}
"""The class of each kind of change, by the value of its field `kind`."""


@cache
def _kinds_by_word() -> Mapping[str, str]:
    return {name_key(each.word.say(locale)): kind for locale in LOCALES for kind, each in KINDS.items()}


def kind_named(word: str) -> str | None:
    """Return the kind of change that a word stands for in any language; None if there is none."""
    return _kinds_by_word().get(name_key(word))


Kind = TypeVar("Kind", bound=AnyChange)

CHANGES_MAX = 200
"""Changes that one request or file may hold."""


class Changes(Section):
    """Several things that happened, in the order in which they are taken."""

    changes: Annotated[tuple[Change, ...], Field(min_length=1, max_length=CHANGES_MAX)] = Field(
        description="The changes."
    )


@dataclass(frozen=True, slots=True)
class _Target:
    """What ids of a change refer to: how a sentence names the place, and the known ids with their names."""

    where: Message
    known: Callable[[Network], Mapping[str, str]]


def _of_network(name: str) -> _Target:
    target = TARGETS[name]
    return _Target(target.where, lambda network: target.known(network) or {})


def _meeting_names(network: Network) -> dict[str, str]:
    """Return the name of each meeting by its id, as sentences show it."""
    regions = {each.id: each.name for each in network.settings.regions}
    municipalities = {each.id: each.name for each in network.municipalities}
    return {
        meeting_id(round_.id, region): round_.title if region is None else f"{round_.title}, {regions[region]}"
        for round_, region in network.meetings
    } | {
        meeting_id(round_.id, row.municipality): f"{round_.title}, {municipalities[row.municipality]}"
        for round_, row in network.applied
    }


def _room_names(network: Network) -> Mapping[str, str]:
    """Return the ids of rooms with venue and name; those of the same id at several venues together."""
    venues, found = {venue.id: venue.name for venue in network.venues}, dict[str, list[str]]()
    for room in network.rooms:
        found.setdefault(room.id, []).append(f"{venues[room.venue]}: {room.name or room.id}")
    return {room: " / ".join(names) for room, names in found.items()}


_TARGETS = {
    **{name: _of_network(name) for name in ("regions", "municipalities", "venues", "people", "themes", "offers")},
    "meetings": _Target(
        Message("kinds.targets.meetings", "among the meetings"),
        _meeting_names,
    ),
    "rounds": _Target(
        Message("kinds.targets.rounds", "among the rounds"),
        lambda network: {each.round.id: each.round.title for each in network.rounds},
    ),
    "rooms": _Target(Message("kinds.targets.rooms", "in rooms.csv"), _room_names),
    "members": _Target(
        Message("kinds.targets.members", "in members.csv"), lambda network: {each.id: "" for each in network.members}
    ),
    "staff": _Target(
        Message("kinds.targets.staff", "in staff.csv"), lambda network: {each.id: each.name for each in network.staff}
    ),
    "rules": _Target(
        Message("kinds.targets.rules", "among the rules"), lambda _network: dict.fromkeys(all_rules(), "")
    ),
}


def known_ids(target: str, network: Network) -> Mapping[str, str]:
    """Return the ids that a reference of a change may name, each with its name; `target` is a value of `refers`."""
    return _TARGETS[target].known(network)


_PARTS_MAX = 4
"""Items of a list that one name may have been split into, because it has commas."""


def with_ids(change: Kind, network: Network) -> Kind:
    """Return the change with ids in place of names, where an id is asked and only one has the name."""
    found: dict[str, str | tuple[str, ...]] = {}
    for key, target in {**change.refers, **change.may_refer}.items():
        value = getattr(change, key)
        if value:
            names = unique_names(_TARGETS[target].known(network))
            found[key] = names.get(value, value) if isinstance(value, str) else tuple(_named(value, names))
    if isinstance(change, RoomClosed | RoomSmaller):
        names = unique_names({each.id: each.name for each in network.rooms if each.venue == found["venue"]})
        found["room"] = names.get(change.room, change.room)
    return change.model_copy(update=found)


def _named(values: Sequence[str], names: Mapping[str, str]) -> Iterator[str]:
    """Yield ids in place of names; a name with commas may have been taken for several items."""
    place = 0
    while place < len(values):
        joined = {n: ", ".join(values[place : place + n]) for n in range(_PARTS_MAX, 0, -1)}
        n, text = next(((n, text) for n, text in joined.items() if text in names), (1, joined[1]))
        yield names.get(text, text)
        place += n


def lost_references(change: AnyChange, network: Network) -> Iterator[Refusal]:
    """Yield a refusal for each id in the change that does not exist in the network."""
    for key, name in change.refers.items():
        if name == "rooms":
            continue  # the change says which its venue has
        target = _TARGETS[name]
        for found in _ids(getattr(change, key)):
            known = target.known(network)
            if found not in known:
                near = hint_of_part(found, known) if name == "rules" else hint_of_word(found, known)
                said = BoundMessage(UNKNOWN, {"found": found, "where": target.where, "hint": near})
                yield Refusal(key, said, found)


def _ids(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value or ()


@dataclass(frozen=True, slots=True)
class ChangedNetwork:
    """A network after changes.

    Attributes:
        network: the network, valid as a whole.
        cancelled: ids of the meetings that are cancelled and replaced by new meetings held later.
        dropped: ids of the meetings that are cancelled without replacement.
        restored: ids of the meetings that had been dropped and are held after all.
    """

    network: Network
    cancelled: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()
    restored: frozenset[str] = frozenset()


def apply_changes(
    network: Network, plan: Plan, changes: Sequence[AnyChange], as_of: date, *, keep_windows: bool = False
) -> ChangedNetwork:
    """Apply changes to a network, one after the other.

    Args:
        network: a valid network.
        plan: the accepted plan, as announced.
        changes: what happened, in order.
        as_of: the date taken as today; meetings that ended before it are past.
        keep_windows: whether postponed meetings must stay in their windows unless a change sets a last day.

    Returns:
        The valid network after all changes, and the meetings they cancel.

    Raises:
        InputErrors: everything that is wrong with the changes, each error with the path ("changes", index, key).
    """
    announced = {each.meeting: each for each in plan.meetings}
    occasions = [Occasion(change, announced, as_of, keep_windows) for change in changes]
    changed = applied_in_turn(network, occasions)
    cancels = [change for change in changes if isinstance(change, Cancel)]
    return ChangedNetwork(
        changed,
        frozenset(meeting for cancel in cancels if cancel.later for meeting in cancel.meetings),
        frozenset(meeting for cancel in cancels if not cancel.later for meeting in cancel.meetings),
        network.dropped - changed.dropped,
    )


@dataclass(frozen=True, slots=True)
class Occasion:
    """A change and the state of things when it was said; attributes as of `ChangeContext`."""

    change: AnyChange
    announced: Mapping[str, PlannedMeeting]
    as_of: date
    keep_windows: bool


def applied_in_turn(
    network: Network, occasions: Sequence[Occasion], ignored: Callable[[Refusal], bool] = lambda _refusal: False
) -> Network:
    """Apply changes to a network, each as on the day when it was said.

    Args:
        network: a valid network.
        occasions: the changes, in order.
        ignored: whether a change that is refused for this reason is left out instead.

    Returns:
        The valid network after all changes.

    Raises:
        InputErrors: everything that is wrong with the changes, each error with the path ("changes", index, key).
    """
    errors: list[InputError] = []
    stages = [network]
    for place, each in enumerate(occasions):
        before = ChangeContext(stages[-1], each.announced, each.as_of, each.keep_windows)
        found = [*_refusals(each.change, before)]
        errors += [_error(place, each.change, refusal) for refusal in found if not ignored(refusal)]
        stages.append(stages[-1] if found else each.change.applied(before))
    if errors:
        raise InputErrors(errors, network.settings.locale)
    return _validated(stages, [each.change for each in occasions])


def _refusals(change: AnyChange, before: ChangeContext) -> Iterator[Refusal]:
    """Yield what is wrong with a change; unknown ids hide what else is."""
    yield from [*lost_references(change, before.network)] or change.refusals(before)


def _error(place: int, change: AnyChange, refusal: Refusal) -> InputError:
    return InputError(change.kind, refusal.said, ("changes", place, refusal.key), found=refusal.found)


def _validated(stages: Sequence[Network], changes: Sequence[AnyChange]) -> Network:
    """Return the last network validated as a whole; blame errors on the first change after which they occur."""
    try:
        return stages[-1].changed()
    except InputErrors as last:
        for place, (change, stage) in enumerate(zip(changes, stages[1:], strict=True)):
            found = _errors(stage)
            if found:
                told = [replace(each, file=change.kind, path=("changes", place), line=None) for each in found]
                raise InputErrors(told, last.locale) from None
        raise


def _errors(network: Network) -> tuple[InputError, ...]:
    try:
        network.changed()
    except InputErrors as found:
        return found.errors
    return ()
