"""Rescheduling without a store: which meetings the changes hit, plans that answer them, and what each means."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from calendars.days import Span
from calendars.language import BoundMessage, Locale, Message
from constraints.check import check
from constraints.problem.naming import days_name
from constraints.problem.outcome import OutcomeStatus
from constraints.problem.plan import Plan
from constraints.problem.rule import all_rules
from constraints.replanning import replanned
from planner.allocation.places import State
from planner.changes.kinds import apply_changes, with_ids
from planner.changes.reading import as_command_line
from planner.changes.records import new_records
from planner.network.history import Stay, unused_bookings
from planner.network.membership import meeting_id
from planner.network.problem import build_problem
from planner.reschedule import moves as means
from planner.reschedule.details import WITH_DETAILS, details
from planner.reschedule.in_reserve import with_reserves
from planner.reschedule.moves import moves
from planner.reschedule.search import Search, SearchResources, chosen, proof, title
from planner.reschedule.situation import Compared, RescheduleProblem, Situation, movable, region
from planner.reschedule.windows import widened, windows_said, with_wider_windows
from planner.schemas.plans import ImpossibleJson
from planner.schemas.proposals import (
    Answer,
    Ending,
    Hit,
    Impossible,
    MayMove,
    MeetingHeld,
    NoPlace,
    Points,
    Proposal,
    Reason,
    RulePoints,
)

if TYPE_CHECKING:
    from constraints.problem.outcome import Verdict
    from constraints.problem.problem import Problem
    from constraints.problem.rule import Aim, Finding, Rule
    from planner.changes.kinds import Change
    from planner.network.network import Network
    from planner.reschedule.search import FoundPlan
    from planner.reschedule.situation import Cause
    from planner.schemas.common import MeetingPlace
    from planner.schemas.proposals import Move, Proof
    from planner.store.documents import Content

    Chosen = Sequence[tuple[FoundPlan, tuple[Aim, ...]]]


LATER = Message("reschedule.later", "Cancelled, to be held later: {meetings}.")
LATER_UNTIL = Message(
    "reschedule.later_until", "Cancelled, to be held later, by {until:date} at the latest: {meetings}."
)
NEVER = Message("reschedule.never", "Cancelled for good: {meetings}.")
ELECTION = Message("reschedule.election", "{reason} on {polling_day:date}.")
CALLED = Message("reschedule.called", "{reason} on {polling_day:date}, called {called:date}.")
BY_RULE = Message("reschedule.by_rule", "{reason}.")
CLOSED = Message("reschedule.closed", "{reason}: closed {days}.")
FROM_DAY = Message("reschedule.from_day", "from {first} on")
FIXED_DAY = Message("reschedule.fixed_day", "{meeting} is fixed to {day}.")
FIXED_VENUE = Message("reschedule.fixed_venue", "{meeting} is fixed to {venue}.")
FIXED_BOTH = Message("reschedule.fixed_both", "{meeting} is fixed to {day}, {venue}.")
USUAL = Message("reschedule.usual", "Rule {rule}: {parameter} is as usual again.")
ONLINE_DAYS = Message("reschedule.online_days", "Meetings are held online {days}: {reason}.")
ONLINE = {
    "always": Message("reschedule.online.always", "Held online: {target}."),
    "allowed": Message("reschedule.online.allowed", "Held online if that is better: {target}."),
    "never": Message("reschedule.online.never", "Held at a venue after all: {target}."),
}
TOGETHER = Message("reschedule.together", "{round}: {regions} meet together.")
ALL_TOGETHER = Message("reschedule.all_together", "{round}: all regions meet together.")
APART = Message("reschedule.apart", "{round}: every region meets by itself again.")
VENUE_CLOSED = Message("reschedule.venue_closed", "{venue} is closed {days}: {reason}.")
OTHERS = {
    "blackout": CLOSED,
    "venue_closed": Message("reschedule.others.venue_closed", "{venue} is closed {days}."),
    "room_closed": Message("reschedule.others.room_closed", "{venue}: {room} is closed {days}."),
    "room_smaller": Message("reschedule.others.room_smaller", "{venue}: {room} has other seats now."),
    "staff_away": Message("reschedule.others.staff_away", "{person} is away {days}."),
    "busy": Message("reschedule.others.busy", "{person} is busy {days}."),
    "free": Message("reschedule.others.free", "{person} is free {days}."),
    "staff_leaves": Message("reschedule.others.staff_leaves", "{person} leaves the staff."),
    "member_joined": Message("reschedule.others.member_joined", "New member: {id} ({municipality})."),
    "member_left": Message("reschedule.others.member_left", "{member} is no longer a member."),
    "window": Message("reschedule.others.window", "{target} may be held {first:date} to {last:date}."),
    "rules": Message("reschedule.others.rules", "Rule {rule}: {parameter} is {value} now."),
    "region_merged": Message("reschedule.others.region_merged", "{regions} become {into} on {day:date}."),
    "application": Message("reschedule.others.application", "The application of {municipality} is other than before."),
    "earlier": Message("reschedule.others.earlier", "What the revisions up to {revision} changed."),
    "law": Message("reschedule.others.law", "{theme} comes into force on {in_force:date}."),
}


APPLICATIONS = {
    State.WITHDRAWN: Message("reschedule.applications.withdrawn", "{municipality} withdraws its application."),
    State.DECLINED: Message("reschedule.applications.declined", "The application of {municipality} is declined."),
    State.ACCEPTED: Message("reschedule.applications.accepted", "The application of {municipality} is accepted."),
    State.WAITING: Message("reschedule.applications.waiting", "The application of {municipality} waits."),
    State.APPLIED: Message("reschedule.applications.applied", "The application of {municipality} counts again."),
}


def in_words(change: Change, network: Network, as_of: date, locale: Locale) -> str:
    """Return a change as a sentence; as its command-line form if there is no sentence for its kind."""
    values = {**dict(change), **_names(change, network)}
    values["days"] = _days(values.get("first_day") or as_of, values.get("last_day"), change.kind)
    values["target"] = values.get("meeting") or values.get("round") or values.get("meetings")
    sentence = USUAL if values.get("value", "") is None else _sentence(change.kind, values)
    if sentence is None:
        return as_command_line(change)
    said, more = sentence.say(locale, **values), details(change, sentence, values)
    return WITH_DETAILS.say(locale, sentence=said.removesuffix("."), details=more) if more else said


def _sentence(kind: str, values: dict[str, Any]) -> Message | None:  # noqa: PLR0911 - one line a kind
    match kind:
        case "cancel":
            return NEVER if not values["later"] else LATER_UNTIL if values["until"] else LATER
        case "venue_closed" if values["reason"]:
            return VENUE_CLOSED
        case "election":
            return BY_RULE if values["polling_day"] is None else CALLED if values["called"] else ELECTION
        case "application" if values["state"] is not None:
            return APPLICATIONS[values["state"]]
        case "online":
            return ONLINE_DAYS if values["first_day"] else ONLINE[values["mode"]]
        case "together":
            return APART if values["apart"] else TOGETHER if values["regions"] else ALL_TOGETHER
        case "fix":
            return FIXED_BOTH if values["day"] and values["venue"] else FIXED_DAY if values["day"] else FIXED_VENUE
        case _:
            return OTHERS.get(kind)


def _days(first: date, last: date | None, kind: str) -> object:
    """Return a day, a span of days, or all days from one on, as a value for a sentence."""
    if last is None and kind in {"venue_closed", "room_closed", "online"}:
        return BoundMessage(FROM_DAY, {"first": first})
    return days_name(Span(min(first, last or first), last or first))


def _names(change: Change, network: Network) -> dict[str, object]:
    """Return names for the ids in a change where they have names; people stay ids."""
    settings = network.settings
    regions = {each.id: each.name for each in settings.regions}
    rounds = {each.round.id: each.round.title for each in network.rounds}
    meetings = {
        meeting_id(each.id, region): each.title if region is None else f"{each.title}, {regions[region]}"
        for each, region in network.meetings
    }
    homes = {each.id: each.name for each in network.municipalities}
    for each, row in network.applied:
        meetings[meeting_id(each.id, row.municipality)] = f"{each.title}, {homes[row.municipality]}"
    known = {
        "venue": {each.id: each.name for each in network.venues},
        "into": regions,
        "theme": {each.id: each.title for each in settings.themes},
        "municipality": homes,
        "offer": {each.id: each.title for each in settings.offers},
    }
    said = {
        key: names.get(str(found), found)
        for key, names in {**known, "meeting": meetings, "round": rounds}.items()
        if (found := getattr(change, key, None)) is not None
    }
    lists = {
        "meetings": meetings,
        "regions": regions,
        "municipalities": known["municipality"],
        "venues": known["venue"],
    }
    return said | {
        key: [names.get(each, each) for each in found]
        for key, names in lists.items()
        if (found := getattr(change, key, None))
    }


FILES_AS_NOW = Message(
    "reschedule.files_as_now", "The network as its files say it now, after what was edited since revision {revision}."
)
ANSWERED = Message("reschedule.answered", "{n} {n:proposal|proposals}.")
IMPOSSIBLE = Message("reschedule.impossible", "Impossible: no plan answers the changes when nothing else may be moved.")
IMPOSSIBLE_AT_ALL = Message(
    "reschedule.impossible_at_all", "Impossible: no plan answers the changes with what may be moved."
)
UNKNOWN = Message("reschedule.unknown", "No plan was found in time; there may be one.")
NO_CLASH = Message("reschedule.no_clash", "What stands in the way was not found in {seconds} {seconds:second|seconds}.")
NO_WAY = Message("reschedule.no_way", "No way out was found in {seconds} {seconds:second|seconds}.")


@dataclass(frozen=True)
class SearchEnd:
    """The end of a search.

    Attributes:
        status: INFEASIBLE if there is no plan, UNKNOWN if none was found.
        found: the plans that become proposals, each with the aims at which it is best, in order of rank.
        no_place: what keeps meetings without a place, as far as counting shows.
        impossible: why there is no plan, as far as it was found out.
    """

    status: OutcomeStatus
    found: Chosen
    no_place: tuple[Finding, ...] = ()
    impossible: Impossible | None = None


def answer(compared: Compared, revision: int, wish: RescheduleOptions, ended: SearchEnd) -> Answer:
    """Return the complete answer document, in the network's language."""
    situation, found = compared.situation, ended.found
    locale, ending = situation.written.locale, _ending(ended.status, found)
    return Answer(
        revision=revision,
        as_of=wish.as_of,
        may_move=wish.may_move,
        changes=tuple(in_words(each, situation.changed.network, wish.as_of, locale) for each in wish.changes)
        or (_files_as_now(revision, locale),),
        status=ending,
        sentence=_proof_sentence(ending, wish.may_move, len(found), locale),
        hits=tuple(_hits(compared, locale)),
        widened=tuple(widened(compared, locale)),
        stay=situation.stay,
        proposals=tuple(
            _proposal(compared, each, best, rank, locale) for rank, (each, best) in enumerate(found, start=1)
        ),
        no_place=tuple(
            NoPlace(rule=each.rule, meetings=each.meetings, sentence=each.say(locale)) for each in ended.no_place
        ),
        impossible=ended.impossible,
        seconds=0.0,
    )


