"""Tables keep their own form when rows are put in and taken out."""

import csv
import io
import re
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.files.tables import append_row, edit_rows, empty_like, header_and_rows, replace_row
from planner.files.text import decode, read_csv
from planner.network.tables import BUSY as TABLE
from planner.network.tables import MEMBERS

BUSY = "person;first_day;from\r\nK1;5.3.2023;\r\n\r\na1;6.3.2023;09:00\r\n"


def test_rows_go_and_come_and_the_rest_stays_as_it_is() -> None:
    found = edit_rows(("\ufeff" + BUSY).encode(), TABLE, {2}, [{"person": "b1", "first_day": "7.3.2023"}])
    assert found.decode() == "\ufeffperson;first_day;from\r\n\r\na1;6.3.2023;09:00\r\nb1;7.3.2023;\r\n"


def test_nothing_changes_where_nothing_is_asked() -> None:
    assert edit_rows(BUSY.encode(), TABLE, set(), []) == BUSY.encode()


def test_columns_that_are_needed_are_added_to_every_row() -> None:
    found = edit_rows(BUSY.encode(), TABLE, set(), [{"person": "b1", "source": "kim; og.ics", "to": ""}])
    assert found.decode() == (
        'person;first_day;from;source\r\nK1;5.3.2023;;\r\n\r\na1;6.3.2023;09:00;\r\nb1;;;"kim; og.ics"\r\n'
    )


def test_a_separator_line_counts_as_a_line_and_stays() -> None:
    found = edit_rows(b"sep=;\nperson;first_day\nK1;x\nK2;y", TABLE, {3}, [{"person": "K3"}])
    assert found == b"sep=;\nperson;first_day\nK2;y\nK3;\n"


def test_a_title_names_in_danish_and_short_rows_stay_as_they_are() -> None:
    before = "Optaget i 2027\nPerson\tFørste dag\nK1\t5.3.2023\nK2\n"
    found = edit_rows(before.encode(), TABLE, {3}, [{"person": "b1", "first_day": "7.3.2023", "source": "kim"}])
    assert found.decode() == "Optaget i 2027\nPerson\tFørste dag\tsource\nK2\nb1\t7.3.2023\tkim\n"


def test_cells_with_line_breaks_are_one_row() -> None:
    found = edit_rows(b'person,source\n"K\n1",a\nK2,b\n', TABLE, {4}, [])
    assert found == b'person,source\n"K\n1",a\n'


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ("\ufeffid;role\r\na1;x\r\n", "\ufeffperson;source\r\n"),
        ("sep=;\nid\na1\n", "person;source\n"),
        ("id,role", "person,source\n"),
        ("id,role\ra,b\r", "person,source\r"),
    ],
)
def test_a_new_table_takes_the_form_of_another(other: str, expected: str) -> None:
    assert empty_like(other.encode(), MEMBERS, ["person", "source"]).decode() == expected


CELLS = st.text(st.sampled_from("ab;,\"\n 'æ"), max_size=4).map(str.strip)


def on_one_line(cells: Iterable[str]) -> list[str]:
    return [re.sub(r"\s*\n\s*", " ", cell) for cell in cells]


@given(
    rows=st.lists(st.tuples(CELLS.filter(bool), CELLS), max_size=6),
    gone=st.sets(st.integers(0, 5)),
    added=st.lists(st.tuples(CELLS.filter(bool), CELLS), max_size=3),
    form=st.tuples(st.sampled_from(",;"), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\ufeff"])),
    marked=st.booleans(),
)
def test_the_rows_are_those_that_were_asked_for(
    rows: list[tuple[str, str]], gone: set[int], added: list[tuple[str, str]], form: tuple[str, str, str], *,
    marked: bool,
) -> None:  # fmt: skip
    separator, line_end, bom = form
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator, lineterminator=line_end).writerows([("person", "to"), *rows])
    mark = f"sep={separator}{line_end}" if marked else ""
    data = f"{bom}{mark}{buffer.getvalue()}".encode()
    text = decode(data, "busy.csv")
    assert isinstance(text, str)
    lines = read_csv(text, "busy.csv").lines
    without = {lines[row] for row in gone if row < len(rows)}
    after = decode(edit_rows(data, TABLE, without, [{"person": one, "source": two} for one, two in added]), "busy.csv")
    assert isinstance(after, str)
    found = read_csv(after, "busy.csv")
    assert found.errors == ()
    kept = [row for n, row in enumerate(rows) if n not in gone]
    assert list(found.columns["person"]) == on_one_line(one for one, _ in [*kept, *added])
    assert list(found.columns["to"]) == on_one_line(two for _, two in kept) + [""] * len(added)
    if any(two for _, two in added):
        assert list(found.columns["source"]) == [""] * len(kept) + on_one_line(two for _, two in added)


def test_one_row_is_written_anew_and_the_rest_stays_as_it_is() -> None:
    before = ("\ufeff" + BUSY).encode()
    header, rows = header_and_rows(before, TABLE)
    assert header == ["person", "first_day", "from"]
    assert [(line, cells) for line, cells in rows if cells] == [
        (2, ["K1", "5.3.2023", ""]),
        (4, ["a1", "6.3.2023", "09:00"]),
    ]
    after = replace_row(before, TABLE, 4, ["a1", "6.3.2023", "x;y"])
    assert after == before.replace(b"a1;6.3.2023;09:00", b'a1;6.3.2023;"x;y"')
    assert replace_row(before, TABLE, 2, []) == before.replace(b"K1;5.3.2023;\r\n", b"")
    assert append_row(before, TABLE, ["b1", "7.3.2023", ""]) == before + b"b1;7.3.2023;\r\n"


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=20))
def test_a_cell_is_read_back_as_it_was_written(cell: str) -> None:
    before = b"id;municipality;role\na1;0851;chef\nb1;0860;leder\n"
    _, rows = header_and_rows(replace_row(before, MEMBERS, 2, ["a1", "0851", cell]), MEMBERS)
    assert rows == [(2, ["a1", "0851", cell]), (3, ["b1", "0860", "leder"])]
