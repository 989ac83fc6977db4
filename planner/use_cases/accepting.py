"""Accept a plan or a proposal: it becomes the next revision, and all calendars follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, tzinfo
from typing import TYPE_CHECKING

from calendars.language import BoundMessage, Message
from constraints.check import PLAN, check
from constraints.problem.rule import all_rules
from constraints.replanning import planned_on
from planner.changes.records_kept import records_of
from planner.errors import InputError, InputErrors, hint_of_word
from planner.explain.subject import BrokenPlanError
from planner.feeds.publish import Publication, publisher
from planner.files.editing import FileEdit
from planner.files.plan_file import meant
from planner.network.problem import build_problem
from planner.network.tables import BookingRow
from planner.reschedule.kept import StoredProposal, load_proposal
from planner.reschedule.reschedule import of_files
from planner.reschedule.undo import UndoDraft, draft_undo
from planner.store import revisions
from planner.store.archive import Acceptance, Archive, Draft, accept_within, require_not_restored
from planner.store.documents import Content
from planner.store.revisions import EVERY_MEETING, Override
from planner.store.uploads import Home, InStoreError, home_of, is_known, settle
from planner.use_cases.today import ChangesFileChangedError, NetworkToday

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from constraints.problem.outcome import Verdict
    from constraints.problem.plan import Plan
    from constraints.problem.rule import Finding
    from planner.network.history import MeetingHistory
    from planner.network.network import Network
    from planner.network.tables import RegistrationRow
    from planner.store.archive import RevisionRecord
    from planner.store.revisions import Revision


@dataclass(frozen=True, slots=True)
class Who:
    """Who accepts, why and when.

    Attributes:
        why: in their own words; "" for what the proposal says of itself, if it is one.
        as_of: the day that is taken for today, None for the real one.
        after: number of the revision that is to be the last; None for any, or for the one that a proposal rests on.
        despite: the hard rules that may be broken, each for a meeting.
        mark: the mark of the store (`Archive.mark`) in which `after` was seen; None if just now.
    """

    by: str
    why: str = ""
    as_of: date | None = None
    after: int | None = None
    despite: tuple[Override, ...] = ()
    mark: str | None = None

    def moment(self, zone: tzinfo) -> datetime | None:
        """Return the start of the day that is taken for today; None for the real one."""
        return datetime.combine(self.as_of, time.min, zone) if self.as_of else None

    def now(self, zone: tzinfo) -> Acceptance:
        """Return the acceptance at this moment; days are those of the zone."""
        moment = self.moment(zone)
        return Acceptance(self.by, self.why, datetime.now(UTC), self.after, moment, (), self.despite, self.mark)


def draft_of_plan(network: Network, plan: Plan) -> Draft:
    """Return what accepting a plan would make the next revision.

    Raises:
        BrokenPlanError: if it lacks meetings of the network, or has what the network does not have.
    """
    problem = build_problem(network)
    verdict = check(problem, plan, meant)
    if any(finding.rule == PLAN for finding in verdict.broken):
        raise BrokenPlanError(verdict)
    return Draft.of(network, problem, plan)


def draft_of_proposal(
    archive: Archive, number: int, who: Who, today: NetworkToday | None = None
) -> tuple[Draft, Acceptance]:
    """Return what accepting a proposal would make the next revision, and how it is accepted.

    Args:
        archive: the archive of the network.
        number: number of the proposal.
        who: who accepts it.
        today: the network of today; None if its files are not at hand.

    Raises:
        NoSuchProposalError: if there is none of that number.
        ChangesFileChangedError: if other changes are in force than when it was made.
        InputErrors: if its changes do not fit the files of today.
    """
    found = load_proposal(archive.store, archive.network, number)
    found = replace(found, content=_as_accepted(archive, found, today))
    problem = build_problem(found.content.network)
    acceptance = found.acceptance(who.by, who.why, datetime.now(UTC), who.moment(problem.zone))
    acceptance = replace(acceptance, mark=who.mark, overrides=who.despite)
    if who.after is not None:
        acceptance = replace(acceptance, expected=who.after)
    return found.draft(problem), acceptance


def _as_accepted(archive: Archive, found: StoredProposal, today: NetworkToday | None) -> Content:
    """Return the content of a proposal with its changes accepted, and with the files of today if there are any."""
    network, plan = found.content.network, found.content.plan
    records = tuple(each.accepted() for each in network.changes)
    stale = archive.newest() != found.proposal.revision  # which is refused, and says more, when it is accepted
    older = not records and not of_files(found.proposal.why, found.proposal.revision, network.settings.locale)
    if today is None or stale or older:  # an older version kept no changes with its proposals
        return Content(network.model_copy(update={"changes": records}), plan)
    said = network.changes[-1].said if records else found.proposal.as_of.date()
    accepted = today.for_plan(records, plan, said)
    before = tuple(each for each in network.changes if not each.proposed)
    if today.file.records not in (before, accepted.changes):  # the latter if accepting it was broken off before
        raise ChangesFileChangedError
    return Content(accepted, plan)


NO_RULE = Message("use_cases.accepting.no_rule", "there is no rule '{found}'{hint}")
NO_MEETING = Message(
    "use_cases.accepting.no_meeting",
    "'{found}' is not among the meetings{hint}; all stands for what is broken by the plan as a whole",
)
PUBLISHING = Message("use_cases.accepting.publishing", "Other settings of the calendars")


def accept_publishing(archive: Archive, today: Network, by: str) -> Revision | None:
    """Make the last plan a new revision with what today's network says of the calendars; None if it has that.

    That is `[publishing]`, the bookings, which venues see, and the registrations, which members see. Everything else
    that it rests on stays, so that the calendars say nothing else anew.

    Raises:
        NothingAcceptedError: if there is no revision.
        StaleRevisionError: if another revision came in between.
    """
    kept = archive.kept()
    network = kept.content.network
    publishing, bookings = today.settings.publishing, _known_bookings(network, today)
    answers = _known_registrations(network, today)
    known = network.settings.publishing, network.bookings, network.registrations
    if known == (publishing, bookings, answers):
        return None
    settings = network.settings.model_copy(update={"publishing": publishing})
    changed = network.model_copy(
        update={
            "settings": settings,
            "bookings": bookings,
            "registrations": answers,
            "changes": records_of(archive, kept),
        }
    )
    draft = Draft.of(changed, build_problem(changed), kept.content.plan)
    why = PUBLISHING.say(settings.locale)
    acceptance = Acceptance(by, why, datetime.now(UTC), kept.revision.number, kept.revision.as_of)

    def publish(connection: Connection, revision: Revision, known: tuple[MeetingHistory, ...]) -> None:
        Publication.of(connection, changed, revision, known).follow()  # dates that are held stay held

    return archive.accept(draft, acceptance, publish)


def _known_bookings(network: Network, today: Network) -> tuple[BookingRow, ...]:
    """Return today's bookings as far as the network has their venues, rooms and meetings."""
    rooms = {(room.venue, room.id) for room in network.rooms}
    venues = {venue.id for venue in network.venues}
    return tuple(
        each
        for each in today.bookings
        if each.venue in venues
        and all((each.venue, room) in rooms for room in each.rooms)
        and (each.meeting is None or each.meeting in network.round_of)
    )


