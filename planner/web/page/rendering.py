"""Templates, and what every page is given: its language, its form token and the headers that protect it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response

from calendars.days import Span
from calendars.language import LOCALES, Locale, Message, say_value
from constraints.problem.rule import all_rules
from planner.files.workbook.words import cell_name
from planner.network.fields import FIRST_TODAY, LAST_TODAY
from planner.pictures.page_pictures import DrawnMove, draw_moves
from planner.text.console import signed
from planner.web.keys import COOKIE, SESSION_SECONDS, cookie_of, form_token, new_cookie
from planner.web.page.words import LANGUAGES, WORDS
from planner.web.problems import INVALID, ProblemError, response_language, wanted

if TYPE_CHECKING:
    from planner.schemas.http import FaultJson, ProblemJson
    from planner.web.roles import Caller

LANGUAGE_COOKIE = "planner_language"
NETWORK_PAGE = "network_page"
"""Key of the state of a request: the page of the network that it is about, for whoever may see it."""
YEAR_SECONDS = 365 * 24 * 3600
_TABS = {
    "meetings": "plan", "why": "plan", "why-not": "plan", "possibilities": "plan", "foresee": "plan",
    "reserves": "plan", "reserve": "plan",
    "proposals": "changes", "what-if": "changes", "accept_proposal": "changes", "accept_plan": "solve",
    "compare": "revisions", "undo": "revisions", "undo_to": "revisions", "rules": "files",
}  # fmt: skip
"""Views of a network, by the first part of their addresses, and kinds of job under a tab of another name."""
_LINK = re.compile(r' (?:href|action)="(/(?!static/|sign-|/)[^"#]*)(?=["#])')
"""A link of a page, or where its form is sent: a view of ours."""
_GET_FORM = re.compile(r'<form\b[^>]* method="get"[^>]*>')

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}
"""Headers of every page: nothing comes from other hosts, and nothing inline is executed."""


@cache
def environment() -> Environment:
    """Return the templates; everything put into them is escaped, and a missing value is an error."""
    found = Environment(
        loader=PackageLoader("planner.web.page"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    found.filters["segment"] = lambda text: quote(str(text), safe="")
    found.filters["path"] = lambda text: quote(str(text), safe="/")
    return found


def language(scope: Any) -> Locale:  # noqa: ANN401 - ASGI's
    """Return the language of a page: as switched to, else the browser's, else the network's, else the system's."""
    chosen = Request(scope).cookies.get(LANGUAGE_COOKIE)
    return chosen if chosen in LOCALES else response_language(scope)


@dataclass(frozen=True)
class Page:
    """A request for a page.

    Attributes:
        locale: its language.
        cookie: the browser's cookie; a new one if it has none.
        caller: who asks; None before signing in.
    """

    request: Request
    locale: Locale
    cookie: str
    is_new: bool
    caller: Caller | None

    @classmethod
    def of(cls, request: Request) -> Page:
        """Return the page that is asked for."""
        cookie = cookie_of(request.headers.get("cookie", ""))
        caller = request.scope.get("state", {}).get("caller")
        return cls(request, language(request.scope), cookie or new_cookie(), cookie is None, caller)

    @cached_property
    def as_of(self) -> date | None:
        """The day that the address takes for today; None for the real one."""
        return read_day(self.request.query_params.get("as_of", ""))

    def say(self, word: str | Message, **values: object) -> str:
        """Return a message, or a word of the pages by its name, in the page's language."""
        return (WORDS[word.replace("-", "_")] if isinstance(word, str) else word).say(self.locale, **values)

    def value(self, value: object, spec: str = "") -> str:
        """Return a number, date or time in the form of the page's language."""
        return say_value(value, self.locale, spec)

    def show(self, template: str, code: int = 200, /, **values: object) -> Response:
        """Return the page made by a template."""
        path = self.request.url.path
        given = {
            "t": self.say, "v": self.value, "signed": lambda n: signed(n, self.locale), "locale": self.locale,
            "token": form_token(self.cookie), "caller": self.caller, "path": path, "here": self._here,
            "languages": LANGUAGES, "language_link": self._language_link, "network": None, "mistaken": None,
            "listed": False, "as_of": self.as_of, "tab": self._tab,
            "place_name": lambda wrong: place_name(wrong, self.locale), "query": self.query, **values,
        }  # fmt: skip
        text = environment().get_template(template).render(given)
        text = text if self.as_of is None else _keeping_day(text, self.as_of)
        return self.finished(HTMLResponse(text, code, HEADERS | {"content-language": self.locale}))

    def finished(self, response: Response) -> Response:
        """Return the response with the browser's cookie if it has none yet."""
        if self.is_new:
            self.set_cookie(response, self.cookie)
        return response

    def set_cookie(self, response: Response, cookie: str, name: str = COOKIE, age: float = SESSION_SECONDS) -> None:
        """Set a cookie that scripts cannot read and other sites cannot send with a form."""
        secure = self.request.url.scheme == "https"
        response.set_cookie(name, cookie, max_age=int(age), path="/", secure=secure, httponly=True, samesite="lax")

    def to(self, path: str, **query: object) -> Response:
        """Return a redirection to a page of this site, which takes the same day for today unless it is given one."""
        known = {} if path.startswith("/sign-") else {"as_of": self.as_of}
        asked = {name: value for name, value in {**known, **query}.items() if value not in {None, ""}}
        address = f"{path}?{urlencode(asked)}" if asked else path
        return self.finished(RedirectResponse(address, 303, HEADERS))

    def query(self, **changed: object) -> str:
        """Return the query of this address with other values; None leaves one out."""
        known: Mapping[str, object] = {**self.request.query_params, **changed}
        return "?" + urlencode({name: value for name, value in known.items() if value not in {None, ""}})

    @property
    def _tab(self) -> str:
        """The tab of a network that the address belongs to, as it is linked; "" for the first."""
        parts = self.request.scope["path"].split("/")  # "", "n", id of the network, view
        view = parts[3] if len(parts) > 3 else ""  # noqa: PLR2004 - as above
        return tab_of(view) if view else ""

    @property
    def _here(self) -> str:
        return self.request.url.path + (f"?{self.request.url.query}" if self.request.url.query else "")

    def _language_link(self, locale: Locale) -> str:
        return self.query(language=locale)


