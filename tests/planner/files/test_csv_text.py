import csv
import io
import re
from typing import Literal, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.files.text import CsvText, read_csv
from tests.messages import Told, as_told, told_at

CELLS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cf", "Cn", "Cs", "Mn", "Zl", "Zp"], exclude_characters="\ufffdÃ"
    ),
    max_size=12,
).map(str.strip)
BROKEN_CELLS = st.one_of(CELLS, st.sampled_from(["a;b", "1,5", 'say "so"', "two\nlines", "'", "sep=;"]))
ROWS = st.integers(1, 5).flatmap(lambda width: st.lists(st.lists(BROKEN_CELLS, min_size=width, max_size=width)))


class Saving(NamedTuple):
    """How a program saves a table."""

    delimiter: str
    line_end: str
    quoting: Literal[0, 1]
    told: bool
    empty_rows: int
    empty_columns: int

    def of(self, rows: list[list[str]]) -> str:
        """The table as text."""
        buffer = io.StringIO()
        writer = csv.writer(buffer, delimiter=self.delimiter, lineterminator=self.line_end, quoting=self.quoting)
        padding = [""] * self.empty_columns
        writer.writerows([*row, *padding] for row in [*rows, *[[""] * len(rows[0])] * self.empty_rows])
        return (f"sep={self.delimiter}{self.line_end}" if self.told else "") + buffer.getvalue()


SAVINGS = st.builds(
    Saving,
    delimiter=st.sampled_from(",;\t"),
    line_end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    told=st.booleans(),
    empty_rows=st.integers(0, 3),
    empty_columns=st.integers(0, 2),
)


def read(text: str) -> CsvText:
    return read_csv(text, "members.csv")


def said(text: str) -> list[Told]:
    return [as_told(error) for error in read(text).errors]


def on_one_line(cell: str) -> str:
    return re.sub(r"\s*[\r\n]\s*", " ", cell.strip())


@given(rows=ROWS, saving=SAVINGS)
def test_a_table_reads_the_same_however_it_is_saved(rows: list[list[str]], saving: Saving) -> None:
    width = len(rows[0]) if rows else 1
    header = [f"column{n}" for n in range(width)]
    found = read(saving.of([header, *rows]))
    assert found.errors == ()
    kept = [tuple(map(on_one_line, row)) for row in rows if any(cell.strip() for cell in row)]
    assert list(zip(*(found.columns[name] for name in header), strict=True)) == kept


@given(
    before=st.integers(0, 3),
    rows=st.lists(st.sampled_from(["a;b", 'a;"b\nc"', "", ";"]), max_size=12),
    told=st.booleans(),
)
def test_every_row_knows_its_line(before: int, rows: list[str], *, told: bool) -> None:
    lines = [*(["sep=;"] if told else []), *[""] * (0 if told else before), "id;name", *rows]
    found = read("\n".join(lines) + "\n")
    text = "\n".join(lines).split("\n")
    assert text[found.header - 1] == "id;name"
    assert [text[line - 1][:2] for line in found.lines] == ["a;"] * sum(row.startswith("a") for row in rows)


def test_separator_line_of_spreadsheets_is_passed_over_and_counted() -> None:
    found = read('"sep=,"\r\nid,name\r\na;1,b\r\n')
    assert found.columns == {"id": ("a;1",), "name": ("b",)}
    assert (found.header, list(found.lines)) == (2, [3])


def test_a_row_of_another_length_is_told_and_the_table_is_not_complete() -> None:
    assert said("id;name\na;b\na\na;b;c\n") == [
        told_at("members.csv:4", "text.cells", n=3, expected=2, separator="text.semicolon"),
    ]
    assert not read("id;name\na;b;c\n").complete
    assert read("id;name\na;b\n").complete


def test_a_decimal_comma_between_commas_is_told() -> None:
    assert said("id,lat\na,57,05\n") == [
        told_at("members.csv:2", "text.cells", n=3, expected=2, separator="text.comma")
    ]


@pytest.mark.parametrize(
    ("text", "line"), [('id;name\n\na;"b\nc;d\n', 3), ('id;name\na;"b" c\n', 2), ('sep=;\nid;name\na;"b\n', 3)]
)
def test_quotes_that_do_not_match_are_told_where_their_row_begins(text: str, line: int) -> None:
    assert said(text) == [told_at(f"members.csv:{line}", "text.quotes")]


@pytest.mark.parametrize("text", ["", "\n\n", "sep=;\n", " ; \n"])
def test_an_empty_file_is_told(text: str) -> None:
    assert said(text) == [told_at("members.csv:1", "text.no_header")]


