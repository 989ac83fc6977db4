"""Write sheets that start nothing: texts are never formulas, numbers are numbers, dates and times are real ones."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import xlsxwriter

from calendars.language import Locale, Message

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

YES, NO = Message("sheet_writer.yes", "yes"), Message("sheet_writer.no", "no")
DAY_FORM = Message("sheet_writer.day_form", "dd/mm/yyyy")
WEEKDAY_FORM = Message("sheet_writer.weekday_form", "[$-809]ddd d mmm yyyy")
MANY_ROWS = 20_000
"""Rows of a sheet beyond which rows are written as they come, in less memory."""
ROWS_MAX = 1_048_576
"""Rows of a sheet."""
FILL, DARK, PALE = "#1F4E79", "#1F4E79", "#EAF1F8"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_CHARACTERS_MAX = 32_767
_TITLE_CHARACTERS_MAX = 31
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")

Cell: TypeAlias = "str | int | float | Decimal | bool | date | datetime | time | None"


class BookWriter:
    """A workbook that is written to memory.

    Args:
        locale: the language of dates, and of yes and no.
        rows: the most rows of a sheet.
    """

    def __init__(self, locale: Locale, rows: int = 0) -> None:
        self.locale = locale
        self._data = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self._data,
            {
                "constant_memory": rows > MANY_ROWS,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_date_format": DAY_FORM.say(locale),
            },
        )
        self.book.set_calc_mode("auto")
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.usual: tuple[tuple[type | tuple[type, ...], Mapping[str, Any]], ...] = (
            (str, {"num_format": "@"}),
            (bool, {"num_format": "@"}),
            (datetime, {"num_format": "dd-mm-yyyy hh:mm", "align": "left"}),
            (date, {"num_format": DAY_FORM.say(locale), "align": "left"}),
            (time, {"num_format": "hh:mm", "align": "left"}),
            ((int, float, Decimal), {"num_format": "General"}),
        )
        self._titles: set[str] = set()

    def format(self, **properties: Any) -> Format:  # noqa: ANN401 - what XlsxWriter takes
        """Return a format, the same for the same properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"valign": "top", **properties})
        return self._formats[key]

    def sheet(self, title: str, colour: str = "") -> SheetWriter:
        """Add a sheet; its title is made one that a sheet may have and no other one has."""
        plain = _NOT_IN_TITLES.sub(" ", title).strip("' ")[:_TITLE_CHARACTERS_MAX] or "-"
        found, n = plain, 2
        while found.casefold() in self._titles:
            end = f" {n}"
            found, n = plain[: _TITLE_CHARACTERS_MAX - len(end)] + end, n + 1
        self._titles.add(found.casefold())
        sheet = self.book.add_worksheet(found)
        if colour:
            sheet.set_tab_color(colour)
        return SheetWriter(self, sheet, found)

    def chart(self, kind: str, subtype: str = "") -> Any:  # noqa: ANN401 - one of XlsxWriter's many kinds
        """Return a chart, to be inserted into a sheet."""
        return self.book.add_chart({"type": kind, "subtype": subtype} if subtype else {"type": kind})

    def data(self) -> bytes:
        """Return the bytes of the finished workbook."""
        self.book.close()
        return self._data.getvalue()


class SheetWriter:
    """A sheet that is written from its first row to its last."""

    def __init__(self, book: BookWriter, sheet: Worksheet, title: str) -> None:
        self.book, self.sheet, self.title = book, sheet, title
        self._widths: dict[int, int] = {}

    def write(self, row: int, column: int, value: Cell, **properties: Any) -> None:  # noqa: ANN401 - as of formats
        """Write a value; rows and columns are counted from 0."""
        usual = next((form for kind, form in self.book.usual if isinstance(value, kind)), {"num_format": "@"})
        if value not in {None, ""} or properties:
            self.put(row, column, value, self.book.format(**{**usual, **properties}))

    def put(self, row: int, column: int, value: Cell, form: Format) -> None:
        """Write a value in a format of the book."""
        sheet = self.sheet
        if isinstance(value, str) and value:
            text = _CONTROL.sub(" ", value)[:_CHARACTERS_MAX]
            sheet.write_string(row, column, text, form)
            self._wide(column, max(map(len, text.split("\n"))) if "\n" in text else len(text))
        elif isinstance(value, bool):
            shown = (YES if value else NO).say(self.book.locale)
            sheet.write_string(row, column, shown, form)
            self._wide(column, len(shown))
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, value.replace(tzinfo=None), form)
            self._wide(column, 16)
        elif isinstance(value, date | time):
            sheet.write_datetime(row, column, cast("datetime", value), form)  # its types leave out days and times
            self._wide(column, 15 if "ddd" in form.num_format else 10)
        elif value is None or value == "":
            sheet.write_blank(row, column, None, form)
        else:
            sheet.write_number(row, column, float(value), form)
            self._wide(column, len(f"{value:,}"))

    def _wide(self, column: int, width: int) -> None:
        self._widths[column] = max(self._widths.get(column, 0), width)

    def header(
        self, row: int, names: Sequence[str], notes: Mapping[int, str] | None = None, bold: Sequence[int] | None = None
    ) -> None:
        """Write the names of columns, with notes; all of them bold unless it is said which."""
        for column, name in enumerate(names):
            weight = bold is None or column in bold
            form = {"bold": weight, "bg_color": FILL, "font_color": "#FFFFFF", "text_wrap": True, "border": 1}
            self.write(row, column, name, **form, border_color="#FFFFFF")
            self._widths[column] = max(8, min(len(name) + 3, 18))
        for column, note in (notes or {}).items():
            if note:
                options = {"x_scale": 2, "y_scale": max(1, len(note) / 90), "font_size": 9, "author": "planner"}
                self.sheet.write_comment(row, column, note, options)

    def columns(self, forms: Mapping[int, Mapping[str, Any]] | None = None, most: int = 45) -> None:
        """Set widths by what was written, and what cells of a column look like that are typed later."""
        for column in {*self._widths, *(forms or {})}:
            properties = (forms or {}).get(column)
            form = self.book.format(**properties) if properties is not None else None
            self.sheet.set_column(column, column, min(self._widths.get(column, 10) + 2, most), form)

    def choose(self, first: int, last: int, column: int, source: str | Sequence[str]) -> None:
        """Let the cells of a column be chosen from a list: texts, or cells; others are asked about, not refused."""
        chosen = source if isinstance(source, str) else [*source]
        self.sheet.data_validation(
            first, column, last, column, {"validate": "list", "source": chosen, "error_type": "warning"}
        )


def printed(sheet: Worksheet, *, landscape: bool = True) -> None:
    """Fit a sheet to the width of a page of A4, its header on each."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.4, 0.4, 0.5, 0.5)
    sheet.set_footer("&L&A&R&P / &N")
