"""Accept a plan or a proposal: it becomes the next revision, and all calendars follow. Hold dates until then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calendars.days import Span
from calendars.language import BoundMessage, Message
from constraints.check import MISSING, PLAN, check
from constraints.problem.problem import BookingState
from constraints.problem.rule import all_rules
from constraints.replanning import planned_on
from planner.errors import InputError, InputErrors, hint
from planner.explain.subject import BrokenPlanError
from planner.feeds.publish import Publication, held_now, hold, publisher
from planner.feeds.tentative import held_dates
from planner.files.cells import CellForms
from planner.files.editing import FileChangedError, FileEdit, content
from planner.files.names import option_name
from planner.files.plan_file import meant
from planner.files.tables import edit_rows, empty_like, read_table
from planner.network.problem import build_problem
from planner.network.tables import BOOKINGS, MEMBERS, BookingRow, columns_of
from planner.reschedule.kept import StoredProposal, load_proposal
from planner.reschedule.reschedule import of_files
from planner.reschedule.reserves import SOURCE
from planner.reschedule.undo import UndoDraft, draft_undo
from planner.store import revisions
from planner.store.archive import Acceptance, Archive, Draft, accept_within, held_id, require_not_restored
from planner.store.documents import Content
from planner.store.place import is_workbook
from planner.store.revisions import EVERY_MEETING, Override
from planner.store.uploads import Home, InStoreError, home_of, is_known, settle
from planner.use_cases.records_kept import records_of
from planner.use_cases.today import ChangesFileChangedError, NetworkToday

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from calendars.language import Locale
    from constraints.problem.outcome import Verdict
    from constraints.problem.plan import Plan
    from constraints.problem.problem import PlannedMeeting, Problem
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
        InputError("despite", BoundMessage(sentence, {"found": found, "hint": hint(found, known)}), found=found)
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


@dataclass(frozen=True, slots=True)
class HeldRows:
    """The bookings of a network when the dates of some plans are held.

    Attributes:
        edit: the table's file, before and after; None if it is not written.
        bookings: all rows afterwards.
    """

    edit: FileEdit | None
    bookings: tuple[BookingRow, ...]


@dataclass(frozen=True, slots=True)
class ProposedDates:
    """Plans whose dates are to be held.

    Attributes:
        plans: the plans by name.
        until: the last day on which the venues hold the dates; None if they are only asked for.
    """

    plans: Mapping[str, Plan]
    until: date | None = None


def is_only_read(folder: Path) -> bool:
    """Return whether the bookings stand in a workbook, which is never written."""
    return is_workbook(folder) or (folder / BOOKINGS.file).with_suffix(".xlsx").exists()


def hold_plans(
    archive: Archive, folder: Path, network: Network, proposed: ProposedDates, acceptance: Acceptance
) -> tuple[int, int]:
    """Hold the dates of plans instead of those held before.

    Rows that were written for earlier plans go, unless they are confirmed; what else is booked stays. Calendars show
    every booking of a meeting that the accepted plan does not use.

    Args:
        archive: the archive of the network.
        folder: the folder of its tables.
        network: the network of today.
        proposed: the plans, and until when their dates are held.
        acceptance: who holds them, why, when, and the day that is taken for today.

    Returns:
        How many dates of meetings are booked, and how many of them calendars show.

    Raises:
        BrokenPlanError: if a plan has what the network does not have.
        FileChangedError: if the table is no longer as it was read.
        FileUnwritableError: if it cannot be written.
    """
    problem = build_problem(network)
    for plan in proposed.plans.values():
        verdict = check(problem, plan, meant)
        if any(finding.rule == PLAN and finding.message is not MISSING for finding in verdict.broken):
            raise BrokenPlanError(verdict)
    return _hold_rows(archive, network, _held_rows(folder, network, problem, proposed), acceptance)


def _hold_rows(archive: Archive, network: Network, held: HeldRows, acceptance: Acceptance) -> tuple[int, int]:
    changed = network.model_copy(update={"bookings": held.bookings})
    with archive.store.writing() as connection:
        last = revisions.last(connection, archive.network)
        decided = revisions.content(connection, last).plan if last else None
        booked = build_problem(changed)
        day = acceptance.day(booked.zone)
        dates = held_dates(changed, booked, decided, day)
        hold(connection, archive.network, changed, dates, acceptance)
        if held.edit:
            held.edit.write()
    return len(held_dates(changed, booked, None, day)), len(dates)


def book_reserves(
    archive: Archive, folder: Path, network: Network, rows: Sequence[BookingRow], acceptance: Acceptance
) -> tuple[int, int]:
    """Book days in reserve instead of those that were found before; arguments and errors are as for `hold_plans`.

    Rows written by hand or confirmed since stay.
    """
    held = _written_rows(folder, network, {_place(row): row for row in rows}, None, reserves=True)
    return _hold_rows(archive, network, held, acceptance)


def release_gone(archive: Archive, today: Network, acceptance: Acceptance) -> None:
    """Release the dates in calendars whose booking is gone since, or was held until a day that is past."""
    with archive.store.writing() as connection:
        _follow_bookings(connection, archive.network, today, acceptance, reserves=False)


def follow_reserves(archive: Archive, today: Network, acceptance: Acceptance) -> None:
    """The same, and have calendars show all days in reserve that are booked, if there is a plan."""
    with archive.store.writing() as connection:
        _follow_bookings(connection, archive.network, today, acceptance, reserves=True)


def _follow_bookings(
    connection: Connection, name: str, today: Network, acceptance: Acceptance, *, reserves: bool
) -> None:
    problem = build_problem(today)
    day = acceptance.day(problem.zone)
    alive = held_dates(today, problem, None, day)
    held, last = held_now(connection, name), revisions.last(connection, held_id(name))
    left, accepted = held, revisions.last(connection, name)
    if held and last:
        before = revisions.content(connection, last).network
        booked = held_dates(before, build_problem(before), None, date.min)
        left = {key: each for key, each in held.items() if key in alive or key not in booked}
    if reserves and accepted:
        decided = revisions.content(connection, accepted).plan
        left = {**left, **held_dates(today, problem, decided, day, (BookingState.RESERVE,))}
    if left != held:
        hold(connection, name, today, left, acceptance)


def _held_rows(folder: Path, network: Network, problem: Problem, proposed: ProposedDates) -> HeldRows:
    wanted: dict[_Place, BookingRow] = {}
    for name, plan in proposed.plans.items():
        for each in plan.meetings:
            row = _row(problem, each, proposed.until, name)
            wanted.setdefault(_place(row), row)
    return _written_rows(folder, network, wanted, proposed.until, reserves=False)


def _written_rows(
    folder: Path, network: Network, wanted: dict[_Place, BookingRow], until: date | None, *, reserves: bool
) -> HeldRows:
    """Return the bookings with these rows instead of those written before: of days in reserve, or of proposed plans."""
    if is_only_read(folder):
        return HeldRows(None, network.bookings)
    path = folder / BOOKINGS.file
    before, members = content(path), (folder / MEMBERS.file).read_bytes()
    table = _BookingsTable.of(before, members, network)
    after, rows = table.written(wanted, until, reserves=reserves)
    return HeldRows(FileEdit(path, before, after), rows)


def reserves_written(files: Mapping[str, bytes], network: Network, rows: Sequence[BookingRow]) -> bytes | None:
    """Return the table of bookings with these days in reserve instead of those that were found before.

    Args:
        files: the files of the network by name.
        network: the network that they are.
        rows: the days in reserve.

    Raises:
        FileChangedError: if the table is no longer as it was read.
    """
    table = _BookingsTable.of(files.get(BOOKINGS.file), files[MEMBERS.file], network)
    return table.written({_place(row): row for row in rows}, None, reserves=True)[0]


def reserves_released(files: Mapping[str, bytes], network: Network, meeting: str) -> bytes | None:
    """Return the table of bookings without the days in reserve of a meeting, or of all for ""; else as above."""
    return _BookingsTable.of(files.get(BOOKINGS.file), files[MEMBERS.file], network).released(meeting)


@dataclass(frozen=True, slots=True)
class _BookingsTable:
    """The table of bookings as it is written.

    Attributes:
        before: its content; None if there is no such file.
        data: the same, or a table without rows.
        rows: its rows, each with the line on which it begins.
    """

    before: bytes | None
    data: bytes
    rows: tuple[tuple[int, BookingRow], ...]
    network: Network

    @classmethod
    def of(cls, before: bytes | None, members: bytes, network: Network) -> _BookingsTable:
        """Return the table of a network; a new one is written as that of the members is.

        Raises:
            FileChangedError: if it is no longer as it was read.
        """
        data = empty_like(members, MEMBERS, list(columns_of(BOOKINGS))) if before is None else before
        forms = CellForms.of(network.settings.tables, network.settings.locale)
        text = read_table(data, BOOKINGS, forms, ()).text
        lines = text.lines if text else ()
        if len(lines) != len(network.bookings):
            raise FileChangedError(Path(BOOKINGS.file))
        return cls(before, data, tuple(zip(lines, network.bookings, strict=True)), network)

    def written(
        self, wanted: dict[_Place, BookingRow], until: date | None, *, reserves: bool
    ) -> tuple[bytes | None, tuple[BookingRow, ...]]:
        """Return content and rows with these rows instead of those written before."""
        settings = self.network.settings
        gone, left = set(), []
        for line, row in self.rows:
            place, new = _place(row), wanted.get(_place(row))
            other = not row.source or row.state is BookingState.CONFIRMED
            other |= (row.state is BookingState.RESERVE and row.source == SOURCE) != reserves
            if other or (new is not None and not reserves and until in {None, row.until}):
                left.append(row)
                wanted.pop(place, None)
            else:
                gone.add(line)
                if new is not None:
                    price = row.price if new.price is None else new.price
                    wanted[place] = replace(new, price=price, note=new.note or row.note)
        forms = CellForms.of(settings.tables, settings.locale)
        cells = [_cells(row, forms, settings.locale) for row in wanted.values()]
        after = edit_rows(self.data, BOOKINGS, gone, cells) if gone or cells else self.before
        return after, (*left, *wanted.values())

    def released(self, meeting: str) -> bytes | None:
        """Return the content without the days in reserve of a meeting, or of all for ""."""
        gone = {
            line for line, row in self.rows
            if row.state is BookingState.RESERVE and row.meeting and meeting in {"", row.meeting}
        }  # fmt: skip
        return edit_rows(self.data, BOOKINGS, gone, []) if gone else self.before


_Place = tuple[str | None, str, Span]


def _place(row: BookingRow) -> _Place:
    return row.meeting, row.venue, row.span()


def _row(problem: Problem, planned: PlannedMeeting, until: date | None, source: str) -> BookingRow:
    start, end = (moment.astimezone(problem.zone) for moment in (planned.start, planned.end))
    meeting = problem.meeting(planned.meeting)
    daily = end.time() > start.time() and not (meeting and meeting.hours.overnight)
    hours: Mapping[str, Any] = {"from": start.time(), "to": end.time()} if daily else {}
    return BookingRow(
        venue=planned.venue, rooms=planned.rooms, meeting=planned.meeting, source=source,
        first_day=start.date(), last_day=None if start.date() == end.date() else end.date(),
        state=BookingState.ASKED if until is None else BookingState.HELD, until=until,
        **hours,
    )  # fmt: skip


def _cells(row: BookingRow, forms: CellForms, locale: Locale) -> dict[str, str]:
    def day(found: date | None) -> str:
        return "" if found is None else forms.dates.write(found)

    def clock(found: time | None) -> str:
        return "" if found is None else f"{found:%H:%M}"

    return {
        "venue": row.venue, "first_day": day(row.first_day), "last_day": day(row.last_day), "from": clock(row.start),
        "to": clock(row.end), "rooms": ", ".join(row.rooms), "meeting": row.meeting or "",
        "state": option_name(row.state, locale), "until": day(row.until), "staff": ", ".join(row.staff),
        "price": "" if row.price is None else str(row.price), "note": row.note, "source": row.source,
    }  # fmt: skip
