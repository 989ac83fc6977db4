"""Every id that refers to something must be the id of something, and ids are given once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from calendars.language import Said, Sentence
from planner.errors import InputError
from planner.nearest import Names
from planner.network.tables import BLACKOUTS, TABLES, Table
from planner.network.targets import SCOPE_TARGETS, SETTINGS_REFERENCES, TARGETS, UNIQUE_IN_SETTINGS, Source, find

_SEARCHES = 20
"""Wrong names of a column that are compared with all known ones; the rest are only looked up."""

UNKNOWN = Sentence(en="'{found}' is not {where}{hint}", da="'{found}' findes ikke {where}{hint}")
TWICE = Sentence(
    en="'{found}' stands here a second time; the first is in line {line}",
    da="'{found}' står her for anden gang; den første er i linje {line}",
)
TWICE_SOMEWHERE = Sentence(en="'{found}' stands here a second time", da="'{found}' står her for anden gang")


@dataclass(frozen=True, slots=True)
class _Known:
    """Ids that exist, and what they are called together."""

    where: Sentence
    ids: frozenset[str]
    names: Names

    def hints(self, wrong: Iterable[str]) -> dict[str, Said]:
        """For each wrong id what may have been meant."""
        return {id_: self.names.hint(id_, search=n < _SEARCHES) for n, id_ in enumerate(dict.fromkeys(wrong))}


def reference_errors(source: Source) -> Iterator[InputError]:
    """Ids that refer to nothing, and ids given twice."""
    known = _known(source)
    for table in TABLES:
        for column, target in table.refers.items():
            if target in known:
                cells = enumerate(source.column(table, column) or ())
                yield from _unknown_in_column(source, table, column, cells, known[target])
        yield from _twice_in_table(source, table)
    yield from _unknown_in_blackouts(source, known)
    for pattern, target in SETTINGS_REFERENCES:
        if target in known:
            yield from _unknown_in_settings(source, pattern, known[target])
    for pattern in UNIQUE_IN_SETTINGS:
        yield from _twice_in_settings(source, pattern)


def _known(source: Source) -> dict[str, _Known]:
    """By name of the target; without those that could not be read, of which nothing can be said."""
    found = {name: target.known(source) for name, target in TARGETS.items()}
    return {
        name: _Known(TARGETS[name].where, frozenset(ids), Names(ids)) for name, ids in found.items() if ids is not None
    }


def _unknown_in_column(
    source: Source, table: Table, column: str, cells: Iterable[tuple[int, str]], known: _Known
) -> Iterator[InputError]:
    wrong = [(row, cell) for row, cell in cells if cell and cell not in known.ids]
    hints = known.hints(cell for _, cell in wrong)
    for row, cell in wrong:
        yield source.lines.table_error(table.name, row, column, UNKNOWN, cell, where=known.where, hint=hints[cell])


def _unknown_in_blackouts(source: Source, known: dict[str, _Known]) -> Iterator[InputError]:
    scopes, targets = source.column(BLACKOUTS, "scope") or (), source.column(BLACKOUTS, "target") or ()
    for scope, target in SCOPE_TARGETS.items():
        if target in known:
            cells = ((row, cell) for row, cell in enumerate(targets) if scopes[row] == scope.value)
            yield from _unknown_in_column(source, BLACKOUTS, "target", cells, known[target])


def _unknown_in_settings(source: Source, pattern: tuple[str, ...], known: _Known) -> Iterator[InputError]:
    wrong = [(path, text) for path, text in find(source.settings, *pattern) if text not in known.ids]
    hints = known.hints(text for _, text in wrong)
    for path, text in wrong:
        yield source.lines.settings_error(path, UNKNOWN, text, where=known.where, hint=hints[text])


def _twice_in_table(source: Source, table: Table) -> Iterator[InputError]:
    columns = [source.column(table, column) for column in table.key]
    if not columns or any(column is None for column in columns):
        return
    first: dict[tuple[str, ...], int] = {}
    for row, key in enumerate(zip(*filter(None, columns), strict=True)):
        if all(key) and first.setdefault(key, row) != row:
            line = source.lines.in_table(table.name, first[key])
            sentence = TWICE_SOMEWHERE if line is None else TWICE
            yield source.lines.table_error(table.name, row, table.key[-1], sentence, ", ".join(key), line=str(line))


def _twice_in_settings(source: Source, pattern: tuple[str, ...]) -> Iterator[InputError]:
    seen: dict[str, int | None] = {}
    for path, value in find(source.settings, *pattern):
        if value in seen:
            line = seen[value]
            sentence = TWICE_SOMEWHERE if line is None else TWICE
            yield source.lines.settings_error(path, sentence, value, line=str(line))
        seen.setdefault(value, source.lines.in_settings(path))
