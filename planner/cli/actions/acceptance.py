"""Accepting on the command line: who, why, on which revision, and what is said afterwards."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path

from calendars.language import Locale, Sentence
from constraints.plan import Plan
from constraints.problem import Problem
from planner.cli.exit_codes import ExitCode
from planner.cli.streams import remark
from planner.network import Network
from planner.operations import Answer
from planner.output.difference_text import difference_lines
from planner.publishing.following import publisher
from planner.revisions.accepting import Acceptance, Draft, StaleRevisionError
from planner.revisions.archive import Archive, open_archive
from planner.store.revisions import Revision

ACCEPTED = Sentence(en="Accepted as revision {number}.", da="Accepteret som revision {number}.")
SINCE = Sentence(en="What has changed since revision {number}:", da="Det er ændret siden revision {number}:")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the options say.

    Attributes:
        as_of: the day that is taken for today, None for the real one.
        after: number of the revision that is to be the last.
    """

    by: str | None
    why: str
    as_of: date | None
    after: int | None

    def accepted_now(self, zone: tzinfo) -> Acceptance:
        """The acceptance, at this moment; days are those of the zone."""
        start = datetime.combine(self.as_of, time.min, zone) if self.as_of else None
        return Acceptance(self.by or user_name(), self.why, datetime.now(UTC), self.after, start)


@dataclass(frozen=True, slots=True)
class Acceptor:
    """Accepts plans into an archive."""

    archive: Archive

    @classmethod
    @contextmanager
    def opened(cls, folder: Path, store: str | None, network: str | None) -> Iterator[Acceptor]:
        """For the network in a folder, until the block ends."""
        with open_archive(folder, store, network) as archive:
            yield cls(archive)

    def wish(self, by: str | None, why: str, as_of: date | None, after: int | None = None) -> Wish:
        """What the options say; without `after`, no revision may come between now and accepting."""
        return Wish(by, why, as_of, self.archive.newest() if after is None else after)

    def accept(self, network: Network, problem: Problem, plan: Plan, wish: Wish) -> Revision | None:
        """The new revision; None if another came first, which is then said."""
        return self.accept_draft(Draft.of(network, problem, plan), wish.accepted_now(problem.zone), problem.locale)

    def accept_draft(self, draft: Draft, acceptance: Acceptance, locale: Locale) -> Revision | None:
        """The new revision; None if another came first, which is then said."""
        try:
            return self.archive.accept(draft, acceptance, publisher(draft.content.network))
        except StaleRevisionError as error:
            _say_stale(error, locale)
            return None

    def accept_answer(self, wish: Wish, network: Network, answer: Answer) -> ExitCode:
        """Accept the plan of an answer and say so on stderr: stdout is the answer's."""
        plan = answer.outcome.plan
        revision = self.accept(network, answer.problem, plan, wish) if plan is not None else None
        if revision is None:
            return ExitCode.FOUND_WRONG
        remark(self.said(revision, answer.problem.locale))
        return ExitCode.GOOD

    def said(self, revision: Revision, locale: Locale) -> str:
        """The number, and what has changed since the revision before."""
        said = ACCEPTED.say(locale, number=str(revision.number))
        if revision.number == 1:
            return said
        before = revision.number - 1
        lines = difference_lines(self.archive.difference(before, revision.number), locale)
        return "\n".join([said, SINCE.say(locale, number=str(before)), *lines])


def user_name() -> str:
    """Who runs the program; the number of the user where there is no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _say_stale(error: StaleRevisionError, locale: Locale) -> None:
    lines = difference_lines(error.difference, locale)
    remark("\n".join([error.say(locale), SINCE.say(locale, number=str(error.first.number - 1)), *lines]))
