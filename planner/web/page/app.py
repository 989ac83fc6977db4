"""The application of the pages: its routes, its errors as pages, its static files, and signing in."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import RedirectResponse, Response

from calendars.language import LOCALES, Locale
from planner.pictures import foresight_pictures, svg
from planner.store.errors import NothingAcceptedError
from planner.web.error_mapping import NO_PAGE, RAISED, problem_of
from planner.web.keys import SIGN_IN, cookie_of, new_cookie
from planner.web.page import calendars, changes, foreseeing, jobs, networks, plans, revisions, rules, tables
from planner.web.page.access import AnyPage, Form
from planner.web.page.memory import Memory
from planner.web.page.rendering import (
    HEADERS,
    LANGUAGE_COOKIE,
    NETWORK_PAGE,
    YEAR_SECONDS,
    Page,
    chosen_language,
    problem_page,
)
from planner.web.problems import INVALID, NO_KEY, NOT_FOUND, ProblemError, Scope, our_error, problem
from planner.web.roles import KEYLESS

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message

    from planner.jobs.service import JobService
    from planner.store.database import Store
    from planner.use_cases.homes import Home

STATIC = {"page.css": "text/css", "job.js": "text/javascript", "page.js": "text/javascript"}
"""Our files that every page may load, and their media types."""
PICTURES = "pictures.css"
"""Name of the stylesheet with the styles of the pictures, which stand within pages."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a server.

    Attributes:
        home: the folder with the files of one of the networks, if it has one.
    """

    home: Home | None = None

    def application(self, store: Store, office: JobService) -> FastAPI:
        """Return the application for a store and the service that runs jobs."""
        return _application(store, office, self.home)

    def refused(self, scope: Scope, error: ProblemError) -> Response:
        """Return the response to a request that was refused: signing in if that helps, else the problem as a page."""
        if error.kind is NO_KEY and scope["method"] in {"GET", "HEAD"}:
            return Page.of(Request(scope)).to(SIGN_IN, then=_whole_path(scope))
        return problem_page(scope, error)


def _application(store: Store, office: JobService, home: Home | None) -> FastAPI:
    pages = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    pages.state.store, pages.state.office, pages.state.home = store, office, home
    pages.state.memory = Memory(store)
    pages.state.undos = {}
    pages.state.uploads = OrderedDict()
    pages.include_router(networks.list_router)
    pages.include_router(tables.new_router)
    for module in (networks, plans, jobs, foreseeing, changes, revisions, tables, rules, calendars):
        pages.include_router(module.router)
    pages.add_api_route("/static/{name}", _static, methods=["GET", "HEAD"])
    pages.add_api_route(SIGN_IN, _ask_for_key, methods=["GET"])
    pages.add_api_route(SIGN_IN, _sign_in, methods=["POST"])
    pages.add_api_route("/sign-out", _sign_out, methods=["POST"])
    for kind in (ProblemError, *RAISED, RequestValidationError, HTTPException, Exception):
        pages.add_exception_handler(kind, _failed)
    pages.middleware("http")(_switch_language)
    pages.add_middleware(GZipMiddleware, minimum_size=1000)
    if home is not None:
        threading.Thread(target=_warm_up, args=(home, pages), name="warm-up", daemon=True).start()
    return pages


def _warm_up(home: Home, pages: ASGIApp) -> None:
    """Make the first pages of a network for nobody, in every language, so that whoever opens them does not wait.

    Whatever is imported, compiled, judged and drawn for them is kept then.
    """
    root = f"/n/{quote(home.network, safe='')}"
    for locale in LOCALES:
        for path in (f"{root}/plan", root, "/"):
            asyncio.run(_shown(pages, _scope_of_nobody(path, locale)))


async def _shown(pages: ASGIApp, scope: Scope) -> None:
    await pages(scope, _receive_nothing, _send_nowhere)


def _scope_of_nobody(path: str, locale: Locale) -> Scope:
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "server": ("localhost", 80), "client": None, "root_path": "", "path": unquote(path), "raw_path": path.encode(),
        "query_string": b"", "headers": [(b"host", b"localhost"), (b"accept-language", locale.encode())],
        "state": {"caller": KEYLESS, "reference": "start"},
    }  # fmt: skip


async def _receive_nothing() -> Message:
    return {"type": "http.disconnect"}


async def _send_nowhere(_message: Message) -> None:
    pass


def _whole_path(scope: Scope) -> str:
    query = scope["query_string"].decode("latin-1")
    return str(Request(scope).url.path) + (f"?{query}" if query else "")


async def _failed(request: Request, error: Exception) -> Response:
    page = request.scope.get("state", {}).get(NETWORK_PAGE)
    if isinstance(error, NothingAcceptedError) and page is not None:
        return await run_in_threadpool(page.show, "no_plan.html", NOT_FOUND.status)
    path = request.scope["path"]
    if isinstance(error, HTTPException) and request.method == "GET" and path.startswith("/n/") and path.endswith("/"):
        return Page.of(request).to(path.rstrip("/"), **request.query_params)  # as some write the address of a folder
    return await run_in_threadpool(problem_page, request.scope, _problem(request, error))


def _problem(request: Request, error: Exception) -> ProblemError:
    if isinstance(error, HTTPException):
        return problem(NOT_FOUND, NO_PAGE)
    if isinstance(error, RequestValidationError):
        return ProblemError(INVALID)
    return problem_of(error) if isinstance(error, (ProblemError, *RAISED)) else our_error(request.scope)


async def _switch_language(request: Request, call_next: Any) -> Response:  # noqa: ANN401 - Starlette's
    """Remember the language that an address asks for, and go on to the same address without it."""
    chosen = chosen_language(request)
    if chosen is None or request.method != "GET":
        return await call_next(request)  # type: ignore[no-any-return]
    page = Page.of(request)
    response = RedirectResponse(request.url.path + page.query(language=None).rstrip("?"), 303, HEADERS)
    page.set_cookie(response, chosen, LANGUAGE_COOKIE, YEAR_SECONDS)
    return page.finished(response)


@cache
def _files() -> dict[str, tuple[bytes, str, str]]:
    """Return content, media type and entity tag of the static files."""
    folder = files("planner.web.page") / "static"
    found = {name: ((folder / name).read_bytes(), kind) for name, kind in STATIC.items()}
    styles = f".timeline {{{svg.STYLE}}}\n.trade {{{foresight_pictures.STYLE}}}\n"
    found[PICTURES] = styles.encode(), "text/css"
    return {
        name: (data, f"{kind}; charset=utf-8", f'"{hashlib.sha256(data).hexdigest()[:20]}"')
        for name, (data, kind) in found.items()
    }


def _static(name: str, request: Request) -> Response:
    if name not in _files():
        raise problem(NOT_FOUND, NO_PAGE)
    data, kind, tag = _files()[name]
    headers = {"etag": tag, "cache-control": "public, max-age=300", "x-content-type-options": "nosniff"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(data, headers=headers, media_type=kind)


def _ask_for_key(page: AnyPage) -> Response:
    return page.show("sign_in.html", then=page.request.query_params.get("then", "/"), wrong=None)


def _sign_in(page: AnyPage, form: Form) -> Response:
    then = form.text("then")
    try:
        cookie = page.request.app.state.gate.sign_in(page.request.scope, form.text("key"))
    except ProblemError as error:
        wrong = error.json(page.locale)
        response = page.show("sign_in.html", error.kind.status, then=then, wrong=wrong.detail or wrong.title)
        response.headers.update({name: value for name, value in error.headers.items() if name == "retry-after"})
        return response
    # Only paths of this site: "//host" and "/\host" lead elsewhere.
    response = page.to(then if then.startswith("/") and not then.startswith(("//", "/\\")) else "/")
    page.set_cookie(response, cookie)
    return response


def _sign_out(page: AnyPage, _form: Form) -> Response:
    cookie = cookie_of(page.request.headers.get("cookie", ""))
    if cookie:
        page.request.app.state.gate.sessions.end(cookie)
    response = page.to(SIGN_IN)
    page.set_cookie(response, new_cookie())
    return response
