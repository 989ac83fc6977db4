"""Reading a network whose files came some other way than in a folder, such as over HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from calendars.language import Sentence
from planner.errors import SETTINGS_FILE, InputError, InputErrors
from planner.fetching import is_address
from planner.files.load import NO_TABLE, load_network
from planner.files.refusal import file_error
from planner.files.settings_file import SettingsFile, read_settings
from planner.network import Network

ENDINGS = (".toml", ".csv", ".ics")
MOST_FILES = 64
MOST_ROWS = 500_000
"""Lines of all files together."""
MOST_ADDRESSES = 50
"""Calendars that are fetched."""

WRONG_NAME = Sentence(
    en="a file of a network has a short, plain name that ends with one of {endings}",
    da="en fil i et netværk har et kort, almindeligt navn, der ender på en af {endings}",
)
TOO_MANY_FILES = Sentence(
    en="these are more than {most} {most:file|files}", da="der er mere end {most} {most:fil|filer}"
)  # fmt: skip
TOO_MANY_ROWS = Sentence(
    en="the files have more than {most} {most:line|lines} together",
    da="filerne har tilsammen mere end {most} {most:linje|linjer}",
)
NOT_GIVEN = Sentence(
    en="the file {found} is not among those that were given", da="filen {found} er ikke blandt dem, der er givet"
)
TOO_MANY_ADDRESSES = Sentence(
    en="at most {most} {most:calendar is|calendars are} fetched; save this one as a file (.ics)",
    da="der hentes højst {most} {most:kalender|kalendere}; gem denne som fil (.ics)",
)

_PLAIN = re.compile(r"[^/\\.~][^/\\]{0,59}")


def load_files(files: Mapping[str, bytes], remark: Callable[[InputError], None]) -> Network:
    """The network that these files are.

    Only these are read, whatever the settings name.

    Args:
        files: content by name.
        remark: as for `load_network`.

    Raises:
        InputErrors: everything that is wrong in any of them.
    """
    errors = list(_refused(files))
    if errors:
        raise InputErrors(errors)
    settings = read_settings(files[SETTINGS_FILE])
    errors = list(_wrong_sources(settings, files))
    if errors:
        raise InputErrors(errors, settings.locale)
    with TemporaryDirectory(prefix="planner-") as name:
        folder = Path(name)
        for file, data in files.items():
            (folder / file).write_bytes(data)
        return load_network(folder, remark)


def _refused(files: Mapping[str, bytes]) -> Iterator[InputError]:
    for name in files:
        if not (_PLAIN.fullmatch(name) and name.isprintable() and PurePath(name).suffix in ENDINGS):
            yield file_error(name, WRONG_NAME, endings=list(ENDINGS))
    if len(files) > MOST_FILES:
        yield file_error(SETTINGS_FILE, TOO_MANY_FILES, most=MOST_FILES)
    if sum(data.count(b"\n") for data in files.values()) > MOST_ROWS:
        yield file_error(SETTINGS_FILE, TOO_MANY_ROWS, most=MOST_ROWS)
    if SETTINGS_FILE not in files:
        yield file_error(SETTINGS_FILE, NO_TABLE)


def _wrong_sources(file: SettingsFile, files: Mapping[str, bytes]) -> Iterator[InputError]:
    """Calendars that would have to be looked for elsewhere, or that are too many to fetch."""
    fetched = 0
    for number, calendar in enumerate(file.settings.calendars if file.settings else ()):
        path = ("calendars", number, "source")
        line = file.lines.in_settings(path)
        fetched += is_address(calendar.source)
        if not is_address(calendar.source) and calendar.source not in files:
            said = file_error(SETTINGS_FILE, NOT_GIVEN, found=calendar.source).said
            yield InputError(SETTINGS_FILE, said, path, line, calendar.source)
        elif fetched > MOST_ADDRESSES:
            said = file_error(SETTINGS_FILE, TOO_MANY_ADDRESSES, most=MOST_ADDRESSES).said
            yield InputError(SETTINGS_FILE, said, path, line)
