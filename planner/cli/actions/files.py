"""Files that a command reads and writes: networks, and results written whole or not at all."""

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
from planner.cli.base.terminal import remark
from planner.files.load import load_network
from planner.network.network import Network

if TYPE_CHECKING:
    from planner.errors import InputError


def read_network(folder: Path) -> Network:
    """The network in the folder; remarks about it go to stderr, errors are as for `load_network`."""
    remarks: list[InputError] = []
    network = load_network(folder, remarks.append)
    for each in remarks:
        remark(each.say(network.settings.locale))
    return network


CANNOT_WRITE = Message("files.cannot_write", "{path} cannot be written ({reason})")
NO_FOLDER = Message("files.no_folder", "{path} cannot be written: there is no such folder")
IS_FOLDER = Message("files.is_folder", "{path} is a folder")
INTERRUPTED = Message("files.interrupted", "plan-interrupted")


def require_writable(path: Path | None) -> None:
    """Find out before the work, not after it, that a file cannot be written.

    Raises:
        WrongUse: if it cannot.
    """
    if path is None:
        return
    if path.is_dir():
        raise WrongUse(IS_FOLDER, path=str(path))
    if not path.parent.is_dir():
        raise WrongUse(NO_FOLDER, path=str(path))
    if not os.access(path if _special(path) else path.parent, os.W_OK):
        raise WrongUse(CANNOT_WRITE, path=str(path), reason=os.strerror(errno.EACCES))


def save(path: Path, text: str) -> None:
    """Write the file in one step: a reader sees the old text or the new.

    Raises:
        WrongUse: if it cannot be written.
    """
    whole = text if text.endswith("\n") else f"{text}\n"
    save_bytes(path, whole.encode())


def save_bytes(path: Path, data: bytes) -> None:
    """Write the file in one step, readable for whom it was before.

    Raises:
        WrongUse: if it cannot be written.
    """
    try:
        if _special(path):
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
    """A file name in the current folder that is not taken."""
    stem = INTERRUPTED.say(locale)
    names = (Path(f"{stem}.json" if n == 1 else f"{stem}-{n}.json") for n in count(1))
    return next(name for name in names if not name.exists())


def _special(path: Path) -> bool:
    """Whether it is a device or a pipe, which must never be replaced by a file."""
    return path.exists() and not path.is_file()
