"""What is wrong with what a planner wrote: every place, what stands there and what was expected."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace

from calendars.language import Locale, Said, Sentence, WrongValueError

MORE_ROWS = Sentence(en=" (and {n} more {n:row|rows})", da=" (og {n} {n:række|rækker} til)")
SETTINGS_FILE = "network.toml"

Path = tuple[str | int, ...]
"""Way to a value: keys and places counted from 0 in the settings, (row counted from 0, column) in a table."""


@dataclass(frozen=True, slots=True)
class InputError:
    """One place that is wrong.

    Attributes:
        file: name of the file within the network's folder.
        said: what is wrong, what was expected and what may have been meant.
        path: way to the value in the file; empty for the file as a whole.
        line: line of the file, counted from 1, or None where no file was read.
        found: the value as it was written, or None if there is none.
        more: how many further rows of the table are wrong in the same way.
    """

    file: str
    said: Said
    path: Path = ()
    line: int | None = None
    found: str | None = None
    more: int = 0

    @property
    def place(self) -> str:
        """The column or the key, as a person would name it (lists counted from 1)."""
        if self.file.endswith(".csv"):
            return ".".join(part for part in self.path if isinstance(part, str))
        names = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in self.path)
        return "".join(names).lstrip(".")

    def say(self, locale: Locale) -> str:
        """Place and sentence in that language: "members.csv:17 municipality: ..."."""
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        text = self.said.say(locale) + (MORE_ROWS.say(locale, n=self.more) if self.more else "")
        return f"{where} {self.place}: {text}" if self.place else f"{where}: {text}"


class InputErrors(Exception):  # noqa: N818 - it holds many, each of them an InputError
    """Everything that is wrong with a network, at once.

    Attributes:
        errors: those of whole files first, then by file and line; of rows that are wrong in the same way the first.
            Never empty.
        locale: the language its text is in.
    """

    def __init__(self, errors: Iterable[InputError], locale: Locale | None = None) -> None:
        self.errors = tuple(_grouped(sorted(errors, key=_order)))
        self.locale: Locale = locale or system_locale()
        super().__init__(self.errors, self.locale)

    def __str__(self) -> str:
        return "\n".join(error.say(self.locale) for error in self.errors)


def refused(sentence: Sentence, **values: object) -> WrongValueError:
    """The error of a value that a model refuses, with the reason in every language."""
    return WrongValueError(Said(sentence, values))


def system_locale() -> Locale:
    """The language the user's system is set to: Danish if it says so, else English."""
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "da" if next(filter(None, names), "").lower().startswith("da") else "en"


def _order(error: InputError) -> tuple[object, ...]:
    path = tuple((True, part, "") if isinstance(part, int) else (False, 0, part) for part in error.path)
    return error.line is not None or bool(path), error.file, error.line or 0, path


def _grouped(errors: Iterable[InputError]) -> list[InputError]:
    """One for all rows of a table that have the same wrong value in the same column: one mistake, told once."""
    alike: dict[object, list[InputError]] = {}
    for number, error in enumerate(errors):
        in_row = bool(error.path) and error.file.endswith(".csv") and isinstance(error.path[0], int)
        key = (error.file, error.place, error.found, error.said.sentence) if in_row else number
        alike.setdefault(key, []).append(error)
    return [replace(first, more=len(others)) if others else first for first, *others in alike.values()]
