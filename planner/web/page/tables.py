"""Pages of files: bringing them in, tables that are edited a row at a time, and taking an edit back."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import secrets
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from planner.errors import CHANGES_FILE, SETTINGS_FILE, InputErrors
from planner.files.cells import forms_of, typed_row
from planner.files.editing import FileChangedError
from planner.files.load import whole_workbook
from planner.files.names import column_names
from planner.files.tables import append_row, header_and_rows, replace_row
from planner.files.text import name_key
from planner.files.workbook.contents import contents_of_network
from planner.files.workbook.layout import table_sheet
from planner.files.workbook.words import cell_name, meaning
from planner.jobs.job import JobRequest, JobSnapshot
from planner.jobs.queue import FullError
from planner.jobs.service import JobService
from planner.network.network import Network
from planner.network.tables import TABLES, Table
from planner.schemas.http import FaultJson, ProblemJson
from planner.store.documents import network_text
from planner.use_cases.homes import FilesEdit, Home
from planner.web.api.checking import CHECK_SECONDS, UPLOADS_MAX, WAITING_SECONDS
from planner.web.api.dependencies import may_be_id, require_role
from planner.web.api.jobs import busy, failure_of, over_within
from planner.web.bodies import XLSX, ZIP, Upload
from planner.web.page.access import ID_MAX_CHARACTERS, MISSING, AnyPage, Form, FormData, NetworkPage, Planned, Shown
from planner.web.page.plans import TASKS, downloaded
from planner.web.page.rendering import Page, RefusedError
from planner.web.page.tasks import EditedRow, Place
from planner.web.page.words import WORDS
from planner.web.problems import INVALID, NOT_FOUND, problem
from planner.web.roles import Role
from planner.web.secrets import hidden_addresses, without_secrets

if TYPE_CHECKING:
    from datetime import date

    from planner.store.database import Store

new_router = APIRouter()
router = APIRouter(prefix="/n/{network}/files")

ROWS_MAX = 200
"""Rows that a page shows at a time."""
SHOWN_ROW_MAX_CHARACTERS = 300
UNDOS_MAX = 50
KEPT_MAX_BYTES = 64 * 2**20
"""Files that are kept until somebody says whether they may replace others; the last are kept whatever their size."""
FILES_MAX = 100
FILE_MAX_BYTES = 8 * 2**20
_NO_ARCHIVE = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError)
KNOWN: Mapping[str, Table] = {table.file: table for table in TABLES}


@new_router.get("/new")
def ask_for_files(page: AnyPage) -> Response:
    """What files are wanted."""
    return _ask_for_files(page, "")


def _ask_for_files(page: Page, network: str, code: int = 200, **more: object) -> Response:
    usual: dict[str, object] = {
        "wrong": None, "rows": {}, "marked": None, "replaces": None, "kept": "", "no_id": "", "no_files": "",
        "chosen": (),
    }  # fmt: skip
    return page.show("new.html", code, id=network, **{**usual, **more})


@new_router.post("/new")
async def bring_in(request: Request, page: AnyPage, form: Form) -> Response:
    """Read the files of a network into the store; nothing is kept of files with mistakes.

    Where they would replace a network, that is said first, and done when it is asked for a second time.
    """
    caller, state = request.scope["state"]["caller"], request.app.state
    require_role(caller, Role.PLANNER)
    network, kept = form.text("id"), _keep(page, form) if form.files else form.text("kept")
    files, no_id = _kept(page, kept), _no_id(request, page, network)
    if no_id or files is None:
        no_files = page.say("new.no_longer" if kept else "new.no_files") if files is None else ""
        said = {"no_id": no_id, "no_files": no_files, "kept": kept if files else "", "chosen": sorted(files or ())}
        return _ask_for_files(page, network, INVALID.status, **said)
    home, seen = Home(network), form.text("seen") if form.text("replace") == network else None
    before = await run_in_threadpool(home.files, state.store) if seen is not None else {}
    place, upload = Place(state.office.address, home), Upload(ZIP, _packed(files))
    job = await _checked(page, state.office, "bring_in", place, upload, seen)
    if not job.refused:
        replaces = json.loads(job.result or "{}")
        if replaces:
            return _ask_for_files(page, network, 409, replaces=replaces, kept=kept)
        if before:
            await run_in_threadpool(_keep_whole_undo, page, state.store, home, before)
        state.uploads.pop(kept, None)
        return page.to(f"/n/{quote(network, safe='')}")
    found = ProblemJson.model_validate_json(job.result or "")
    unpacked = _unpacked(files)
    marked = None
    if whole_workbook(unpacked) and found.errors:
        marked = (await _checked(page, state.office, "mark", place, upload)).result or None
    rows = _shown_rows(found.errors, unpacked)
    return _ask_for_files(page, network, job.status, wrong=found, rows=rows, marked=marked)


def _no_id(request: Request, page: Page, network: str) -> str:
    """Return why a text cannot be the short name under which files are brought in; "" if it can."""
    caller, served = request.scope["state"]["caller"], request.app.state.home
    if not network:
        return page.say(MISSING, field=page.say("new.id"))
    if not may_be_id(network) or "/" in network or len(network) > ID_MAX_CHARACTERS:
        return page.say("new.no_id", found=network, n=ID_MAX_CHARACTERS)
    if served is not None and served.network == network:
        return page.say("new.served_id", found=network)
    return "" if caller.sees(network) else page.say("new.closed_id", found=network)


def _keep(page: Page, form: FormData) -> str:
    """Keep the files of a form until it is known whether they may replace others, and return their name."""
    uploads, name = page.request.app.state.uploads, secrets.token_urlsafe(16)
    uploads[name] = (page.cookie, form.files)
    while (
        len(uploads) > 1 and sum(len(data) for _, each in uploads.values() for data in each.values()) > KEPT_MAX_BYTES
    ):
        uploads.popitem(last=False)
    return name


def _kept(page: Page, name: str) -> Mapping[str, bytes] | None:
    """Return files that this browser sent before; None if they are kept no longer."""
    cookie, files = page.request.app.state.uploads.get(name, ("", {}))
    return cast("Mapping[str, bytes]", files) if cookie == page.cookie else None


def _keep_whole_undo(page: Page, store: Store, home: Home, before: Mapping[str, bytes]) -> None:
    """Keep what was there before all files of a network were replaced, so that it can be taken back."""
    after = home.files(store)
    changed = {name: after.get(name) for name in (*before, *after) if before.get(name) != after.get(name)}
    if changed:
        keep_undo(page, FilesEdit.of(home, before, changed))


async def _checked(page: Page, office: JobService, task: str, place: Place, *args: object) -> JobSnapshot:
    """Run a check in the pool of checks, with their limits, and return what came of it.

    Raises:
        ProblemError: if too many wait, or the check failed.
    """
    key = 0 if page.caller is None else page.caller.key
    task_args = (page.locale, place, *args)
    asked = JobRequest(place.home.network, task, f"{TASKS}:{task}", task_args, CHECK_SECONDS, key, UPLOADS_MAX)
    try:
        job = office.check(asked)
    except FullError as full:
        raise busy(full) from full
    await over_within(job, WAITING_SECONDS)
    if job.view.result is None:
        raise failure_of(job.view)
    return job.view


def _packed(files: Mapping[str, bytes]) -> bytes:
    """Return the files as an archive: that which was sent if it is one, else a new one."""
    if len(files) == 1:
        ((name, data),) = files.items()
        if name.lower().endswith(".zip"):
            return data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            if _is_wanted(name):
                archive.writestr(name, data)
    return out.getvalue()


def _is_wanted(name: str) -> bool:
    """Return whether a file of a folder may belong to a network; what systems and we leave beside them does not."""
    return not name.startswith((".", "~")) and not name.endswith((".md", ".sqlite", ".sqlite-shm", ".sqlite-wal"))


def _unpacked(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return the files by name, for the rows that mistakes are in; nothing of an archive that cannot be read."""
    found = dict(files)
    for name, data in files.items():
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
        if data is not None and each.file and each.line and not each.cell:
            line = next(islice(data.decode("utf-8", "replace").splitlines(), each.line - 1, None), "")
            found[each.file, each.line] = line.removeprefix("\ufeff")[:SHOWN_ROW_MAX_CHARACTERS]
    return found


