"""Calendars by where they stand, in a file or at an address: their bytes, and the times that they take."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from calendars.ical.reading.busy import read_each
from calendars.ical.reading.outcome import LARGEST, Reading
from calendars.language import Said, Sentence, WrongValueError
from calendars.span import Span
from planner.errors import refused
from planner.fetching import fetch_each, is_address

NO_FILE = Sentence(en="there is no such file", da="filen findes ikke")
UNREADABLE = Sentence(en="the file cannot be read: {reason}", da="filen kan ikke læses: {reason}")
FILE_INSTEAD = Sentence(
    en="{why}; a calendar that is saved as a file (.ics) can be given instead",
    da="{why}; en kalender, der er gemt som fil (.ics), kan angives i stedet",
)

Outcome: TypeAlias = Reading | Said
"""When a calendar's owner is taken, or why it is not known."""


def read_sources(sources: Iterable[str], folder: Path, within: Span, zone: ZoneInfo) -> dict[str, Outcome]:
    """What comes of each source; each is read once.

    Args:
        sources: addresses, or names of files.
        folder: where files without a folder of their own stand.
        within: the days asked for.
        zone: what days and times without a zone are meant in, and intervals are given in.
    """
    found = _contents(list(dict.fromkeys(sources)), folder)
    readings = read_each([data for data in found.values() if isinstance(data, bytes)], within, zone)
    return {source: _outcome(next(readings)) if isinstance(data, bytes) else data for source, data in found.items()}


def short_name(source: str) -> str:
    """A name to know the source by: its file, or its server and a sign for the address, which itself is a secret."""
    if not is_address(source):
        return Path(source).name
    sign = hashlib.sha256(source.encode()).hexdigest()[:6]
    return f"{urlsplit(source).hostname} {sign}"


def _contents(sources: Sequence[str], folder: Path) -> Mapping[str, bytes | Said]:
    fetched = fetch_each([source for source in sources if is_address(source)])
    found = {source: next(fetched) if is_address(source) else _bytes(folder / source) for source in sources}
    return {source: _said(source, got) if isinstance(got, WrongValueError) else got for source, got in found.items()}


def _bytes(path: Path) -> bytes | WrongValueError:
    """The file, or as much of it as shows that it is too large."""
    try:
        if not path.is_file():
            return refused(NO_FILE)
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        return refused(UNREADABLE, reason=error.strerror or type(error).__name__)


def _said(source: str, error: WrongValueError) -> Said:
    return Said(FILE_INSTEAD, {"why": error.said}) if is_address(source) else error.said


def _outcome(read: Reading | WrongValueError) -> Outcome:
    return read if isinstance(read, Reading) else read.said
