"""Which sheets a workbook has, and which cell of a row stands for what.

Both are worked out from the models of the settings and the tables: whatever they may say can be said in a workbook too.

A list of sections ([[rounds]]) is a sheet with a row for each; a list within them (the seasons of a series) is another
sheet, whose first column is the id of what it belongs to; everything else of the settings is a row of the first sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum, auto
from fractions import Fraction
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from calendars.days import Hours, Span
from constraints.problem.rule import Rule, all_rules
from planner.errors import KeyPath
from planner.files.names import options_of
from planner.network.fields import YearlyRule
from planner.network.references import SETTINGS_REFERENCES, rule_references
from planner.network.settings import Settings
from planner.network.tables import BLACKOUTS, TABLES, Table, columns_of


class Kind(Enum):
    """What stands in a cell."""

    TEXT = auto()
    WHOLE = auto()
    NUMBER = auto()
    YES_OR_NO = auto()
    DATE = auto()
    TIME = auto()
    LIST = auto()
    """Texts with commas between them."""
    DAYS = auto()
    """Dates with commas between them."""
    COUNTS = auto()
    """Names with numbers, such as "KL: 1, agency: 2"."""


@dataclass(frozen=True, slots=True)
class CellField:
    """A cell of each row of a sheet.

    Attributes:
        name: keys with points between them, such as "window.first".
        path: where the value stands in the section.
        kind: what it is.
        about: what it means, in English.
        required: whether no row can be without it.
        options: the words that may stand there, if they are few.
        refers: what an id there refers to, as a key of `references.TARGETS`.
    """

    name: str
    path: KeyPath
    kind: Kind
    about: str = ""
    required: bool = False
    options: tuple[str, ...] = ()
    refers: str = ""


@dataclass(frozen=True, slots=True)
class SheetForm:
    """A sheet with a row for each section of a list, or for each row of a table.

    Attributes:
        key: its name in the files: "[[rounds]]", "[[series.seasons]]", "members.csv".
        fields: its columns; the first of a sheet with an owner is the owner's id.
        owner: key of the sheet of what its rows belong to.
        model: model of the sections.
        table: the table it is.
    """

    key: str
    fields: tuple[CellField, ...]
    owner: str = ""
    model: type[BaseModel] | None = None
    table: Table | None = None

    @property
    def path(self) -> tuple[str, ...]:
        """Keys of the list in the settings."""
        return tuple(self.key.strip("[]").split("."))


SETTINGS, RULES, MORE, GUIDE = "network.toml", "[rules]", "more", "guide"
"""Keys of the sheets that are no list."""
OWNER = "belongs_to"
"""Name of the column with the id of what a row belongs to."""


def _bare(kind: Any) -> tuple[Any, bool]:  # noqa: ANN401 - types of every kind
    """Return a type without constraints and None, and whether it could be None; of several the first."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in {Union, UnionType} and type(None) in get_args(kind):
        return _bare(next(each for each in get_args(kind) if each is not type(None)))[0], True
    return kind, False


def _alternatives(kind: Any) -> list[Any]:  # noqa: ANN401 - types of every kind
    bare, _ = _bare(kind)
    if get_origin(bare) in {Union, UnionType} and bare != YearlyRule:
        return [_bare(each)[0] for each in get_args(bare)]
    return [bare]


_PLAIN: Mapping[Any, Kind] = {
    str: Kind.TEXT,
    bool: Kind.YES_OR_NO,
    int: Kind.WHOLE,
    float: Kind.NUMBER,
    Decimal: Kind.NUMBER,
    date: Kind.DATE,
    time: Kind.TIME,
    Fraction: Kind.TEXT,
    YearlyRule: Kind.TEXT,
}
_PAIRS: Mapping[Any, tuple[Kind, tuple[str, str]]] = {
    Span: (Kind.DATE, ("first", "last")),
    Hours: (Kind.TIME, ("start", "end")),
    tuple[int, int]: (Kind.WHOLE, ("first", "last")),
}


def fields_of(
    model: type[BaseModel], within: str = "", path: KeyPath = (), *, needed: bool = True
) -> Iterator[CellField]:
    """Yield the cells that a section of that model has, its own before inherited ones; not what no cell can say."""
    own = {name: name not in vars(model).get("__annotations__", {}) for name in model.model_fields}
    for attribute in sorted(own, key=own.__getitem__):
        info = model.model_fields[attribute]
        key = info.alias or attribute
        name = f"{within}.{key}" if within else key
        for kind in _alternatives(info.annotation):
            yield from _cells(name, (*path, key), kind, info, needed=needed)


def _cells(name: str, path: KeyPath, kind: Any, info: FieldInfo, *, needed: bool) -> Iterator[CellField]:  # noqa: ANN401 - types of every kind
    about, required = info.description or "", needed and info.is_required()
    if kind in _PAIRS:
        part, ends = _PAIRS[kind]
        for n, end in enumerate(ends):
            yield CellField(f"{name}.{end}", (*path, n), part, about, required)
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        yield from fields_of(kind, name, path, needed=required)
    elif (found := _kind(kind)) is not None:
        options = options_of(kind)
        yield CellField(name, path, found, about, required, options)


