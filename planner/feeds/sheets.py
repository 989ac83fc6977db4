"""The page that a participant gets at the address of a feed: what is in it, what changed, how to subscribe.

It is made from the entries of that feed and nothing else, so it cannot say more than the calendar does. The same page
is served, written beside the calendars for a static web server, and printed; it needs no other file and no script.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from calendars.days import Interval, Span
from calendars.ical.write import EventStatus, VEvent
from calendars.language import LOCALES, BoundMessage, Locale, Message, say_value
from planner.feeds.audiences import path_of
from planner.feeds.calendars import RenderedEntry
from planner.feeds.entries import (
    CONTACT,
    IS_CANCELLED,
    PROGRAMME,
    EntryContext,
    EntryState,
    change_lines,
    programme,
)
from planner.feeds.publish import Publication
from planner.store.archive import is_held_id
from planner.store.feeds import Audience
from planner.text.differences import EACH_DAY, ONE_DAY, SEVERAL_DAYS

if TYPE_CHECKING:
    from jinja2 import Environment

PAGE_ENDING = ".html"

_WORDS = {
    message.key.rpartition(".")[2]: message
    for message in (
        Message("sheet.next", "Next meeting"),
        Message("sheet.later", "After that"),
        Message("sheet.nothing", "No meeting is planned at present."),
        Message("sheet.earlier", "Meetings that have been held"),
        Message("sheet.map", "Map"),
        Message("sheet.more", "More about the meeting"),
        Message("sheet.moved", "moved"),
        Message("sheet.elsewhere", "other place"),
        Message("sheet.instead", "new"),
        Message(
            "sheet.changed",
            "{n} {n:meeting has|meetings have} been moved, cancelled or otherwise changed; they are marked here.",
        ),
        Message("sheet.subscribe", "Put the meetings in your calendar"),
        Message(
            "sheet.follows",
            "Tap once, and the meetings stand in your own calendar. When one is moved or cancelled, your calendar is "
            "corrected by itself.",
        ),
        Message("sheet.outlook_web", "Outlook at work"),
        Message("sheet.outlook_web_for", "new Outlook and Outlook on the web"),
        Message("sheet.outlook_classic", "Classic Outlook"),
        Message("sheet.outlook_classic_for", "the program on a computer"),
        Message("sheet.apple", "iPhone, iPad and Mac"),
        Message("sheet.apple_for", "Apple Calendar"),
        Message("sheet.google", "Google Calendar"),
        Message("sheet.google_for", "also Android; opens best on a computer"),
        Message("sheet.outlook_private", "Outlook.com"),
        Message("sheet.outlook_private_for", "a private account"),
        Message("sheet.other", "Thunderbird, or if a link does nothing"),
        Message(
            "sheet.thunderbird",
            "In Thunderbird choose New calendar, then On the network, and paste this address; other programs call it "
            "“subscribe to a calendar” or “calendar from the internet”:",
        ),
        Message(
            "sheet.otherwise",
            "If a link does nothing, paste the same address: in Google Calendar on a computer under Other calendars, "
            "+, From URL; in Outlook under Add calendar, Subscribe from web.",
        ),
        Message("sheet.download", "The calendar as a file"),
        Message(
            "sheet.no_address",
            "There is no address to subscribe to yet: whoever plans the network has not said where the calendars are "
            "served.",
        ),
        Message("sheet.phone", "On your phone"),
        Message("sheet.scan", "Scan the code with the camera to open this page on your phone."),
        Message("sheet.paper", "Scan the code with your phone, or open this address in a browser:"),
        Message("sheet.how_often", "How soon changes show"),
        Message(
            "sheet.pace",
            "Each program decides itself when it looks for changes. This page is always the first to know; the plan "
            "asks to be looked at every {hours} {hours:hour|hours}.",
        ),
        Message("sheet.paper_pace", "This page is the first to know; a calendar may be up to a day behind."),
        Message("sheet.pace_outlook_web", "about every 3 hours, at times more than a day"),
        Message("sheet.pace_outlook_classic", "when it starts, and then as often as the plan asks"),
        Message("sheet.pace_apple", "as often as is set on the phone or the Mac, mostly hourly to daily"),
        Message("sheet.pace_google", "every 8 to 24 hours; a cancelled meeting simply disappears"),
        Message("sheet.pace_thunderbird", "every 30 minutes while it is open"),
        Message("sheet.outlook_both", "Outlook.com, new Outlook and on the web"),
        Message("sheet.secret", "This address is yours alone: whoever has it sees these meetings. Do not pass it on."),
        Message("sheet.whose", "For {name}"),
        Message("sheet.gone", "This address is not in use"),
        Message(
            "sheet.ask",
            "It may have been replaced by a new one, or part of it got lost on the way. Ask whoever sent it to you for "
            "the address that applies now.",
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SubscribeLinks:
    """The links by which programs subscribe to a calendar; docs/calendars.md names the source of each form.

    Attributes:
        https: the address of the calendar itself.
        page: that of the page about it.
        webcal: opens the program that the machine has for calendars: Apple's, or classic Outlook.
        outlook_web: Outlook on the web and the new Outlook, with an account of an organisation.
        outlook_private: the same with a private account.
        google: Google Calendar.
    """

    https: str
    page: str
    webcal: str
    outlook_web: str
    outlook_private: str
    google: str

    @classmethod
    def of(cls, base: str, token: str, name: str) -> SubscribeLinks:
        """Return the links to a calendar.

        Args:
            base: address of the server, such as https://calendar.example.org.
            token: token of the feed.
            name: what the calendar is called where the program does not read its name.
        """
        base = base.rstrip("/")
        address = base + path_of(token)
        webcal = f"webcal://{address.partition('://')[2]}"
        asked = f"calendar/0/addfromweb?url={quote(address, safe='')}&name={quote(name, safe='')}"
        return cls(
            address, base + page_path(token), webcal, f"https://outlook.office.com/{asked}",
            f"https://outlook.live.com/{asked}",
            f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        )  # fmt: skip


def page_path(token: str) -> str:
    """Return the path of the page of a feed, on a server of ours as on a static one."""
    return path_of(token).removesuffix(".ics") + PAGE_ENDING


def map_link(event: VEvent) -> str:
    """Return the address of a map of the place of an entry; "" if it has none. It is opened only when it is tapped."""
    if event.geo is not None:
        lat, lon = (f"{degrees:.5f}" for degrees in event.geo)
        return f"https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=16/{lat}/{lon}"
    return f"https://www.openstreetmap.org/search?query={quote(event.location, safe='')}" if event.location else ""


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """An entry of a calendar as its page shows it.

    Attributes:
        day: its first day.
        last: its last day.
        mark: name of the word that says what became of it; "" for nothing.
        changes: what became of it, in sentences.
        is_on: whether it takes place.
        programme: its parts with their clock times.
    """

    title: str
    day: date
    last: date
    when: str
    place: str
    map: str
    url: str
    mark: str
    changes: tuple[str, ...]
    is_on: bool
    programme: tuple[str, ...] = ()

    @classmethod
    def of(cls, entry: RenderedEntry, context: EntryContext) -> SheetEntry:
        """Return an entry as it is shown."""
        event, view, locale = entry.event(), entry.view, context.style.locale
        days = event.when if isinstance(event.when, Span) else Span(
            event.when.start.date(), (_end(event.when, event) - timedelta.resolution).date()
        )  # fmt: skip
        tentative = isinstance(event.when, Span)
        lines = () if tentative else (each for each in change_lines(view, context) if each.message is not IS_CANCELLED)
        return cls(
            event.summary, days.first, days.last, _when(event, days).say(locale), event.location, map_link(event),
            event.url, _mark(entry, event), tuple(line.say(locale) for line in lines), view.state is EntryState.HELD,
            () if tentative else tuple(
                line.say(locale) for line in programme(view.announced) if line.message is not PROGRAMME
            ),
        )  # fmt: skip


def _when(event: VEvent, days: Span) -> BoundMessage:
    if isinstance(event.when, Span):
        return BoundMessage(_DAYS if days.first != days.last else _DAY, {"first": days.first, "last": days.last})
    hours = {"day": days.first, "start": event.when.start, "end": event.when.end, "last": days.last}
    several = EACH_DAY if event.days > 1 else SEVERAL_DAYS
    return BoundMessage(ONE_DAY if days.first == days.last else several, hours)


def _end(when: Interval, event: VEvent) -> datetime:
    """Return the end of the last of the days on which an entry takes place at the same hours."""
    return when.end + timedelta(days=event.days - 1)


_DAY = Message("sheet.day", "{first}")
_DAYS = Message("sheet.days", "{first} to {last}")


def _mark(entry: RenderedEntry, event: VEvent) -> str:
    """Return the name of the word for what changed of a meeting; its title says if it is cancelled or reserved."""
    view = entry.view
    if view.state is not EntryState.HELD or event.status is EventStatus.TENTATIVE:
        return ""
    if view.moved_from is not None:
        return "moved"
    return "elsewhere" if view.venue_before is not None else "instead" if view.life.replaces else ""


class Sheets:
    """The pages of the feeds of a network, as of a moment.

    Args:
        publication: the rendering of the last revision.
        audiences: whose pages are wanted.
        now: what ended before it has been held.
    """

    def __init__(self, publication: Publication, audiences: Iterable[Audience], now: datetime) -> None:
        self._publication, self._now = publication, now
        self._title_of = publication.title_of()
        self._entries: dict[Audience, list[tuple[bool, SheetEntry]]] = {each: [] for each in audiences}
        for entry in publication.seen(frozenset(self._entries)):
            shown = self._is_over(entry), SheetEntry.of(entry, publication.context)
            for audience in entry.audiences:
                self._entries[audience].append(shown)

    def _is_over(self, entry: RenderedEntry) -> bool:
        event = entry.event()
        if isinstance(event.when, Span):
            return event.when.last < self._now.date()
        return _end(event.when, event) <= self._now

    def page(self, audience: Audience, token: str, base: str, *, file: str = "", whose: str = "") -> bytes:
        """Return the page of an audience's feed.

        Args:
            audience: one of the audiences.
            token: token of its feed.
            base: address of the server; "" if it is not known, and nothing can be subscribed to.
            file: where the calendar lies relative to the page; its path on the server by default.
            whose: name of the person that it is for; only on what is handed out, never on what is served.
        """
        settings = self._publication.network.settings
        title = self._title_of(audience)
        coming = [each for over, each in self._entries[audience] if not over]
        first = next((each for each in coming if each.is_on), None)
        links = SubscribeLinks.of(base, token, title) if base else None
        return _rendered(
            "sheet.html", settings.locale, title=title, first=first,
            later=[each for each in coming if each is not first],
            earlier=[each for over, each in self._entries[audience] if over and each.is_on],
            changed=sum(bool(each.mark) or not each.is_on for each in coming), links=links, file=file or path_of(token),
            code=_code(links.page) if links else "", refresh=settings.publishing.refresh_hours, whose=whose,
            contact=settings.publishing.contact and CONTACT.say(settings.locale, contact=settings.publishing.contact),
            held=is_held_id(self._publication.revision.network),
        )  # fmt: skip


@cache
def gone() -> bytes:
    """Return the page for every address that leads nowhere, in each language; it does not say whether it once did."""
    return _rendered("gone.html", next(iter(LOCALES)), languages=LOCALES)


def _rendered(template: str, locale: Locale, **values: object) -> bytes:
    def say(word: str, _locale: Locale = locale, **named: object) -> str:
        return _WORDS[word].say(_locale, **named)

    given = {"t": say, "v": lambda value, spec="": say_value(value, locale, spec), "locale": locale, **values}
    return _environment().get_template(template).render(given, style=Markup(_style()), policy=policy()).encode()  # noqa: S704 - ours


@lru_cache(maxsize=8)
def _code(address: str) -> Markup:
    """Return the QR code of an address; a token is random enough for any mask, and the best one takes long to find."""
    import segno  # noqa: PLC0415 - only where pages are drawn

    drawn = segno.make(address, error="m", micro=False, mask=3).svg_inline(
        omitsize=True, border=3, dark="#000", light="#fff"
    )
    return Markup(drawn)  # noqa: S704 - a drawing made of nothing but squares


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - only where pages are drawn

    return Environment(
        loader=PackageLoader("planner.feeds"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip


@cache
def _style() -> str:
    return (files("planner.feeds") / "templates" / "sheet.css").read_text(encoding="utf-8").strip()


@cache
def policy() -> str:
    """Return the Content-Security-Policy of a page: its own style, known by its hash, and nothing else."""
    style = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{style}'; img-src data:; base-uri 'none'; form-action 'none'"
