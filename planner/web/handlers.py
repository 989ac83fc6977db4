"""Errors that become problems: our own, and those of the framework."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from calendars.language import Said, Sentence
from planner.files.translation import translate
from planner.network.as_written import as_written, shortened
from planner.web.problem_kinds import INVALID, MALFORMED, NOT_FOUND, WRONG_METHOD
from planner.web.problems import Fault, Pointer, ProblemError, answer
from planner.web.store_problems import RAISED, told
from planner.web.unexpected import our_error

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

NO_PAGE = Sentence(en="There is nothing at this address.", da="Der er ikke noget på denne adresse.")
ONLY = Sentence(en="Here one can only {methods}.", da="Her kan man kun {methods}.")
NOT_JSON = Sentence(
    en="From character {place} on the body is not JSON.", da="Fra tegn {place} er indholdet ikke JSON."
)  # fmt: skip
UNREADABLE = Sentence(en="The body cannot be read.", da="Indholdet kan ikke læses.")

_JSON_INVALID = "json_invalid"


def install(api: FastAPI) -> None:
    """Let every error of the application be answered with a problem."""
    for kind in (ProblemError, *RAISED):
        api.add_exception_handler(kind, _own)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _of_framework)
    api.add_exception_handler(Exception, _unexpected)


def _own(request: Request, error: Exception) -> Response:
    return answer(request.scope, told(error))


def _unexpected(request: Request, _error: Exception) -> Response:
    return answer(request.scope, our_error(request.scope))


def _invalid(request: Request, error: Exception) -> Response:
    found = cast("RequestValidationError", error).errors()
    broken = next((each for each in found if each["type"] == _JSON_INVALID), None)
    if broken is not None:
        return answer(request.scope, ProblemError(MALFORMED, Said(NOT_JSON, {"place": broken["loc"][-1]})))
    return answer(request.scope, ProblemError(INVALID, faults=_faults(found)))


def _of_framework(request: Request, error: Exception) -> Response:
    found = cast("HTTPException", error)
    if found.status_code == NOT_FOUND.status:
        return answer(request.scope, ProblemError(NOT_FOUND, Said(NO_PAGE)))
    if found.status_code == WRONG_METHOD.status:
        headers = dict(found.headers or {})
        said = Said(ONLY, {"methods": headers.get("Allow", "").split(", ")})
        return answer(request.scope, ProblemError(WRONG_METHOD, said, headers=headers))
    return answer(request.scope, ProblemError(MALFORMED, Said(UNREADABLE)))


def _faults(errors: Any) -> Iterator[Fault]:  # noqa: ANN401 - as pydantic gives them
    for each in errors:
        where, *path = each["loc"]
        yield Fault(_said(each), str(where), tuple(path) or ("",) if where != "body" else _in_body(path))


def _in_body(path: list[str | int]) -> Pointer:
    return tuple(path)


def _said(error: ErrorDetails) -> Said:
    value = error["input"]
    found = shortened(value) if isinstance(value, str) else as_written(value)
    return translate(error, found, quoted=isinstance(value, str))