@router.get("")
def show_files(page: Shown) -> Response:
    """The files of a network, and what is wrong with them."""
    files, errors = page.files(), page.mistakes()
    wrong = page.faults()
    order = {name: n for n, name in enumerate((SETTINGS_FILE, *KNOWN, CHANGES_FILE))}
    return page.show(
        "files.html", network=page, wrong=wrong, more=errors.more if errors else 0,
        saved=_saved(page, errors), rows=_shown_rows(wrong, files), undo=_undos(page, page.id)[-1:],
        names=sorted(
            ((name, len(data)) for name, data in files.items()), key=lambda each: order.get(each[0], len(order))
        ),
        editable={SETTINGS_FILE, *KNOWN},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Saved:
    """What is told after an edit was saved: how many mistakes are left, and where the first can be mended."""

    left: int
    next: str


def _saved(page: NetworkPage, errors: InputErrors | None) -> Saved | None:
    """Return what to tell if the address says that something has just been saved."""
    if not page.request.query_params.get("saved"):
        return None
    addresses = (page.editor(each) for each in page.faults())
    return Saved(len(errors.errors) + errors.more if errors else 0, next(filter(None, addresses), ""))


@router.get("/network.xlsx")
def download_workbook(page: Shown) -> Response:
    """The files of a network as a workbook, as `planner convert` writes it; secret addresses only for planners."""
    from planner.files.workbook.writing import write_workbook  # noqa: PLC0415 - slow to import

    name = f"{page.id}.xlsx"
    if page.home.is_workbook:
        return downloaded(page, next(iter(page.files().values())), XLSX, name)
    today = page.home.today(page.store, fitting=False)
    files = today.files if today else page.home.network_today(page.store)
    if page.home.folder is None or not page.may_plan():
        files = Network.model_validate_json(without_secrets(page.id, network_text(files)))
    return downloaded(page, write_workbook(contents_of_network(files), name), XLSX, name)


def _undos(page: Page, network: str) -> list[FilesEdit]:
    found: list[FilesEdit] = page.request.app.state.undos.setdefault(network, [])
    return found


def keep_undo(page: Page, edit: FilesEdit) -> None:
    """Keep an edit that was made here, so that it can be taken back."""
    undos = _undos(page, edit.home.network)
    undos.append(edit)
    del undos[:-UNDOS_MAX]


def _place(page: NetworkPage) -> Place:
    return Place(page.office.address, page.home)


@router.post("/upload")
async def upload(page: Planned, form: Form) -> Response:
    """Put files in place of those of the same names, or of all by a workbook, unless something is wrong with them."""
    if not form.files or page.home.is_workbook:
        raise problem(INVALID, WORDS["new.no_files"])
    before = await run_in_threadpool(page.files)
    job = await _checked(page, page.office, "replace_files", _place(page), Upload(ZIP, _packed(form.files)))
    if not job.refused:
        await run_in_threadpool(_keep_whole_undo, page, page.store, page.home, before)
        return page.to(_path(page), saved="yes")
    found = ProblemJson.model_validate_json(job.result or "")
    rows = _shown_rows(found.errors, _unpacked(form.files))
    return page.show("mistakes.html", job.status, network=page, wrong=found, rows=rows)


def _path(page: NetworkPage, file: str = "") -> str:
    return f"/n/{quote(page.id, safe='')}/files" + (f"/{quote(file, safe='')}" if file else "")


@router.post("/undo")
async def take_back(page: Planned, form: Form) -> Response:
    """Take back the last edit that was made here."""
    undos = _undos(page, page.id)
    if undos:
        await refusal(page, undos[-1].undone, EditedRow("", 0), as_of=form.as_of(page))
        undos.pop()
    return page.to(_path(page), saved="yes")


async def refusal(
    page: NetworkPage, edit: FilesEdit, row: EditedRow, *, write: bool = True, as_of: date | None = None
) -> ProblemJson | None:
    """Save an edit unless something is wrong with its row, or only look; return what is wrong with it.

    Raises:
        ProblemError: if it could not be saved for another reason.
    """
    job = await _checked(page, page.office, "edit_files", _place(page), edit, row, write, as_of)
    if not job.refused:
        return None
    found = ProblemJson.model_validate_json(job.result or "")
    if found.errors:
        return found
    raise RefusedError(found)


def known_file(page: NetworkPage, file: str) -> tuple[dict[str, bytes], bytes]:
    """Return the files of a network, and the content of one that can be edited here.

    Raises:
        ProblemError: if the network has no such file.
    """
    if file not in {SETTINGS_FILE, *KNOWN}:
        raise problem(NOT_FOUND, WORDS["files.unknown"])
    files = page.files()
    if file not in files:
        raise problem(NOT_FOUND, WORDS["files.unknown"])
    return files, files[file]


def digest(data: bytes) -> str:
    """Return what tells a content from others."""
    return hashlib.sha256(data).hexdigest()


@router.get("/{file}")
def show_file(page: Shown, file: str, q: str = "", line: int | None = None, first: int | None = None) -> Response:
    """A table, or the settings."""
    _, data = known_file(page, file)
    return _show_file(page, file, data, q=q, line=line, first=first)


def _show_file(  # noqa: PLR0913 - all that is shown
    page: NetworkPage, file: str, data: bytes, *, q: str = "", line: int | None = None, first: int | None = None,
    cells: tuple[str, ...] = (), wrong: tuple[FaultJson, ...] = (), code: int = 200,
) -> Response:  # fmt: skip
    errors = page.mistakes()
    own = {(each.line, each.place) for each in errors.every if each.file == file} if errors else set()
    refused = bool(wrong)
    if line and not wrong:
        wrong = tuple(each for each in page.faults() if each.file == file and each.line == line)
    saved = _saved(page, errors)
    if file == SETTINGS_FILE:
        text = cells[0] if cells else data.decode("utf-8", "replace")
        if not page.may_plan():
            text = hidden_addresses(page.id, text)
        if not wrong:
            wrong = tuple(each for each in page.faults() if each.file == file)
        return page.show(
            "settings.html", code, network=page, file=file, text=text, wrong=wrong, refused=refused, line=line,
            saved=saved, seen=digest(data),
        )  # fmt: skip
    try:
        header, rows = header_and_rows(data, KNOWN[file])
    except (UnicodeDecodeError, csv.Error, StopIteration, IndexError, ValueError):
        raise problem(INVALID, WORDS["files.unreadable"]) from None
    found = [row for row in rows if any(map(str.strip, row[1]))]
    if q:
        found = [row for row in found if any(q.casefold() in cell.casefold() for cell in row[1])]
    edited = next((each for number, each in rows if number == line), None)
    if edited is None:
        line = None
    if first is None:
        index = next((n for n, (number, _) in enumerate(found) if number == line), 0)
        first = index // ROWS_MAX * ROWS_MAX
    first = max(first, 0)
    columns = _columns(page, KNOWN[file], header)
    at = page.request.query_params.get("at") or next((each.place for each in wrong if each.place), None)
    return page.show(
        "table.html", code, network=page, file=file, header=columns,
        rows=found[first : first + ROWS_MAX], n=len(found),
        q=q, line=line, first=first, step=ROWS_MAX, seen=digest(data), wrong=wrong, refused=refused, own=own,
        cells=cells or (tuple(edited) if edited else ("",) * len(header)), saved=saved,
        at=at or (columns[0].place if line else None),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        written: its name as it is written.
        place: its name in mistakes.
        label: its name in the reader's language.
        means: what stands in it.
    """

    written: str
    place: str
    label: str
    means: str


def _columns(page: NetworkPage, table: Table, header: list[str]) -> list[Column]:
    known, fields = column_names(table), {each.name: each for each in table_sheet(table).fields}
    found = []
    for written in header:
        place = known.get(name_key(written), written.strip())
        label = cell_name(place, page.locale) if place in fields else written.strip()
        means = meaning(fields[place], page.locale, table.name) if place in fields else ""
        found.append(Column(written, place, label, means))
    return found


@router.post("/{file}")
async def save(page: Planned, file: str, form: Form) -> Response:
    """Save a row, or the settings, unless something is wrong with it then."""
    files, data = await run_in_threadpool(known_file, page, file)
    if form.text("seen") != digest(data):
        raise FileChangedError(Path(file))
    line = int(form.text("line")) if form.text("line").isdecimal() else None
    if file != SETTINGS_FILE and line and line not in dict(header_and_rows(data, KNOWN[file])[1]):
        raise FileChangedError(Path(file))
    cells = tuple(each.replace("\r\n", "\n") for each in form.texts.get("cell", ()))
    remove = bool(form.text("remove"))
    if file != SETTINGS_FILE:
        cells = _typed(page, file, files, line, cells)
    edit = FilesEdit.of(page.home, files, {file: _edited(file, data, line, () if remove else cells)})
    only_check = bool(form.text("check"))
    refused = await refusal(page, edit, EditedRow("", 0) if remove else EditedRow(file, line), write=not only_check)
    if only_check:
        return faults_json(refused.errors if refused else ())
    if refused is not None:
        wrong = refused.errors
        return await run_in_threadpool(
            lambda: _show_file(page, file, data, q=form.text("q"), line=line, cells=cells, wrong=wrong, code=422)
        )
    keep_undo(page, edit)
    return page.to(_path(page, file), q=form.text("q"), saved="yes")


def _typed(
    page: NetworkPage, file: str, files: Mapping[str, bytes], line: int | None, cells: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the cells that were typed in the form in which their table is written; what stood there stays."""
    header, rows = header_and_rows(files[file], KNOWN[file])
    before = next((each for number, each in rows if number == line), [])
    return typed_row(KNOWN[file], header, cells, before, forms_of(files.get(SETTINGS_FILE)), page.locale)


def _edited(file: str, data: bytes, line: int | None, cells: tuple[str, ...]) -> bytes:
    if file == SETTINGS_FILE:
        return cells[0].encode() if cells else data
    if line is None:
        return append_row(data, KNOWN[file], cells)
    return replace_row(data, KNOWN[file], line, cells)


def faults_json(wrong: tuple[FaultJson, ...]) -> Response:
    """Return what is wrong with a form that was only checked, by the names of its fields."""
    return JSONResponse([{"place": each.place or "", "detail": each.detail} for each in wrong])
