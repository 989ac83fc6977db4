"""Accept a plan or proposal, undo a revision, and hold dates: from the options to the report afterwards."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from calendars.language import Locale, Message
from constraints.check import PLAN
from constraints.planning import PlanningResult
from planner.cli.actions.files import read_network, read_today
from planner.cli.base.command import ExitCode, WrongUse
from planner.cli.base.terminal import write_stderr, write_stdout
from planner.explain.subject import BrokenPlanError
from planner.files.plan_file import read_plan
from planner.network.network import Network
from planner.network.tables import BOOKINGS
from planner.reschedule.kept import GONE_BY
from planner.reschedule.undo import WHY
from planner.schemas.plans import dumps
from planner.schemas.revisions import revision_json
from planner.store.archive import Acceptance, Archive, Draft, StaleRevisionError, open_archive
from planner.store.revisions import EVERY_MEETING, Override, Revision
from planner.text.console import console, rendered
from planner.text.differences import difference_lines
from planner.text.plan import verdict_report
from planner.use_cases.accepting import (
    Who,
    accept_with_files,
    draft_of_plan,
    draft_of_proposal,
    undo,
)
from planner.use_cases.bookings import ProposedDates, hold_plans, is_only_read
from planner.use_cases.moving import require_folder
from planner.use_cases.today import Today, changes_update, has_files

Despite = Sequence[tuple[str, str]]
"""Hard rules that may be broken: the key of each, and the meeting."""

NOT_ACCEPTED = Message("actions.accepting.not_accepted", "The plan is not accepted.")
ALL_THE_SAME = Message(
    "actions.accepting.all_the_same", "With {options} it is accepted all the same, and the revision says so."
)
ACCEPTED = Message("actions.accepting.accepted", "Accepted as revision {number}.")
SINCE = Message("actions.accepting.since", "What has changed since revision {number}:")


@dataclass(frozen=True, slots=True)
class Acceptor:
    """Accepts plans into an archive and reports the outcome."""

    archive: Archive
    folder: Path

    @classmethod
    @contextmanager
    def opened(cls, folder: Path, store: str | None, network: str | None) -> Iterator[Acceptor]:
        """Open the archive of the network in a folder; a context manager."""
        with open_archive(folder, store, network) as archive:
            yield cls(archive, folder)

    def who(self, by: str | None, why: str, as_of: date | None, after: int | None = None, despite: Despite = ()) -> Who:
        """What the options say; without `after`, no revision may come between now and accepting."""
        return Who(by or user_name(), why, as_of, self.archive.newest() if after is None else after, allowed(despite))

    def accept_draft(
        self,
        draft: Draft,
        acceptance: Acceptance,
        locale: Locale,
        *,
        today: Today | None = None,
        refused: Message = NOT_ACCEPTED,
    ) -> Revision | None:
        """Accept a draft and return the revision.

        Report and return None if another revision came first, or if it breaks rules; `refused` says the latter. The
        folder's changes.toml follows, which must be as it was in `today` or as the network of the draft has it.
        """
        network, update = draft.content.network, None
        if has_files(self.folder):
            update = today.update(network.changes) if today else changes_update(self.folder, network)
        try:
            return accept_with_files(self.archive, draft, acceptance, update)
        except StaleRevisionError as error:
            _say_stale(error, locale)
        except BrokenPlanError as error:
            _say_broken(error, locale, refused)
        return None

    def today(self) -> Today | None:
        """Load the network of the folder as it is today; None if the folder is no home of a network."""
        return read_today(self.folder, self.archive) if has_files(self.folder) else None

    def accept_answer(self, who: Who, network: Network, answer: PlanningResult) -> ExitCode:
        """Accept the plan of an answer and say so on stderr: stdout is the answer's."""
        plan, problem = answer.outcome.plan, answer.problem
        if plan is None:
            return ExitCode.FOUND_WRONG
        revision = self.accept_draft(Draft.of(network, problem, plan), who.now(problem.zone), problem.locale)
        if revision is None:
            return ExitCode.FOUND_WRONG
        write_stderr(self.said(revision, answer.problem.locale))
        return ExitCode.GOOD

    def said(self, revision: Revision, locale: Locale) -> str:
        """Return the number of the revision and its difference to the one before."""
        said = ACCEPTED.say(locale, number=str(revision.number))
        if revision.number == 1:
            return said
        before = revision.number - 1
        lines = difference_lines(self.archive.difference(before, revision.number), locale)
        return "\n".join([said, SINCE.say(locale, number=str(before)), *lines])


def allowed(despite: Despite) -> tuple[Override, ...]:
    """Return the hard rules that may be broken."""
    return tuple(Override(rule, meeting) for rule, meeting in despite)


