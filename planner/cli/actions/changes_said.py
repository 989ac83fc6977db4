"""What a planner says has happened, on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from calendars.language import Locale, Sentence
from planner.changes import KINDS, Change, parse_change
from planner.cli.wrong_use import WrongUse
from planner.errors import InputError, InputErrors

NO_CHANGE = Sentence(en="say what has happened", da="angiv, hvad der er sket")
FILES = (".toml", ".json")


@dataclass(frozen=True, slots=True)
class Happened:
    """The changes to the network in a folder.

    Attributes:
        folder: None if none was named.
    """

    folder: Path | None
    changes: tuple[Change, ...]


def changes_said(words: Sequence[str], locale: Locale) -> Happened:
    """The folder, if there is one, and all changes.

    Raises:
        WrongUse: if nothing is said to have happened.
        InputErrors: everything that is wrong with any of the changes, as far as it shows without the network.
    """
    first, *rest = words
    is_change = first.split(maxsplit=1)[:1] and (first.split(maxsplit=1)[0] in KINDS or first.endswith(FILES))
    folder, said = (None, words) if is_change or not Path(first).is_dir() else (Path(first), rest)
    if not said:
        raise WrongUse(NO_CHANGE)
    return Happened(folder, _changes(said, locale))


def _changes(said: Sequence[str], locale: Locale) -> tuple[Change, ...]:
    found: list[tuple[Change, ...]] = []
    errors: list[InputError] = []
    for each in said:
        try:
            found.append(parse_change(each, locale))
        except InputErrors as wrong:
            errors += wrong.errors
    if errors:
        raise InputErrors(errors, locale)
    return tuple(chain.from_iterable(found))
