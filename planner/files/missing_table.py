"""A table that may be left out, but not here: others refer to what would stand in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from calendars.language import Sentence
from planner.errors import InputError
from planner.files.refusal import file_error
from planner.network.tables import STAFF
from planner.network.targets import TARGETS

USED = Sentence(
    en="the file is missing, but staff are named in {files}",
    da="filen mangler, men medarbejdere nævnes i {files}",
)

_OF_STAFF = tuple(TARGETS[name].where for name in ("people", "teams"))


def missing_tables(missing: Collection[str], errors: Iterable[InputError]) -> Iterator[InputError]:
    """What explains many references that lead nowhere.

    Args:
        missing: names of the tables that have no file.
        errors: about references.
    """
    files = sorted({error.file for error in errors if error.said.values.get("where") in _OF_STAFF})
    if STAFF.name in missing and files:
        yield file_error(STAFF.file, USED, files=files)
