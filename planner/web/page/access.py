"""FastAPI dependencies of the pages: whose network it is, who may change it, and forms that are not forged."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path as FilePath
from typing import Annotated
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from fastapi import Depends, Path, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from calendars.language import BoundMessage, Locale, Message
from planner.errors import CHANGES_FILE, SETTINGS_FILE, InputErrors
from planner.files.workbook.layout import rule_fields
from planner.jobs.service import JobService
from planner.network.fields import FIRST_TODAY, LAST_TODAY
from planner.network.network import Network
from planner.network.tables import TABLES
from planner.schemas.http import FaultJson
from planner.store.archive import Archive
from planner.store.database import Store
from planner.store.errors import StoreError
from planner.use_cases.homes import Home, KnownNetwork
from planner.web.api.dependencies import ArchiveAccess, require_role
from planner.web.error_mapping import fault
from planner.web.keys import cookie_of, is_form_token
from planner.web.page.memory import Memory
from planner.web.page.rendering import NETWORK_PAGE, Page, read_day
from planner.web.problems import FORGED, INVALID, ProblemError, problem, speak_as
from planner.web.roles import Role

FORGED_FORM = Message(
    "page.access.forged_form",
    "The form was made for another browser or has become too old. Go back, load the page again and send it once more.",
)
NO_DAY = Message("page.access.no_day", "{found} is not a day between {first:date} and {last:date}.")
MISSING = Message("page.access.missing", "Fill in: {field}.")


@dataclass(frozen=True)
class NetworkPage(Page):
    """A page about one network."""

    archive: Archive
    home: Home
    memory: Memory
    office: JobService

    @property
    def store(self) -> Store:
        """The store that is served."""
        return self.archive.store

    @property
    def id(self) -> str:
        """Id of the network."""
        return self.archive.network

    def files(self) -> dict[str, bytes]:
        """Return the files of the network by name, with the changes in force."""
        return self.home.files(self.store)

    def today(self) -> date:
        """Return the day it is where the network is, or that the address takes for today."""
        return self.as_of or self.real_today()

    def real_today(self) -> date:
        """Return the day it is where the network is."""
        return datetime.now(self.zone()).date()

    def zone(self) -> ZoneInfo:
        """Return the time zone of the network."""
        network = self.known.network
        return ZoneInfo(network.settings.timezone if network else "UTC")

    @cached_property
    def known(self) -> KnownNetwork:
        """The network that the page rests on, and what is wrong with its files."""
        return self.memory.known(self.home)

    def people(self) -> Network:
        """Return the network with the names and mail addresses that its files give; of members and staff."""
        network = self.known.network or self.archive.kept().content.network
        read = self.home.folder is not None and self.known.mistakes is None
        return network if read else self.home.people(self.store, network)

    def faults(self) -> tuple[FaultJson, ...]:
        """Return what is wrong with the files of the network, in the language of the page."""
        errors = self.known.mistakes
        return tuple(fault(each).json(self.locale) for each in errors.errors) if errors else ()

    def remarks(self) -> tuple[FaultJson, ...]:
        """Return what the planner should look at in the files, though it is no mistake, in the language of the page."""
        return tuple(fault(each).json(self.locale) for each in self.known.remarks)

    def require_files(self) -> None:
        """Go on only if nothing is wrong with the files of the network.

        Raises:
            InputErrors: everything that is wrong with them.
        """
        self.known.of_today()

    def show(self, template: str, code: int = 200, /, **values: object) -> Response:
        """Return the page made by a template, with the views of the network and what is wrong with its files."""
        with suppress(StoreError):  # which is told by the problem that is shown
            values = {"mistaken": self.known, **values}
        return super().show(template, code, **{"network": self, **values})

    def spoken(self) -> Locale:
        """Return the language of the network as it was last accepted, in which its plans are handed out."""
        return self.archive.kept().content.network.settings.locale

    def may_plan(self) -> bool:
        """Return whether the caller may change anything."""
        return self.caller is not None and self.caller.role is Role.PLANNER

    def mistakes(self) -> InputErrors | None:
        """Return what is wrong with the files; None if nothing is."""
        with suppress(StoreError):
            return self.known.mistakes
        return None

    def editor(self, wrong: FaultJson) -> str:
        """Return the address where a mistake in the files can be mended; "" if there is none here."""
        if not wrong.file or wrong.cell or self.home.is_workbook or not self.may_plan():
            return ""
        root, file = f"/n/{quote(self.id, safe='')}", quote(wrong.file, safe="")
        place = wrong.place or ""
        if wrong.file == SETTINGS_FILE and place.partition("[")[0] in rule_places():
            return f"{root}/rules?{urlencode({'at': place.partition('[')[0]})}"
        if wrong.file == SETTINGS_FILE or wrong.file in {table.file for table in TABLES}:
            asked = {"line": wrong.line, "at": place}
            return f"{root}/files/{file}?{urlencode({key: value for key, value in asked.items() if value})}"
        return f"{root}/changes" if wrong.file == CHANGES_FILE else ""


@cache
def rule_places() -> frozenset[str]:
    """Return the fields of the page of rules, by the names of their places in the settings."""
    return frozenset(f"rules.{key}.{each.name}" for key, found in rule_fields().items() for each in found)


def _page(request: Request) -> Page:
    return Page.of(request)


def home_of(request: Request, network: str) -> Home:
    """Return the home of a network: the folder that is served if it is its own, else the store."""
    served: Home | None = request.app.state.home
    return served if served is not None and served.network == network else Home(network)


class _NetworkAccess:
    """A dependency: the page of a network, for callers with one of these roles."""

    def __init__(self, *roles: Role) -> None:
        self._roles = roles

    def __call__(self, request: Request, network: NetworkId) -> NetworkPage:
        page = Page.of(request)
        state, home = request.app.state, home_of(request, network)
        caller = request.scope["state"]["caller"]
        archive = Archive(state.store, network)
        if home.folder is None or not caller.sees(network):
            archive = _known(request, network)
        require_role(caller, *self._roles)
        found = NetworkPage(
            page.request, page.locale, page.cookie, page.is_new, caller, archive, home, state.memory, state.office
        )
        speak_as(request.scope, lambda: page.locale)
        request.scope["state"][NETWORK_PAGE] = found
        _day(request.query_params.get("as_of", ""))  # else another day would be shown than the address says
        return found


_READING = ArchiveAccess(*Role)
"""The same refusals as of the interface for programs."""


def _known(request: Request, network: str) -> Archive:
    return _READING(request, network, request.app.state.store, request.scope["state"]["caller"])


ID_MAX_CHARACTERS = 100
NetworkId = Annotated[str, Path(min_length=1, max_length=ID_MAX_CHARACTERS)]

AnyPage = Annotated[Page, Depends(_page)]
Shown = Annotated[NetworkPage, Depends(_NetworkAccess(Role.PLANNER, Role.READER))]
"""A page of a network that the caller may read."""
Planned = Annotated[NetworkPage, Depends(_NetworkAccess(Role.PLANNER))]
"""A page of a network that the caller may plan."""
FeedsPage = Annotated[NetworkPage, Depends(_NetworkAccess(Role.PLANNER, Role.FEED_MANAGER))]
"""A page of a network whose calendars the caller may open and close."""


@dataclass(frozen=True)
class FormData:
    """A form that was sent: texts, and files."""

    texts: Mapping[str, tuple[str, ...]]
    files: Mapping[str, bytes]

    def text(self, name: str) -> str:
        """Return a text, without white space around it; "" if there is none."""
        return self.texts.get(name, ("",))[0].strip()

    def needed(self, name: str, field: str) -> str:
        """Return a text that must not be empty.

        Raises:
            ProblemError: if it is; `field` is what it is called on the page.
        """
        found = self.text(name)
        if not found:
            raise problem(INVALID, MISSING, field=field)
        return found

    def all(self, name: str) -> tuple[str, ...]:
        """Return all texts of a name that are not empty."""
        return tuple(each.strip() for each in self.texts.get(name, ()) if each.strip())

    def day(self, name: str) -> date | None:
        """Return a day; None if none is given.

        Raises:
            ProblemError: if it is no day, or too far away.
        """
        return _day(self.text(name))

    def as_of(self, page: Page) -> date | None:
        """Return the day to be taken for today, as the form says, or else its address; None for the real one.

        Raises:
            ProblemError: if it is no day, or too far away.
        """
        return self.day("as_of") if "as_of" in self.texts else page.as_of


def _day(text: str) -> date | None:
    found = read_day(text)
    if text and found is None:
        raise ProblemError(INVALID, BoundMessage(NO_DAY, {"found": text, "first": FIRST_TODAY, "last": LAST_TODAY}))
    return found


async def _form(request: Request) -> FormData:
    """Return the form.

    Raises:
        ProblemError: if it does not carry the token of the browser that sends it.
    """
    texts: dict[str, list[str]] = {}
    files: dict[str, bytes] = {}
    async with request.form(max_files=200, max_fields=2000) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                if value.filename:
                    files[FilePath(value.filename.replace("\\", "/")).name] = await value.read()
            else:
                texts.setdefault(name, []).append(value)
    cookie = cookie_of(request.headers.get("cookie", ""))
    if not is_form_token(cookie, texts.get("token", [""])[0]):
        raise problem(FORGED, FORGED_FORM)
    return FormData({name: tuple(values) for name, values in texts.items()}, files)


Form = Annotated[FormData, Depends(_form)]
