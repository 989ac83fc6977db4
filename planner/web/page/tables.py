"""Pages of files: bringing them in, tables that are edited a row at a time, and taking an edit back."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from planner.errors import CHANGES_FILE, SETTINGS_FILE, InputError, InputErrors
from planner.files.editing import FileChangedError, content
from planner.files.tables import append_row, header_and_rows, replace_row
from planner.jobs.job import JobRequest
from planner.jobs.queue import FullError
from planner.network.tables import TABLES, Table
from planner.schemas.http import FaultJson, ProblemJson
from planner.store.archive import Archive
from planner.use_cases.homes import FolderEdit, Home
from planner.web.api.checking import CHECK_SECONDS, CHECKS_MODULE, WAITING_SECONDS
from planner.web.api.dependencies import may_be_id, require_role
from planner.web.api.jobs import busy, failure_of, over_within
from planner.web.bodies import ZIP, Upload
from planner.web.checks import Place
from planner.web.error_mapping import fault
from planner.web.page.access import AnyPage, Form, FormData, NetworkPage, Planned, Shown
from planner.web.page.words import WORDS
from planner.web.problems import INVALID, NOT_FOUND, problem
from planner.web.roles import Role

new_router = APIRouter()
router = APIRouter(prefix="/n/{network}/files")

ROWS_MAX = 200
"""Rows that a page shows at a time."""
SHOWN_ROW_MAX_CHARACTERS = 300
UNDOS_MAX = 50
FILES_MAX = 100
FILE_MAX_BYTES = 8 * 2**20
_NO_ARCHIVE = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError)
KNOWN: Mapping[str, Table] = {table.file: table for table in TABLES}


@new_router.get("/new")
def ask_for_files(page: AnyPage) -> Response:
    """What files are wanted."""
    return page.show("new.html", wrong=None, rows={}, id="")


@new_router.post("/new")
async def bring_in(request: Request, page: AnyPage, form: Form) -> Response:
    """Read the files of a network into the store; nothing is kept of files with mistakes."""
    caller, state = request.scope["state"]["caller"], request.app.state
    network = form.needed("id", page.say("new.id"))
    require_role(caller, Role.PLANNER)
    served: Home | None = state.home
    if not caller.sees(network) or not may_be_id(network) or (served is not None and served.network == network):
        raise problem(INVALID, WORDS["new.no_id"], found=network)
    if not form.files:
        raise problem(INVALID, WORDS["new.no_files"])
    archive = Archive(state.store, network)
    place = Place(state.office.address, archive.network)
    args = (page.locale, place, Upload(ZIP, _packed(form)), True)
    asked = JobRequest(network, "read_upload", f"{CHECKS_MODULE}:read_upload", args, CHECK_SECONDS)
    try:
        job = state.office.check(asked)
    except FullError as full:
        raise busy(full) from full
    await over_within(job, WAITING_SECONDS)
    if job.view.result is None:
        raise failure_of(job.view)
    if not job.view.refused:
        return page.to(f"/n/{quote(network, safe='')}")
    found = ProblemJson.model_validate_json(job.view.result)
    rows = _shown_rows(found.errors, _unpacked(form))
    return page.show("new.html", job.view.status, wrong=found, rows=rows, id=network)


def _packed(form: FormData) -> bytes:
    """Return the files as an archive: that which was sent if it is one, else a new one."""
    if len(form.files) == 1:
        ((name, data),) = form.files.items()
        if name.lower().endswith(".zip"):
            return data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in form.files.items():
            if _is_wanted(name):
                archive.writestr(name, data)
    return out.getvalue()


def _is_wanted(name: str) -> bool:
    """Return whether a file of a folder may belong to a network; what systems and we leave beside them does not."""
    return not name.startswith((".", "~")) and not name.endswith((".md", ".sqlite", ".sqlite-shm", ".sqlite-wal"))


def _unpacked(form: FormData) -> Mapping[str, bytes]:
    """Return the files by name, for the rows that mistakes are in; nothing of an archive that cannot be read."""
    found = dict(form.files)
    for name, data in form.files.items():
        if name.lower().endswith(".zip"):
            with suppress(*_NO_ARCHIVE), zipfile.ZipFile(io.BytesIO(data)) as archive:
                for each in archive.infolist()[:FILES_MAX]:
                    if each.file_size < FILE_MAX_BYTES:
                        found[Path(each.filename).name] = archive.read(each)
    return found


def _shown_rows(errors: tuple[FaultJson, ...], files: Mapping[str, bytes | None]) -> dict[tuple[str, int], str]:
    """Return the rows of mistakes as they stand in the files."""
    found: dict[tuple[str, int], str] = {}
    for each in errors:
        data = files.get(each.file or "")
        if data is not None and each.file and each.line:
            line = next(islice(data.decode("utf-8", "replace").splitlines(), each.line - 1, None), "")
            found[each.file, each.line] = line.removeprefix("\ufeff")[:SHOWN_ROW_MAX_CHARACTERS]
    return found


def _folder(page: NetworkPage) -> Path:
    if page.folder is None:
        raise problem(NOT_FOUND, WORDS["files.in_store"])
    return page.folder


@router.get("")
def show_files(page: Shown) -> Response:
    """The files of a network, and what is wrong with them."""
    folder, rows = page.folder, {}
    wrong: tuple[FaultJson, ...] = ()
    names: list[tuple[str, int]] = []
    if folder is not None:
        present = {each.name: each.stat().st_size for each in folder.iterdir() if each.is_file()}
        names = [(name, present[name]) for name in (SETTINGS_FILE, *KNOWN, CHANGES_FILE) if name in present]
        try:
            page.memory.network(page.home)
        except InputErrors as errors:
            wrong = tuple(fault(each).json(page.locale) for each in errors.errors)
            rows = _shown_rows(wrong, {name: content(folder / name) for name, _ in names})
    return page.show(
        "files.html", network=page, names=names, wrong=wrong, rows=rows, undo=_undos(page)[-1:],
        missing=[name for name in KNOWN if name not in dict(names)],
    )  # fmt: skip


def _undos(page: NetworkPage) -> list[FolderEdit]:
    found: list[FolderEdit] = page.request.app.state.undos.setdefault(page.id, [])
    return found


@router.post("/upload")
async def upload(page: Planned, form: Form) -> Response:
    """Put files into the folder in place of those of the same names, unless something is wrong with them."""
    folder = _folder(page)
    files = {name: data for name, data in _unpacked(form).items() if name in {SETTINGS_FILE, *KNOWN}}
    if not files:
        raise problem(INVALID, WORDS["new.no_files"])
    return await run_in_threadpool(_replace, page, FolderEdit.of(folder, files))


def _replace(page: NetworkPage, edit: FolderEdit) -> Response:
    errors = edit.errors(page.store, page.id)
    if errors is None:
        _save(page, edit)
        return page.to(_path(page))
    wrong = tuple(fault(each).json(page.locale) for each in errors.errors)
    return page.show("mistakes.html", 422, network=page, wrong=wrong, rows=_shown_rows(wrong, edit.after))


def _save(page: NetworkPage, edit: FolderEdit) -> None:
    edit.write()
    undos = _undos(page)
    undos.append(edit)
    del undos[:-UNDOS_MAX]


def _path(page: NetworkPage, file: str = "") -> str:
    return f"/n/{quote(page.id, safe='')}/files" + (f"/{quote(file, safe='')}" if file else "")


@router.post("/undo")
def take_back(page: Planned, _form: Form) -> Response:
    """Take back the last edit that was made here."""
    undos = _undos(page)
    if undos:
        undos[-1].undone.write()
        undos.pop()
    return page.to(_path(page))


def _content(page: NetworkPage, file: str) -> bytes:
    if file not in {SETTINGS_FILE, *KNOWN}:
        raise problem(NOT_FOUND, WORDS["files.unknown"])
    data = content(_folder(page) / file)
    if data is None:
        raise problem(NOT_FOUND, WORDS["files.unknown"])
    return data


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@router.get("/{file}")
def show_file(page: Shown, file: str, q: str = "", line: int | None = None, first: int = 0) -> Response:
    """A table, or the settings."""
    data = _content(page, file)
    return _show_file(page, file, data, q=q, line=line, first=max(first, 0))


def _show_file(  # noqa: PLR0913 - all that is shown
    page: NetworkPage, file: str, data: bytes, *, q: str = "", line: int | None = None, first: int = 0,
    cells: tuple[str, ...] = (), wrong: tuple[FaultJson, ...] = (), code: int = 200,
) -> Response:  # fmt: skip
    if file == SETTINGS_FILE:
        text = cells[0] if cells else data.decode("utf-8", "replace")
        return page.show("settings.html", code, network=page, file=file, text=text, wrong=wrong, seen=_digest(data))
    try:
        header, rows = header_and_rows(data, KNOWN[file])
    except (UnicodeDecodeError, csv.Error, StopIteration, IndexError, ValueError):
        raise problem(INVALID, WORDS["files.unreadable"]) from None
    found = [row for row in rows if any(map(str.strip, row[1]))]
    if q:
        found = [row for row in found if any(q.casefold() in cell.casefold() for cell in row[1])]
    edited = next(iter([each for number, each in rows if number == line]), None)
    return page.show(
        "table.html", code, network=page, file=file, header=header, rows=found[first : first + ROWS_MAX], n=len(found),
        q=q, line=line, first=first, step=ROWS_MAX, seen=_digest(data), wrong=wrong,
        cells=cells or (tuple(edited) if edited else ("",) * len(header)),
        columns={each.place for each in wrong if each.file == file},
    )  # fmt: skip


@router.post("/{file}")
async def save(page: Planned, file: str, form: Form) -> Response:
    """Save a row, or the settings, unless something is wrong with it then."""
    return await run_in_threadpool(_saved, page, file, form)


def _saved(page: NetworkPage, file: str, form: FormData) -> Response:
    data = _content(page, file)
    if form.text("seen") != _digest(data):
        raise FileChangedError(Path(file))
    line = int(form.text("line")) if form.text("line").isdecimal() else None
    cells = tuple(each.replace("\r\n", "\n") for each in form.texts.get("cell", ()))
    after = _edited(file, data, line, () if form.text("remove") else cells)
    edit = FolderEdit.of(_folder(page), {file: after})
    errors = edit.errors(page.store, page.id)
    own = () if errors is None else tuple(each for each in errors.errors if _is_own(each, file, line))
    if own and not form.text("remove"):
        wrong = tuple(fault(each).json(page.locale) for each in own)
        return _show_file(page, file, data, q=form.text("q"), line=line, cells=cells, wrong=wrong, code=422)
    _save(page, edit)
    return page.to(_path(page, file), q=form.text("q"))


def _is_own(error: InputError, file: str, line: int | None) -> bool:
    """Return whether a mistake is in the edited row; of the settings, and of a new row, anywhere in the file."""
    return error.file == file and (line is None or error.line in {None, line})


def _edited(file: str, data: bytes, line: int | None, cells: tuple[str, ...]) -> bytes:
    if file == SETTINGS_FILE:
        return cells[0].encode() if cells else data
    if line is None:
        return append_row(data, KNOWN[file], cells)
    return replace_row(data, KNOWN[file], line, cells)
