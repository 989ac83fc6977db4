"""References between tables and settings: what ids must refer to, and the line on which each row stands.

The checks read columns of text and the settings from a `Source`, so that they serve both files that were only partly
readable and networks built in memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from types import UnionType
from typing import Annotated, Protocol, Union, get_args, get_origin

from pydantic import BaseModel

from calendars.blackouts import BlackoutScope
from calendars.language import BoundMessage, Message
from constraints.problem.problem import roles_of
from constraints.problem.rule import RefersTo, all_rules
from planner.errors import ERRORS_TOLD_MAX, SETTINGS_FILE, InputError, KeyPath, Names
from planner.network.tables import BLACKOUTS, TABLES, Table


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of workbooks that tables and settings were read from.

    Attributes:
        file: name of the workbook with all of the network; "" if only tables of a folder are workbooks.
        sheets: what the place of a cell begins with, such as "Members!", by the file that the sheet stands for.
        columns: letters of the columns, by the same file and the name of the column.
        settings: cell of each key of the settings by its path, such as "Settings!B4"; None if they are a text file.
        names: what sentences say of a folder's files, and the sheet that it is here.
    """

    file: str = ""
    sheets: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    settings: Mapping[KeyPath, str] | None = None
    names: tuple[tuple[str, str], ...] = ()

    def placed(self, error: InputError) -> InputError:
        """Return the error at its cell, if it is about a sheet."""
        if error.cell:
            return error if error.names else replace(error, names=self.names)
        cell = ""
        if error.file == SETTINGS_FILE and self.settings is not None:
            cell = self._of_settings(error.path)
        elif error.file in self.sheets:
            sheet = self.sheets[error.file]
            column = next((part for part in error.path if isinstance(part, str)), "")
            letters = self.columns.get(error.file, {}).get(column, "")
            at = "" if error.line is None else f"{letters or 'A'}{error.line}"
            cell = f"{sheet}{at}" if at else sheet.removesuffix("!")
            cell = cell if letters or not column else f"{cell} ({column})"
        elif not self.file:
            return error
        return replace(error, file=self.file or error.file, cell=cell, names=self.names)

    def _of_settings(self, path: KeyPath) -> str:
        known = path
        while known and known not in (self.settings or {}):
            known = known[:-1]
        rest = ".".join(str(part + 1 if isinstance(part, int) else part) for part in path[len(known) :])
        cell = (self.settings or {}).get(known, self.sheets.get(SETTINGS_FILE, "").removesuffix("!"))
        return f"{cell} ({rest})" if rest and not isinstance(path[len(known)], int) else cell


@dataclass(frozen=True, eq=False)
class Lines:
    """Line numbers of the files a network was read from; empty for a network built in memory.

    All instances compare equal, so that networks with the same content are equal wherever they were read from.

    Attributes:
        tables: line of each row, by name of the table.
        settings: line of each key of the settings, by path.
        cells: the cells, where the files are workbooks.
    """

    tables: Mapping[str, Sequence[int]] = field(default_factory=dict)
    settings: Mapping[KeyPath, int] = field(default_factory=dict)
    cells: Cells | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lines)

    def __hash__(self) -> int:
        return 0

    def in_settings(self, path: KeyPath) -> int | None:
        """Return the line of the value, or of the nearest enclosing one that is known."""
        while path and path not in self.settings:
            path = path[:-1]
        return self.settings.get(path)

    def in_table(self, table: str, row: int) -> int | None:
        """Return the line of the row (counted from 0)."""
        lines = self.tables.get(table)
        return None if lines is None else lines[row]

    def settings_error(
        self, path: KeyPath, sentence: Message, found: str | None = None, **values: object
    ) -> InputError:
        """Return an error of the settings at that path."""
        line = self.in_settings(path)
        return self.placed(InputError(SETTINGS_FILE, BoundMessage(sentence, _with(found, values)), path, line, found))

    def table_error(
        self, table: str, row: int, column: str, sentence: Message, found: str | None = None, **values: object
    ) -> InputError:
        """Return an error of a table in that row (counted from 0) and column."""
        path = (row, column) if column else (row,)
        said = BoundMessage(sentence, _with(found, values))
        return self.placed(InputError(f"{table}.csv", said, path, self.in_table(table, row), found))

    def placed(self, error: InputError) -> InputError:
        """Return an error at its cell, if it is about a sheet of a workbook."""
        return error if self.cells is None else self.cells.placed(error)


def _with(found: str | None, values: Mapping[str, object]) -> Mapping[str, object]:
    return values if found is None else {"found": found, **values}


class Source(Protocol):
    """What is checked: the settings, as parsed or as models, and columns of the tables as text."""

    @property
    def settings(self) -> object:
        """The settings; None if they could not be read at all."""
        ...

    @property
    def lines(self) -> Lines:
        """The line numbers."""
        ...

    def column(self, table: Table, column: str) -> Sequence[str] | None:
        """Return a column as text, "" for an empty cell; None if it could not be read."""
        ...

    def complete(self, table: Table) -> bool:
        """Return whether every row of the table could be read, so that an id not in it does not exist."""
        ...

    def week_columns(self) -> Sequence[str] | None:
        """Return the columns of municipalities.csv with weeks; None if that table could not be read."""
        ...