def test_two_columns_of_one_name_are_told() -> None:
    assert said("id;name;id\na;b;c\n") == [told_at("members.csv:1 id", "text.column_twice")]


def test_cells_under_no_name_are_told() -> None:
    assert said("id;\na;b\n") == [told_at("members.csv:1", "text.no_name", number=2)]


NAMES = {"id": "id", "navn": "name", "fra dag": "from_day"}


def columns(text: str) -> dict[str, list[str]]:
    found = read_csv(text, "members.csv", NAMES)
    assert found.errors == ()
    return {name: list(cells) for name, cells in found.columns.items()}


def test_rows_may_have_fewer_or_more_empty_cells_than_the_header() -> None:
    assert columns("id;navn;fra dag\na\nb;c\nd;e;f;;\n") == {
        "id": ["a", "b", "d"], "name": ["", "c", "e"], "from_day": ["", "", "f"],
    }  # fmt: skip


@pytest.mark.parametrize("title", ["Members on 1 January 2027", "Members;;", "a, b, c, d", "\nMembers\n", "id\n"])
def test_a_title_above_the_header_is_passed_over(title: str) -> None:
    text = f"{title}\nid;navn\na;b\n"
    assert columns(text) == {"id": ["a"], "name": ["b"]}
    assert list(read_csv(text, "members.csv", NAMES).lines) == [text[: text.index("a;b")].count("\n") + 1]


def test_without_a_row_of_names_the_first_row_is_the_header() -> None:
    assert columns("x;y\na;b\n") == {"x": ["a"], "y": ["b"]}


@pytest.mark.parametrize("header", ["ID\tNavn\tFra dag", "id\tnavn\tfra_dag", "Id\tNAVN\tFra-dag"])
def test_columns_are_found_by_any_of_their_names(header: str) -> None:
    assert columns(f"{header}\na\tb; c, d\te\n") == {"id": ["a"], "name": ["b; c, d"], "from_day": ["e"]}


def test_invisible_characters_are_shown_and_named_and_do_no_more_harm() -> None:
    found = read("id;na\u00adme\na\u200b;b\na\u200b;c\u200d\n")
    assert [as_told(error) for error in found.errors] == [
        told_at("members.csv:2 id", "text.invisible", found="a<U+200B>", name="zero width space"),
        told_at("members.csv:3 id", "text.invisible", found="a<U+200B>", name="zero width space"),
        told_at("members.csv:1 name", "text.invisible", found="na<U+00AD>me", name="soft hyphen"),
    ]
    assert found.columns == {"id": ("a", "a"), "name": ("b", "c\u200d")}


@pytest.mark.parametrize("separator", [",", ";"])
def test_tables_with_very_many_columns_are_refused(separator: str) -> None:
    names = [f"c{number}" for number in range(400_000)]
    found = read_csv(separator.join(names) + "\n", "members.csv")
    assert [error.say("en") for error in found.errors] == ["members.csv:1: the table has more than 1,000 columns"]
    assert read_csv(separator.join(names[:1_000]) + "\n", "members.csv").columns.keys() == {*names[:1_000]}


def test_rows_with_very_many_cells_are_refused() -> None:
    found = read_csv("a,b\n1,2\n1" + "," * 400_000, "members.csv")
    assert [error.say("en") for error in found.errors] == ["members.csv:3: the table has more than 1,000 columns"]


def opened_as_windows_1252(text: str) -> str:
    return text.encode().decode("cp1252")


@pytest.mark.parametrize("garbled", [*map(opened_as_windows_1252, ["Hjørring", "Åbenrå", "Ærø"]), "Hj\ufffdrring"])
def test_letters_that_were_lost_are_told_with_their_place(garbled: str) -> None:
    (found,) = read(f"id;name\n1;Aalborg\n2;{garbled}\n").errors
    assert as_told(found) == told_at("members.csv:3 name", "text.garbled", found=garbled)


@pytest.mark.parametrize("name", ["Ærø", "Åbenrå", "SÃO PAULO", "Årø \u2019x\u2019", "Größe"])
def test_letters_of_many_languages_are_left_alone(name: str) -> None:
    assert read(f"id;name\n1;{name}\n").errors == ()


def test_line_breaks_in_cells_are_spaces() -> None:
    assert columns('id;name\na;"Kon-Tiki \r\n Vej 3\nBillund"\n')["name"] == ["Kon-Tiki Vej 3 Billund"]