def tab_of(name: str) -> str:
    """Return the tab that a view of a network or a kind of job belongs to, as it is linked."""
    return f"/{_TABS.get(name, name)}"


def read_day(text: str) -> date | None:
    """Return the day that a text in ISO 8601 says; None if it says none that can be taken for today."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if FIRST_TODAY <= found <= LAST_TODAY else None


def _keeping_day(html: str, day: date) -> str:
    """Return a page whose links and forms all lead to views that take that day for today."""

    def linked(found: re.Match[str]) -> str:
        if "as_of=" in found[1]:
            return found[0]
        return f"{found[0]}{'&amp;' if '?' in found[1] else '?'}as_of={day}"

    return _GET_FORM.sub(rf'\g<0><input type="hidden" name="as_of" value="{day}">', _LINK.sub(linked, html))


def place_name(wrong: FaultJson, locale: Locale) -> str:
    """Return what the column or the setting of a mistake is called; the key of a setting that has no name here."""
    place = wrong.place or ""
    if (wrong.file or "").endswith(".csv"):
        return cell_name(place, locale)
    rule, _, parameter = place.removeprefix("rules.").partition(".")
    if place.startswith("rules.") and rule in all_rules():
        title = all_rules()[rule].title.say(locale)
        return f"{title[:1].upper()}{title[1:]}" + (f" · {cell_name(parameter, locale)}" if parameter else "")
    return place


class RefusedError(ProblemError):
    """A problem that another process has told in the reader's language."""

    def __init__(self, found: ProblemJson) -> None:
        super().__init__(INVALID)
        self._found = found

    def json(self, locale: Locale) -> ProblemJson:  # noqa: ARG002 - told already
        """Return the problem document."""
        return self._found


def problem_page(scope: Any, error: ProblemError) -> Response:  # noqa: ANN401 - ASGI's
    """Return a problem as a page, in the reader's language."""
    page: Page = scope.get("state", {}).get(NETWORK_PAGE) or Page.of(Request(scope))
    found = error.json(page.locale)
    response = page.show("problem.html", error.kind.status, problem=found)
    response.headers.update(error.headers)
    return response


def picture(svg: str) -> Markup:
    """Return a picture of ours as a part of a page; what stands in it was escaped when it was drawn."""
    return Markup(svg.partition("?>")[2])  # noqa: S704 - ElementTree has escaped it


def moves_picture(moves: Sequence[DrawnMove], days: Span | None, locale: Locale) -> Markup | None:
    """Return moves on a timeline; None if nothing moves."""
    return picture(draw_moves(moves, days, locale)) if moves and days else None


def chosen_language(request: Request) -> Locale | None:
    """Return the language that is asked for in the address; None if none is."""
    found = request.query_params.get("language", "")
    return wanted(found) if found in LOCALES else None
