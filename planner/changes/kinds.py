"""All kinds of change."""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import Field

from planner.changes.cancelling import Cancel
from planner.changes.change import AnyChange
from planner.changes.closing import ElectionCalled, NewBlackout, VenueClosed
from planner.changes.deciding import Fix, OtherWindow
from planner.changes.laws import LawDate
from planner.changes.members import MemberJoined, MemberLeft
from planner.changes.people import PersonBusy, PersonFree, StaffAway, StaffLeaves
from planner.changes.regions import RegionMerged
from planner.changes.rooms import RoomClosed, RoomSmaller
from planner.changes.rules import OtherRule
from planner.network.fields import Section

Change = Annotated[
    Cancel
    | NewBlackout
    | ElectionCalled
    | VenueClosed
    | RoomClosed
    | RoomSmaller
    | StaffAway
    | StaffLeaves
    | PersonBusy
    | PersonFree
    | MemberJoined
    | MemberLeft
    | Fix
    | OtherWindow
    | OtherRule
    | RegionMerged
    | LawDate,
    Field(discriminator="kind"),
]
"""One thing that happened; `kind` says which."""

KINDS: dict[str, type[AnyChange]] = {each.model_fields["kind"].default: each for each in get_args(get_args(Change)[0])}
"""The class of each kind."""

MOST = 200
"""Changes that are taken at once."""


class Changes(Section):
    """Several things that happened, in the order in which they are taken."""

    changes: Annotated[tuple[Change, ...], Field(min_length=1, max_length=MOST)] = Field(description="The changes.")
