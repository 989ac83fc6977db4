"""The files of a network as they come in a body: JSON, a form, or a zip archive."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from calendars.language import Said, Sentence
from planner.files.in_memory import MOST_FILES
from planner.files.translation import SECTION, TEXT
from planner.web.bodies import FORM, JSON, LARGEST_UPLOAD, ZIP
from planner.web.problem_kinds import INVALID, MALFORMED, TOO_LARGE
from planner.web.problems import Fault, ProblemError, problem

NOT_JSON = Sentence(en="The body is not JSON.", da="Indholdet er ikke JSON.")
NOT_ZIP = Sentence(en="The body is not a zip archive that can be read.", da="Indholdet er ikke et læsbart zip-arkiv.")
UNPACKED = Sentence(
    en="Unpacked, the archive has more than {n} {n:byte|bytes}.",
    da="Pakket ud fylder arkivet mere end {n} {n:byte|bytes}.",
)
TOO_MANY = Sentence(en="There are more than {n} {n:file|files}.", da="Der er mere end {n} {n:fil|filer}.")
EXPECTED = Sentence(en="{expected} was expected", da="der ventes {expected}")
NO_FILE_NAME = Sentence(en="this part of the form is not a file", da="denne del af formularen er ikke en fil")

LARGEST_UNPACKED = 2 * LARGEST_UPLOAD
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
"""What the library raises for archives that are damaged, encrypted or packed in another way."""


async def _files(request: Request) -> Mapping[str, bytes]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == FORM:
        return await _from_form(request)
    body = await request.body()
    return await run_in_threadpool(_from_zip if kind == ZIP else _from_json, body)


Files = Annotated[Mapping[str, bytes], Depends(_files)]
"""Content by name."""

_DESCRIPTION = "The files of a network: network.toml and its tables (see docs/files.md)."
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": _DESCRIPTION,
        "content": {
            JSON: {
                "schema": {
                    "type": "object",
                    "additionalProperties": {"type": "string"},
                    "maxProperties": MOST_FILES,
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
        },
    }
}
"""How the description of the interface shows it."""


def _from_json(body: bytes) -> Mapping[str, bytes]:
    try:
        found = json.loads(body)
    except ValueError:
        raise problem(MALFORMED, NOT_JSON) from None
    if not isinstance(found, dict):
        raise ProblemError(INVALID, faults=[Fault(Said(EXPECTED, {"expected": SECTION}))])
    wrong = [name for name, text in found.items() if not isinstance(text, str)]
    if wrong:
        said = Said(EXPECTED, {"expected": TEXT})
        raise ProblemError(INVALID, faults=[Fault(said, path=(name,)) for name in wrong[:MOST_FILES]])
    return {name: text.encode() for name, text in found.items()}


async def _from_form(request: Request) -> Mapping[str, bytes]:
    found: dict[str, bytes] = {}
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FILES) as form:
        for name, part in form.multi_items():
            if not isinstance(part, UploadFile):
                raise ProblemError(INVALID, faults=[Fault(Said(NO_FILE_NAME), path=(name,))])
            found[part.filename or ""] = await part.read()
    return found


def _from_zip(body: bytes) -> Mapping[str, bytes]:
    """Files of the archive, or of the only folder in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return _unpacked(archive)
    except _UNREADABLE:
        raise problem(MALFORMED, NOT_ZIP) from None


def _unpacked(archive: zipfile.ZipFile) -> Mapping[str, bytes]:
    members = [each for each in archive.infolist() if not each.is_dir()]
    if len(members) > MOST_FILES:
        raise problem(TOO_LARGE, TOO_MANY, n=MOST_FILES)
    found, left = {}, LARGEST_UNPACKED
    folders = {PurePosixPath(each.filename).parent for each in members}
    for each in members:
        with archive.open(each) as packed:  # what the archive says of sizes may be wrong
            data = packed.read(left + 1)
        left -= len(data)
        if left < 0:
            raise problem(TOO_LARGE, UNPACKED, n=LARGEST_UNPACKED)
        found[PurePosixPath(each.filename).name if len(folders) == 1 else each.filename] = data
    return found
