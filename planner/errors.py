"""Errors in what a planner wrote: their place, value and sentence, and the name that may have been meant."""

from __future__ import annotations

import difflib
import heapq
import os
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, zip_longest

from calendars.language import LOCALES, SOURCE_LOCALE, BoundMessage, Locale, Message, WrongValueError

ERRORS_TOLD_MAX = 100
"""Errors of an input that are told; of the others only how many they are."""
MORE_ERRORS = Message("planner.errors.more_errors", "... and {n} more {n:error|errors}")
MORE_ROWS = Message("planner.errors.more_rows", " (and {n} more {n:row|rows})")
SETTINGS_FILE = "network.toml"
CHANGES_FILE = "changes.toml"
MOVED_FILE = "moved.toml"
"""Says where a network lives that is no longer in the folder."""

KeyPath = tuple[str | int, ...]
"""Path to a value: keys and indices (from 0) in the settings; (row from 0, column name) in a table."""


@dataclass(frozen=True, slots=True)
class InputError:
    """One wrong place in the input.

    Attributes:
        file: name of the file within the network's folder.
        said: what is wrong, what was expected and what may have been meant.
        path: path to the value in the file; empty for the file as a whole.
        line: line of the file, counted from 1; None where no file was read.
        found: the value as written; None if there is none.
        more: number of further rows of the table that are wrong in the same way.
        cell: sheet and cell if it was read from a workbook, such as "Members!B17".
        names: what the sentence says of a folder's files, and what that is in the workbook.
    """

    file: str
    said: BoundMessage
    path: KeyPath = ()
    line: int | None = None
    found: str | None = None
    more: int = 0
    cell: str = ""
    names: tuple[tuple[str, str], ...] = ()

    @property
    def in_row(self) -> bool:
        """Whether it is about a row of a table."""
        return (self.file.endswith(".csv") or bool(self.cell)) and bool(self.path) and isinstance(self.path[0], int)

    @property
    def place(self) -> str:
        """The column or the dotted key, with list indices counted from 1."""
        if self.file.endswith(".csv") or (self.cell and self.in_row):
            return ".".join(part for part in self.path if isinstance(part, str))
        names = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in self.path)
        return "".join(names).lstrip(".")

    def say(self, locale: Locale) -> str:
        """Return place and sentence in that language: "members.csv:17 municipality: ..."."""
        text = self.sentence(locale) + (MORE_ROWS.say(locale, n=self.more) if self.more else "")
        if self.cell:
            return f"{self.cell}: {text}"
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where} {self.place}: {text}" if self.place else f"{where}: {text}"

    def sentence(self, locale: Locale) -> str:
        """Return what is wrong in that language, with the names of sheets for those of files."""
        text = self.said.say(locale)
        for file, sheet in self.names:
            text = text.replace(file, sheet)
        return text


class InputErrors(Exception):  # noqa: N818 - it holds many, each of them an InputError
    """All errors in a network's input.

    Attributes:
        errors: never empty; errors about whole files first, then by file and line. Rows that are wrong in the same way
            are represented by the first of them. At most `ERRORS_TOLD_MAX`.
        more: number of further errors.
        every: all of them as they were given.
        locale: the language of its text.
    """

    def __init__(self, errors: Iterable[InputError], locale: Locale | None = None) -> None:
        self.every = tuple(errors)
        found = _grouped(sorted(self.every, key=_sort_key))
        self.errors = tuple(found[:ERRORS_TOLD_MAX])
        self.more = len(found) - len(self.errors)
        self.locale: Locale = locale or system_locale()
        super().__init__(self.errors, self.locale)

    def __str__(self) -> str:
        said = [error.say(self.locale) for error in self.errors]
        return "\n".join([*said, MORE_ERRORS.say(self.locale, n=self.more)] if self.more else said)


def rejected_value(sentence: Message, **values: object) -> WrongValueError:
    """Return the error of a value that a model rejects, with the reason in every language."""
    return WrongValueError(BoundMessage(sentence, values))


