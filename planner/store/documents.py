"""Canonical JSON of networks, plans and published meetings (equal values give equal text), stored once by hash."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlalchemy import Connection, select

from constraints.problem.plan import Plan
from planner.network.network import Network
from planner.network.published import PublishedMeeting
from planner.store.tables import documents, insert

_PLAN = TypeAdapter(Plan)
_ANNOUNCED = TypeAdapter(PublishedMeeting)


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a revision: a network and a plan for it."""

    network: Network
    plan: Plan


def network_text(network: Network) -> str:
    """Return the network as canonical JSON, defaults written out because a later version may change them."""
    return canonical(network.model_dump(mode="json"))


def plan_text(plan: Plan) -> str:
    """Return the plan as canonical JSON."""
    return canonical(_PLAN.dump_python(plan, mode="json"))


def announced_text(announced: PublishedMeeting) -> str:
    """Return the published meeting as canonical JSON."""
    return canonical(_ANNOUNCED.dump_python(announced, mode="json"))


def read_content(network_json: str, plan_json: str) -> Content:
    """Parse what `network_text` and `plan_text` wrote; times are in the network's zone."""
    network = Network.model_validate_json(_as_meant(network_json))
    zone, plan = ZoneInfo(network.settings.timezone), _PLAN.validate_json(plan_json)
    local = [replace(each, start=each.start.astimezone(zone), end=each.end.astimezone(zone)) for each in plan.meetings]
    return Content(network, Plan(tuple(local)))


def read_announced(text: str) -> PublishedMeeting:
    """Parse what `announced_text` wrote; times are in the zone it names."""
    read = _ANNOUNCED.validate_json(text)
    zone = ZoneInfo(read.timezone)
    return replace(read, start=read.start.astimezone(zone), end=read.end.astimezone(zone))


def keep(connection: Connection, text: str) -> str:
    """Store a document unless it is stored already, and return the SHA-256 (hexadecimal) it is found by."""
    found = hashlib.sha256(text.encode()).hexdigest()
    connection.execute(insert(connection, documents).values(sha256=found, json=text).on_conflict_do_nothing())
    return found


def fetch(connection: Connection, sha256: str) -> str:
    """Return the stored document with that SHA-256 (hexadecimal)."""
    return str(connection.execute(select(documents.c.json).where(documents.c.sha256 == sha256)).scalar_one())


def _as_meant(network_json: str) -> str:
    """Return a network with what versions meant that did not write it: staff of a round replaced the general staff."""
    if '"staff_replaces":' in network_json:
        return network_json
    found = json.loads(network_json)
    for section in (*found["settings"].get("rounds", ()), *found["settings"].get("series", ())):
        section["staff_replaces"] = True if section.get("staff") is not None else None
    return json.dumps(found)


def canonical(found: object) -> str:
    """Return a JSON value as text; equal values give equal text."""
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
