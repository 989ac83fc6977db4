"""Edit a file in place: in one step, one process at a time, and only if it is still as it was read."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from calendars.language import Message
from planner.store.errors import StoreError

CHANGED = Message("files.editing.changed", "Nothing was done: {path} was changed by somebody else meanwhile.")
UNWRITABLE = Message("files.editing.unwritable", "Nothing was done: {path} cannot be written ({reason}).")


class FileChangedError(StoreError):
    """A file is not as it was read."""

    def __init__(self, path: Path) -> None:
        super().__init__(CHANGED, path=str(path))


class FileUnwritableError(StoreError):
    """A file cannot be written."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(UNWRITABLE, path=str(path), reason=error.strerror or type(error).__name__)


@dataclass(frozen=True, slots=True)
class FileEdit:
    """A file before and after.

    Attributes:
        path: its path; if that is a symbolic link, what it leads to is replaced.
        before, after: its bytes; None if there is no such file.
    """

    path: Path
    before: bytes | None
    after: bytes | None

    def write(self) -> None:
        """Write the file if it is to be another than before.

        Raises:
            FileChangedError: if it is no longer as before.
            FileUnwritableError: if it cannot be written.
        """
        try:
            self._put(self.before, self.after)
        except OSError as error:
            raise FileUnwritableError(self.path, error) from error

    def take_back(self) -> None:
        """Restore the file as it was before; errors as of `write`."""
        FileEdit(self.path, self.after, self.before).write()

    def _put(self, before: bytes | None, after: bytes | None) -> None:
        path = self.path.resolve()
        with _alone(path.parent):
            if content(path) != before:
                raise FileChangedError(self.path)
            if after == before:
                return
            if after is None:
                path.unlink()
            else:
                replace_file(path, after)


def content(path: Path) -> bytes | None:
    """Return the bytes of a file; None if there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def replace_file(path: Path, data: bytes) -> None:
    """Write a file in one step, on the disk before it has its name, and keep the permissions of an existing one.

    Raises:
        OSError: if it cannot be written, also because the file is marked as read-only.
    """
    path = path.resolve()
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(13, os.strerror(13))
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as beside:
        new = Path(beside) / path.name
        with new.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, new)
        new.replace(path)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until no other process of this program edits a file of the folder; the lock ends with the process."""
    try:
        import fcntl  # noqa: PLC0415 - there is none on Windows

        opened = os.open(folder, os.O_RDONLY)
    except (ImportError, PermissionError):
        yield
        return
    try:
        with suppress(OSError):  # not every network drive knows locks; that the file is as before is still looked at
            fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)
