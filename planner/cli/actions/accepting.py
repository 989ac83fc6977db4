"""Accept a plan or proposal, undo a revision, and hold dates: from the options to the report afterwards."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from calendars.language import Locale, Message
from constraints.check import check
from constraints.planning import Answer
from constraints.problem.plan import Plan
from constraints.problem.problem import Problem
from planner.cli.actions.files import read_network
from planner.cli.base.command import ExitCode
from planner.cli.base.terminal import remark, result
from planner.feeds.publish import hold, publisher
from planner.files.plan_file import meant, read_plan
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.reschedule.kept import GONE_BY, kept
from planner.reschedule.undo import WHY, undone
from planner.schemas.plans import dumps
from planner.schemas.revisions import revision_json
from planner.store.archive import Acceptance, Archive, Draft, StaleRevisionError, open_archive
from planner.store.revisions import Revision
from planner.text.console import console, rendered
from planner.text.differences import difference_lines
from planner.text.plan import verdict_report

ACCEPTED = Message("actions.accepting.accepted", "Accepted as revision {number}.")
SINCE = Message("actions.accepting.since", "What has changed since revision {number}:")


@dataclass(frozen=True, slots=True)
class Wish:
    """The options of an acceptance.

    Attributes:
        by: who accepts; the user's name if None.
        why: the reason.
        as_of: the date taken as today; None for the real one.
        after: number of the revision that must be the last.
    """

    by: str | None
    why: str
    as_of: date | None
    after: int | None

    def accepted_now(self, zone: tzinfo) -> Acceptance:
        """Return the acceptance with the present time; days are those of the time zone."""
        start = datetime.combine(self.as_of, time.min, zone) if self.as_of else None
        return Acceptance(self.by or user_name(), self.why, datetime.now(UTC), self.after, start)


@dataclass(frozen=True, slots=True)
class Acceptor:
    """Accepts plans into an archive and reports the outcome."""

    archive: Archive

    @classmethod
    @contextmanager
    def opened(cls, folder: Path, store: str | None, network: str | None) -> Iterator[Acceptor]:
        """Open the archive of the network in a folder; a context manager."""
        with open_archive(folder, store, network) as archive:
            yield cls(archive)

    def wish(self, by: str | None, why: str, as_of: date | None, after: int | None = None) -> Wish:
        """Return the options; without `after` no revision may be added between now and the acceptance."""
        return Wish(by, why, as_of, self.archive.newest() if after is None else after)

    def accept(self, network: Network, problem: Problem, plan: Plan, wish: Wish) -> Revision | None:
        """Accept a plan and return the revision; report and return None if another revision came first."""
        return self.accept_draft(Draft.of(network, problem, plan), wish.accepted_now(problem.zone), problem.locale)

    def accept_draft(self, draft: Draft, acceptance: Acceptance, locale: Locale) -> Revision | None:
        """Accept a draft and return the revision; report and return None if another revision came first."""
        try:
            return self.archive.accept(draft, acceptance, publisher(draft.content.network))
        except StaleRevisionError as error:
            _say_stale(error, locale)
            return None

    def accept_answer(self, wish: Wish, network: Network, answer: Answer) -> ExitCode:
        """Accept the plan of an answer and report it on stderr, as stdout holds the answer."""
        plan = answer.outcome.plan
        revision = self.accept(network, answer.problem, plan, wish) if plan is not None else None
        if revision is None:
            return ExitCode.FOUND_WRONG
        remark(self.said(revision, answer.problem.locale))
        return ExitCode.GOOD

    def said(self, revision: Revision, locale: Locale) -> str:
        """Return the number of the revision and its difference to the one before."""
        said = ACCEPTED.say(locale, number=str(revision.number))
        if revision.number == 1:
            return said
        before = revision.number - 1
        lines = difference_lines(self.archive.difference(before, revision.number), locale)
        return "\n".join([said, SINCE.say(locale, number=str(before)), *lines])


def user_name() -> str:
    """Return the name of the user who runs the program; the user id if there is no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _say_stale(error: StaleRevisionError, locale: Locale) -> None:
    lines = difference_lines(error.difference, locale)
    remark("\n".join([error.say(locale), SINCE.say(locale, number=str(error.first.number - 1)), *lines]))


