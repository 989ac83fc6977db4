"""Accept a plan or a proposal: it becomes the next revision, and all calendars follow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, tzinfo
from typing import TYPE_CHECKING

from constraints.check import check
from planner.explain.subject import BrokenPlanError
from planner.feeds.publish import publisher
from planner.files.plan_file import meant
from planner.network.problem import build_problem
from planner.reschedule.kept import load_proposal
from planner.store.archive import Acceptance, Archive, Draft, accept_within

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from constraints.problem.plan import Plan
    from planner.network.network import Network
    from planner.store.revisions import Revision


@dataclass(frozen=True, slots=True)
class Who:
    """Who accepts, why and when.

    Attributes:
        why: in their own words; "" for what the proposal says of itself, if it is one.
        as_of: the day that is taken for today, None for the real one.
        after: number of the revision that is to be the last; None for any, or for the one that a proposal rests on.
    """

    by: str
    why: str = ""
    as_of: date | None = None
    after: int | None = None

    def moment(self, zone: tzinfo) -> datetime | None:
        """Return the start of the day that is taken for today; None for the real one."""
        return datetime.combine(self.as_of, time.min, zone) if self.as_of else None

    def now(self, zone: tzinfo) -> Acceptance:
        """Return the acceptance at this moment; days are those of the zone."""
        return Acceptance(self.by, self.why, datetime.now(UTC), self.after, self.moment(zone))


class BrokenProposalError(BrokenPlanError):
    """The proposal breaks rules by now, because days have passed since it was made."""


def draft_of_plan(network: Network, plan: Plan) -> Draft:
    """Return what accepting a plan would make the next revision.

    Raises:
        BrokenPlanError: if the plan breaks rules.
    """
    problem = build_problem(network)
    verdict = check(problem, plan, meant)
    if verdict.broken:
        raise BrokenPlanError(verdict)
    return Draft.of(network, problem, plan)


def draft_of_proposal(archive: Archive, number: int, who: Who) -> tuple[Draft, Acceptance]:
    """Return what accepting a proposal would make the next revision, and how it is accepted.

    Raises:
        NoSuchProposalError: if there is none of that number.
        BrokenProposalError: if it breaks rules by now.
    """
    found = load_proposal(archive.store, archive.network, number)
    problem = build_problem(found.content.network)
    acceptance = found.acceptance(who.by, who.why, datetime.now(UTC), who.moment(problem.zone))
    verdict = found.verdict(problem, acceptance)
    if verdict.broken:
        raise BrokenProposalError(verdict)
    if who.after is not None:
        acceptance = replace(acceptance, expected=who.after)
    return found.draft(problem), acceptance


def accept(connection: Connection, network: str, draft: Draft, acceptance: Acceptance) -> Revision:
    """Make a draft the next revision of the network with that id, within a transaction.

    Raises:
        StaleRevisionError: if another revision came in between.
        StoreError: if the store cannot be written.
    """
    return accept_within(connection, network, draft, acceptance, publisher(draft.content.network))
