"""Input and output files of the commands; output files are written atomically."""

from __future__ import annotations

import errno
import os
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from calendars.language import Locale, Message, WrongValueError
from planner.cli.base.command import WrongUse
from planner.cli.base.terminal import language, write_line, write_stderr
from planner.errors import InputErrors
from planner.files.editing import replace_file
from planner.network.network import Network
from planner.store.errors import StoreError
from planner.store.place import is_workbook, may_have_store
from planner.use_cases.today import has_files, load_today

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from calendars.ical.parse import Progress
    from planner.errors import InputError
    from planner.store.archive import Archive, RevisionRecord
    from planner.use_cases.today import Today


def read_network(folder: Path, store: str | None = None, network: str | None = None) -> Network:
    """Load the network in the folder as it is today and write its remarks to stderr; errors as for `load_today`."""
    return read_whole(folder, store, network).network


def read_whole(folder: Path, store: str | None = None, network: str | None = None) -> Today:
    """Load it as `read_network` does, with what its files say without the changes in force."""
    with ExitStack() as opened:
        return read_today(folder, partial(_opened, opened, folder, store, network))


READING = Message("files.reading", "Reading the calendar: {read} of {total} entries")


def show_reading(folder: Path, now: Progress) -> None:
    """Show how far a large calendar of a folder is read, on a line that is overwritten, and removed at the end."""
    through = now.read == now.total
    write_line("" if through else READING.say(language([str(folder)]), read=now.read, total=now.total))


MARKED = Message("actions.files.marked", "What is wrong is marked in {path}.")
ONLY_WORKBOOKS = Message("actions.files.only_workbooks", "--mark goes with a network in a workbook (.xlsx)")


@contextmanager
def marking(home: Path | None, copy: Path | None) -> Iterator[None]:
    """If the network of a workbook is wrong, write a copy in which the wrong cells are marked; a context manager.

    Raises:
        WrongUse: if the network is no workbook, or the copy cannot be written.
    """
    if copy is None:
        yield
        return
    if home is None or not is_workbook(home):
        raise WrongUse(ONLY_WORKBOOKS)
    require_writable(copy)
    try:
        yield
    except InputErrors as errors:
        if any(each.cell for each in errors.every):
            _mark(home, copy, errors)
        raise


def _mark(home: Path, copy: Path, errors: InputErrors) -> None:
    from planner.files.workbook.marking import marked_copy  # noqa: PLC0415 - needed only where something is wrong

    try:
        save_bytes(copy, marked_copy(home.read_bytes(), errors.every, errors.locale))
    except WrongValueError as error:
        write_stderr(error.said.say(errors.locale))
    else:
        write_stderr(MARKED.say(errors.locale, path=str(copy)))


EDITED = Message(
    "actions.files.edited",
    "{n} {n:thing has|things have} been edited since revision {number}, and count as they are now; planner status "
    "names them.",
)


def read_today(folder: Path, archive: Callable[[], Archive | None] | Archive | None, *, fitting: bool = True) -> Today:
    """Load a network as `load_today` does and write its remarks to stderr."""
    remarks: list[InputError] = []
    found = load_today(folder, archive, remarks.append, fitting=fitting, progress=partial(show_reading, folder))
    for each in remarks:
        write_stderr(each.say(found.network.settings.locale))
    return found


def network_today(folder: Path, archive: Archive, kept: RevisionRecord) -> Network:
    """Return the network of the folder as it is today, and say if it is not what the last revision rests on.

    That of the revision if the folder is no home of a network.
    """
    if not has_files(folder):
        return kept.content.network
    # Imported here because it is slow and needed only where a plan is accepted.
    from planner.use_cases.status import edits_since  # noqa: PLC0415

    found = read_today(folder, archive)
    n = len(edits_since(archive, kept, found))
    if n:
        write_stderr(EDITED.say(found.network.settings.locale, n=n, number=str(kept.revision.number)))
    return found.network


def _opened(opened: ExitStack, folder: Path, store: str | None, network: str | None) -> Archive | None:
    """Open the archive of the network if there is a store."""
    if not may_have_store(folder, store):
        return None
    # Imported here because SQLAlchemy is slow to import and needed only where there is a store.
    from planner.store.archive import open_archive  # noqa: PLC0415

    return opened.enter_context(open_archive(folder, store, network))


def require_folder_here(folder: Path) -> None:
    """Check that the network is edited in the folder, as far as its store is known and answers."""
    # Imported here because SQLAlchemy is slow to import and needed only where there is a store.
    from planner.store.archive import open_archive  # noqa: PLC0415
    from planner.store.uploads import InStoreError  # noqa: PLC0415 - as above
    from planner.use_cases.moving import require_folder  # noqa: PLC0415 - as above

    try:
        with open_archive(folder) as archive:
            require_folder(archive)
    except InStoreError:
        raise
    except StoreError:
        return


CANNOT_WRITE = Message("files.cannot_write", "{path} cannot be written ({reason})")
NO_FOLDER = Message("files.no_folder", "{path} cannot be written: there is no such folder")
IS_FOLDER = Message("files.is_folder", "{path} is a folder")
INTERRUPTED = Message("files.interrupted", "plan-interrupted")


def require_writable(path: Path | None) -> None:
    """Check before the work that a file can be written.

    Raises:
        WrongUse: if it cannot.
    """
    if path is None:
        return
    if path.is_dir():
        raise WrongUse(IS_FOLDER, path=str(path))
    if not path.parent.is_dir():
        raise WrongUse(NO_FOLDER, path=str(path))
    if not os.access(path if _is_device_or_pipe(path) else path.parent, os.W_OK):
        raise WrongUse(CANNOT_WRITE, path=str(path), reason=os.strerror(errno.EACCES))


def save(path: Path, text: str) -> None:
    """Write a text file atomically.

    Raises:
        WrongUse: if it cannot be written.
    """
    whole = text if text.endswith("\n") else f"{text}\n"
    save_bytes(path, whole.encode())


def save_bytes(path: Path, data: bytes) -> None:
    """Write a file atomically, and keep the permissions of an existing one.

    Raises:
        WrongUse: if it cannot be written.
    """
    try:
        if _is_device_or_pipe(path):
            path.write_bytes(data)
            return
        replace_file(path, data)
    except OSError as error:
        raise WrongUse(CANNOT_WRITE, path=str(path), reason=error.strerror or str(error)) from error


def interrupted_name(locale: Locale) -> Path:
    """Return an unused file name in the current folder, for the best plan of an interrupted run."""
    stem = INTERRUPTED.say(locale)
    names = (Path(f"{stem}.json" if n == 1 else f"{stem}-{n}.json") for n in count(1))
    return next(name for name in names if not name.exists())


def _is_device_or_pipe(path: Path) -> bool:
    """Return whether the path is a device or a pipe, which must not be replaced by a file."""
    return path.exists() and not path.is_file()
