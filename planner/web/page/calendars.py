"""Pages of calendars, and of telling people: addresses made, exchanged and closed; lists and drafts of what is new."""

from __future__ import annotations

import base64
import io
import zipfile
from collections import defaultdict
from datetime import UTC, datetime
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from planner.feeds import publish
from planner.feeds.audiences import KINDS, AudienceKind, all_audiences
from planner.feeds.folder import accepted_network, address_of, mail_merge
from planner.feeds.notices import notices
from planner.feeds.publish import Address, all_feeds, without_feed
from planner.network.network import Network
from planner.schemas.revisions import NoticesJson
from planner.store.archive import is_held_id
from planner.store.feeds import Audience, Feed
from planner.use_cases.telling import as_table, drafts, mail_addresses, notices_json, record, without_address
from planner.web.page.access import FeedsPage, Form, NetworkPage, Planned, Shown
from planner.web.page.plans import downloaded
from planner.web.page.words import WORDS
from planner.web.problems import INVALID, problem

router = APIRouter(prefix="/n/{network}")

ROWS_MAX = 200


@router.get("/calendars")
def show_calendars(page: FeedsPage, kind: str = "", q: str = "", first: int = 0) -> Response:
    """Who has an address, and who has none."""
    return _show(page, kind=kind, q=q, first=max(first, 0))


def _show(
    page: NetworkPage, made: list[Address] | None = None, *, kind: str = "", q: str = "", first: int = 0
) -> Response:
    if not page.archive.newest():
        return page.show("calendars.html", network=page, rows=None, made=[])
    with page.store.reading() as connection:
        network = accepted_network(connection, page.id, page.store.name)
        known, feeds = all_audiences(network), all_feeds(connection, page.id)
        lacking = len(without_feed(connection, page.id, known))
    homes = {each.id: each.name for each in network.municipalities}
    homes_of = {each.id: homes.get(each.municipality, "") for each in network.members}
    by_audience: dict[Audience, list[Feed]] = defaultdict(list)
    for feed in feeds:
        if not is_held_id(feed.network):
            by_audience[feed.audience].append(feed)
    rows = [
        (audience, KINDS[AudienceKind(audience.kind)].say(page.locale), _name(audience, name, homes_of),
         by_audience.get(audience, []))
        for audience, name in known.items()
        if kind in {"", audience.kind} and q.casefold() in _searched(audience, name, homes_of)
    ]  # fmt: skip
    return page.show(
        "calendars.html", network=page, rows=rows[first : first + ROWS_MAX], n=len(rows), first=first, step=ROWS_MAX,
        kind=kind, q=q, kinds=[(each.value, said.say(page.locale)) for each, said in KINDS.items()], lacking=lacking,
        made=[(each, address_of(each, network, _base(page))) for each in made or ()],
        names={each.audience: known.get(each.audience, "") for each in made or ()},
        nowhere=not network.settings.publishing.address, merge=_merge(page, made or [], network),
    )  # fmt: skip


def _merge(page: NetworkPage, made: list[Address], network: Network) -> str:
    """Return the new addresses as the table for a mail merge that `planner publish` writes, in base64; "" for none."""
    if not made:
        return ""
    settings = network.settings
    served = settings.publishing.model_copy(update={"address": settings.publishing.address or _base(page)})
    here = network.model_copy(update={"settings": settings.model_copy(update={"publishing": served})})
    return base64.b64encode(mail_merge(made, here, page.people()).encode()).decode()


def _name(audience: Audience, name: str, homes: dict[str, str]) -> str:
    return f"{homes.get(audience.target, '')} ({name})" if audience.kind == AudienceKind.MEMBER else name


def _searched(audience: Audience, name: str, homes: dict[str, str]) -> str:
    return f"{_name(audience, name, homes)} {audience.target}".casefold()


def _base(page: NetworkPage) -> str:
    return str(page.request.base_url).rstrip("/")


