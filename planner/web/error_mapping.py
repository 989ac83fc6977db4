"""Map exceptions to problem details: those of this program, and those of FastAPI."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from calendars.language import SOURCE_LOCALE, BoundMessage, Message, WrongValueError
from planner.errors import InputError, InputErrors
from planner.feeds.publish import NoSuchFeedError
from planner.files.validation import translate
from planner.network.fields import as_written, shortened
from planner.reschedule.undo import CannotUndoError
from planner.schemas.revisions import difference_json
from planner.store.archive import StaleRevisionError
from planner.store.errors import (
    NewerStoreError,
    NoSuchProposalError,
    NoSuchRevisionError,
    NotForeseenError,
    NothingAcceptedError,
    OlderStoreError,
    RestoredSinceError,
    StoreError,
    StoreFullError,
    StoreReadOnlyError,
    StoreReplacedError,
    StoreUnreachableError,
)
from planner.store.uploads import InFolderError, NoSuchNetworkError
from planner.use_cases.changing import FilesElsewhereError, NoSuchChangeError
from planner.use_cases.keeping import NoSuchPersonError
from planner.use_cases.today import ChangesFileChangedError
from planner.web.problems import (
    CHANGED,
    FILES_ELSEWHERE,
    INVALID,
    MALFORMED,
    NO_STORE,
    NOT_FOUND,
    STALE,
    STORE_FULL,
    WRONG_METHOD,
    Fault,
    Pointer,
    ProblemError,
    answer,
    our_error,
    problem,
)

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


NOTHING_ACCEPTED = Message("error_mapping.nothing_accepted", "No plan has been accepted yet.")
LATER = Message(
    "error_mapping.later",
    "The store cannot be read or written at the moment; nothing has been changed. Try again later.",
)
ANOTHER_VERSION = Message(
    "error_mapping.another_version",
    "The store was written by another version of the program; whoever runs the server has to upgrade.",
)
FULL = Message(
    "error_mapping.full", "There is no room left. Nothing of this was saved; everything accepted before is intact."
)

REPLACED = Message(
    "error_mapping.replaced",
    "The store was replaced while the server had it open, as when a backup is restored. Nothing of this was saved. "
    "Look at what is accepted now, and repeat it if it still applies.",
)
READ_ONLY = Message("error_mapping.read_only", "The store can be read, but not written. Nothing of this was saved.")
OTHER_CHANGES = Message(
    "error_mapping.other_changes", "Nothing was done: other changes are in force than when the proposal was made."
)

RAISED = (InputErrors, StoreError, WrongValueError)
"""Exceptions that `told` maps."""
STORE_RETRY_AFTER_SECONDS = 10
"""Delay after which a store that did not answer is worth another attempt."""


def problem_of(error: Exception) -> ProblemError:  # noqa: PLR0911 - one line an error
    """Return the problem that an exception maps to."""
    match error:
        case ProblemError():
            return error
        case InputErrors():
            return ProblemError(INVALID, faults=map(fault, error.errors), more_faults=error.more)
        case WrongValueError() | CannotUndoError():
            return ProblemError(INVALID, error.said)
        case RestoredSinceError():
            return ProblemError(STALE, error.said)
        case StaleRevisionError():
            return ProblemError(STALE, error.said, difference=difference_json(error.difference, SOURCE_LOCALE))
        case (
            NoSuchNetworkError()
            | NoSuchRevisionError()
            | NoSuchProposalError()
            | NoSuchFeedError()
            | NoSuchPersonError()
            | NoSuchChangeError()
            | NotForeseenError()
        ):
            return ProblemError(NOT_FOUND, error.said)
        case NothingAcceptedError():
            return problem(NOT_FOUND, NOTHING_ACCEPTED)
        case FilesElsewhereError() | InFolderError():
            return ProblemError(FILES_ELSEWHERE, error.said)
        case ChangesFileChangedError():
            return problem(CHANGED, OTHER_CHANGES)
        case _:
            return _store_problem(error)


def _store_problem(error: Exception) -> ProblemError:
    match error:
        case StoreFullError():
            return problem(STORE_FULL, FULL)
        case NewerStoreError() | OlderStoreError():
            return problem(NO_STORE, ANOTHER_VERSION)
        case StoreReplacedError():
            return problem(NO_STORE, REPLACED)
        case StoreReadOnlyError():
            return problem(NO_STORE, READ_ONLY)
        case StoreUnreachableError():
            found = problem(NO_STORE, LATER)
            found.headers["retry-after"] = str(STORE_RETRY_AFTER_SECONDS)
            return found
        case StoreError():
            return ProblemError(INVALID, error.said)
        case _:
            raise error


def fault(error: InputError) -> Fault:
    """Return an error in an uploaded file as a fault of the body, at the file's name."""
    return Fault(error.said, path=(error.file,), error=error)


