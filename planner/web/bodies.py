"""Request bodies: middleware that reads them whole and limits them, and the files of a network in them."""

from __future__ import annotations

import asyncio
import io
import json
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import PurePosixPath
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException

from calendars.language import BoundMessage, Message
from planner.files.load import UPLOAD_FILES_MAX
from planner.files.validation import SECTION, TEXT
from planner.web.keys import is_page
from planner.web.problems import (
    INVALID,
    MALFORMED,
    TOO_LARGE,
    TOO_SLOW,
    WRONG_FORM,
    App,
    AsgiMessage,
    Fault,
    ProblemError,
    Receive,
    Scope,
    Send,
    answer,
    problem,
)

MIB = 2**20
BODY_MAX_BYTES = MIB
UPLOAD_MAX_BYTES = 16 * MIB
"""Size of a body with the files of a network."""
JSON_MAX_DEPTH = 32
"""Nested brackets in JSON."""
JSON_MAX_PARTS = 100_000
"""Values and keys in JSON."""
BODY_TIMEOUT_SECONDS = 30
"""Time in which a body must arrive."""

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
FORM = "multipart/form-data"
URLENCODED = "application/x-www-form-urlencoded"
ZIP = "application/zip"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORKBOOK_NAME = "network.xlsx"
"""Name of a workbook that is a body of its own."""

BYTES = Message("bodies.bytes", "The body has more than {n} {n:byte|bytes}.")  # fmt: skip
DEEP = Message("bodies.deep", "The JSON is nested more than {n} {n:level|levels} deep.")
PARTS = Message("bodies.parts", "The JSON has more than {n} {n:part|parts}.")  # fmt: skip
NOT_TEXT = Message("bodies.not_text", "The body is not UTF-8 text, or has half a character in it.")
EXPECTED = Message("bodies.expected", "The header Content-Type must be one of {known}.")  # fmt: skip
LATE = Message("bodies.late", "The body has not come within {n} {n:second|seconds}.")

_UPLOAD = re.compile(r"/networks/[^/]+(?:/validate)?")
_STRING = re.compile(rb'"[^"\\]*+(?:\\(?:.|\Z)[^"\\]*+)*+(?:"|\Z)', re.DOTALL)
"""Possessive, and to the end if it is not closed: else hostile bodies would be gone through again and again."""
_HIGH_SURROGATE = re.compile(rb"(?<!\\)(?:\\\\)*+\\u[dD][89a-fA-F]")
_SURROGATE_PAIR = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_DEPTH_STEP = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_NOT_BRACKETS = bytes(set(range(256)) - set(_DEPTH_STEP))


class BodyLimits:
    """Middleware that rejects bodies that are too large, too deep, too slow or of the wrong media type.

    Args:
        inside: the next application.
    """

    def __init__(self, inside: App) -> None:
        self._inside = inside

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body of a request and pass both on."""
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
    if is_page(scope["path"]):
        return await _read_form(headers, receive)
    upload = _UPLOAD.fullmatch(scope["path"]) is not None and scope["method"] in {"PUT", "POST"}
    known: tuple[str, ...] = (JSON, FORM, ZIP, XLSX) if upload else (JSON,)
    if scope["method"] == "PATCH":
        known = (JSON, MERGE_PATCH)
    _require_kind(headers, known)
    body = await _read_limited(headers, receive, UPLOAD_MAX_BYTES if upload else BODY_MAX_BYTES)
    if not upload:  # what is uploaded is read by another process
        await run_in_threadpool(require_sound, body)
    return body


async def _read_form(headers: Headers, receive: Receive) -> bytes:
    _require_kind(headers, (URLENCODED, FORM))
    files = headers["content-type"].lower().startswith(FORM)
    return await _read_limited(headers, receive, UPLOAD_MAX_BYTES if files else BODY_MAX_BYTES)


def _has_body(headers: Headers) -> bool:
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers


def _require_kind(headers: Headers, known: tuple[str, ...]) -> None:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in known or "content-encoding" in headers:
        error = problem(WRONG_FORM, EXPECTED, known=list(known))
        error.headers["accept"] = ", ".join(known)
        raise error


async def _read_limited(headers: Headers, receive: Receive, most: int) -> bytes:
    said = headers.get("content-length", "")
    if said.isdecimal() and float(said) > most:
        raise problem(TOO_LARGE, BYTES, n=most)
    try:
        async with asyncio.timeout(BODY_TIMEOUT_SECONDS):
            return await _receive_all(receive, most)
    except TimeoutError:
        raise problem(TOO_SLOW, LATE, n=BODY_TIMEOUT_SECONDS) from None


async def _receive_all(receive: Receive, most: int) -> bytes:
    found = bytearray()
    while True:
        message = await receive()
        found += message.get("body", b"")
        if len(found) > most:
            raise problem(TOO_LARGE, BYTES, n=most)
        if not message.get("more_body", False):
            return bytes(found)


def require_sound(body: bytes) -> None:
    """Check JSON before it is parsed, for what would be expensive to parse or impossible to store.

    Raises:
        ProblemError: if it is too deep, has too many parts, or is not valid Unicode text.
    """
    bare = _STRING.sub(b"", body)
    parts = bare.count(b",") + bare.count(b":") + bare.count(b"[") + bare.count(b"{")
    if parts > JSON_MAX_PARTS:
        raise problem(TOO_LARGE, PARTS, n=JSON_MAX_PARTS)
    if max(accumulate(map(_DEPTH_STEP.__getitem__, bare.translate(None, _NOT_BRACKETS))), default=0) > JSON_MAX_DEPTH:
        raise problem(TOO_LARGE, DEEP, n=JSON_MAX_DEPTH)
    if not _is_text(body):
        raise problem(MALFORMED, NOT_TEXT)


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return _HIGH_SURROGATE.search(_SURROGATE_PAIR.sub(b"", body)) is None


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> AsgiMessage:
        return waiting.pop() if waiting else await receive()

    return again


NOT_JSON = Message("bodies.not_json", "The body is not JSON.")
NOT_FORM = Message("bodies.not_form", "The body is not a form that can be read.")
NOT_ZIP = Message("bodies.not_zip", "The body is not a zip archive that can be read.")
UNPACKED = Message("bodies.unpacked", "Unpacked, the archive has more than {n} {n:byte|bytes}.")
TOO_MANY = Message("bodies.too_many", "There are more than {n} {n:file|files}.")
FILES_EXPECTED = Message("bodies.files_expected", "{expected} was expected")
NO_FILE_NAME = Message("bodies.no_file_name", "this part of the form is not a file")

UNPACKED_MAX_BYTES = 2 * UPLOAD_MAX_BYTES
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
"""Exceptions of `zipfile` for archives that are damaged, encrypted or compressed by an unknown method."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A body with files as it came: its media type with parameters, and its bytes."""

    media_type: str
    data: bytes

    def files(self) -> Mapping[str, bytes]:
        """Return the content of the files by name.

        Raises:
            ProblemError: if they cannot be read or are too much.
        """
        kind = self.media_type.partition(";")[0].strip().lower()
        if kind == FORM:
            return asyncio.run(_from_form(self))
        if kind == XLSX:
            return {WORKBOOK_NAME: self.data}
        if kind == ZIP:
            return _from_zip(self.data)
        require_sound(self.data)
        return _from_json(self.data)