def system_locale() -> Locale:
    """Return the language the user's system is set to if it is one of ours, else English."""
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    wanted = next(filter(None, names), "").lower()
    return next((locale for locale in LOCALES if wanted.startswith(locale)), SOURCE_LOCALE)


def _sort_key(error: InputError) -> tuple[object, ...]:
    """Return the sort key of an error: whole files first, then by file, line and path."""
    path = tuple((True, part, "") if isinstance(part, int) else (False, 0, part) for part in error.path)
    sheet, _, cell = error.cell.rpartition("!")
    letters = cell.split(" ")[0].rstrip("0123456789")
    place = (len(letters), letters) if sheet else (0, "")
    return error.line is not None or bool(path), error.file, sheet, error.line or 0, place, path


def _grouped(errors: Iterable[InputError]) -> list[InputError]:
    """Merge the errors of all rows of a table that have the same wrong value in the same column."""
    alike: dict[object, list[InputError]] = {}
    for number, error in enumerate(errors):
        sheet = error.cell.rpartition("!")[0]
        key = (error.file, sheet, error.place, error.found, error.said.message) if error.in_row else number
        alike.setdefault(key, []).append(error)
    return [replace(first, more=len(others)) if others else first for first, *others in alike.values()]


DID_YOU_MEAN = Message("planner.errors.did_you_mean", "; did you mean {name}?")
DID_YOU_MEAN_ONE_OF = Message("planner.errors.did_you_mean_one_of", "; did you mean one of these: {names}?")
ZEROS_LOST = Message(
    "planner.errors.zeros_lost",
    "; did you mean {name}? A spreadsheet drops zeros at the front: give the column the format Text",
)
KNOWN = Message("planner.errors.known", "; those known here: {names}")
NO_HINT = BoundMessage(Message("planner.errors.no_hint", ""))

_LISTED_NAMES_MAX = 20
"""Names that one sentence lists at most."""


class Names:
    """Known names, searched for the one that a misspelt name may stand for.

    Args:
        known: the names; or ids with their names, both of which a hint then shows.
    """

    def __init__(self, known: Iterable[str] | Mapping[str, str]) -> None:
        self._names = dict(known) if isinstance(known, Mapping) else dict.fromkeys(known, "")
        self._by_zeros = {name.lstrip("0"): name for name in self._names}
        by_id = {name.casefold(): name for name in self._names}
        by_title = {title.casefold(): name for name, title in self._names.items() if title}
        self._spellings = (_Spellings(by_id), _Spellings(by_title))

    def hint(self, found: str, *, search: bool = True) -> BoundMessage:
        """Return the end of a sentence that suggests a known name, or an empty one.

        Args:
            found: the wrong name.
            search: whether to compare spellings too, which takes time proportional to the number of known names.
        """
        without_zeros = self._by_zeros.get(found.lstrip("0"))
        if without_zeros is not None:
            return BoundMessage(ZEROS_LOST, {"name": self._shown(without_zeros)})
        near = self._nearest(found.casefold()) if search else None
        return NO_HINT if near is None else BoundMessage(DID_YOU_MEAN, {"name": self._shown(near)})

    def _nearest(self, found: str) -> str | None:
        for spellings in self._spellings:
            if any(map(str.isdigit, found)):
                number = _misread(found, spellings)
                if number is not None:
                    return spellings.names[number]
            close = difflib.get_close_matches(found, spellings.likely(found), n=5)
            # A number with another digit is another number, which may be anybody's.
            alike = [name for name in close if _digits(name) == _digits(found)]
            if alike:
                return spellings.names[min(alike, key=lambda name: _distance(found, name))]
        return None

    def _shown(self, name: str) -> str:
        return f"{name} ({self._names[name]})" if self._names[name] else name


_LIKELY_MAX = 100
"""Names that are compared letter by letter, which takes long: those that have most pairs of letters in common."""