@dataclass(frozen=True, slots=True)
class Target:
    """What ids refer to: the place as sentences name it, and a function that returns the ids with their names."""

    where: Message
    known: Callable[[Source], Mapping[str, str] | None]


def find(node: object, *pattern: str) -> Iterator[tuple[KeyPath, str]]:
    """Yield the texts at a path of the settings.

    "*" stands for every item of a list, "keys" for the keys of a table, and "values" for what stands there.
    """
    if not pattern:
        if isinstance(node, str):
            yield (), node
        return
    head, *rest = pattern
    for key, child in _children(node, head):
        for path, text in find(child, *rest):
            yield (key, *path), text


def _children(node: object, head: str) -> Iterator[tuple[str | int, object]]:
    if head == "*":
        items = sorted(node) if isinstance(node, set | frozenset) else node
        yield from enumerate(items) if isinstance(items, list | tuple) else ()
    elif head == "keys":
        yield from ((key, key) for key in node) if isinstance(node, Mapping) else ()
    elif head == "values":
        yield from node.items() if isinstance(node, Mapping) else ()
    elif isinstance(node, Mapping):
        yield head, node.get(head)
    else:
        yield head, getattr(node, head, None)


def _in_settings(section: str, name: str) -> Callable[[Source], Mapping[str, str] | None]:
    def known(source: Source) -> Mapping[str, str] | None:
        if source.settings is None:
            return None
        ids = dict(find(source.settings, section, "*", "id"))
        titles = dict(find(source.settings, section, "*", name))
        return {value: titles.get((*path[:-1], name), "") for path, value in ids.items()}

    return known


def _in_table(name: str, column: str, title: str = "") -> Callable[[Source], Mapping[str, str] | None]:
    def known(source: Source) -> Mapping[str, str] | None:
        table = next(table for table in TABLES if table.name == name)
        values = source.column(table, column)
        titles = source.column(table, title) if title else None
        if values is None or not source.complete(table):
            return None
        return {id_: title for id_, title in zip(values, titles or [""] * len(values), strict=True) if id_}

    return known


def _roles(source: Source) -> Mapping[str, str] | None:
    found = _in_table("members", "role")(source)
    return None if found is None else {role: "" for text in found for role in roles_of(text)}


def _people(source: Source) -> Mapping[str, str] | None:
    members, staff = _in_table("members", "id")(source), _in_table("staff", "id", "name")(source)
    return None if members is None or staff is None else {**members, **staff}


def _week_columns(source: Source) -> Mapping[str, str] | None:
    columns = source.week_columns()
    return None if columns is None else dict.fromkeys(columns, "")


TARGETS = {
    "regions": Target(
        Message("references.targets.regions", "in [[regions]] of network.toml"),
        _in_settings("regions", "name"),
    ),
    "offers": Target(Message("references.targets.offers", "in [[offers]]"), _in_settings("offers", "title")),
    "rounds": Target(Message("references.targets.rounds", "among the rounds"), lambda _: None),  # checked later
    "themes": Target(Message("references.targets.themes", "in [[themes]]"), _in_settings("themes", "title")),
    "municipalities": Target(
        Message("references.targets.municipalities", "in municipalities.csv"), _in_table("municipalities", "id", "name")
    ),
    "venues": Target(Message("references.targets.venues", "in venues.csv"), _in_table("venues", "id", "name")),
    "members": Target(Message("references.targets.members", "in members.csv"), _in_table("members", "id", "name")),
    "people": Target(Message("references.targets.people", "in members.csv or staff.csv"), _people),
    "staff": Target(Message("references.targets.staff", "in staff.csv"), _in_table("staff", "id", "name")),
    "teams": Target(Message("references.targets.teams", "among the teams of staff.csv"), _in_table("staff", "team")),
    "roles": Target(Message("references.targets.roles", "among the roles of members.csv"), _roles),
    "weeks": Target(
        Message("references.targets.weeks", "among the columns of municipalities.csv"),
        _week_columns,
    ),
}

SCOPE_TARGETS = {
    BlackoutScope.REGION: "regions",
    BlackoutScope.MUNICIPALITY: "municipalities",
    BlackoutScope.VENUE: "venues",
    BlackoutScope.PERSON: "people",
}

_MEETING_FIELDS = (
    (("venues", "*"), "venues"),
    (("theme",), "themes"),
    (("roles", "*"), "roles"),
    (("speakers", "*"), "staff"),
    (("staff", "keys"), "teams"),
)
_ROUND_FIELDS = (("regions", "*"), ("hosts", "*"), ("together", "*"))
_MEETING_SECTIONS = (("rounds", "*"), ("series", "*"), ("meetings",))
_CLOSURES = ("public_holidays", "school_holidays", "elections", "blackouts", "risks", "calendars")

