"""Problem details (RFC 9457): every error over HTTP has this form, with the sentences of the command line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from calendars.language import Locale, Said, Sentence
from planner.errors import InputError
from planner.web.problem_kinds import ProblemKind
from planner.web.spoken import spoken

MEDIA_TYPE = "application/problem+json"
Pointer = tuple[str | int, ...]
"""Way to a value in the body, counted from 0."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One place of the request that is wrong.

    Attributes:
        said: what is wrong with it.
        where: "body", "query", "path" or "header".
        path: in the body, the way to the value; else the parameter's name.
        error: where in an uploaded file it stands.
    """

    said: Said
    where: str = "body"
    path: Pointer = ()
    error: InputError | None = None

    def json(self, locale: Locale) -> dict[str, Any]:
        """As it stands in the answer."""
        place = {"pointer": pointer(self.path)} if self.where == "body" else {self.where: str(self.path[-1])}
        return {"detail": self.said.say(locale), **place, **_in_file(self.error)}


class ProblemError(Exception):
    """A request that is answered with a problem.

    Args:
        kind: of problem.
        said: what it is this time; the kind's title if left out.
        faults: places of the request that are wrong.
        headers: further headers of the answer.
        more: further members of the answer.
    """

    def __init__(
        self, kind: ProblemKind, said: Said | None = None, *, faults: Iterable[Fault] = (),
        headers: Mapping[str, str] | None = None, **more: object,
    ) -> None:  # fmt: skip
        super().__init__(kind.name)
        self.kind, self.said = kind, said
        self.faults = tuple(faults)
        self.headers, self.more = dict(headers or {}), more

    def json(self, locale: Locale) -> dict[str, Any]:
        """The answer's body."""
        kind = self.kind
        body = {"type": kind.address, "title": kind.title.say(locale), "status": kind.status}
        if self.said is not None:
            body["detail"] = self.said.say(locale)
        if self.faults:
            body["errors"] = [each.json(locale) for each in self.faults]
        return {**body, **self.more}


def problem(kind: ProblemKind, sentence: Sentence, **values: object) -> ProblemError:
    """A problem that one sentence explains."""
    return ProblemError(kind, Said(sentence, values))


def answer(scope: Any, error: ProblemError) -> Response:  # noqa: ANN401 - ASGI's
    """The answer in the client's language."""
    locale = spoken(scope)
    body = json.dumps(error.json(locale), ensure_ascii=False).encode("utf-8", "backslashreplace")
    headers = {"content-language": locale, "vary": "accept-language", "cache-control": "no-store"}
    return Response(body, error.kind.status, {**headers, **error.headers}, MEDIA_TYPE)


def pointer(path: Iterable[str | int]) -> str:
    """A JSON pointer in the form of a URI fragment (RFC 6901, section 6); "#" is the whole body."""
    return "#" + "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)


def _in_file(error: InputError | None) -> dict[str, Any]:
    """Where a planner finds it, as the command line names it."""
    if error is None:
        return {}
    found = {"file": error.file, "line": error.line, "place": error.place or None, "more_rows": error.more or None}
    return {name: value for name, value in found.items() if value is not None}