def _files_as_now(revision: int, locale: Locale) -> str:
    return FILES_AS_NOW.say(locale, revision=str(revision))


def of_files(why: str, revision: int, locale: Locale) -> bool:
    """Return whether a proposal with that reason answers no change, but what its files said when it was made."""
    return why.startswith(_files_as_now(revision, locale))


def not_found(impossible: ImpossibleJson, no_place: Sequence[Finding], seconds: float, locale: Locale) -> str | None:
    """Return a sentence on what was not found within that many seconds; None if nothing is missing."""
    if impossible.ways_out:
        return None
    return (NO_WAY if impossible.clashes or no_place else NO_CLASH).say(locale, seconds=math.ceil(seconds))


def _ending(status: OutcomeStatus, found: Chosen) -> Ending:
    if found:
        return Ending.PROPOSALS
    return Ending.IMPOSSIBLE if status is OutcomeStatus.INFEASIBLE else Ending.UNKNOWN


def _proof_sentence(ending: Ending, may_move: MayMove, n: int, locale: Locale) -> str:
    match ending:
        case Ending.PROPOSALS:
            return ANSWERED.say(locale, n=n)
        case Ending.UNKNOWN:
            return UNKNOWN.say(locale)
        case Ending.IMPOSSIBLE:
            return (IMPOSSIBLE if may_move is MayMove.NOTHING else IMPOSSIBLE_AT_ALL).say(locale)


