"""Revisions and their differences as JSON."""

from __future__ import annotations

import json
from typing import Any, TypedDict

from constraints.problem.plan import Plan
from planner.network.history import Difference, MeetingHistory
from planner.network.published import Named, PublishedMeeting
from planner.store.archive import Kept
from planner.store.documents import network_text
from planner.store.revisions import Revision


class NewJson(TypedDict):
    """A new meeting, and the ids of the cancelled ones it replaces."""

    uid: str
    meeting: dict[str, Any]
    replaces: list[str]


class CancelledJson(TypedDict):
    """A cancelled meeting as it had been announced."""

    uid: str
    meeting: dict[str, Any]


class ChangedJson(TypedDict):
    """A meeting before and after, and the aspects that changed: time, venue, rooms, staff, title, audience, setup."""

    uid: str
    changes: list[str]
    before: dict[str, Any]
    after: dict[str, Any]


class DifferenceJson(TypedDict):
    """Everything that is otherwise."""

    new: list[NewJson]
    cancelled: list[CancelledJson]
    changed: list[ChangedJson]


def difference_json(found: Difference) -> DifferenceJson:
    """Everything that is otherwise, with ids as planners write them."""
    return {
        "new": [
            {"uid": new.uid, "meeting": meeting_json(new.announced), "replaces": [old.meeting for old in new.replaces]}
            for new in found.new
        ],
        "cancelled": [{"uid": each.uid, "meeting": meeting_json(each.announced)} for each in found.cancelled],
        "changed": [
            {
                "uid": each.uid,
                "changes": [aspect.value for aspect in each.aspects],
                "before": meeting_json(each.before),
                "after": meeting_json(each.after),
            }
            for each in found.changed
        ],
    }


def meeting_json(announced: PublishedMeeting) -> dict[str, Any]:
    """A meeting with times as RFC 3339 with offset and everything else by id; of the members, how many they are."""
    return {
        "id": announced.meeting,
        "round": announced.round,
        "region": announced.region.id if announced.region else None,
        "title": announced.title,
        "theme": announced.theme,
        "start": announced.start.isoformat(),
        "end": announced.end.isoformat(),
        "venue": announced.venue.id,
        "rooms": _ids(announced.rooms),
        "staff": _ids(announced.staff),
        "municipalities": _ids(announced.municipalities),
        "members": len(announced.members),
        "setup_half_days": announced.setup,
        "teardown_half_days": announced.teardown,
    }


def _ids(named: tuple[Named, ...]) -> list[str]:
    return [each.id for each in named]


def revision_json(revision: Revision) -> dict[str, Any]:
    """Number, who, when (UTC) and why."""
    return {
        "network": revision.network,
        "revision": revision.number,
        "accepted_at": revision.accepted_at.isoformat(),
        "accepted_by": revision.accepted_by,
        "why": revision.why,
    }


def kept_json(kept: Kept) -> dict[str, Any]:
    """A revision and its meetings, the cancelled ones too, each with the UID that calendars know it by."""
    return {**revision_json(kept.revision), "meetings": [_life_json(life) for life in in_order(kept.lives)]}


def whole_json(kept: Kept) -> dict[str, Any]:
    """A revision with the network and the plan that were accepted."""
    written = json.loads(network_text(kept.content.network))
    return {**kept_json(kept), "written": written, "plan": plan_json(kept.content.plan)}


def plan_json(plan: Plan) -> dict[str, list[dict[str, Any]]]:
    """A plan in the form that plans are read in."""
    return {
        "meetings": [
            {
                "id": each.meeting,
                "start": each.start.isoformat(),
                "end": each.end.isoformat(),
                "venue": each.venue,
                "rooms": list(each.rooms),
                "staff": list(each.staff),
            }
            for each in plan.meetings
        ]
    }


def in_order(lives: tuple[MeetingHistory, ...]) -> list[MeetingHistory]:
    """In order of time."""
    return sorted(lives, key=lambda life: (life.announced.start, life.meeting, life.uid))


def _life_json(life: MeetingHistory) -> dict[str, Any]:
    state = {"uid": life.uid, "cancelled": life.cancelled, "replaces": list(life.replaces)}
    return {**state, "since_revision": life.steps[0].revision, "changed_in": [step.revision for step in life.steps],
            **meeting_json(life.announced)}  # fmt: skip