SETTINGS_REFERENCES: tuple[tuple[tuple[str, ...], str], ...] = (
    *(((*section, *field), target) for section in _MEETING_SECTIONS for field, target in _MEETING_FIELDS),
    *(((section, "*", *field), "regions") for section in ("rounds", "series") for field in _ROUND_FIELDS),
    *(
        ((section, "*", names, "*"), target)
        for section in _CLOSURES
        for names, target in (
            ("regions", "regions"),
            ("municipalities", "municipalities"),
            ("venues", "venues"),
            ("people", "people"),
        )
    ),
    (("calendars", "*", "person"), "people"),
    (("calendars", "*", "venue"), "venues"),
    (("series", "*", "regions_in_turn", "*", "*"), "regions"),
    (("online", "*", "regions", "*"), "regions"),
    (("together", "*", "regions", "*"), "regions"),
    (("choices", "*", "fixed_venue"), "venues"),
    (("choices", "*", "forbidden_venues", "*"), "venues"),
    (("school_holidays", "*", "week", "column"), "weeks"),
    (("rounds", "*", "offer"), "offers"),
    (("offers", "*", "regions", "*"), "regions"),
    (("offers", "*", "municipalities", "*"), "municipalities"),
    (("offers", "*", "places_by_region", "keys"), "regions"),
    (("offers", "*", "region_order", "*"), "regions"),
)


@cache
def rule_references() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return the paths of ids in the sections of rules, as their fields declare them, each with what it refers to."""
    return tuple(
        (("rules", key, *path), target) for key, rule in all_rules().items() for path, target in _references(rule)
    )


def _references(model: type[BaseModel]) -> Iterator[tuple[tuple[str, ...], str]]:
    for name, info in model.model_fields.items():
        for path, target in _references_in(info.annotation, info.metadata):
            yield (name, *path), target


def _references_in(kind: object, metadata: Sequence[object] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    yield from (((), each.what) for each in metadata if isinstance(each, RefersTo))
    inner, origin = get_args(kind), get_origin(kind)
    if origin is Annotated:
        yield from _references_in(inner[0], inner[1:])
    elif origin in {Union, UnionType}:
        yield from (found for each in inner for found in _references_in(each))
    elif isinstance(origin, type) and issubclass(origin, Mapping):
        yield from ((("keys", *path), target) for path, target in _references_in(inner[0]))
        yield from ((("values", *path), target) for path, target in _references_in(inner[1]))
    elif inner:
        yield from ((("*", *path), target) for path, target in _references_in(inner[0]))
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        yield from _references(kind)


UNIQUE_IN_SETTINGS = tuple((section, "*", "id") for section in ("regions", "rounds", "series", "themes", "offers"))


_COMPARISONS_MAX = 250_000
"""Comparisons with known names for all wrong names of a column; names beyond those that are told are only looked up."""

UNKNOWN = Message("references.unknown", "'{found}' is not {where}{hint}")
TWICE = Message("references.twice", "'{found}' stands here a second time; the first is in line {line}")
TWICE_SOMEWHERE = Message("references.twice_somewhere", "'{found}' stands here a second time")


@dataclass(frozen=True, slots=True)
class _Known:
    """Known ids and the place they stand in."""

    where: Message
    ids: frozenset[str]
    names: Names

    def hints(self, wrong: Iterable[str]) -> dict[str, BoundMessage]:
        """Return a suggestion for each wrong id."""
        searches = max(ERRORS_TOLD_MAX, _COMPARISONS_MAX // max(1, len(self.ids)))
        return {id_: self.names.hint(id_, search=n < searches) for n, id_ in enumerate(dict.fromkeys(wrong))}


def ids_by_name(source: Source) -> dict[str, Mapping[str, str]]:
    """Return for each target the ids by the names that are no id and that only one of them has."""
    return {name: unique_names(target.known(source) or {}) for name, target in TARGETS.items()}


def unique_names(known: Mapping[str, str]) -> Mapping[str, str]:
    """Return ids by the names that are no id and that only one of them has, of ids with their names."""
    times = Counter(known.values())
    return {title: id_ for id_, title in known.items() if title and times[title] == 1 and title not in known}


def reference_errors(source: Source) -> Iterator[InputError]:
    """Yield an error for each id that refers to nothing and each id that is defined twice."""
    known = _known(source)
    for table in TABLES:
        for column, target in table.refers.items():
            if target in known:
                cells = enumerate(source.column(table, column) or ())
                yield from _unknown_in_column(source, table, column, cells, known[target])
        yield from _twice_in_table(source, table)
    yield from _unknown_in_blackouts(source, known)
    for pattern, target in (*SETTINGS_REFERENCES, *rule_references()):
        if target in known:
            yield from _unknown_in_settings(source, pattern, known[target])
    for pattern in UNIQUE_IN_SETTINGS:
        yield from _twice_in_settings(source, pattern)


def _known(source: Source) -> dict[str, _Known]:
    """Return the known ids by name of the target, without targets that could not be read."""
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
            rows = enumerate(zip(scopes, targets, strict=False))  # one of the columns may be missing
            cells = ((row, cell) for row, (found, cell) in rows if found == scope.value)
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
