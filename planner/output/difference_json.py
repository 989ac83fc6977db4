"""The difference of two revisions as JSON."""

from __future__ import annotations

from typing import Any, TypedDict

from planner.revisions.announced import Announced, Named
from planner.revisions.difference import Difference


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


def meeting_json(announced: Announced) -> dict[str, Any]:
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
