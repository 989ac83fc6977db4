"""A workbook as the settings and tables of a network: the same rows as those of text files, with cells for places."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

from calendars.language import LOCALES, BoundMessage, Locale, Message, WrongValueError, decimal_symbol
from constraints.problem.rule import all_rules
from planner.errors import SETTINGS_FILE, InputError, KeyPath, hint, hint_or_list, rejected_value
from planner.files.cells import (
    EMPTY_CELL,
    MISSING_COLUMN,
    UNKNOWN_COLUMN,
    CellForms,
    bare_type,
    clock,
    not_an_error,
    option_reader,
    whole_number,
    yes_or_no,
)
from planner.files.names import column_names
from planner.files.tables import ReadingJob, TableOfBook, TextOfTable, WorkbookFile
from planner.files.text import NO_HEADER, NO_VALUE, CsvText, SheetText, file_error, name_key, read_sheet
from planner.files.toml import TWICE as KEY_TWICE
from planner.files.validation import UNKNOWN_KEY, UNKNOWN_RULE
from planner.files.workbook.layout import (
    MORE,
    OWNER,
    RULES,
    SETTINGS,
    CellField,
    Kind,
    SheetForm,
    rule_fields,
    section_sheets,
    settings_fields,
)
from planner.files.workbook.values import read_path, split_list
from planner.files.workbook.words import cell_name, name_keys, sheet_keys, sheet_title
from planner.files.workbook.xlsx import Book, Sheet, letters_of, read_book
from planner.network.fields import DateForm
from planner.network.references import UNKNOWN, Cells
from planner.network.tables import TABLES, Table, columns_of

NO_SHEET = Message("source.no_sheet", "the sheet {sheet} is missing{hint}")
SHEET_TWICE = Message("source.sheet_twice", "there are two sheets for the same: {one} and {other}")
SHEET_IGNORED = Message("source.sheet_ignored", "the sheet is not read: it has the name of no table")
SHEET_MEANT = Message("source.sheet_meant", "there is no sheet of this name{hint}")
NOTES_IGNORED = Message("source.notes_ignored", "what stands here beside the table is not read")
MACROS_IGNORED = Message("source.macros_ignored", "the macros of the workbook are neither read nor run")
NOT_A_COUNT = Message("source.not_a_count", "'{found}' is not a list of names with numbers, such as KL: 1, agency: 2")
NO_KEY = Message("source.no_key", "a value without a name; write in the cell beside it what it is")
NOT_A_VALUE = Message(
    "source.not_a_value", "'{found}' cannot be read; a text stands in quotes (\"...\"), a list in square brackets"
)
NOT_A_PATH = Message(
    "source.not_a_path", "'{found}' leads nowhere; keys have points between them, as in rounds[2].days"
)

_SETTING, _VALUE, _RULE, _PARAMETER, _MEANING = "name", "value", "rule", "parameter", "meaning"


def tell_books(jobs: Sequence[ReadingJob], tell: Callable[[WorkbookFile | TableOfBook | BoundMessage], None]) -> None:
    """Read each workbook in this process, and send what it says, or why it cannot be read, in order."""
    for data, file, table in jobs:
        try:
            book = read_book(data)
            tell(read_source(book, file) if table is None else table_of(book, table_named(table), file))
        except WrongValueError as wrong:
            tell(wrong.said)


def table_named(name: str) -> Table:
    """Return the table of that name; tables are not equal to their copies in another process."""
    return next(table for table in TABLES if table.name == name)


def read_source(book: Book, file: str) -> WorkbookFile:
    """Return what the sheets of a workbook say."""
    return _Source(book, file).read()


def table_of(book: Book, table: Table, file: str) -> TableOfBook:
    """Return a table of a folder that is a workbook, its cells, and remarks.

    It stands on the sheet that has its name, else on the first one that names two of its columns, else on the first.
    """
    names = column_names(table)
    filled = [sheet for sheet in book.sheets if sheet.rows or sheet.without_value]
    named = [sheet for sheet in filled if sheet_keys().get(name_key(sheet.title)) == table.file]
    fitting = [
        sheet
        for sheet in filled
        if len(read_sheet(sheet.rows, sheet.numbers, file, names).columns.keys() & {*names.values()}) > 1
    ]
    sheet = next(iter([*named, *fitting, *filled]), Sheet(""))
    found = read_sheet(sheet.rows, sheet.numbers, table.file, names)
    _count_days(found.text, book, table)
    cells = Cells("", {table.file: f"{file} {sheet.title}!"}, {table.file: _letters(found)})
    remarks = [cells.placed(each) for each in _remarks_of(found, table.file, book)]
    errors = (*found.text.errors, *_without_value(sheet, found, table.file))
    return TableOfBook(found.text if found.text.columns else None, errors, cells, remarks)


def _count_days(text: CsvText, book: Book, table: Table) -> None:
    """Write days that the cells of a table show as numbers as those of workbooks that count from 1900."""
    for name, info in columns_of(table).items() if book.since_1904 else ():
        if name in text.columns and bare_type(info.annotation) is date:
            text.columns[name] = [book.day(cell) for cell in text.columns[name]]


def _letters(found: SheetText) -> dict[str, str]:
    return {name: letters_of(column) for name, column in found.columns.items()}


def _remarks_of(found: SheetText, file: str, book: Book) -> Iterator[InputError]:
    if found.notes is not None:
        line, column = found.notes
        yield _at_column(file_error(file, NOTES_IGNORED, line=line), column)
    if book.macros:
        yield file_error(file, MACROS_IGNORED)


def _at_column(error: InputError, column: int) -> InputError:
    return InputError(error.file, error.said, (f"#{letters_of(column)}",), error.line)


def _without_value(sheet: Sheet, found: SheetText, file: str) -> Iterator[InputError]:
    by_column = {column: name for name, column in found.columns.items()}
    for line, column in sheet.without_value:
        if column in by_column and line > found.text.header:
            yield file_error(file, NO_VALUE, line=line, column=by_column[column])


class _Source:
    def __init__(self, book: Book, file: str) -> None:
        self._book = book
        self._found = WorkbookFile(file)
        self._sheets: dict[str, Sheet] = {}
        self._letters: dict[str, dict[str, str]] = {}
        self._of_settings: dict[KeyPath, str] = {}
        self._extra: list[InputError] = []
        self._titles: dict[str, str] = {}

    def read(self) -> WorkbookFile:
        found = self._found
        self._choose_sheets()
        if SETTINGS in self._sheets:
            found.written = self._settings()
        for table in TABLES:
            found.tables[table.name] = self._table(table)
        titles = {key: f"{sheet.title}!" for key, sheet in self._sheets.items()}
        locale = found.locale or "en"
        missing = {
            form: f"{sheet_title(form, locale)}!"
            for form in (SETTINGS, *(each.file for each in TABLES))
            if form not in titles
        }
        found.cells = Cells(found.file, {**missing, **titles}, self._letters, self._of_settings, self._names(locale))
        found.errors = [found.cells.placed(each) for each in (*found.errors, *self._extra)]
        found.remarks = [found.cells.placed(each) for each in found.remarks]
        if self._book.macros:
            found.remarks.append(InputError(found.file, BoundMessage(MACROS_IGNORED)))
        return found

    def _names(self, locale: Locale) -> tuple[tuple[str, str], ...]:
        keys = [*(each.key for each in section_sheets()), *(each.file for each in TABLES), SETTINGS]
        titles = [(key, self._sheets[key].title if key in self._sheets else sheet_title(key, locale)) for key in keys]
        within = [
            (f"{key} {word} {SETTINGS_FILE}", title) for key, title in titles for word in ("of", "i") if key != SETTINGS
        ]
        return (*within, *titles)

    def _choose_sheets(self) -> None:
        strange = []
        for sheet in self._book.sheets:
            key = sheet_keys().get(name_key(sheet.title))
            if key is None:
                strange.append(sheet)
            elif key in self._sheets:
                said = BoundMessage(SHEET_TWICE, {"one": self._sheets[key].title, "other": sheet.title})
                self._found.errors.append(InputError(self._found.file, said, cell=sheet.title))
            else:
                self._sheets[key] = sheet
        unused = [title for title, key in sheet_keys().items() if key not in self._sheets]
        for sheet in strange:
            near = hint(name_key(sheet.title), unused)
            if near.values:
                self._found.errors.append(
                    InputError(self._found.file, BoundMessage(SHEET_MEANT, {"hint": near}), cell=sheet.title)
                )
            elif sheet.rows:
                self._found.remarks.append(InputError(self._found.file, BoundMessage(SHEET_IGNORED), cell=sheet.title))
        if SETTINGS not in self._sheets:
            said = BoundMessage(NO_SHEET, {"sheet": sheet_title(SETTINGS, self._spoken()), "hint": ""})
            self._found.errors.append(InputError(self._found.file, said))

    def _spoken(self) -> Locale:
        """Return the language of the sheets' titles."""
        return next(
            (
                locale
                for locale in LOCALES
                for key in self._sheets
                if name_key(sheet_title(key, locale)) == name_key(self._sheets[key].title)
                and sheet_title(key, locale) != sheet_title(key, "en")
            ),
            "en",
        )

    def _text(self, key: str, names: Mapping[str, str]) -> SheetText:
        sheet = self._sheets[key]
        found = read_sheet(sheet.rows, sheet.numbers, key, names)
        self._letters[key] = _letters(found)
        if found.notes is not None:
            line, column = found.notes
            self._letters[key] |= {f"#{letters_of(column)}": letters_of(column)}
            self._found.remarks.append(_at_column(file_error(key, NOTES_IGNORED, line=line), column))
        self._extra += _without_value(sheet, found, key)
        return found

    def _table(self, table: Table) -> TextOfTable:
        sheet = self._sheets.get(table.file)
        if sheet is None or not (sheet.rows or table.required):
            errors = (
                file_error(table.file, NO_SHEET, sheet=sheet_title(table.file, self._found.locale or "en"), hint=""),
            )
            return (None, errors) if table.required else (CsvText(complete=True), ())
        found = self._text(table.file, column_names(table)).text
        _count_days(found, self._book, table)
        return found if found.columns else None, found.errors

    def _settings(self) -> dict[str, Any]:
        fields = {each.name: each for each in settings_fields()}
        rows = self._pairs(SETTINGS, (_SETTING,), name_keys(fields))
        locale = next((value for (name,), value, _ in rows if name == "locale"), "")
        example = next((value for (name,), value, _ in rows if name == "tables.dates"), "")
        self._forms = _forms(locale, example)
        written: dict[str, Any] = {}
        seen: set[str] = set()
        for (name,), text, line in rows:
            if name not in fields:
                near = hint_or_list(name, [cell_name(each, locale if locale in LOCALES else "en") for each in fields])
                self._error(SETTINGS, _SETTING, line, UNKNOWN_KEY, name, hint=near)
                continue
            if name in seen:
                self._error(SETTINGS, _SETTING, line, KEY_TWICE, name)
            seen.add(name)
            self._place(SETTINGS, _VALUE, line, fields[name].path)
            self._put(written, (), fields[name], text, (SETTINGS, _VALUE, line))
        for form in section_sheets():
            if form.key in self._sheets:
                self._sections(form, written)
        if RULES in self._sheets:
            self._rules(written)
        if MORE in self._sheets:
            self._more(written)
        return written

    def _pairs(
        self, key: str, columns: Sequence[str], called: Mapping[str, str]
    ) -> list[tuple[tuple[str, ...], str, int]]:
        """Return the rows of a sheet of names and values: names, value and line; rows without a value are left out."""
        found = self._text(key, name_keys([*columns, _VALUE, _MEANING]))
        text = found.text
        self._found.errors += text.errors
        for name in (*columns, _VALUE):
            if name not in text.columns and text.columns:
                self._found.errors.append(
                    file_error(key, MISSING_COLUMN, line=text.header, column=cell_name(name, "en"))
                )
        if not {*columns, _VALUE} <= text.columns.keys():
            return []
        cells = zip(*(text.columns[name] for name in columns), text.columns[_VALUE], text.lines, strict=True)
        rows = []
        for *names, value, line in cells:
            keys = tuple(called.get(name_key(name), name) for name in map(str, names))
            if str(value) and not all(keys):
                self._error(key, columns[keys.index("")], int(line), NO_KEY)
            elif str(value) or (key == SETTINGS and keys[0] in called.values()):
                rows.append((keys, str(value), int(line)))
        return rows

    def _error(self, key: str, column: str, line: int, sentence: Message, found: str = "", **values: object) -> None:
        values = {"found": found, **values} if found else values
        self._found.errors.append(self._error_at(key, column, line, BoundMessage(sentence, values), found))

    def _error_at(self, key: str, column: str, line: int, said: BoundMessage, found: str) -> InputError:
        cell = f"{self._sheets[key].title}!{self._letters[key].get(column, 'A')}{line}"
        return InputError(self._found.file, said, (line, column), line, found or None, cell=cell)

    def _place(self, key: str, column: str, line: int, path: KeyPath) -> None:
        """Note the cell of a value and of what it is a part of."""
        cell = f"{self._sheets[key].title}!{self._letters[key].get(column, 'A')}{line}"
        for length in range(len(path), 0, -1):
            self._of_settings.setdefault(path[:length], cell)
            self._found.lines.setdefault(path[:length], line)

    def _put(
        self, section: dict[str, Any], at: KeyPath, each: CellField, text: str, place: tuple[str, str, int]
    ) -> None:
        """Put the value of a cell into its section, or note what is wrong with it."""
        if not text:
            return
        key, column, line = place
        try:
            value = self._value(not_an_error(text), each)
        except WrongValueError as wrong:
            self._found.errors.append(self._error_at(key, column, line, wrong.said, text))
            self._found.wrong.append((*at, *(part for part in each.path if isinstance(part, str))))
            return
        if not _into(section, each.path, value):
            self._error(key, column, line, KEY_TWICE, text)

    def _value(self, text: str, each: CellField) -> object:
        forms = self._forms
        readers: Mapping[Kind, Callable[[str], object]] = {
            Kind.WHOLE: whole_number,
            Kind.NUMBER: forms.decimal_number,
            Kind.YES_OR_NO: yes_or_no,
            Kind.DATE: lambda text: forms.dates.read(self._book.day(text)),
            Kind.TIME: lambda text: f"{clock(text):%H:%M}",
            Kind.LIST: split_list,
            Kind.DAYS: lambda text: [forms.dates.read(each) for each in split_list(text)],
            Kind.COUNTS: lambda text: dict(map(_count, split_list(text))),
        }
        return readers.get(each.kind, option_reader(each.options))(text)

    def _sections(self, form: SheetForm, written: dict[str, Any]) -> None:
        names = name_keys(each.name for each in form.fields)
        found = self._text(form.key, names)
        text = found.text
        if text.errors and text.errors[0].said.message is NO_HEADER:
            return
        self._found.errors += text.errors
        fields = {each.name: each for each in form.fields}
        for name in text.columns:
            if name not in fields:
                unused = [cell_name(other, self._spoken()) for other in fields if other not in text.columns]
                self._error(form.key, name, text.header, UNKNOWN_COLUMN, name, hint=hint_or_list(name, unused))
        *within, last = form.path
        for row, line in enumerate(text.lines):
            home = self._home(form, written, within, text, row)
            if home is None:
                continue
            at, section = home
            items = section.setdefault(last, [])
            items.append({})
            path = (*at, last, len(items) - 1)
            first = next(iter(self._letters[form.key]), "A")
            self._place(form.key, first, line, path)
            for name, each in fields.items():
                if name in text.columns and name != OWNER:
                    self._place(form.key, name, line, (*path, *each.path))
                    self._put(items[-1], path, each, text.columns[name][row], (form.key, name, line))
            self._of_settings.setdefault((*at, last), self._sheets[form.key].title)

    def _home(
        self, form: SheetForm, written: dict[str, Any], within: Sequence[str], text: CsvText, row: int
    ) -> tuple[KeyPath, dict[str, Any]] | None:
        """Return path and section that a row belongs to; None if there is no such section."""
        if not within:
            return (), written
        line = text.lines[row]
        if OWNER not in text.columns:
            if row == 0:
                self._error(form.key, OWNER, text.header, MISSING_COLUMN)
            return None
        owner = text.columns[OWNER][row]
        owners = {each.get("id"): n for n, each in enumerate(written.get(within[0], []))}
        if owner not in owners:
            where = sheet_title(f"[[{within[0]}]]", self._spoken())
            near = hint(owner, [str(each) for each in owners])
            values = {"where": BoundMessage(IN_SHEET, {"sheet": where}), "hint": near}
            self._error(form.key, OWNER, line, UNKNOWN if owner else EMPTY_CELL, owner, **values)
            return None
        return (within[0], owners[owner]), written[within[0]][owners[owner]]

    def _rules(self, written: dict[str, Any]) -> None:
        known, called = rule_fields(), _rules_by_name()
        for (name, parameter), text, line in self._pairs(RULES, (_RULE, _PARAMETER), {}):
            rules = called.get(name_key(name), ())
            # Some rule may be called as another's key is; the parameter tells them apart.
            own = {rule: {name_key(each.name): each for each in known.get(rule, ())} for rule in rules}
            rule = next((rule for rule in rules if name_key(parameter) in own[rule]), next(iter(rules), ""))
            if not rules:
                self._error(RULES, _RULE, line, UNKNOWN_RULE, name, hint=hint_or_list(name, all_rules()))
            elif name_key(parameter) not in own[rule]:
                near = hint_or_list(parameter, [each.name for each in own[rule].values()])
                self._error(RULES, _PARAMETER, line, UNKNOWN_KEY, parameter, hint=near)
            else:
                each = own[rule][name_key(parameter)]
                section = written.setdefault("rules", {}).setdefault(rule, {})
                self._place(RULES, _VALUE, line, ("rules", rule, *each.path))
                self._put(section, ("rules", rule), each, text, (RULES, _VALUE, line))

    def _more(self, written: dict[str, Any]) -> None:
        for (key,), text, line in self._pairs(MORE, (_SETTING,), {}):
            path = read_path(key)
            try:
                value = tomllib.loads(f"x = {text}")["x"]
            except (tomllib.TOMLDecodeError, KeyError, RecursionError):
                self._error(MORE, _VALUE, line, NOT_A_VALUE, text)
                continue
            if path is None or not _into(written, path, value):
                self._error(MORE, _SETTING, line, NOT_A_PATH, key)
                continue
            self._place(MORE, _VALUE, line, path)
            self._of_settings[path] = f"{self._sheets[MORE].title}!{self._letters[MORE][_VALUE]}{line}"


