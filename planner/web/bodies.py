"""Bodies of requests, read whole and within limits before anything is made of them."""

from __future__ import annotations

import asyncio
import re
from itertools import accumulate

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers

from calendars.language import Sentence
from planner.web.asgi import App, Message, Receive, Scope, Send
from planner.web.problem_kinds import MALFORMED, TOO_LARGE, TOO_SLOW, WRONG_FORM
from planner.web.problems import ProblemError, answer, problem

MIB = 2**20
LARGEST = MIB
LARGEST_UPLOAD = 16 * MIB
"""Bytes of a body, and of one with the files of a network."""
DEEPEST = 32
"""Brackets within brackets of JSON."""
MOST_PARTS = 100_000
"""Values and keys of JSON."""
SECONDS = 30
"""A body may take to arrive."""

JSON = "application/json"
FORM = "multipart/form-data"
ZIP = "application/zip"

BYTES = Sentence(
    en="The body has more than {n} {n:byte|bytes}.", da="Indholdet er på mere end {n} {n:byte|bytes}."
)  # fmt: skip
DEEP = Sentence(
    en="The JSON is nested more than {n} {n:level|levels} deep.",
    da="JSON-teksten er indlejret i mere end {n} {n:niveau|niveauer}.",
)
PARTS = Sentence(
    en="The JSON has more than {n} {n:part|parts}.", da="JSON-teksten har mere end {n} {n:del|dele}."
)  # fmt: skip
NOT_TEXT = Sentence(
    en="The body is not UTF-8 text, or has half a character in it.",
    da="Indholdet er ikke UTF-8-tekst, eller det har et halvt tegn i sig.",
)
EXPECTED = Sentence(
    en="The header Content-Type must be one of {known}.", da="Headeren Content-Type skal være en af {known}."
)  # fmt: skip
LATE = Sentence(
    en="The body has not come within {n} {n:second|seconds}.",
    da="Indholdet er ikke kommet inden for {n} {n:sekund|sekunder}.",
)

_UPLOAD = re.compile(r"/networks/[^/]+(?:/validate)?")
_STRING = re.compile(rb'"[^"\\]*+(?:\\(?:.|\Z)[^"\\]*+)*+(?:"|\Z)', re.DOTALL)
"""Possessive, and to the end if it is not closed: else hostile bodies would be gone through again and again."""
_HALF_CHARACTER = re.compile(rb"(?<!\\)(?:\\\\)*+\\u[dD][89a-fA-F]")
_PAIR = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_STEP = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_OTHERS = bytes(set(range(256)) - set(_STEP))


class BodyLimits:
    """Answers requests whose body is too large, too deep, too late or of another form; others go inside."""

    def __init__(self, inside: App) -> None:
        self._inside = inside

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body of one request, and hand both on."""
        if scope["type"] != "http" or not _has_body(Headers(scope=scope)):
            await self._inside(scope, receive, send)
            return
        try:
            body = await _read(scope, receive)
        except ProblemError as error:
            await (await run_in_threadpool(answer, scope, error))(scope, receive, send)
            return
        await self._inside(scope, _replay(body, receive), send)


async def _read(scope: Scope, receive: Receive) -> bytes:
    headers = Headers(scope=scope)
    upload = _UPLOAD.fullmatch(scope["path"]) is not None and scope["method"] in {"PUT", "POST"}
    kind = _kind(headers, (JSON, FORM, ZIP) if upload else (JSON,))
    body = await _gathered(headers, receive, LARGEST_UPLOAD if upload else LARGEST)
    if kind == JSON:
        await run_in_threadpool(require_sound, body)
    return body


def _has_body(headers: Headers) -> bool:
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers


def _kind(headers: Headers, known: tuple[str, ...]) -> str:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in known or "content-encoding" in headers:
        error = problem(WRONG_FORM, EXPECTED, known=list(known))
        error.headers["accept"] = ", ".join(known)
        raise error
    return kind


async def _gathered(headers: Headers, receive: Receive, most: int) -> bytes:
    said = headers.get("content-length", "")
    if said.isdigit() and int(said[:20]) > most:
        raise problem(TOO_LARGE, BYTES, n=most)
    try:
        async with asyncio.timeout(SECONDS):
            return await _all(receive, most)
    except TimeoutError:
        raise problem(TOO_SLOW, LATE, n=SECONDS) from None


async def _all(receive: Receive, most: int) -> bytes:
    found = bytearray()
    while True:
        message = await receive()
        found += message.get("body", b"")
        if len(found) > most:
            raise problem(TOO_LARGE, BYTES, n=most)
        if not message.get("more_body", False):
            return bytes(found)


def require_sound(body: bytes) -> None:
    """Refuse JSON that would be hard to read or to keep, before it is read.

    Raises:
        ProblemError: if it is too deep, has too many parts, or holds what is no text.
    """
    bare = _STRING.sub(b"", body)
    parts = bare.count(b",") + bare.count(b":") + bare.count(b"[") + bare.count(b"{")
    if parts > MOST_PARTS:
        raise problem(TOO_LARGE, PARTS, n=MOST_PARTS)
    if max(accumulate(map(_STEP.__getitem__, bare.translate(None, _OTHERS))), default=0) > DEEPEST:
        raise problem(TOO_LARGE, DEEP, n=DEEPEST)
    if not _is_text(body):
        raise problem(MALFORMED, NOT_TEXT)


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return _HALF_CHARACTER.search(_PAIR.sub(b"", body)) is None


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again