async def _upload(request: Request) -> Upload:
    return Upload(request.headers.get("content-type", ""), await request.body())


Files = Annotated[Upload, Depends(_upload)]
"""A dependency: the body with the files of a network."""

_DESCRIPTION = (
    "The files of a network: network.toml and its tables (see docs/files.md), or all of it as a workbook (see "
    "docs/workbook.md)."
)
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": _DESCRIPTION,
        "content": {
            JSON: {
                "schema": {
                    "type": "object",
                    "additionalProperties": {"type": "string"},
                    "maxProperties": UPLOAD_FILES_MAX,
                    "description": "The text of each file by its name.",
                },
                "examples": {
                    "settings and tables": {
                        "value": {
                            "network.toml": 'name = "Ledernetværk"\nlocale = "da"\n...',
                            "municipalities.csv": "id;name;region;lat;lon\n0851;Aalborg;nord;57,048;9,919\n",
                        }
                    }
                },
            },
            FORM: {
                "schema": {
                    "type": "object",
                    "properties": {"files": {"type": "array", "items": {"type": "string", "format": "binary"}}},
                }
            },
            ZIP: {"schema": {"type": "string", "format": "binary"}},
            XLSX: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}
"""The OpenAPI description of a body with files."""


def _from_json(body: bytes) -> Mapping[str, bytes]:
    try:
        found = json.loads(body)
    except ValueError:
        raise problem(MALFORMED, NOT_JSON) from None
    if not isinstance(found, dict):
        raise ProblemError(INVALID, faults=[Fault(BoundMessage(FILES_EXPECTED, {"expected": SECTION}))])
    wrong = [name for name, text in found.items() if not isinstance(text, str)]
    if wrong:
        said = BoundMessage(FILES_EXPECTED, {"expected": TEXT})
        raise ProblemError(INVALID, faults=[Fault(said, path=(name,)) for name in wrong[:UPLOAD_FILES_MAX]])
    return {name: text.encode() for name, text in found.items()}


async def _from_form(upload: Upload) -> Mapping[str, bytes]:
    found: dict[str, bytes] = {}
    scope = {"type": "http", "headers": [(b"content-type", upload.media_type.encode("latin-1"))]}
    request = Request(scope, _replay(upload.data, _nothing_more))
    try:
        async with request.form(max_files=UPLOAD_FILES_MAX, max_fields=UPLOAD_FILES_MAX) as form:
            for name, part in form.multi_items():
                if not isinstance(part, UploadFile):
                    raise ProblemError(INVALID, faults=[Fault(BoundMessage(NO_FILE_NAME), path=(name,))])
                found[part.filename or ""] = await part.read()
    except (MultiPartException, KeyError):
        raise problem(MALFORMED, NOT_FORM) from None
    return found


async def _nothing_more() -> AsgiMessage:
    return {"type": "http.disconnect"}


def _from_zip(body: bytes) -> Mapping[str, bytes]:
    """Return the files of the archive, or of the single folder in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return _unpack(archive)
    except _UNREADABLE:
        raise problem(MALFORMED, NOT_ZIP) from None


def _unpack(archive: zipfile.ZipFile) -> Mapping[str, bytes]:
    members = [each for each in archive.infolist() if not each.is_dir()]
    if len(members) > UPLOAD_FILES_MAX:
        raise problem(TOO_LARGE, TOO_MANY, n=UPLOAD_FILES_MAX)
    found, room = {}, UNPACKED_MAX_BYTES + 1  # one byte that must stay free
    folders = {PurePosixPath(each.filename).parent for each in members}
    for each in members:
        with archive.open(each) as packed:  # the sizes stated in the archive may be wrong
            data = packed.read(room)
        room -= len(data)
        if not room:
            raise problem(TOO_LARGE, UNPACKED, n=UNPACKED_MAX_BYTES)
        found[PurePosixPath(each.filename).name if len(folders) == 1 else each.filename] = data
    return found
