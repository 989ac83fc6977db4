"""Changes together on a network: every one is looked at, and all that is wrong is told at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from constraints.plan import Plan
from planner.changes.cancelling import Cancel
from planner.changes.change import AnyChange, Situation
from planner.changes.references import lost_references
from planner.errors import InputError, InputErrors
from planner.network import Network


@dataclass(frozen=True, slots=True)
class Changed:
    """A network after changes.

    Attributes:
        cancelled: ids of the meetings that are called off and held later by others, which replace them.
        dropped: ids of the meetings that are called off and not held.
    """

    network: Network
    cancelled: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()


def apply_changes(
    network: Network, plan: Plan, changes: Sequence[AnyChange], as_of: date, *, keep_windows: bool = False
) -> Changed:
    """The network in which all of that has happened, one after the other.

    Args:
        network: it goes together.
        plan: what has been announced.
        changes: see `planner.changes.kinds`.
        as_of: what is taken for today; meetings that ended before it are past.
        keep_windows: whether meetings that are held later stay in their windows, unless a change says until when.

    Raises:
        InputErrors: everything that is wrong with the changes, each error with the path ("changes", place, key).
    """
    announced = {each.meeting: each for each in plan.meetings}
    errors: list[InputError] = []
    stages = [network]
    for place, change in enumerate(changes):
        before = Situation(stages[-1], announced, as_of, keep_windows)
        found = list(_refused(place, change, before))
        errors += found
        stages.append(stages[-1] if found else change.applied(before))
    if errors:
        raise InputErrors(errors, network.settings.locale)
    cancels = [change for change in changes if isinstance(change, Cancel)]
    return Changed(
        _checked(stages, changes),
        frozenset(meeting for cancel in cancels if cancel.later for meeting in cancel.meetings),
        frozenset(meeting for cancel in cancels if not cancel.later for meeting in cancel.meetings),
    )


def _refused(place: int, change: AnyChange, before: Situation) -> Iterator[InputError]:
    lost = list(lost_references(change, before.network))
    for refusal in lost or change.refusals(before):
        yield InputError(change.kind, refusal.said, ("changes", place, refusal.key), found=refusal.found)


def _checked(stages: Sequence[Network], changes: Sequence[AnyChange]) -> Network:
    """The last stage, checked as a whole; what is wrong is put down to the change after which it is."""
    try:
        return stages[-1].changed()
    except InputErrors as last:
        for place, (change, stage) in enumerate(zip(changes, stages[1:], strict=True)):
            found = _errors(stage)
            if found:
                told = [replace(each, file=change.kind, path=("changes", place), line=None) for each in found]
                raise InputErrors(told, last.locale) from None
        raise


def _errors(network: Network) -> tuple[InputError, ...]:
    try:
        network.changed()
    except InputErrors as found:
        return found.errors
    return ()