def user_name() -> str:
    """Return the name of the user who runs the program; the user id if there is no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _say_stale(error: StaleRevisionError, locale: Locale) -> None:
    lines = difference_lines(error.difference, locale)
    write_stderr("\n".join([error.say(locale), SINCE.say(locale, number=str(error.first.number - 1)), *lines]))


def _say_broken(error: BrokenPlanError, locale: Locale, refused: Message) -> None:
    write_stderr(rendered(console(sys.stderr), *verdict_report(error.verdict)))
    broken = [each for each in error.verdict.broken if each.rule != PLAN]
    options = dict.fromkeys(
        f"--despite {each.rule} {each.meetings[0] if each.meetings else EVERY_MEETING}" for each in broken
    )
    same = f" {ALL_THE_SAME.say(locale, options=' '.join(options))}" if options else ""
    write_stderr(f"{refused.say(locale)}{same}")


def run_accept(
    *, plan: Path, folder: Path, by: str | None, why: str, as_of: date | None, despite: Despite, after: int | None,
    shape: str, store: str | None, network: str | None, locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Accept the plan in a file, or the proposal of that number."""
    if str(plan).isdecimal():
        with Acceptor.opened(folder, store, network) as acceptor:
            who = Who(by or user_name(), why, as_of, after, allowed(despite))
            return accept_proposal(acceptor, int(str(plan)), who, shape)
    written = read_network(folder, store, network)
    settings = written.settings
    try:
        draft = draft_of_plan(written, read_plan(plan, settings.locale))
    except BrokenPlanError as error:
        _say_broken(error, settings.locale, NOT_ACCEPTED)
        return ExitCode.FOUND_WRONG
    with Acceptor.opened(folder, store, network) as acceptor:
        acceptance = acceptor.who(by, why, as_of, after, despite).now(ZoneInfo(settings.timezone))
        return _accepted(acceptor, draft, acceptance, shape)


def _accepted(
    acceptor: Acceptor,
    draft: Draft,
    acceptance: Acceptance,
    shape: str,
    *,
    today: Today | None = None,
    refused: Message = NOT_ACCEPTED,
) -> ExitCode:
    """Accept a draft, and show the revision."""
    locale = draft.content.network.settings.locale
    revision = acceptor.accept_draft(draft, acceptance, locale, today=today, refused=refused)
    if revision is None:
        return ExitCode.FOUND_WRONG
    write_stdout(dumps(revision_json(revision)) if shape == "json" else acceptor.said(revision, locale))
    return ExitCode.GOOD


def accept_proposal(acceptor: Acceptor, number: int, who: Who, shape: str) -> ExitCode:
    """Accept a proposal that was kept, unless another revision came since it was made."""
    today = acceptor.today()
    draft, acceptance = draft_of_proposal(acceptor.archive, number, who, today)
    return _accepted(acceptor, draft, acceptance, shape, today=today, refused=GONE_BY)


def run_undo(
    *, folder: Path, number: int | None, by: str | None, why: str, as_of: date | None, despite: Despite, shape: str,
    store: str | None, network: str | None, locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Accept a revision equal to an earlier one."""
    with Acceptor.opened(folder, store, network) as acceptor:
        settings = acceptor.archive.kept().content.network.settings
        zone, spoken = ZoneInfo(settings.timezone), settings.locale
        who = Who(by or user_name(), why, as_of, despite=allowed(despite))
        today = acceptor.today()
        found = undo(acceptor.archive, number, who.moment(zone) or datetime.now(UTC), today)
        who = replace(who, why=why or WHY.say(spoken, number=str(found.to)), after=found.last)
        return _accepted(acceptor, found.draft, who.now(zone), shape, today=today)


HELD = Message(
    "actions.accepting.held",
    "{n} {n:date is|dates are} held in {file}; {shown} {shown:stands|stand} in calendars of proposed dates, as no "
    "accepted plan has {shown:it|them}.",
)
NOT_HELD = Message("actions.accepting.not_held", "The dates are not held.")
ONLY_READ = Message(
    "actions.accepting.only_read",
    "a workbook is only read, not written: write the dates into its sheet of bookings and run hold without --plan, or "
    "make a folder of it with planner convert",
)


def run_hold(
    *, folder: Path, plans: tuple[Path, ...], until: date | None, by: str | None, why: str, as_of: date | None,
    store: str | None, network: str | None, locale: Locale,
) -> ExitCode:  # fmt: skip
    """Write the dates of these plans into the table of bookings, and show what is booked as tentative."""
    written = read_network(folder, store, network)
    if plans and is_only_read(folder):
        raise WrongUse(ONLY_READ)
    read = {path.name: read_plan(path, written.settings.locale) for path in plans}
    with open_archive(folder, store, network) as archive:
        require_folder(archive)
        acceptance = Who(by or user_name(), why, as_of).now(ZoneInfo(written.settings.timezone))
        try:
            booked, shown = hold_plans(archive, folder, written, ProposedDates(read, until), acceptance)
        except BrokenPlanError as error:
            _say_broken(error, locale, NOT_HELD)
            return ExitCode.FOUND_WRONG
    write_stdout(HELD.say(written.settings.locale, n=booked, shown=shown, file=BOOKINGS.file))
    return ExitCode.GOOD
