"""Propose plans that answer what has happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from planner.changes.kinds import Change
from planner.network.network import Network
from planner.reschedule import reschedule as proposing
from planner.reschedule.foreseen import proved_repair, repaired_plans
from planner.reschedule.kept import store_proposals
from planner.schemas.foresight import Foresight
from planner.schemas.proposals import MayMove
from planner.store.proposals import foresight_of
from planner.use_cases.defaults import MAY_MOVE, PROPOSALS

if TYPE_CHECKING:
    from constraints.problem.plan import Plan
    from planner.reschedule.search import SearchResources
    from planner.schemas.proposals import Answer, Proof
    from planner.store.archive import Archive
    from planner.store.documents import Content

NOTHING = MayMove(MAY_MOVE)


@dataclass(frozen=True, slots=True)
class RescheduleRequest:
    """What has happened, and what the answer is to be like.

    Attributes:
        changes: what has happened; none if the network of today is all that is other than before.
        as_of: the day that is taken for today; None for what it is where the network is.
        wanted: how many proposals.
        may_move: what may be moved besides what the changes hit.
        keep_windows: whether no meeting may be held outside its window unless a change says so.
        save: whether to keep the proposals, so that they can be accepted.
        today: the network as it is today, before the changes; None for that of the revision.
    """

    changes: tuple[Change, ...]
    as_of: date | None = None
    wanted: int = PROPOSALS
    may_move: MayMove = NOTHING
    keep_windows: bool = False
    save: bool = False
    today: Network | None = None


def reschedule(
    archive: Archive, revision: int, content: Content, request: RescheduleRequest, solving: SearchResources
) -> Answer:
    """Propose plans that answer changes to a revision.

    Args:
        archive: where proposals are kept if that is asked for.
        revision: its number.
        content: its network and plan.
        request: what has happened and what is wanted.
        solving: what solves, and within which limits.

    Raises:
        InputErrors: if the changes do not fit the network.
        StoreError: if proposals cannot be kept.
        WrongPlanError: if an engine's plan does not pass the check.
        EngineFailedError: if the solving process failed before it found a plan.
    """
    as_of = content.network.day(request.as_of)
    with archive.store.reading() as connection:
        row = foresight_of(connection, archive.network, revision)
    foreseen: tuple[Plan, ...] = ()
    proved: Proof | None = None
    if row is not None and len(request.changes) == 1:
        known = Foresight.model_validate_json(row.shown)
        (change,) = request.changes
        foreseen = tuple(repaired_plans(known, content.plan, change, as_of))
        if request.may_move is NOTHING and not request.keep_windows:
            proved = proved_repair(known, request.today or content.network, change, as_of)
    wish = proposing.RescheduleOptions(
        request.changes, as_of, request.wanted, request.may_move, request.keep_windows or not request.changes,
        request.today, foreseen,
        proved=proved,
    )  # fmt: skip
    found = proposing.reschedule(content, revision, wish, solving)
    return store_proposals(archive.store, archive.network, found, datetime.now(UTC)) if request.save else found.answer