def _kind(kind: Any) -> Kind | None:  # noqa: ANN401 - types of every kind
    if kind in _PLAIN:
        return _PLAIN[kind]
    if get_origin(kind) is Literal or (isinstance(kind, type) and issubclass(kind, Enum)):
        return Kind.TEXT
    inner = [_bare(each)[0] for each in get_args(kind)]
    if get_origin(kind) is tuple and inner[1:] == [Ellipsis]:
        return _OF_LISTS.get(_kind(inner[0]))
    if isinstance(get_origin(kind), type) and issubclass(get_origin(kind), Mapping) and _kind(inner[1]) in _NUMBERS:
        return Kind.COUNTS
    return None


_OF_LISTS: Mapping[Kind | None, Kind] = {Kind.TEXT: Kind.LIST, Kind.DATE: Kind.DAYS}
_NUMBERS = {Kind.WHOLE, Kind.NUMBER}


def _lists_of(model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    """Yield the lists of sections in a model, by key."""
    for attribute, info in model.model_fields.items():
        kind, _ = _bare(info.annotation)
        inner = [_bare(each)[0] for each in get_args(kind)] if get_origin(kind) is tuple else []
        if inner and isinstance(inner[0], type) and issubclass(inner[0], BaseModel):
            yield info.alias or attribute, inner[0]


@cache
def section_sheets() -> tuple[SheetForm, ...]:
    """Return the sheets of lists of sections, each before those of what belongs to its rows."""
    return tuple(_sections(Settings, "", ""))


def _sections(model: type[BaseModel], within: str, owner: str) -> Iterator[SheetForm]:
    for key, inner in _lists_of(model):
        name = f"{within}{key}"
        own = tuple(_referring(each, name) for each in fields_of(inner))
        first = (CellField(OWNER, (), Kind.TEXT, required=True),) if owner else ()
        sheet = SheetForm(f"[[{name}]]", (*first, *own), owner, inner)
        yield sheet
        if not owner and any(each.name == "id" for each in own):
            yield from _sections(inner, f"{name}.", sheet.key)


def _referring(field: CellField, section: str) -> CellField:
    pattern = (section, "*", *field.path)
    target = next((target for found, target in SETTINGS_REFERENCES if found == pattern), "")
    return _with_target(field, target)


def _with_target(field: CellField, target: str) -> CellField:
    return CellField(field.name, field.path, field.kind, field.about, field.required, field.options, target)


@cache
def settings_fields() -> tuple[CellField, ...]:
    """Return the rows of the sheet with the settings."""
    found = []
    for field in fields_of(Settings):
        target = next((target for pattern, target in SETTINGS_REFERENCES if pattern == field.path), "")
        found.append(_with_target(field, target))
    return tuple(found)


@cache
def rule_fields() -> Mapping[str, tuple[CellField, ...]]:
    """Return the rows of the sheet with the rules, by rule: those with parameters."""
    found = {key: tuple(_of_rule(key, rule)) for key, rule in sorted(all_rules().items())}
    return {key: fields for key, fields in found.items() if fields}


def _of_rule(key: str, rule: type[Rule]) -> Iterator[CellField]:
    for field in fields_of(rule):
        target = next((target for pattern, target in rule_references() if pattern == ("rules", key, *field.path)), "")
        yield _with_target(field, target)


@cache
def table_sheet(table: Table) -> SheetForm:
    """Return the sheet of a table."""
    return SheetForm(table.file, tuple(_of_table(table)), table=table)


def _of_table(table: Table) -> Iterator[CellField]:
    for name, info in columns_of(table).items():
        kind, _ = _bare(info.annotation)
        yield CellField(
            name, (name,), _kind(kind) or Kind.TEXT, "", info.is_required(), options_of(kind),
            table.refers.get(name, ""),
        )  # fmt: skip


@cache
def sheets() -> tuple[SheetForm, ...]:
    """Return every sheet with a row for each section or row of a table, in the order of the tabs."""
    sections, tables = {each.key: each for each in section_sheets()}, {each.file: table_sheet(each) for each in TABLES}
    known = {**sections, **tables}
    first = [key for key in _ORDER if key in known]
    return tuple(known[key] for key in (*first, *(key for key in known if key not in first)))


_ORDER = (
    "[[regions]]", "municipalities.csv", "members.csv", "staff.csv", "venues.csv", "rooms.csv", "[[rounds]]",
    "[[rounds.parts]]", "[[series]]", "[[series.seasons]]", "[[series.parts]]", "[[themes]]", "[[themes.guests]]",
    "[[choices]]", "busy.csv", "weekly.csv",
    "[[public_holidays]]", "[[school_holidays]]", "[[elections]]", "[[blackouts]]", BLACKOUTS.file,
    "[[calendars]]", "venue_closed.csv", "venue_offered.csv", "bookings.csv", "venue_terms.csv",
    "venue_prices.csv",
    "guests.csv", "registrations.csv",
    "region_changes.csv", "travel.csv", "venue_travel.csv",
)  # fmt: skip
"""The sheets in the order in which one fills them in; others come after them."""

TARGET_COLUMNS: Mapping[str, tuple[str, str]] = {
    "regions": ("[[regions]]", "id"),
    "themes": ("[[themes]]", "id"),
    "municipalities": ("municipalities.csv", "id"),
    "venues": ("venues.csv", "id"),
    "people": ("members.csv", "id"),
    "members": ("members.csv", "id"),
    "staff": ("staff.csv", "id"),
    "teams": ("staff.csv", "team"),
    "roles": ("members.csv", "role"),
}
"""The sheet and column that ids are chosen from, by what they refer to."""
