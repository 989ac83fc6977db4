"""Errors about a file as a whole or one of its lines."""

from __future__ import annotations

from calendars.language import Said, Sentence
from planner.errors import InputError


def file_error(
    file: str,
    sentence: Sentence,
    *,
    line: int | None = None,
    column: str = "",
    found: str | None = None,
    **values: object,
) -> InputError:
    """An error of that file, at that line and column if they are known."""
    shown = values if found is None else {"found": found, **values}
    return InputError(file, Said(sentence, shown), (column,) if column else (), line, found)
