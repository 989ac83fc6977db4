"""The lives of a network's meetings: adding a revision's steps, and reading them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, select

from planner.revisions.announced import Aspect
from planner.revisions.life import Event, Life, Step
from planner.store.documents import announced_text, read_announced
from planner.store.tables import meetings, replacements, revisions, steps


def lives(connection: Connection, network: str) -> tuple[Life, ...]:
    """All that ever began, older ones first, those of cancelled meetings too."""
    found = _steps(connection, network)
    replaced = _replaced(connection, network)
    names = select(meetings.c.uid, meetings.c.meeting).where(meetings.c.network == network)
    known = [Life(uid, meeting, tuple(found[uid]), tuple(replaced[uid])) for uid, meeting in connection.execute(names)]
    return tuple(sorted(known, key=lambda life: (life.steps[0].revision, life.uid)))


def add_steps(connection: Connection, network: str, touched: Iterable[Life]) -> None:
    """Add the last step of each life, and the meeting itself where that is its first."""
    touched = tuple(touched)
    begun = [life for life in touched if len(life.steps) == 1]
    for table, rows in (
        (meetings, [{"uid": life.uid, "network": network, "meeting": life.meeting} for life in begun]),
        (replacements, [{"uid": life.uid, "replaced": uid} for life in begun for uid in life.replaces]),
        (steps, [_row(network, life.uid, life.steps[-1]) for life in touched]),
    ):
        if rows:
            connection.execute(table.insert(), rows)


def _row(network: str, uid: str, step: Step) -> dict[str, object]:
    return {
        "network": network,
        "revision": step.revision,
        "uid": uid,
        "event": step.event.value,
        "aspects": " ".join(sorted(step.aspects)),
        "announced": announced_text(step.announced),
    }


def _steps(connection: Connection, network: str) -> defaultdict[str, list[Step]]:
    asked = (
        select(steps.c.uid, steps.c.revision, revisions.c.accepted_at, steps.c.event, steps.c.aspects,
               steps.c.announced)
        .join_from(steps, revisions)
        .where(steps.c.network == network)
        .order_by(steps.c.revision)
    )  # fmt: skip
    found: defaultdict[str, list[Step]] = defaultdict(list)
    for uid, revision, at, event, aspects, announced in connection.execute(asked):
        changed = frozenset(map(Aspect, aspects.split()))
        found[uid].append(Step(revision, at, Event(event), changed, read_announced(announced)))
    return found


def _replaced(connection: Connection, network: str) -> defaultdict[str, list[str]]:
    asked = (
        select(replacements.c.uid, replacements.c.replaced)
        .join(meetings, meetings.c.uid == replacements.c.uid)
        .where(meetings.c.network == network)
        .order_by(replacements.c.replaced)
    )
    found: defaultdict[str, list[str]] = defaultdict(list)
    for uid, replaced in connection.execute(asked):
        found[uid].append(replaced)
    return found
