"""Problem details (RFC 9457): the form of every HTTP error, in the language that the client asks for."""

from __future__ import annotations

import logging
import re
import secrets
import traceback
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response

from calendars.language import LOCALES, BoundMessage, Locale, Message
from planner.errors import ERRORS_TOLD_MAX, InputError, system_locale
from planner.schemas.http import FaultJson, ProblemJson
from planner.schemas.plans import dumps

Scope = MutableMapping[str, Any]
AsgiMessage = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[AsgiMessage]]
Send = Callable[[AsgiMessage], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


_LANGUAGE_RANGE = re.compile(
    r"\s*([a-z]{2,3})(?:-[a-z0-9-]+)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?", re.IGNORECASE
)
_LANGUAGES_MAX = 20
"""Languages of the header that are considered."""


def wanted(accept_language: str) -> Locale | None:
    """Return the available language that Accept-Language prefers (RFC 9110, 12.5.4); None if it wants none of them."""
    weights: dict[str, float] = {}
    for part in accept_language.split(",")[:_LANGUAGES_MAX]:
        found = _LANGUAGE_RANGE.fullmatch(part)
        if found:
            weights.setdefault(found[1].lower(), float(found[2] or 1))
    ours = [locale for locale in LOCALES if weights.get(locale, 0) > 0]
    return max(ours, key=lambda locale: weights[locale], default=None)


def response_language(scope: Any) -> Locale:  # noqa: ANN401 - ASGI's
    """Return the language of the response: the client's, else that of a network it may know of, else the system's."""
    asked = wanted(Headers(scope=scope).get("accept-language", ""))
    return asked or _of_network(scope) or system_locale()


def speak_as(scope: Any, network: Callable[[], Locale | None]) -> None:  # noqa: ANN401 - ASGI's
    """Set the function that returns the language of the network, which is called only if it is needed."""
    scope.setdefault("state", {})["speaks"] = network


def _of_network(scope: Any) -> Locale | None:  # noqa: ANN401 - ASGI's
    network: Callable[[], Locale | None] | None = scope.get("state", {}).get("speaks")
    return network() if network else None


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A problem type (RFC 9457, 3.1).

    Attributes:
        name: last part of the type's URI.
        status: HTTP status.
        title: summary that is the same for each occurrence.
    """

    name: str
    status: int
    title: Message

    @property
    def address(self) -> str:
        """URI of the type, relative to the server."""
        return f"/problems/{self.name}"


MALFORMED = ProblemKind(
    "malformed", 400, Message("problems.malformed", "The request cannot be read")
)  # fmt: skip
NO_KEY = ProblemKind("no-key", 401, Message("problems.no_key", "A key is needed"))
WRONG_KEY = ProblemKind("wrong-key", 401, Message("problems.wrong_key", "The key is not valid"))
NOT_ALLOWED = ProblemKind("not-allowed", 403, Message("problems.not_allowed", "The key's role does not allow this"))
FOREIGN = ProblemKind(
    "foreign", 403,
    Message("problems.foreign", "Without keys only this machine is answered"),
)  # fmt: skip
FORGED = ProblemKind("forged", 403, Message("problems.forged", "The form does not come from this page"))
NOT_FOUND = ProblemKind("not-found", 404, Message("problems.not_found", "There is no such thing"))
WRONG_METHOD = ProblemKind(
    "wrong-method", 405, Message("problems.wrong_method", "This cannot be done here")
)  # fmt: skip
TOO_SLOW = ProblemKind(
    "too-slow", 408, Message("problems.too_slow", "The request came too slowly")
)  # fmt: skip
ELSEWHERE = ProblemKind("elsewhere", 409, Message("problems.elsewhere", "Another server does this"))
FILES_ELSEWHERE = ProblemKind(
    "files-elsewhere", 409, Message("problems.files_elsewhere", "The files of the network are elsewhere")
)  # fmt: skip
CHANGED = ProblemKind("changed", 412, Message("problems.changed", "It was changed meanwhile"))
STALE = ProblemKind("stale", 412, Message("problems.stale", "Another revision came first"))
TOO_LARGE = ProblemKind("too-large", 413, Message("problems.too_large", "The request is too large"))
WRONG_FORM = ProblemKind(
    "wrong-form", 415, Message("problems.wrong_form", "The body is in another form")
)  # fmt: skip
INVALID = ProblemKind("invalid", 422, Message("problems.invalid", "There are mistakes in what was sent"))
BROKEN_PLAN = ProblemKind("broken-plan", 422, Message("problems.broken_plan", "The plan breaks rules"))
REPEATED = ProblemKind(
    "repeated", 422,
    Message("problems.repeated", "The Idempotency-Key was used for something else"),
)  # fmt: skip
NO_CONDITION = ProblemKind("no-condition", 428, Message("problems.no_condition", "If-Match is needed"))
TOO_OFTEN = ProblemKind(
    "too-often", 429, Message("problems.too_often", "Too many failed attempts")
)  # fmt: skip
OUR_ERROR = ProblemKind("our-error", 500, Message("problems.our_error", "An error in the program"))
WORK_FAILED = ProblemKind("work-failed", 503, Message("problems.work_failed", "The work came to nothing"))
BUSY = ProblemKind("busy", 503, Message("problems.busy", "There is too much to do"))
INTERRUPTED = ProblemKind("interrupted", 503, Message("problems.interrupted", "The work was interrupted"))
NO_STORE = ProblemKind(
    "no-store", 503, Message("problems.no_store", "The store cannot be used now")
)  # fmt: skip
STORE_FULL = ProblemKind("store-full", 507, Message("problems.store_full", "The store is full"))

PROBLEM_KINDS = (
    MALFORMED, NO_KEY, WRONG_KEY, NOT_ALLOWED, FOREIGN, FORGED, NOT_FOUND, WRONG_METHOD, TOO_SLOW, ELSEWHERE,
    FILES_ELSEWHERE, CHANGED, STALE, TOO_LARGE, WRONG_FORM, INVALID, BROKEN_PLAN, REPEATED, NO_CONDITION, TOO_OFTEN,
    OUR_ERROR, WORK_FAILED, BUSY, INTERRUPTED, NO_STORE, STORE_FULL,
)  # fmt: skip


MEDIA_TYPE = "application/problem+json"
Pointer = tuple[str | int, ...]
"""Path to a value in the body; indices count from 0."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong place in a request.

    Attributes:
        said: what is wrong.
        where: "body", "query", "path" or "header".
        path: in the body the path to the value, else the name of the parameter.
        error: the place in an uploaded file.
    """

    said: BoundMessage
    where: str = "body"
    path: Pointer = ()
    error: InputError | None = None

    def sentence(self, locale: Locale) -> str:
        """Return what is wrong in that language."""
        return self.said.say(locale)

    def json(self, locale: Locale) -> FaultJson:
        """Return the fault as it is in the response."""
        place: dict[str, Any] = (
            {"pointer": pointer(self.path)} if self.where == "body" else {self.where: str(self.path[-1])}
        )
        return FaultJson(detail=(self.error or self).sentence(locale), **place, **_in_file(self.error))


class ProblemError(Exception):
    """A request that is answered with a problem document.

    Args:
        kind: the problem type.
        said: detail of this occurrence; the type's title by default.
        faults: wrong places in the request, of which the first are told.
        more_faults: number of wrong places besides.
        headers: additional headers of the response.
        more: additional members of the document.
    """

    def __init__(
        self, kind: ProblemKind, said: BoundMessage | None = None, *, faults: Iterable[Fault] = (),
        more_faults: int = 0, headers: Mapping[str, str] | None = None,
        **more: Any,  # noqa: ANN401 - as the document has them
    ) -> None:  # fmt: skip
        super().__init__(kind.name)
        self.kind, self.said = kind, said
        found = iter(faults)
        self.faults = tuple(islice(found, ERRORS_TOLD_MAX))
        self.more_faults = more_faults + sum(1 for _ in found)
        self.headers, self.more = dict(headers or {}), more

    def json(self, locale: Locale) -> ProblemJson:
        """Return the problem document."""
        kind = self.kind
        body: dict[str, Any] = {"type": kind.address, "title": kind.title.say(locale), "status": kind.status}
        if self.said is not None:
            body["detail"] = self.said.say(locale)
        if self.faults:
            body["errors"] = [each.json(locale) for each in self.faults]
        if self.more_faults:
            body["more_errors"] = self.more_faults
        return ProblemJson(**body, **self.more)


def problem(kind: ProblemKind, sentence: Message, **values: object) -> ProblemError:
    """Return a problem with one sentence as its detail."""
    return ProblemError(kind, BoundMessage(sentence, values))


def answer(scope: Any, error: ProblemError) -> Response:  # noqa: ANN401 - ASGI's
    """Return the response, in the client's language."""
    locale = response_language(scope)
    body = dumps(error.json(locale), indent=None).encode("utf-8", "backslashreplace")
    headers = {"content-language": locale, "vary": "accept-language", "cache-control": "no-store"}
    return Response(body, error.kind.status, {**headers, **error.headers}, MEDIA_TYPE)


def pointer(path: Iterable[str | int]) -> str:
    """Return a JSON pointer as a URI fragment (RFC 6901, 6); "#" is the whole body."""
    return "#" + "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)


def _in_file(error: InputError | None) -> dict[str, Any]:
    """Return the place as the command line shows it."""
    if error is None:
        return {}
    found = {
        "file": error.file, "line": error.line, "place": error.place or None, "cell": error.cell or None,
        "more_rows": error.more or None,
    }  # fmt: skip
    return {name: value for name, value in found.items() if value is not None}


OURS = Message(
    "problems.ours", "This is an error in the program, not in what you sent. Its log knows more under {reference}."
)

_REFERENCE = "reference"
_log = logging.getLogger(__name__)


class ErrorMiddleware:
    """Middleware that answers unexpected exceptions with a reference to the log."""

    def __init__(self, inside: App) -> None:
        self._inside = inside

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        begun = False
        scope.setdefault("state", {})[_REFERENCE] = reference = secrets.token_hex(4)

        async def note(message: AsgiMessage) -> None:
            nonlocal begun
            begun = True
            if message["type"] == "http.response.start":
                message["headers"] = _guarded(message.get("headers", ()))
            await send(message)

        try:
            await self._inside(scope, receive, note)
        except Exception as error:
            if scope["type"] != "http":
                raise
            _log.error("%s %s", reference, without_values(error))
            if not begun:
                await (await run_in_threadpool(answer, scope, our_error(scope)))(scope, receive, note)


_GUARDS = ((b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store"))
"""Headers of every answer: no browser takes it for something else, and nobody keeps it."""


def _guarded(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    found = list(headers)
    names = {name.lower() for name, _ in found}
    return [*found, *(guard for guard in _GUARDS if guard[0] not in names)]


def our_error(scope: Scope) -> ProblemError:
    """Return the problem with the reference under which the log has the error."""
    return problem(OUR_ERROR, OURS, reference=scope["state"][_REFERENCE])


def without_values(error: BaseException) -> str:
    """Return type and traceback of an exception without its message, which may contain personal data."""
    places = " < ".join(
        f"{frame.name}:{frame.lineno}" for frame in reversed(traceback.extract_tb(error.__traceback__)[-8:])
    )
    return f"{type(error).__name__} in {places}"
