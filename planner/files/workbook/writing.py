"""Write a network as a workbook that one can work in: a sheet for each table, with headings that say what they mean."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from calendars.language import Locale, Message
from constraints.problem.rule import all_rules
from planner.errors import KeyPath
from planner.files.names import option_name
from planner.files.toml import toml_value
from planner.files.workbook.contents import Contents, Row
from planner.files.workbook.layout import (
    GUIDE,
    MORE,
    OWNER,
    RULES,
    SETTINGS,
    TARGET_COLUMNS,
    CellField,
    Kind,
    SheetForm,
    rule_fields,
    section_sheets,
    settings_fields,
    sheets,
)
from planner.files.workbook.sheet_writer import DAY_FORM, NO, YES, BookWriter, SheetWriter, printed
from planner.files.workbook.values import CellValue, cell_value, is_kept, path_text
from planner.files.workbook.words import GUIDE as GUIDE_LINES
from planner.files.workbook.words import cell_name, meaning, open_meaning, sheet_title
from planner.files.workbook.xlsx import letters_of
from planner.network.settings import Settings

USUAL = Message("writing_workbook.usual", " Usually {value}.")
MORE_HELP = Message(
    "writing_workbook.more_help",
    "What no other sheet can say: a dotted key, such as rounds[2].staff, and its value as network.toml has it.",
)
_GUIDE_HEIGHT, _GUIDE_CHARACTERS = 15, 75
"""Height of a line of the first sheet, and how many characters are on one."""
SPARE_ROWS = 500
"""Empty rows below each table that are ready to be filled in."""
_COLOURS = {SETTINGS: "#1F4E79", RULES: "#1F4E79", MORE: "#A6A6A6", GUIDE: "#70AD47"}
_MAIN = {"[[regions]]", "municipalities.csv", "members.csv", "staff.csv", "venues.csv", "rooms.csv", "[[rounds]]"}


def write_workbook(contents: Contents, file: str) -> bytes:
    """Return a workbook that says what the files of a network say.

    Args:
        contents: what they say.
        file: name of the workbook, for the first sheet.
    """
    longest = max((len(rows) for rows in contents.tables.values()), default=0)
    return _Writer(contents, file, BookWriter(contents.locale, longest)).write()


class _Writer:
    def __init__(self, contents: Contents, file: str, book: BookWriter) -> None:
        self._contents, self._file, self._book = contents, file, book
        self._locale: Locale = contents.locale
        self._left: Any = copy.deepcopy(dict(contents.settings))
        """The settings that no cell says."""
        self._rows = {sheet.key: self._rows_of(sheet) for sheet in sheets()}
        self._columns = {sheet.key: self._columns_of(sheet) for sheet in sheets()}

    def write(self) -> bytes:
        self._guide()
        self._settings()
        last: list[SheetForm] = []
        for sheet in sheets():
            main = sheet.key in _MAIN
            (self._sheet(sheet) if main or self._rows[sheet.key] else last.append(sheet))
        self._rules()
        for sheet in last:
            self._sheet(sheet)
        self._more()
        return self._book.data()

    def _guide(self) -> None:
        sheet = self._book.sheet(sheet_title(GUIDE, self._locale), _COLOURS[GUIDE])
        sheet.write(0, 0, str(self._contents.settings.get("name", "")), bold=True, font_size=16, font_color="#1F4E79")
        for n, line in enumerate(GUIDE_LINES, start=1):
            said = f"{n}.  {line.say(self._locale, file=self._file)}"
            sheet.write(n + 1, 0, said, text_wrap=True, font_size=11)
            sheet.sheet.set_row(n + 1, _GUIDE_HEIGHT * (1 + len(said) // _GUIDE_CHARACTERS) + 4)
        sheet.sheet.set_column(0, 0, _GUIDE_CHARACTERS + 10)
        sheet.sheet.hide_gridlines(2)
        printed(sheet.sheet, landscape=False)

    def _settings(self) -> None:
        sheet = self._book.sheet(sheet_title(SETTINGS, self._locale), _COLOURS[SETTINGS])
        sheet.header(0, [cell_name(name, self._locale) for name in ("name", "value", "meaning")])
        for row, each in enumerate(settings_fields(), start=1):
            sheet.write(row, 0, cell_name(each.name, self._locale), bold=each.required)
            self._value(sheet, row, 1, self._taken((), each), each)
            said = meaning(each, self._locale) + self._usual(Settings, each.path)
            sheet.write(row, 2, said, font_color="#595959")
        self._finish(sheet, {0: 34, 1: 34, 2: 120})

    def _rules(self) -> None:
        sheet = self._book.sheet(sheet_title(RULES, self._locale), _COLOURS[RULES])
        sheet.header(0, [cell_name(name, self._locale) for name in ("rule", "parameter", "value", "meaning")])
        row = 1
        for key, fields in rule_fields().items():
            for each in fields:
                sheet.write(row, 0, all_rules()[key].title.say(self._locale))
                sheet.write(row, 1, each.name)
                self._value(sheet, row, 2, self._taken(("rules", key), each), each)
                said = meaning(each, self._locale) + self._usual(all_rules()[key], each.path)
                sheet.write(row, 3, said, font_color="#595959")
                row += 1
        sheet.sheet.autofilter(0, 0, row - 1, 3)
        self._finish(sheet, {0: 36, 1: 24, 2: 24, 3: 120})

    def _finish(self, sheet: SheetWriter, widths: Mapping[int, int]) -> None:
        for column, width in widths.items():
            sheet.sheet.set_column(column, column, width)
        sheet.sheet.freeze_panes(1, 0)
        printed(sheet.sheet)

    def _usual(self, model: Any, path: KeyPath) -> str:  # noqa: ANN401 - models of every kind
        """Return what a setting is if it is not said."""
        value: Any = None
        for part in path:
            info = model.model_fields.get(part) if isinstance(part, str) and hasattr(model, "model_fields") else None
            if info is None:
                return ""
            value = info.get_default() if not info.is_required() else None
            model = type(value)
        if isinstance(value, bool):
            value = (YES if value else NO).say(self._locale)
        if isinstance(value, str):
            value = option_name(value, self._locale)
        return USUAL.say(self._locale, value=value) if isinstance(value, int | float | str) and value != "" else ""

    def _value(self, sheet: SheetWriter, row: int, column: int, value: CellValue | None, each: CellField) -> None:
        sheet.write(
            row,
            column,
            self._said(value, each),
            **{"bg_color": "#FFF9E5", "border": 1, "border_color": "#D9D9D9", **_form(each, self._locale)},
        )
        source = self._source(each)
        if source:
            sheet.choose(row, row, column, source)

    def _said(self, value: Any, each: CellField) -> Any:  # noqa: ANN401 - of every kind
        """Return one of few values in words, and others as they are."""
        return option_name(value, self._locale) if each.options and value in each.options else value

    def _source(self, each: CellField) -> str | Sequence[str]:
        """Return what the value of a cell is chosen from; "" if it is typed."""
        if each.kind is Kind.YES_OR_NO:
            return [word.say(self._locale) for word in (YES, NO)]
        if each.options and each.kind is Kind.TEXT and all(option.strip(",") for option in each.options):
            return [option_name(option, self._locale) for option in each.options]
        if each.kind is not Kind.TEXT or each.refers not in TARGET_COLUMNS:
            return ""
        key, name = TARGET_COLUMNS[each.refers]
        column = letters_of([field.name for field in self._columns[key]].index(name))
        title = sheet_title(key, self._locale).replace("'", "''")
        return f"='{title}'!${column}$2:${column}${len(self._rows[key]) + SPARE_ROWS}"

    def _sheet(self, form: SheetForm) -> None:
        fields, rows = self._columns[form.key], self._rows[form.key]
        colour = "#2E75B6" if form.key in _MAIN else "#A6A6A6" if not rows else "#9DC3E6"
        sheet = self._book.sheet(sheet_title(form.key, self._locale), colour)
        names = [cell_name(each.name, self._locale) for each in fields]
        notes = {n: self._note(form, each) for n, each in enumerate(fields)}
        sheet.header(0, names, notes, [n for n, each in enumerate(fields) if each.required])
        forms = {n: _form(each, self._locale) for n, each in enumerate(fields)}
        written = [(n, each.name, self._book.format(**forms[n])) for n, each in enumerate(fields)]
        for number, row in enumerate(rows, start=1):
            for column, name, look in written:
                if name in row:
                    value = self._said(row[name], fields[column])
                    sheet.put(number, column, value if is_kept(value) else repr(value), look)
        for column, each in enumerate(fields):
            source = self._source(each)
            if source:
                sheet.choose(1, len(rows) + SPARE_ROWS, column, source)
        sheet.columns(forms)
        sheet.sheet.freeze_panes(1, 1 if form.table else 0)
        sheet.sheet.autofilter(0, 0, max(len(rows), 1), len(fields) - 1)
        printed(sheet.sheet)

    def _note(self, form: SheetForm, each: CellField) -> str:
        is_open = form.table is not None and each.name not in {known.name for known in form.fields}
        table = form.table.name if form.table else ""
        return open_meaning(self._locale) if is_open else meaning(each, self._locale, table)

    def _columns_of(self, form: SheetForm) -> list[CellField]:
        known = {each.name for each in form.fields}
        more = dict.fromkeys(name for row in self._rows[form.key] for name in row if name not in known)
        return [*form.fields, *(CellField(name, (name,), Kind.WHOLE) for name in more)]

    def _rows_of(self, form: SheetForm) -> Sequence[Row]:
        return self._contents.tables[form.table.name] if form.table else list(self._section_rows(form))

    def _section_rows(self, form: SheetForm) -> Iterator[Row]:
        *within, last = form.path
        owners = self._contents.settings.get(within[0], []) if within else [self._contents.settings]
        for number, owner in enumerate(owners):
            at = (within[0], number) if within else ()
            for n in range(len(owner.get(last, []))):
                path = (*at, last, n)
                found = {
                    each.name: value
                    for each in form.fields
                    if each.name != OWNER and (value := self._taken(path, each)) is not None
                }
                yield ({OWNER: owner["id"]} if within else {}) | (found or _default_cell(form))

    def _taken(self, at: KeyPath, each: CellField) -> CellValue | None:
        """Return what the cell of a value says, and take the value out of what is left to say."""
        value = _at(self._contents.settings, (*at, *each.path))
        found = None if value is None else cell_value(value, each)
        if found is not None and self._is_whole_pair(at, each):
            home = (*at, *(part for part in each.path if isinstance(part, str)))
            _remove(self._left, home)
            return found
        return None

    def _is_whole_pair(self, at: KeyPath, each: CellField) -> bool:
        """Return whether both cells of a pair can be said, if it is one."""
        if not isinstance(each.path[-1], int):
            return True
        pair = _at(self._contents.settings, (*at, *each.path[:-1]))
        return isinstance(pair, list | tuple) and all(cell_value(value, each) is not None for value in pair)

    def _more(self) -> None:
        sheet = self._book.sheet(sheet_title(MORE, self._locale), _COLOURS[MORE])
        help_ = MORE_HELP.say(self._locale)
        sheet.header(0, [cell_name(name, self._locale) for name in ("name", "value")], {0: help_})
        text = {"num_format": "@", "text_wrap": True}
        for row, (path, value) in enumerate(_pruned(self._left), start=1):
            sheet.write(row, 0, path_text(path))
            sheet.write(row, 1, toml_value(value), **text)
        for column, width in ((0, 40), (1, 80)):
            sheet.sheet.set_column(column, column, width, self._book.format(**text))
        sheet.sheet.freeze_panes(1, 0)
        printed(sheet.sheet)


def _form(each: CellField, locale: Locale) -> dict[str, Any]:
    """Return what cells look like in which a value is typed."""
    match each.kind:
        case Kind.WHOLE:
            return {"num_format": "0", "align": "right"}
        case Kind.NUMBER:
            return {"num_format": "General", "align": "right"}
        case Kind.DATE:
            return {"num_format": DAY_FORM.say(locale), "align": "left"}
        case Kind.TIME:
            return {"num_format": "hh:mm", "align": "left"}
        case _:
            return {"num_format": "@"}


_TAKEN = object()
"""Stands for what a cell says."""


def _at(node: Any, path: KeyPath) -> Any:  # noqa: ANN401 - any parsed TOML
    for part in path:
        if isinstance(node, Mapping):
            node = node.get(part)
        elif isinstance(node, list | tuple) and isinstance(part, int) and part < len(node):
            node = node[part]
        else:
            return None
    return node


def _remove(node: Any, path: KeyPath) -> None:  # noqa: ANN401 - as above
    home = _at(node, path[:-1])
    if isinstance(home, dict) and path[-1] in home:
        home[path[-1]] = _TAKEN


def _pruned(left: Mapping[str, Any]) -> list[tuple[KeyPath, Any]]:
    """Return what no cell says, each with its path."""
    lists = {each.path for each in section_sheets()}
    return [(path, value) for path, value in _untaken(left, (), lists) if value is not _TAKEN]


def _untaken(node: Any, path: KeyPath, lists: set[tuple[str, ...]]) -> Iterator[tuple[KeyPath, Any]]:  # noqa: ANN401 - as above
    names = tuple(part for part in path if isinstance(part, str))
    if (isinstance(node, Mapping) and any(value is _TAKEN or _holds_taken(value) for value in node.values())) or (
        isinstance(node, Mapping) and (not path or names in lists or names in {("rules",), ("meetings",)})
    ):
        for key, value in node.items():
            yield from _untaken(value, (*path, key), lists)
    elif isinstance(node, list) and names in lists and node:
        for n, value in enumerate(node):
            yield from _untaken(value, (*path, n), lists)
    else:
        yield path, node


def _holds_taken(node: object) -> bool:
    if node is _TAKEN:
        return True
    inside = node.values() if isinstance(node, Mapping) else node if isinstance(node, list) else ()
    return any(map(_holds_taken, inside))


def _default_cell(form: SheetForm) -> dict[str, CellValue]:
    """Return a cell with the value that is meant where nothing is said, for rows that would else be empty."""
    fields = form.model.model_fields if form.model else {}
    for each in form.fields:
        info = next((info for name, info in fields.items() if (info.alias or name,) == each.path), None)
        default = info.get_default() if info is not None and not info.is_required() else None
        value = cell_value(list(default) if isinstance(default, tuple) else default, each)
        if value is not None:
            return {each.name: value}
    return {}
