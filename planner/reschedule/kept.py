"""Stored proposals: keep those of an answer under numbers, and read one to accept it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from calendars.language import Message
from planner.reschedule.windows import said_outside
from planner.store import proposals
from planner.store.archive import Acceptance, Draft
from planner.store.documents import Content
from planner.store.proposals import NewProposal, ProposalRow

if TYPE_CHECKING:
    from constraints.problem.problem import Problem
    from planner.reschedule.reschedule import Rescheduled
    from planner.schemas.proposals import Answer
    from planner.store.database import Store


GONE_BY = Message(
    "reschedule.kept.gone_by",
    "The proposal is not accepted: by now it breaks the rules, as days have passed or files were edited since it was"
    " made.",
)


@dataclass(frozen=True, slots=True)
class StoredProposal:
    """A stored proposal with its network and plan."""

    proposal: ProposalRow
    content: Content

    def draft(self, problem: Problem) -> Draft:
        """Return the draft that accepting it makes a revision; `problem` is built from its network."""
        return Draft.of(self.content.network, problem, self.content.plan)

    def acceptance(self, by: str, why: str, at: datetime, as_of: datetime | None = None) -> Acceptance:
        """Return its acceptance, which requires that the revision it is based on is still the last.

        Args:
            by: who accepts it.
            why: the reason; the changes it answers if empty.
            at: when; aware.
            as_of: the moment before which meetings are past. If None: the one with which the proposal was made if that
                was on another day than the real one, else `at`.
        """
        made, zone = self.proposal, ZoneInfo(self.content.network.settings.timezone)
        replayed = made.as_of.astimezone(zone).date() != made.made_at.astimezone(zone).date()
        past = as_of or (made.as_of if replayed else None)
        return Acceptance(by, why or made.why, at, made.revision, past, made.replaced)


def store_proposals(store: Store, network: str, found: Rescheduled, at: datetime) -> Answer:
    """Store all proposals of an answer, and return the answer with their numbers; `at` is aware.

    Raises:
        StoreError: if the store cannot be written.
    """
    if not found.plans:
        return found.answer
    with store.writing() as connection:
        load_proposal = proposals.add(connection, network, _new_proposals(found), at.astimezone(UTC))
    numbered = [
        each.model_copy(update={"number": one.number})
        for each, one in zip(found.answer.proposals, load_proposal, strict=True)
    ]
    return found.answer.model_copy(update={"proposals": tuple(numbered)})


def load_proposal(store: Store, network: str, number: int) -> StoredProposal:
    """Return the proposal with that number.

    Raises:
        NoSuchProposalError: if there is none.
    """
    with store.reading() as connection:
        proposal = proposals.numbered(connection, network, number)
        return StoredProposal(proposal, proposals.content(connection, proposal))


def _new_proposals(found: Rescheduled) -> Iterator[NewProposal]:
    answer, zone = found.answer, ZoneInfo(found.network.settings.timezone)
    for proposal, plan in zip(answer.proposals, found.plans, strict=True):
        yield NewProposal(
            content=Content(found.network, plan),
            revision=answer.revision,
            as_of=datetime.combine(answer.as_of, time.min, zone),
            why=" ".join([*answer.changes, *said_outside(proposal.moves, found.network.settings.locale)]),
            replaced=found.replaced,
            shown=proposal.model_dump_json(),
        )
