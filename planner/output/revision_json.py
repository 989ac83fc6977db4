"""Revisions as JSON."""

from __future__ import annotations

import json
from typing import Any

from constraints.plan import Plan
from planner.output.difference_json import meeting_json
from planner.revisions.archive import Kept
from planner.revisions.life import Life
from planner.store.documents import network_text
from planner.store.revisions import Revision


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


def in_order(lives: tuple[Life, ...]) -> list[Life]:
    """In order of time."""
    return sorted(lives, key=lambda life: (life.announced.start, life.meeting, life.uid))


def _life_json(life: Life) -> dict[str, Any]:
    state = {"uid": life.uid, "cancelled": life.cancelled, "replaces": list(life.replaces)}
    return {**state, "since_revision": life.steps[0].revision, "changed_in": [step.revision for step in life.steps],
            **meeting_json(life.announced)}  # fmt: skip