def _hits(compared: Compared, locale: Locale) -> Iterator[Hit]:
    found = {**compared.situation.gone, **compared.situation.hits}
    known = {held.id: held.start for held in compared.old}
    for name in sorted(found, key=lambda each: (each not in known, known.get(each, each))):
        yield _hit(compared, name, found[name], locale)


def _hit(compared: Compared, name: str, causes: Sequence[Cause], locale: Locale) -> Hit:
    situation, before = compared.situation, compared.old_by_id.get(name)
    problem = situation.free if name in situation.hits else compared.old.problem
    meeting = problem.meeting(name)
    if meeting is None:
        message = f"{name} is neither in the old nor in the new problem"
        raise AssertionError(message)
    return Hit(
        meeting=name,
        title=meeting.title,
        region=region(problem, meeting),
        before=means.held(compared.old, before) if before else None,
        dropped=name in situation.gone,
        reasons=tuple(_reason(cause, locale) for cause in causes),
    )


def _reason(cause: Cause, locale: Locale) -> Reason:
    rule = all_rules().get(cause.rule) if cause.rule else None
    short = rule.short.get(cause.said.message) if rule else None
    sentence = cause.said.say(locale)
    return Reason(
        rule=cause.rule, sentence=sentence, short=short.say(locale, **cause.said.values) if short else sentence
    )