def faults_in(errors: InputErrors, *place: str) -> Iterator[Fault]:
    """Yield the errors of a document as faults, where the document is at `place` in the body."""
    return (Fault(each.said, path=(*place, *each.path)) for each in errors.errors)


NO_PAGE = Message("error_mapping.no_page", "There is nothing at this address.")
ONLY = Message("error_mapping.only", "This address can only be used with {methods}.")
NOT_JSON = Message("error_mapping.not_json", "From character {place} on the body is not JSON.")  # fmt: skip
UNREADABLE = Message("error_mapping.unreadable", "The body cannot be read.")

_JSON_INVALID = "json_invalid"


def install(api: FastAPI) -> None:
    """Register handlers, so that every exception of the application becomes a problem response."""
    for kind in (ProblemError, *RAISED):
        api.add_exception_handler(kind, _on_known_error)
    api.add_exception_handler(RequestValidationError, _on_invalid_request)
    api.add_exception_handler(HTTPException, _on_framework_error)
    api.add_exception_handler(Exception, _on_unexpected_error)


def _on_known_error(request: Request, error: Exception) -> Response:
    return answer(request.scope, problem_of(error))


def _on_unexpected_error(request: Request, _error: Exception) -> Response:
    return answer(request.scope, our_error(request.scope))


def _on_invalid_request(request: Request, error: Exception) -> Response:
    found = cast("RequestValidationError", error).errors()
    broken = next((each for each in found if each["type"] == _JSON_INVALID), None)
    if broken is not None:
        return answer(request.scope, ProblemError(MALFORMED, BoundMessage(NOT_JSON, {"place": broken["loc"][-1]})))
    return answer(request.scope, ProblemError(INVALID, faults=_faults(found)))


def _on_framework_error(request: Request, error: Exception) -> Response:
    found = cast("HTTPException", error)
    if found.status_code == NOT_FOUND.status:
        return answer(request.scope, ProblemError(NOT_FOUND, BoundMessage(NO_PAGE)))
    if found.status_code == WRONG_METHOD.status:
        headers = dict(found.headers or {})
        said = BoundMessage(ONLY, {"methods": headers.get("Allow", "").split(", ")})
        return answer(request.scope, ProblemError(WRONG_METHOD, said, headers=headers))
    return answer(request.scope, ProblemError(MALFORMED, BoundMessage(UNREADABLE)))


def _faults(errors: Any) -> Iterator[Fault]:  # noqa: ANN401 - as pydantic gives them
    for each in errors:
        where, *path = each["loc"]
        yield Fault(_said(each), str(where), tuple(path) or ("",) if where != "body" else _in_body(path))


def _in_body(path: list[str | int]) -> Pointer:
    return tuple(path)


def _said(error: ErrorDetails) -> BoundMessage:
    value = error["input"]
    found = shortened(value) if isinstance(value, str) else as_written(value)
    return translate(error, found, quoted=isinstance(value, str))