@router.post("/calendars/make")
def make(page: FeedsPage, form: Form) -> Response:
    """Make an address for one, or for everyone who never had one; shown now and never again."""
    wanted = form.needed("whom", page.say("calendars.whom"))
    kind, _, target = wanted.partition("/")
    with page.store.writing() as connection:
        network = accepted_network(connection, page.id, page.store.name)
        known = all_audiences(network)
        if wanted == "everyone":
            audiences = without_feed(connection, page.id, known)
        elif Audience(kind, target) in known:
            audiences = [Audience(kind, target)]
        else:
            raise problem(INVALID, WORDS["calendars.nobody"], found=wanted)
        made = publish.create(connection, page.id, audiences, datetime.now(UTC))
    return _show(page, made)


@router.post("/calendars/{number}/rotate")
def rotate(page: FeedsPage, number: int, _form: Form) -> Response:
    """Give a calendar another address."""
    with page.store.writing() as connection:
        made = publish.exchange(connection, page.id, number)
    return _show(page, [made])


@router.post("/calendars/{number}/revoke")
def revoke(page: FeedsPage, number: int, _form: Form) -> Response:
    """Close a calendar for good."""
    with page.store.writing() as connection:
        publish.close(connection, page.id, number, datetime.now(UTC))
    return page.to(page.request.url.path.rsplit("/", 2)[0])


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


@router.get("/telling")
def show_telling(page: Shown, new: int | None = None, old: str = "") -> Response:
    """Who must be told what after a revision."""
    second = new or page.archive.newest()
    found = notices_json(page.archive, _number(old), second, page.today(), page.locale) if second else None
    history = page.archive.history() if second else ()
    kinds = {each.value: said.say(page.locale) for each, said in KINDS.items()}
    return page.show(
        "telling.html", network=page, found=found, old=_number(old), new=second, history=history, kinds=kinds,
        most=ROWS_MAX, lacking=_lacking(page, found) if found else "",
    )  # fmt: skip


def _lacking(page: NetworkPage, found: NoticesJson) -> str:
    """Return how many of those to be told have no mail address, in words; "" if all have one."""
    readers = [Audience(each.kind, each.id) for each in found.notices]
    said = without_address(readers, mail_addresses(page.people()))
    return said.say(page.locale) if said else ""


@router.post("/telling")
def record_telling(page: Planned, form: Form) -> Response:
    """Record who was told on a day, and by whom."""
    old, second = _number(form.text("old")), _number(form.text("new")) or page.archive.newest()
    day = form.day("told_on") or page.today()
    whom = [Audience(kind, target) for each in form.all("whom") for kind, _, target in [each.partition("/")]]
    if not whom and not form.text("everyone"):
        raise problem(INVALID, WORDS["telling.nobody_chosen"])
    record(page.archive, old, second, whom, day, form.needed("by", page.say("accept.by")))
    return page.to(f"/n/{quote(page.id, safe='')}/telling", old=form.text("old"), new=second)


@router.get("/telling.csv")
def download_table(page: Shown, new: int | None = None, old: str = "") -> Response:
    """The same as a table for a mail merge."""
    spoken, second = page.spoken(), new or page.archive.newest()
    text = as_table(
        notices(page.archive, _number(old), second, spoken, page.today()), spoken, mail_addresses(page.people())
    )
    return downloaded(page, text, "text/csv", f"{page.id}-{second}.csv")


@router.get("/telling.zip")
def download_drafts(page: Shown, new: int | None = None, old: str = "") -> Response:
    """The same as drafts of mails, in an archive."""
    spoken, second = page.spoken(), new or page.archive.newest()
    found = notices(page.archive, _number(old), second, spoken, page.today())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, mail in drafts(page.archive, found, second, spoken, mail_addresses(page.people())):
            archive.writestr(name, mail)
    return downloaded(page, out.getvalue(), "application/zip", f"{page.id}-{second}.zip")
