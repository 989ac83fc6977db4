"""What an independent reader finds in a calendar is what was meant, whatever planners write."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.days import Span
from calendars.ical.write import EventStatus, VEvent, clean, escaped
from calendars.language import LOCALES
from planner.feeds.audiences import AudienceKind, AudienceSet
from planner.feeds.calendars import DECIDED_VIEWS, TENTATIVE_VIEWS, FeedView, Heading, RevisionTime, calendars, pieces
from planner.feeds.entries import EntryContext, PastCutoffs, Style
from planner.network.history import HistoryRevision, MeetingHistory, advance
from planner.network.published import Place, PublishedMeeting
from planner.store.feeds import Audience
from tests.planner.announcements import NOW
from tests.planner.feeds.reading import Event, events, name
from tests.planner.feeds.strategies import plans, texts, unwieldy

DAY = timedelta(days=1)
AUDIENCES = frozenset({
    Audience(AudienceKind.NETWORK), Audience(AudienceKind.REGION, "syd"), Audience(AudienceKind.REGION, "nord"),
    Audience(AudienceKind.MEMBER, "m1"),
    Audience(AudienceKind.MUNICIPALITY, "2"), Audience(AudienceKind.STAFF, "kl-1"), Audience(AudienceKind.VENUE, "hal"),
})  # fmt: skip

histories = st.lists(st.one_of(plans, st.lists(unwieldy, max_size=3, unique_by=lambda each: each.meeting)), max_size=4)
settings = st.builds(
    lambda locale, contact: EntryContext(Style(locale, contact, "https://example.org/{meeting}?a=æ;,b"), NOW),
    st.sampled_from(LOCALES), texts,
)  # fmt: skip


def lived(history: list[list[PublishedMeeting]]) -> tuple[dict[str, MeetingHistory], RevisionTime]:
    """The lives that accepting these plans gives, and the moment of the last."""
    known: dict[str, MeetingHistory] = {}
    for number, plan in enumerate(history, start=1):
        occasion = HistoryRevision(number, NOW + number * DAY, NOW + number * DAY)
        touched = advance(known.values(), {each.meeting: each for each in plan}, occasion)
        known.update({life.uid: life for life in touched})
    past = {number: NOW + number * DAY for number in range(len(history) + 1)}
    return known, RevisionTime(PastCutoffs(past), len(history))


def entries(
    known: dict[str, MeetingHistory], moment: RevisionTime, through: tuple[FeedView, ...], setting: EntryContext
) -> Iterator[tuple[Audience, VEvent]]:
    """What each audience should read."""
    for lens in through:
        for life in known.values():
            for view, audiences in lens.views(life, moment, AudienceSet(AUDIENCES)):
                if not lens.over(view, moment):
                    for audience in audiences:
                        yield audience, lens.write(view, setting)


def read(entry: VEvent) -> Event:
    """The entry as it should be understood."""
    when, cancelled = entry.when, entry.status is EventStatus.CANCELLED
    if isinstance(when, Span):
        start, end = when.first, when.last + DAY
    else:
        last = when.end + (entry.days - 1) * DAY
        start, end = (moment.astimezone(UTC) for moment in (when.start, last))
    latitude, longitude = entry.geo or (0.0, 0.0)
    return Event(
        entry.uid, entry.sequence, entry.stamp, start, end, clean(entry.summary), entry.status,
        clean(entry.description), clean(entry.location), cancelled, entry.siblings,
        entry.url.replace("æ", "%C3%A6"), clean(entry.contact),
        (round(latitude, 6), round(longitude, 6)) if entry.geo else None,
        entry.days,
    )  # fmt: skip


@pytest.mark.parametrize("through", [DECIDED_VIEWS, TENTATIVE_VIEWS], ids=["decided", "held"])
@given(history=histories, setting=settings, title=texts)
def test_every_calendar_is_read_as_it_was_meant(
    through: tuple[FeedView, ...], history: list[list[PublishedMeeting]], setting: EntryContext, title: str
) -> None:
    known, moment = lived(history)
    setting = EntryContext(setting.style, setting.since, known)
    meant: dict[Audience, dict[str, Event]] = {audience: {} for audience in AUDIENCES}
    for audience, entry in entries(known, moment, through, setting):
        meant[audience][entry.uid] = read(entry)
    heading = Heading(f"x{title}", title, timedelta(hours=4))
    found = pieces(known.values(), through, setting, moment, AUDIENCES)
    shown = {each: body for body, audiences in calendars(found, AUDIENCES, heading) for each in audiences}
    assert {audience: events(body) for audience, body in shown.items()} == meant
    assert {name(body) for body in shown.values()} == {escaped(" ".join(f"x{title}".split()))}


def test_an_injected_line_stays_text() -> None:
    title = 'x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:"y";a,b\\n'
    known, moment = lived([[unnamed(title)]])
    whole = frozenset({Audience(AudienceKind.NETWORK)})
    found = pieces(known.values(), DECIDED_VIEWS, EntryContext(Style("da"), NOW), moment, whole)
    ((body, _),) = calendars(found, whole, Heading(title, title, DAY))
    (event,) = events(body).values()
    assert event.summary == 'x\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:"y";a,b\\n'
    assert body.count(b"\r\nBEGIN:VEVENT\r\n") == 1


def unnamed(title: str) -> PublishedMeeting:
    """A joint meeting of that title."""
    start = datetime(2022, 6, 1, 10, tzinfo=UTC)
    return PublishedMeeting(
        "k", "k", title, "", None, start, start + DAY / 4, "UTC", Place("hal", "H"), (), 0, 0, (), (), ()
    )