IN_SHEET = Message("source.in_sheet", "in the sheet {sheet}")


@cache
def _rules_by_name() -> Mapping[str, tuple[str, ...]]:
    """Return the keys of rules by each name they may be called: their key, and their title in every language."""
    found: dict[str, dict[str, None]] = {}
    for key, rule in all_rules().items():
        for name in (key, *map(rule.title.say, LOCALES)):
            found.setdefault(name_key(name), {})[key] = None
    return {name: tuple(keys) for name, keys in found.items()}


def _forms(locale: str, example: str) -> CellForms:
    try:
        dates = DateForm.of(example) if example else DateForm()
    except WrongValueError:
        dates = DateForm()
    return CellForms(dates, decimal_symbol(locale if locale in LOCALES else "en"), either=True)


def _count(text: str) -> tuple[str, int | float]:
    name, _, number = text.rpartition(":")
    try:
        return name.strip(), int(number) if number.strip().lstrip("+-").isdecimal() else float(number)
    except ValueError:
        raise rejected_value(NOT_A_COUNT, found=text) from None


def _into(section: dict[str, Any], path: KeyPath, value: object) -> bool:
    """Put a value where its path leads, into sections that are made for it; return whether there was none."""
    node: Any = section
    for part, then in pairwise(path):
        if isinstance(part, int):
            if not isinstance(node, list) or part >= len(node):
                return False
            node = node[part]
            continue
        if not isinstance(node, dict):
            return False
        node = node.setdefault(part, [] if isinstance(then, int) else {})
    last = path[-1]
    if isinstance(last, int):
        if isinstance(node, list):
            node.append(value)
        return isinstance(node, list)
    if not isinstance(node, dict) or last in node:
        return False
    node[last] = value
    return True
