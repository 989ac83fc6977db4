"""The terminal: output streams, the language before a network is read, and signals."""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
import threading
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TextIO

from calendars.language import LOCALES, Locale
from planner.errors import SETTINGS_FILE, system_locale
from planner.store.place import is_workbook
from planner.text.harmless import harmless

_NOBODY_READS = {errno.EPIPE, errno.EIO}
"""Errors of a pipe, and of a terminal, that was closed at the other end."""


def open_closed_streams() -> None:
    """Let standard streams that whoever began the program has closed lead nowhere; no file may take their place."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, "w" if number else "r", encoding="utf-8"))


def escape_unencodable_text() -> None:
    """Let the standard streams escape characters that the terminal cannot encode, instead of raising an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def write_stdout(text: str) -> bool:
    """Write lines to stdout; return False if nobody reads them any more."""
    return _write(sys.stdout, text)


def write_stderr(text: str) -> bool:
    """Write lines to stderr; return False if nobody reads them any more."""
    return _write(sys.stderr, text)


def write_line(text: str) -> None:
    """Write over the last line of the terminal, if stderr is one; an empty text removes it."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{harmless(text)}")
        sys.stderr.flush()


def _write(stream: TextIO, text: str) -> bool:
    shown = harmless(text)
    try:
        stream.write(shown if shown.endswith("\n") else f"{shown}\n")
        stream.flush()
    except OSError as error:
        if error.errno not in _NOBODY_READS:
            raise
        _discard(stream)
        return False
    return True


def discard_output() -> None:
    """Redirect stdout to nowhere, since what it has not taken yet would be tried once more at exit."""
    _discard(sys.stdout)


def _discard(stream: TextIO) -> None:
    """Redirect a stream to nowhere, including Python's own flush at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def language(arguments: Sequence[str]) -> Locale:
    """Return the language of the network folder among the arguments, else of the current folder, else the system's."""
    for argument in (*arguments, "."):
        spoken = _language_of(Path(argument))
        if spoken is not None:
            return spoken
    return system_locale()


def _language_of(folder: Path) -> Locale | None:
    """Return the language in a folder's settings; None if they are missing or invalid, which loading reports later."""
    if is_workbook(folder):
        return _language_of_workbook(folder)
    try:
        settings = tomllib.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return None
    return next((locale for locale in LOCALES if settings.get("locale") == locale), None)


WORKBOOK_BYTES_MAX = 64 * 2**20
"""Size of a workbook that is looked into for its language."""


def _language_of_workbook(path: Path) -> Locale | None:
    """Return the language in which the sheet with the settings is called so."""
    # Imported here because most commands are about a folder.
    from planner.files.workbook.words import TITLES  # noqa: PLC0415
    from planner.files.workbook.xlsx import sheet_titles  # noqa: PLC0415

    try:
        if path.stat().st_size > WORKBOOK_BYTES_MAX:
            return None
        with path.open("rb") as file:
            titles = {title.strip().casefold() for title in sheet_titles(file)}
    except OSError:
        return None
    return next((locale for locale in LOCALES if TITLES[SETTINGS_FILE].say(locale).casefold() in titles), None)


STDERR = 2
SHOW_CURSOR = b"\x1b[?25h\r\n"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def interruptible() -> Iterator[threading.Event]:
    """Yield an event that the first SIGINT, SIGTERM or SIGHUP sets; a second one ends the process at once.

    SIGHUP is ignored if whoever began the program has it so, as `nohup` does.
    """
    stop = threading.Event()
    usual = {number: signal.getsignal(number) for number in SIGNALS}
    if usual[signal.SIGHUP] is signal.SIG_IGN:
        del usual[signal.SIGHUP]

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        for number in usual:
            signal.signal(number, _end)

    for number in usual:
        signal.signal(number, ask)
    try:
        yield stop
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)


def _end(number: int, _frame: FrameType | None) -> None:
    if os.isatty(STDERR):
        os.write(STDERR, SHOW_CURSOR)  # the progress line hides the cursor
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
