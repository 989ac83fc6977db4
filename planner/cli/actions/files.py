"""Input and output files of the commands; output files are written atomically."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from calendars.language import Locale, Message
from planner.cli.base.command import WrongUse
from planner.cli.base.terminal import write_stderr
from planner.files.load import load_network
from planner.network.network import Network

if TYPE_CHECKING:
    from planner.errors import InputError


def read_network(folder: Path) -> Network:
    """Load the network in the folder and write its remarks to stderr; errors as for `load_network`."""
    remarks: list[InputError] = []
    network = load_network(folder, remarks.append)
    for each in remarks:
        write_stderr(each.say(network.settings.locale))
    return network


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
        with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as beside:
            new = Path(beside) / path.name
            new.write_bytes(data)
            if path.exists():
                shutil.copymode(path, new)
            new.replace(path.resolve())
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