def _proposal(compared: Compared, found: FoundPlan, best: tuple[Aim, ...], rank: int, locale: Locale) -> Proposal:
    schedule = found.verdict.schedule
    moved = moves(compared, schedule, locale)
    return Proposal(
        rank=rank,
        best_at=best,
        title=title(found, best, locale),
        moves=moved,
        people=means.people(compared, schedule, moved),
        money=means.money(moved, schedule.problem.currency),
        notice=means.total_notice(compared, schedule, moved),
        points=_points(compared.before, found.verdict, locale),
        proof=proof(found, locale),
        bookings=tuple(each.say(locale) for each in _unused(compared, moved)),
        plan=tuple(MeetingHeld(meeting=held.id, **means.held_fields(schedule, held)) for held in schedule),
    )


def _unused(compared: Compared, moved: Sequence[Move]) -> Iterator[BoundMessage]:
    """Yield the bookings that the moves leave unused."""

    def stay(move: Move, place: MeetingPlace) -> Stay:
        name = f"{move.title}, {move.region.name}" if move.region else move.title
        return Stay(name, place.venue.id, Span(place.start.date(), place.end.date()))

    before = {each.meeting: stay(each, each.before) for each in moved if each.before}
    after = {each.meeting: stay(each, each.after) for each in moved if each.after}
    return unused_bookings(compared.situation.changed.network, before, after)


def _points(before: Verdict, after: Verdict, locale: Locale) -> Points:
    old, new = Counter(before.points), Counter(after.points)
    rules: dict[str, Rule] = {
        rule.key(): rule for verdict in (before, after) for rule in verdict.schedule.problem.rules
    }
    keys = sorted({*old, *new}, key=lambda key: (-abs(new[key] - old[key]), key))
    return Points(
        before=old.total(),
        after=new.total(),
        rules=tuple(
            RulePoints(rule=key, title=rules[key].title.say(locale), before=old[key], after=new[key]) for key in keys
        ),
    )


@dataclass(frozen=True, slots=True)
class RescheduleOptions:
    """What is asked of a rescheduling.

    Attributes:
        changes: what happened, in order; none if only the network of today is other than the accepted one.
        as_of: the date taken as today.
        wanted: number of proposals.
        may_move: which meetings may move besides those that are hit.
        keep_windows: whether meetings must stay in their windows unless a change sets another window.
        today: the network as it is today, before the changes; None for the accepted one.
        foreseen: plans that were foreseen and may answer.
        accepted: what `build_problem` makes of the accepted network, where it is known.
        proved: the proof of the first of `foreseen`, if it was made for just this.
    """

    changes: Sequence[Change]
    as_of: date
    wanted: int = 3
    may_move: MayMove = MayMove.NOTHING
    keep_windows: bool = False
    today: Network | None = None
    foreseen: tuple[Plan, ...] = ()
    accepted: Problem | None = None
    proved: Proof | None = None


