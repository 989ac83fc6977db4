"""How an accepted plan stands, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from calendars.language import BoundMessage, Message

if TYPE_CHECKING:
    from planner.network.settings import Settings
    from planner.schemas.status import StatusJson

REVISION = Message("text.status.revision", "Revision {number}, accepted {day:date} by {who}{why}.")
WHY = Message("text.status.why", ": {why}")
NO_REASON = Message("text.status.no_reason", "")
UNEDITED = Message("text.status.unedited", "Nothing has been edited since.")
EDITED = Message("text.status.edited", "Edited since:")
KEEPS = Message("text.status.keeps", "The plan keeps every rule as things are today.")
BREAKS = Message("text.status.breaks", "As things are today, the plan breaks rules:")
DUE = Message("text.status.due", "What is due:")
NOTHING_DUE = Message("text.status.nothing_due", "Nothing is due.")
PUBLISH = Message("text.status.publish", "planner publish makes the calendars that are missing, and writes them anew.")
ITEM = Message("text.status.item", "– {sentence}")


def status_lines(found: StatusJson, settings: Settings) -> Iterator[str]:
    """Yield the lines, in the language of the network."""
    locale, revision = settings.locale, found.revision
    yield REVISION.say(
        locale, number=str(revision.revision), day=revision.accepted_at.astimezone(ZoneInfo(settings.timezone)).date(),
        who=revision.accepted_by,
        why=BoundMessage(WHY, {"why": revision.why.rstrip(".")}) if revision.why else BoundMessage(NO_REASON),
    )  # fmt: skip
    for title, none, sentences in (
        (EDITED, UNEDITED, [each.sentence for each in found.edits]),
        (BREAKS, KEEPS, [each.sentence for each in found.broken]),
        (DUE, NOTHING_DUE, [each.sentence for each in found.due]),
    ):
        yield ""
        yield (title if sentences else none).say(locale)
        yield from (ITEM.say(locale, sentence=each) for each in sentences)
    if any(each.kind == "feeds" for each in found.due):
        yield PUBLISH.say(locale)