def _known_registrations(network: Network, today: Network) -> tuple[RegistrationRow, ...]:
    """Return today's answers as far as the network has their meetings and those who answer."""
    members, homes = {each.id for each in network.members}, {each.id for each in network.municipalities}
    return tuple(
        each
        for each in today.registrations
        if each.meeting in network.round_of and (each.member in members or each.municipality in homes)
    )


def undo(archive: Archive, number: int | None, as_of: datetime, today: NetworkToday | None) -> UndoDraft:
    """Return the draft that restores a revision, with its changes on the files of today if its home is a folder.

    What was edited in changes.toml since the last revision stays edited. Errors as for `draft_undo`.
    """
    if today is None:
        return draft_undo(archive, number, as_of)

    def network_of(earlier: RevisionRecord, plan: Plan) -> Network:
        last, now, then = (
            {each.n: each for each in records}
            for records in (records_of(archive, archive.kept()), today.file.records, records_of(archive, earlier))
        )
        edited = {n: now.get(n) for n in {**last, **now} if now.get(n) != last.get(n)}
        found = {n: edited.get(n) if n in edited and then.get(n) == last.get(n) else each for n, each in then.items()}
        found |= {n: each for n, each in edited.items() if n not in {**last, **then}}
        return today.for_plan(tuple(each for each in found.values() if each), plan, as_of.date())

    return draft_undo(archive, number, as_of, network_of)


