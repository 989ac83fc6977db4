"""Revisions and their differences as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from calendars.language import Locale
from planner.network.fields import FIRST_TODAY, LAST_TODAY
from planner.network.history import Difference, MeetingHistory
from planner.network.published import Named, PublishedMeeting
from planner.schemas.common import Shape
from planner.schemas.plans import PlanJson, plan_json
from planner.store.archive import RevisionRecord
from planner.store.documents import network_text
from planner.store.revisions import Revision


class OverrideJson(Shape):
    """A hard rule that a revision breaks on purpose."""

    rule: str
    meeting: str = Field(examples=["2023-1/syd"])
    sentence: str = Field(description="What is broken, in the network's language.")


class RevisionJson(Shape):
    """A revision."""

    network: str = Field(examples=["ledernetvaerk"])
    revision: int = Field(examples=[3])
    accepted_at: datetime
    accepted_by: str = Field(examples=["Anne"])
    why: str = Field(examples=["Folketingsvalg"])
    overrides: tuple[OverrideJson, ...] = Field(description="The hard rules that it breaks on purpose.")


class MeetingJson(Shape):
    """A meeting as announced; of the members, how many they are."""

    id: str = Field(examples=["2023-1/syd"])
    round: str
    region: str | None
    title: str
    theme: str
    start: datetime
    end: datetime
    venue: str
    rooms: tuple[str, ...]
    staff: tuple[str, ...]
    municipalities: tuple[str, ...]
    members: int
    overnight: bool = Field(
        description="Whether several days are one continuous stay, rather than the same hours on each."
    )
    setup_half_days: int
    teardown_half_days: int
    setup_minutes: int
    teardown_minutes: int


class LifeJson(MeetingJson):
    """A meeting with the UID that calendars know it by, and the revisions it changed in."""

    uid: str
    cancelled: bool
    replaces: tuple[str, ...]
    since_revision: int
    changed_in: tuple[int, ...]


class KeptJson(RevisionJson):
    """A revision with its meetings, the cancelled ones too."""

    meetings: tuple[LifeJson, ...]


class WholeJson(KeptJson):
    """A revision with the network and the plan that were accepted."""

    written: dict[str, Any]
    plan: PlanJson


class HistoryJson(Shape):
    """Every revision of a network."""

    network: str
    revisions: tuple[WholeJson, ...]


class NoticeJson(Shape):
    """What somebody must be told after a revision."""

    kind: str = Field(description="member, staff or venue")
    id: str
    name: str = Field(description="Of a member the municipality.")
    sentences: tuple[str, ...]
    first_day: date = Field(
        description="The first day of the meetings concerned, as they were and as they are, that was still to come "
        "when they were told; the earliest if none was."
    )
    knows: int = Field(description="The revision from which on this is new to them; 0 if all is.")
    told_on: date | None = Field(description="When they were told; null if nobody recorded it.")
    told_by: str | None
    days: int | None = Field(
        description="From the day they were told, or else from today, to the first day; null after the fact."
    )
    short: bool = Field(description="Whether these are fewer days than the rules ask for.")


class NoticesJson(Shape):
    """Who must be told what from one revision to a later one."""

    network: str
    old: int = Field(description="The revision that people know, of those who know least; 0 for none.")
    known: str = Field(description="What people know, in words.")
    new: int
    as_of: date = Field(description="The day that is taken for today.")
    notice_days: int = Field(description="How many days' notice the rules ask for.")
    notices: tuple[NoticeJson, ...]


class ToldJson(Shape):
    """Who was told on a day what is new in a revision."""

    told_on: date = Field(ge=FIRST_TODAY, le=LAST_TODAY)
    told_by: str = Field(min_length=1, max_length=200, description="Who told them.")
    whom: tuple[Annotated[str, Field(max_length=200)], ...] = Field(
        default=(), max_length=10_000, description="Readers as KIND/ID, such as member/a1; empty for all concerned.",
        examples=[["member/a1"]],
    )  # fmt: skip


class NewJson(Shape):
    """A meeting that is new, and ids of the cancelled ones it replaces."""

    uid: str
    meeting: MeetingJson
    replaces: tuple[str, ...]


class CancelledJson(Shape):
    """A meeting that is no longer held, as it had been announced."""

    uid: str
    meeting: MeetingJson


class ChangedJson(Shape):
    """A meeting that is held otherwise."""

    uid: str
    changes: tuple[str, ...] = Field(description="time, venue, rooms, staff, title, audience, setup")
    before: MeetingJson
    after: MeetingJson


class DifferenceJson(Shape):
    """What is otherwise."""

    new: tuple[NewJson, ...]
    cancelled: tuple[CancelledJson, ...]
    changed: tuple[ChangedJson, ...]
    bookings: tuple[str, ...] = Field(
        default=(), description="Bookings of these meetings that are no longer used, in the language that is asked for."
    )


def difference_json(found: Difference, locale: Locale) -> DifferenceJson:
    """Everything that is otherwise, with ids as planners write them."""
    return DifferenceJson(
        bookings=tuple(each.say(locale) for each in found.bookings),
        new=tuple(
            NewJson(
                uid=new.uid,
                meeting=meeting_json(new.announced),
                replaces=tuple(old.meeting for old in new.replaces),
            )
            for new in found.new
        ),
        cancelled=tuple(CancelledJson(uid=each.uid, meeting=meeting_json(each.announced)) for each in found.cancelled),
        changed=tuple(
            ChangedJson(
                uid=each.uid,
                changes=tuple(aspect.value for aspect in each.aspects),
                before=meeting_json(each.before),
                after=meeting_json(each.after),
            )
            for each in found.changed
        ),
    )


def meeting_json(announced: PublishedMeeting) -> MeetingJson:
    """A meeting, everything but its times by id; of the members, how many they are."""
    return MeetingJson(**_meeting(announced))


def _meeting(announced: PublishedMeeting) -> dict[str, Any]:
    return {
        "id": announced.meeting,
        "round": announced.round,
        "region": announced.region.id if announced.region else None,
        "title": announced.title,
        "theme": announced.theme,
        "start": announced.start,
        "end": announced.end,
        "venue": announced.venue.id,
        "rooms": _ids(announced.rooms),
        "staff": _ids(announced.staff),
        "municipalities": _ids(announced.municipalities),
        "members": len(announced.members),
        "overnight": announced.overnight,
        "setup_half_days": 0 if announced.by_clock else announced.setup,
        "teardown_half_days": 0 if announced.by_clock else announced.teardown,
        "setup_minutes": announced.setup if announced.by_clock else 0,
        "teardown_minutes": announced.teardown if announced.by_clock else 0,
    }


def _ids(named: tuple[Named, ...]) -> tuple[str, ...]:
    return tuple(each.id for each in named)


def revision_json(revision: Revision) -> RevisionJson:
    """Number, who, when (UTC) and why."""
    return RevisionJson(**_revision(revision))


def _revision(revision: Revision) -> dict[str, Any]:
    return {
        "network": revision.network,
        "revision": revision.number,
        "accepted_at": revision.accepted_at,
        "accepted_by": revision.accepted_by,
        "why": revision.why,
        "overrides": [OverrideJson(**asdict(each)) for each in revision.overrides],
    }


def kept_json(kept: RevisionRecord) -> KeptJson:
    """A revision and its meetings, the cancelled ones too, each with the UID that calendars know it by."""
    return KeptJson(**_kept(kept))


def _kept(kept: RevisionRecord) -> dict[str, Any]:
    return {**_revision(kept.revision), "meetings": [_life_json(life) for life in in_order(kept.meeting_histories)]}


def whole_json(kept: RevisionRecord) -> WholeJson:
    """A revision with the network and the plan that were accepted."""
    written = json.loads(network_text(kept.content.network))
    return WholeJson(**_kept(kept), written=written, plan=plan_json(kept.content.plan))


def calendars_first(found: KeptJson) -> dict[str, Any]:
    """As the command line writes it: what calendars know a meeting by stands before the rest of it."""
    meetings = [sorted(each, key=lambda item: item[0] in MeetingJson.model_fields) for each in found.meetings]
    return {**dict(found), "meetings": [dict(each) for each in meetings]}


def in_order(lives: tuple[MeetingHistory, ...]) -> list[MeetingHistory]:
    """In order of time."""
    return sorted(lives, key=lambda life: (life.announced.start, life.meeting, life.uid))


def _life_json(life: MeetingHistory) -> LifeJson:
    return LifeJson(
        uid=life.uid,
        cancelled=life.cancelled,
        replaces=tuple(life.replaces),
        since_revision=life.steps[0].revision,
        changed_in=tuple(step.revision for step in life.steps),
        **_meeting(life.announced),
    )
