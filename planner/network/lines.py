"""Where in the files everything stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from calendars.language import Said, Sentence
from planner.errors import SETTINGS_FILE, InputError, Path


@dataclass(frozen=True, eq=False)
class Lines:
    """Lines of the files a network was read from; of a network made in memory nothing is known.

    Two networks that say the same are equal wherever they stand, so any two of these are equal.

    Attributes:
        tables: by name of the table, the line of each row.
        settings: by path, the line of each key of the settings.
    """

    tables: Mapping[str, Sequence[int]] = field(default_factory=dict)
    settings: Mapping[Path, int] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lines)

    def __hash__(self) -> int:
        return 0

    def in_settings(self, path: Path) -> int | None:
        """Line of the value, or of the nearest one around it that is known."""
        while path and path not in self.settings:
            path = path[:-1]
        return self.settings.get(path)

    def in_table(self, table: str, row: int) -> int | None:
        """Line of the row (counted from 0)."""
        lines = self.tables.get(table)
        return None if lines is None else lines[row]

    def settings_error(self, path: Path, sentence: Sentence, found: str | None = None, **values: object) -> InputError:
        """An error of the settings at that path."""
        line = self.in_settings(path)
        return InputError(SETTINGS_FILE, Said(sentence, _with(found, values)), path, line, found)

    def table_error(
        self, table: str, row: int, column: str, sentence: Sentence, found: str | None = None, **values: object
    ) -> InputError:
        """An error of a table in that row and column."""
        path = (row, column) if column else (row,)
        return InputError(f"{table}.csv", Said(sentence, _with(found, values)), path, self.in_table(table, row), found)


def _with(found: str | None, values: Mapping[str, object]) -> Mapping[str, object]:
    return values if found is None else {"found": found, **values}