def accept(connection: Connection, network: str, draft: Draft, acceptance: Acceptance) -> Revision:
    """Make a draft the next revision of the network with that id, within a transaction.

    Raises:
        InputErrors: if a rule that may be broken, or a meeting for which it may be, does not exist.
        RestoredSinceError: if a backup was restored in between.
        StaleRevisionError: if another revision came in between.
        BrokenPlanError: if it breaks a hard rule that it was not said to break, or changes what has been held.
        StoreError: if the store cannot be written.
    """
    _require_known(acceptance.overrides, draft.content.network)
    last = revisions.lock(connection, network)
    require_not_restored(connection, acceptance)
    if acceptance.expected in {None, last.number if last else 0}:
        before = revisions.content(connection, last) if last else None
        verdict = judged(draft.content, before, acceptance)
        acceptance = replace(acceptance, overrides=overridden(verdict, acceptance.overrides))
    return accept_within(connection, network, draft, acceptance, publisher(draft.content.network))


def _require_known(despite: tuple[Override, ...], network: Network) -> None:
    rules = dict.fromkeys(all_rules(), "")
    meetings = {EVERY_MEETING: "", **{meeting: round_.title for meeting, round_ in network.round_of.items()}}
    asked = [(NO_RULE, each.rule, rules) for each in despite] + [
        (NO_MEETING, each.meeting, meetings) for each in despite
    ]
    wrong = [
        InputError("despite", BoundMessage(sentence, {"found": found, "hint": hint_of_word(found, known)}), found=found)
        for sentence, found, known in asked
        if found not in known
    ]
    if wrong:
        raise InputErrors(wrong, network.settings.locale)


def accept_with_files(archive: Archive, draft: Draft, acceptance: Acceptance, update: FileEdit | None) -> Revision:
    """Make a draft the next revision and bring changes.toml up to date: both or neither.

    Raises:
        InStoreError: if the network is not edited in a folder.
        StaleRevisionError: if another revision came in between.
        FileChangedError: if changes.toml was changed meanwhile.
        StoreError: if the store or the file cannot be written.
    """
    written = False
    try:
        with archive.store.writing() as connection:
            if update is not None:
                _live_in_folder(archive, connection)
            revision = accept(connection, archive.network, draft, acceptance)
            if update is not None:
                update.write()
                written = True
    except BaseException:
        if update is not None and written:
            update.take_back()
        raise
    return revision


def _live_in_folder(archive: Archive, connection: Connection) -> None:
    """Let a new network live in its folder; one that lives in the store is refused."""
    if not is_known(connection, archive.network):
        revisions.lock(connection, archive.network)
        settle(connection, archive.network, Home.FOLDER)
    elif home_of(connection, archive.network) is Home.STORE:
        raise InStoreError(archive.network, archive.store.name)


def judged(content: Content, before: Content | None, acceptance: Acceptance) -> Verdict:
    """Return the check of a plan on the day it is accepted.

    Args:
        content: the plan and its network.
        before: the plan that people were told last, from which notice is counted; None if this is the first.
        acceptance: says the day; what was held before it must be as it was, and rules do not judge it.
    """
    problem, plan = build_problem(content.network), content.plan
    if before is None:
        return check(problem, plan, meant)
    return check(planned_on(problem, before.plan, acceptance.day(problem.zone)), plan, meant)


def overridden(verdict: Verdict, despite: tuple[Override, ...]) -> tuple[Override, ...]:
    """Return what the plan breaks, as far as it was said that it may.

    Raises:
        BrokenPlanError: with what it breaks besides. What has been held, and what the plan must have, cannot be
            overridden.
    """
    left = tuple(each for each in verdict.findings if not (each.broken and any(_covered(each, despite))))
    if any(each.broken for each in left):
        raise BrokenPlanError(replace(verdict, findings=left))
    locale = verdict.schedule.problem.locale
    said = [replace(one, sentence=each.say(locale)) for each in verdict.broken for one in _covered(each, despite)]
    return tuple(dict.fromkeys(said))


def overridable(verdict: Verdict) -> tuple[Override, ...]:
    """Return what a revision would record if it was said that the plan may break what it breaks.

    Nothing if that does not suffice: what has been held, and what the plan must have, cannot be overridden.
    """
    broken = verdict.broken
    if any(each.rule == PLAN for each in broken):
        return ()
    wanted = (Override(each.rule, each.meetings[0] if each.meetings else EVERY_MEETING) for each in broken)
    return overridden(verdict, tuple(dict.fromkeys(wanted)))


def _covered(finding: Finding, despite: tuple[Override, ...]) -> Iterator[Override]:
    """Yield the overrides that cover a finding."""
    if finding.rule != PLAN:
        concerned = finding.meetings or (EVERY_MEETING,)
        yield from (each for each in despite if each.rule == finding.rule and each.meeting in concerned)