@dataclass(frozen=True, slots=True)
class Rescheduled:
    """An answer, with what is needed to accept one of its proposals.

    Attributes:
        answer: the answer document.
        network: the network after the changes, which it records as proposed.
        replaced: ids of the meetings that are cancelled and held later.
        plans: the plans of the proposals, in the same order.
    """

    answer: Answer
    network: Network
    replaced: frozenset[str]
    plans: tuple[Plan, ...]


def reschedule(content: Content, revision: int, wish: RescheduleOptions, solving: SearchResources) -> Rescheduled:
    """Apply changes to an accepted plan and search for plans that answer them.

    Args:
        content: the accepted network and plan.
        revision: number of their revision.
        wish: what is asked.
        solving: the process that solves, and its limits.

    Raises:
        InputErrors: if the changes make no sense for this network.
        WrongPlanError, EngineFailedError: as for `constraints.solve.solve`.
    """
    begun = time.monotonic()
    today = wish.today or content.network
    wish = replace(wish, changes=tuple(with_ids(each, today) for each in wish.changes))
    situation = _situation(content, wish)
    question = RescheduleProblem.of(situation, movable(situation, wish.may_move))
    sparing = wish.may_move is not MayMove.NOTHING
    search = Search(question, wish.wanted, solving, sparing=sparing, foreseen=wish.foreseen, proved=wish.proved)
    decided = windows_said(wish.changes, today)
    with ThreadPoolExecutor(1) as beside:  # compute while the solving process works
        before = beside.submit(_accepted, content, wish)

        def said(ended: SearchEnd) -> Answer:
            shown = answer(Compared(situation, before.result(), decided), revision, wish, ended)
            return shown.model_copy(update={"seconds": round(time.monotonic() - begun, 3)})

        def so_far() -> SearchEnd:
            return SearchEnd(search.status, chosen(search.found, situation.hits, wish.wanted))

        search.run(lambda: solving.on_found(lambda: said(so_far())))
    ended = so_far() if search.status is not OutcomeStatus.INFEASIBLE else _impossible(question, solving)
    changed = situation.changed
    known = (*content.network.changes, *today.changes)
    said_now = new_records(wish.changes, content.plan, wish.as_of, known, keep_windows=wish.keep_windows)
    network = changed.network.model_copy(update={"changes": (*today.changes, *said_now)})
    return Rescheduled(said(ended), network, changed.cancelled, tuple(each.plan for each, _ in ended.found))


def _situation(content: Content, wish: RescheduleOptions) -> Situation:
    today = wish.today or content.network
    changed = apply_changes(today, content.plan, wish.changes, wish.as_of, keep_windows=wish.keep_windows)
    situation = Situation.of(content.plan, changed, build_problem(changed.network), wish.as_of)
    if wish.keep_windows:
        return situation
    situation = with_reserves(situation)
    return with_wider_windows(situation, movable(situation, wish.may_move), windows_said(wish.changes, today))


def _impossible(question: RescheduleProblem, solving: SearchResources) -> SearchEnd:
    """Return the end of a search that proved that there is no plan, with the reasons."""
    # Imported here because it is slow and rarely needed.
    from constraints.conflicts.repairs import explain_infeasibility  # noqa: PLC0415
    from planner.schemas.plans import impossible_json  # noqa: PLC0415

    problem, begun = question.problem, time.monotonic()
    found = impossible_json(problem, explain_infeasibility(problem, solving.limits, solving.stop), problem.locale)
    missing = not_found(found, question.no_place, time.monotonic() - begun, problem.locale)
    impossible = Impossible(**dict(found), not_found=missing)
    return SearchEnd(OutcomeStatus.INFEASIBLE, (), question.no_place, impossible)


def _accepted(content: Content, wish: RescheduleOptions) -> Verdict:
    """Return the check of the accepted plan by what was known when it was accepted, as of the day."""
    problem = replanned(wish.accepted or build_problem(content.network), content.plan, wish.as_of, ())
    return check(problem, content.plan)
