"""What ids can refer to, and where else than in the tables they do.

A `Source` is asked for columns of text and for the settings, so that the same checks serve files that were only read
in part and networks made in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from calendars.blackout import Scope
from calendars.language import Sentence
from planner.errors import Path
from planner.network.lines import Lines
from planner.network.tables import TABLES, Table


class Source(Protocol):
    """What is to be checked: the settings, as written or as models, and columns of the tables as text."""

    @property
    def settings(self) -> object:
        """The settings, or None if they could not be read at all."""
        ...

    @property
    def lines(self) -> Lines:
        """Where everything stands."""
        ...

    def column(self, table: Table, column: str) -> Sequence[str] | None:
        """Text of the column, "" where nothing stands; None if it could not be read."""
        ...

    def complete(self, table: Table) -> bool:
        """Whether every row of the table could be read, so that what is not in it does not exist."""
        ...

    def week_columns(self) -> Sequence[str] | None:
        """Columns of municipalities with weeks; None if that table could not be read."""
        ...


@dataclass(frozen=True, slots=True)
class Target:
    """What ids refer to: its name in sentences, and its ids with names (None if it could not be read)."""

    where: Sentence
    known: Callable[[Source], Mapping[str, str] | None]


def find(node: object, *pattern: str) -> Iterator[tuple[Path, str]]:
    """Texts at a path of the settings, where * stands for every item of a list and "keys" for the keys of a table."""
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
        yield from enumerate(node) if isinstance(node, list | tuple) else ()
    elif head == "keys":
        yield from ((key, key) for key in node) if isinstance(node, Mapping) else ()
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


def _people(source: Source) -> Mapping[str, str] | None:
    members, staff = _in_table("members", "id")(source), _in_table("staff", "id")(source)
    return None if members is None or staff is None else {**members, **staff}


def _week_columns(source: Source) -> Mapping[str, str] | None:
    columns = source.week_columns()
    return None if columns is None else dict.fromkeys(columns, "")


TARGETS = {
    "regions": Target(
        Sentence(en="in [[regions]] of network.toml", da="i [[regions]] i network.toml"),
        _in_settings("regions", "name"),
    ),
    "themes": Target(Sentence(en="in [[themes]]", da="i [[themes]]"), _in_settings("themes", "title")),
    "municipalities": Target(
        Sentence(en="in municipalities.csv", da="i municipalities.csv"), _in_table("municipalities", "id", "name")
    ),
    "venues": Target(Sentence(en="in venues.csv", da="i venues.csv"), _in_table("venues", "id", "name")),
    "people": Target(Sentence(en="in members.csv or staff.csv", da="i members.csv eller staff.csv"), _people),
    "teams": Target(
        Sentence(en="among the teams of staff.csv", da="blandt holdene i staff.csv"), _in_table("staff", "team")
    ),
    "roles": Target(
        Sentence(en="among the roles of members.csv", da="blandt rollerne i members.csv"), _in_table("members", "role")
    ),
    "weeks": Target(
        Sentence(en="among the columns of municipalities.csv", da="blandt kolonnerne i municipalities.csv"),
        _week_columns,
    ),
}

SCOPE_TARGETS = {
    Scope.REGION: "regions",
    Scope.MUNICIPALITY: "municipalities",
    Scope.VENUE: "venues",
    Scope.PERSON: "people",
}

_MEETING_FIELDS = (
    (("venues", "*"), "venues"),
    (("theme",), "themes"),
    (("roles", "*"), "roles"),
    (("staff", "keys"), "teams"),
)
_MEETING_SECTIONS = (("rounds", "*"), ("series", "*"), ("meetings",))
_CLOSURES = ("public_holidays", "school_holidays", "elections", "blackouts", "calendars")

SETTINGS_REFERENCES: tuple[tuple[tuple[str, ...], str], ...] = (
    *(((*section, *field), target) for section in _MEETING_SECTIONS for field, target in _MEETING_FIELDS),
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
    (("choices", "*", "fixed_venue"), "venues"),
    (("choices", "*", "forbidden_venues", "*"), "venues"),
    (("school_holidays", "*", "week", "column"), "weeks"),
    (("rules", "quorum", "role_shares", "keys"), "roles"),
)

UNIQUE_IN_SETTINGS = tuple((section, "*", "id") for section in ("regions", "rounds", "series", "themes"))
