"""From changes to proposals, without a store: whom they hit, plans that answer them, and what each means."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from constraints.check import check
from constraints.outcome import Status
from constraints.plan import Plan
from constraints.replanning import replanned
from planner.building import build_problem
from planner.changes import apply_changes
from planner.rescheduling.answer import Answer, MayMove
from planner.rescheduling.answering import Ended, answer, not_found
from planner.rescheduling.choosing import chosen
from planner.rescheduling.impossible import Impossible
from planner.rescheduling.may_move import movable
from planner.rescheduling.postponing import with_room
from planner.rescheduling.search import Search, Solving
from planner.rescheduling.situation import Compared, Question, Situation
from planner.rescheduling.windows import windows_said

if TYPE_CHECKING:
    from constraints.check import Verdict
    from planner.changes import Change
    from planner.network import Network
    from planner.store.documents import Content


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked.

    Attributes:
        changes: what has happened, in order.
        as_of: the day that is taken for today.
        wanted: how many proposals.
        may_move: what may be moved besides what the changes hit.
        keep_windows: whether no meeting may be held outside its window unless a change says so.
    """

    changes: Sequence[Change]
    as_of: date
    wanted: int = 3
    may_move: MayMove = MayMove.NOTHING
    keep_windows: bool = False


@dataclass(frozen=True, slots=True)
class Rescheduled:
    """The answer, and what is needed to accept one of its proposals.

    Attributes:
        network: as the changes left it.
        replaced: ids of the meetings that are called off and held later.
        plans: of the proposals, in the same order.
    """

    answer: Answer
    network: Network
    replaced: frozenset[str]
    plans: tuple[Plan, ...]


def reschedule(content: Content, revision: int, wish: Wish, solving: Solving) -> Rescheduled:
    """Work out what follows from changes to an accepted plan, and propose plans that answer them.

    Args:
        content: what was accepted.
        revision: its number.
        wish: what is asked.
        solving: the process that solves, and its limits.

    Raises:
        InputErrors: if the changes make no sense for this network.
        WrongPlanError, EngineFailedError: as for `constraints.solve.solve`.
    """
    begun = time.monotonic()
    situation = _situation(content, wish)
    question = Question.of(situation, movable(situation, wish.may_move))
    search = Search(question, wish.wanted, solving, sparing=wish.may_move is not MayMove.NOTHING)
    decided = windows_said(wish.changes, content.network)
    with ThreadPoolExecutor(1) as beside:  # while others compute, this process would only wait
        before = beside.submit(_accepted, content, wish.as_of)

        def said(ended: Ended) -> Answer:
            shown = answer(Compared(situation, before.result(), decided), revision, wish, ended)
            return shown.model_copy(update={"seconds": round(time.monotonic() - begun, 3)})

        def so_far() -> Ended:
            return Ended(search.status, chosen(search.found, situation.hits, wish.wanted))

        search.run(lambda: solving.on_found(lambda: said(so_far())))
    ended = so_far() if search.status is not Status.INFEASIBLE else _impossible(question, solving)
    changed = situation.changed
    return Rescheduled(said(ended), changed.network, changed.cancelled, tuple(each.plan for each, _ in ended.found))


def _situation(content: Content, wish: Wish) -> Situation:
    changed = apply_changes(content.network, content.plan, wish.changes, wish.as_of, keep_windows=wish.keep_windows)
    situation = Situation.of(content.plan, changed, build_problem(changed.network), wish.as_of)
    if wish.keep_windows:
        return situation
    return with_room(situation, movable(situation, wish.may_move), windows_said(wish.changes, content.network))


def _impossible(question: Question, solving: Solving) -> Ended:
    """The end of a search that found that there is no plan."""
    # Imported here because few answers need them.
    from constraints.clash.impossible import why_impossible  # noqa: PLC0415
    from planner.output.impossible_json import impossible_json  # noqa: PLC0415

    problem, begun = question.problem, time.monotonic()
    found = impossible_json(problem, why_impossible(problem, solving.limits, solving.stop), problem.locale)
    impossible = Impossible.model_validate(found)
    missing = not_found(impossible, question.no_place, time.monotonic() - begun, problem.locale)
    return Ended(Status.INFEASIBLE, (), question.no_place, impossible.model_copy(update={"not_found": missing}))


def _accepted(content: Content, as_of: date) -> Verdict:
    """The verdict on the accepted plan by what was known when it was accepted, on the day."""
    problem = replanned(build_problem(content.network), content.plan, as_of, ())
    return check(problem, content.plan)