NOT_ACCEPTED = Message("actions.accepting.not_accepted", "The plan is not accepted.")


def run_accept(
    *, plan: Path, folder: Path, by: str | None, why: str, as_of: date | None, after: int | None, shape: str,
    store: str | None, network: str | None, locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Accept the plan in a file, or the proposal of that number."""
    if str(plan).isdecimal():
        with Acceptor.opened(folder, store, network) as acceptor:
            return accept_proposal(acceptor, int(str(plan)), Wish(by, why, as_of, after), shape)
    written = read_network(folder)
    problem = build_problem(written)
    found = read_plan(plan, problem.locale)
    verdict = check(problem, found, meant)
    if verdict.broken:
        remark(rendered(console(sys.stderr), *verdict_report(verdict)))
        remark(NOT_ACCEPTED.say(problem.locale))
        return ExitCode.FOUND_WRONG
    with Acceptor.opened(folder, store, network) as acceptor:
        revision = acceptor.accept(written, problem, found, acceptor.wish(by, why, as_of, after))
        if revision is None:
            return ExitCode.FOUND_WRONG
        result(dumps(revision_json(revision)) if shape == "json" else acceptor.said(revision, problem.locale))
    return ExitCode.GOOD


def accept_proposal(acceptor: Acceptor, number: int, wish: Wish, shape: str) -> ExitCode:
    """Accept a stored proposal, unless another revision came since it was made."""
    found = kept(acceptor.archive.store, acceptor.archive.network, number)
    problem = build_problem(found.content.network)
    said = wish.accepted_now(problem.zone)
    acceptance = found.acceptance(said.by, said.why, said.at, said.as_of)
    if wish.after is not None:
        acceptance = replace(acceptance, expected=wish.after)
    if found.verdict(problem, acceptance).broken:
        remark(GONE_BY.say(problem.locale))
        return ExitCode.FOUND_WRONG
    revision = acceptor.accept_draft(found.draft(problem), acceptance, problem.locale)
    if revision is None:
        return ExitCode.FOUND_WRONG
    result(dumps(revision_json(revision)) if shape == "json" else acceptor.said(revision, problem.locale))
    return ExitCode.GOOD


def run_undo(
    *, folder: Path, number: int | None, by: str | None, why: str, as_of: date | None, shape: str,
    store: str | None, network: str | None, locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Accept a revision equal to an earlier one."""
    with Acceptor.opened(folder, store, network) as acceptor:
        settings = acceptor.archive.kept().content.network.settings
        zone, spoken = ZoneInfo(settings.timezone), settings.locale
        moment = Wish(by, why, as_of, None).accepted_now(zone).as_of or datetime.now(UTC)
        found = undone(acceptor.archive, number, moment)
        wish = Wish(by, why or WHY.say(spoken, number=str(found.to)), as_of, found.last)
        revision = acceptor.accept_draft(found.draft, wish.accepted_now(zone), spoken)
        if revision is None:
            return ExitCode.FOUND_WRONG
        result(dumps(revision_json(revision)) if shape == "json" else acceptor.said(revision, spoken))
    return ExitCode.GOOD


HELD = Message("actions.accepting.held", "{n} {n:date is|dates are} held.")


def run_hold(
    *, folder: Path, plans: tuple[Path, ...], by: str | None, why: str, as_of: date | None, store: str | None,
    network: str | None, locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Publish the dates of these plans as tentative, and release all others."""
    written = read_network(folder)
    problem = build_problem(written)
    drafts = [Draft.of(written, problem, read_plan(path, problem.locale)) for path in plans]
    acceptance = Wish(by, why, as_of, None).accepted_now(problem.zone)
    with open_archive(folder, store, network) as archive, archive.store.writing() as connection:
        hold(connection, archive.network, written, drafts, acceptance)
    dates = {(each.meeting, each.start.date()) for draft in drafts for each in draft.announced.values()}
    result(HELD.say(problem.locale, n=len(dates)))
    return ExitCode.GOOD