class _Spellings:
    """Spellings with the names they stand for, found by pairs of letters if there are many."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    @cached_property
    def _by_pair(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for name in self.names:
            for pair in _pairs(name):
                found.setdefault(pair, []).append(name)
        return found

    def likely(self, found: str) -> Collection[str]:
        """Return the spellings that may be similar to a text."""
        if len(self.names) <= _LIKELY_MAX:
            return self.names
        common = Counter(chain.from_iterable(self._by_pair.get(pair, ()) for pair in _pairs(found)))
        return heapq.nlargest(_LIKELY_MAX, common, key=lambda name: common[name] / (len(name) + len(found)))


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _misread(found: str, known: _Spellings) -> str | None:
    """Return the only known name that two neighbours swapped make of a name with digits, or else one more or less.

    A wrong digit may make any of many numbers of another, so it suggests one only if no other number is as close.
    """
    swapped = {f"{found[:n]}{found[n + 1]}{found[n]}{found[n + 2 :]}" for n in range(len(found) - 1)} - {found}
    close = [name for name in swapped if name in known.names]
    if not close:
        close = [name for name in known.likely(found) if _one_off(found, name)]
    return close[0] if len(close) == 1 else None


def _one_off(one: str, other: str) -> bool:
    """Return whether two names differ by one character that is missing or added, or other in at least three."""
    if abs(len(one) - len(other)) > 1 or (len(one) == len(other) < 3):  # noqa: PLR2004 - shorter ones all look alike
        return False
    begin = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    shorter, longer = sorted((one, other), key=len)
    rest = shorter[begin + (len(one) == len(other)) :]
    return rest == longer[begin + 1 :] and one != other


def _pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring letters, and the first and the last letter."""
    marked = f"\0{text}\0"
    return {marked[place : place + 2] for place in range(len(marked) - 1)}


def _distance(one: str, other: str) -> tuple[float, int]:
    """Return a sort key of dissimilarity: difflib's ratio first, then the number of differing positions.

    So of equally similar names, one with a wrong letter comes before one with two letters swapped.
    """
    likeness = difflib.SequenceMatcher(None, other, one).ratio()
    return -likeness, sum(a != b for a, b in zip_longest(one, other))


def hint(found: str, known: Iterable[str] | Mapping[str, str]) -> BoundMessage:
    """Return the end of a sentence that suggests a known name for `found`, or an empty one."""
    return Names(known).hint(found)


def hint_of_part(found: str, known: Iterable[str]) -> BoundMessage:
    """Return the end of a sentence that suggests the names of which `found` is a word, else a similar name, else all.

    The words of a name are separated by underscores.
    """
    names = sorted(known)
    parts = [name for name in names if found and found.casefold() in name.casefold().split("_")]
    if parts:
        return BoundMessage(DID_YOU_MEAN_ONE_OF if len(parts) > 1 else DID_YOU_MEAN, {"names": parts, "name": parts[0]})
    near = hint(found, names)
    return BoundMessage(KNOWN, {"names": names}) if near == NO_HINT else near


def hint_or_list(found: str, known: Iterable[str]) -> BoundMessage:
    """Return the end of a sentence that suggests a known name, else lists all of them if they are few."""
    names = sorted(known)
    near = hint(found, names)
    return BoundMessage(KNOWN, {"names": names}) if near == NO_HINT and 0 < len(names) <= _LISTED_NAMES_MAX else near


def hint_of_word(found: str, known: Mapping[str, str]) -> BoundMessage:
    """Return the end of a sentence that suggests the ids with `found` in them or in their names, else as `hint`."""
    word = found.strip().casefold()
    parts = [name for name, title in known.items() if word in f"{name} {title}".casefold()]
    if not any(map(str.isalpha, word)) or not 1 < len(parts) <= _LISTED_NAMES_MAX:
        return hint(found, known)
    return BoundMessage(DID_YOU_MEAN_ONE_OF, {"names": parts})


AND_MORE = Message("planner.errors.and_more", "{names} and {n} more")
ALL = Message("planner.errors.all", "{names}")

_SHOWN_NAMES = 3


def abbreviated(names: Sequence[str]) -> BoundMessage:
    """Return the names, or the first few of them and how many more there are."""
    if len(names) <= _SHOWN_NAMES + 1:
        return BoundMessage(ALL, {"names": names})
    return BoundMessage(AND_MORE, {"names": ", ".join(names[:_SHOWN_NAMES]), "n": len(names) - _SHOWN_NAMES})
