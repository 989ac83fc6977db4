from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from planner.errors import InputErrors
from planner.files.load import load_files, load_network
from planner.files.workbook.marking import marked_copy
from planner.network.network import Network
from tests.planner.files.workbook.books import small_workbook
from tests.planner.network_files import NetworkFiles

Edit = Callable[[Workbook], None]


def sheet(book: Workbook, title: str) -> Worksheet:
    found = book[title]
    assert isinstance(found, Worksheet)
    return found


def loaded(folder: Path, edit: Edit) -> tuple[Network, list[str]]:
    """Return the network of an edited workbook, and the places and keys of what is remarked."""
    remarks: list[str] = []
    path = small_workbook(folder, edit)
    network = load_network(path, lambda each: remarks.append(f"{each.cell or each.file} {each.said.message.key}"))
    return network, remarks


def wrong(folder: Path, edit: Edit) -> list[str]:
    """Return the places and keys of all that is wrong with an edited workbook."""
    with pytest.raises(InputErrors) as error:
        load_network(small_workbook(folder, edit))
    return [f"{each.cell or each.file} {each.said.message.key}" for each in error.value.errors]


@pytest.fixture
def original(tmp_path_factory: pytest.TempPathFactory) -> Network:
    folder = tmp_path_factory.mktemp("plain")
    return NetworkFiles(folder).add("network.toml", '\n[tables]\ndecimal = ","\n').load()


def test_every_mistake_is_told_at_once_with_sheet_and_cell(tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        sheet(book, "Medlemmer")["B3"] = "Aalbrog"
        sheet(book, "Medlemmer")["A5"] = None
        sheet(book, "Kommuner")["D2"] = "nord"
        sheet(book, "Indstillinger")["B7"] = "snart"
        sheet(book, "Runder")["C2"] = "both"
        sheet(book, "Runder")["B2"] = None
        sheet(book, "Serier")["F2"] = "mange"
        sheet(book, "Regler")["C3"] = "gratis"
        sheet(book, "Lokaler")["E2"] = "=1+1"
        sheet(book, "Årstider")["A3"] = "nett"

    assert wrong(tmp_path, edit) == [
        "Indstillinger!B7 fields.not_a_date",
        "Kommuner!D2 cells.number",
        "Lokaler!E2 source.no_value",
        "Medlemmer!B3 references.unknown",
        "Medlemmer!A5 cells.empty_cell",
        "Regler!C3 cells.whole",
        "Runder!B2 validation.missing",
        "Runder!C2 validation.not_one_of",
        "Serier!F2 cells.whole",
        "Årstider!A3 references.unknown",
    ]


def test_sentences_name_sheets_where_a_folder_has_files(tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        sheet(book, "Medlemmer")["B3"] = "9999"
        sheet(book, "Kommuner")["C2"] = "vest"

    with pytest.raises(InputErrors) as error:
        load_network(small_workbook(tmp_path, edit))
    assert str(error.value).splitlines()[:2] == [
        "Kommuner!C2: 'vest' findes ikke i Regioner",
        "Medlemmer!B3: '9999' findes ikke i Kommuner",
    ]


def test_what_a_rule_of_the_network_says_has_its_cell_too(tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        rounds = sheet(book, "Runder")
        columns = {cell.value: str(cell.coordinate).rstrip("1") for cell in rounds[1]}
        rounds[f"{columns['senest']}2"] = date(2029, 1, 1)

    assert wrong(tmp_path, edit) == ["Runder!D2 network.outside"]


def test_sheets_are_read_as_people_leave_them(tmp_path: Path, original: Network) -> None:
    def edit(book: Workbook) -> None:
        members = sheet(book, "Medlemmer")
        members.insert_rows(1, 2)
        members["A1"] = "Medlemmer pr. 1. maj"
        members.merge_cells("A1:E1")
        members["I4"] = "ring til Ida"
        members.insert_rows(5)
        members["A4"] = "  a1 "
        members["C4"] = "chef\u00a0"
        members.column_dimensions["C"].hidden = True
        members.auto_filter.ref = "A3:E8"
        members.auto_filter.add_filter_column(0, ["a1"])
        members.row_dimensions[6].hidden = True
        book.create_sheet("Mine noter")["B2"] = "husk kaffe"
        rooms = sheet(book, "Lokaler")
        rooms["D2"], rooms["F2"] = "5000", 100.0
        rooms["D2"].number_format = "@"
        sheet(book, "Kommuner")["D2"] = "57,048"
        sheet(book, "Runder").sheet_state = "hidden"
        sheet(book, "Indstillinger")["B7"] = "2022-05-01"
        sheet(book, "Medlemmer").title = "MEDLEMMER "

    network, remarks = loaded(tmp_path, edit)
    assert network == original
    assert remarks == ["Mine noter source.sheet_ignored", "MEDLEMMER !I4 source.notes_ignored"]


def test_dates_of_a_workbook_that_counts_from_1904_are_the_same_days(tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904
        busy = sheet(book, "Optaget")
        busy["A2"], busy["B2"] = "a1", date(2023, 3, 9)
        rounds = sheet(book, "Runder")
        for row in (2,):
            for cell in rounds[row]:
                if isinstance(cell.value, datetime):
                    cell.value = cell.value.date()
        settings = sheet(book, "Indstillinger")
        for row in range(2, 40):
            if isinstance(settings[f"B{row}"].value, datetime):
                settings[f"B{row}"].value = settings[f"B{row}"].value.date()

    network, _ = loaded(tmp_path, edit)
    assert [spell.span.first for spell in network.busy["a1"]] == [date(2023, 3, 9)]
    assert network.settings.first_day == date(2022, 5, 1)


def test_days_shown_as_numbers_count_from_the_day_their_workbook_counts_from(tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        busy = sheet(book, "Optaget")
        number = (datetime(2023, 3, 9) - book.epoch).days  # noqa: DTZ001 - as cells have it
        for cell, value in (("A2", "a1"), ("B2", number), ("A3", "a1"), ("B3", str(number))):
            busy[cell] = value
            busy[cell].number_format = "General"
        settings = sheet(book, "Indstillinger")
        for row in range(2, 40):
            if isinstance(found := settings[f"B{row}"].value, datetime):
                settings[f"B{row}"] = (found - book.epoch).days
                settings[f"B{row}"].number_format = "General"

    def since_1904(book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904
        for row in sheet(book, "Runder").iter_rows(min_row=2):
            for cell in row:
                if isinstance(cell.value, datetime):
                    cell.value = cell.value.date()
        edit(book)

    for each in (edit, since_1904):
        network, _ = loaded(tmp_path, each)
        assert [spell.span.first for spell in network.busy["a1"]] == [date(2023, 3, 9)] * 2
        assert network.settings.first_day == date(2022, 5, 1)


def test_numbers_shown_with_zeros_keep_them_and_others_are_told(tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        members = sheet(book, "Medlemmer")
        members["B2"], members["B3"] = 851, 851
        members["B2"].number_format, members["B3"].number_format = "0000", "General"

    assert wrong(tmp_path, edit) == ["Medlemmer!B3 references.unknown"]


def without_members(book: Workbook) -> None:
    book.remove(book["Medlemmer"])


def misspelt_sheet(book: Workbook) -> None:
    book["Medlemmer"].title = "Medlemer"


def second_sheet(book: Workbook) -> None:
    book.create_sheet("members")


def misspelt_column(book: Workbook) -> None:
    sheet(book, "Medlemmer")["C1"] = "rolel"


def nameless_column(book: Workbook) -> None:
    sheet(book, "Medlemmer")["B1"] = None


def misspelt_setting(book: Workbook) -> None:
    sheet(book, "Indstillinger")["A7"] = "første dagg"


def misspelt_rule(book: Workbook) -> None:
    sheet(book, "Regler")["A3"], sheet(book, "Regler")["C3"] = "budgettet", 3


def misspelt_parameter(book: Workbook) -> None:
    sheet(book, "Regler")["B3"], sheet(book, "Regler")["C3"] = "totl", 3


def path_to_nothing(book: Workbook) -> None:
    more = sheet(book, "Flere indstillinger")
    more["A2"], more["B2"] = "rounds[9].days", "3"
    more["A3"], more["B3"] = "rounds[1].days", "[3"


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (without_members, {"Medlemmer source.no_sheet"}),
        (misspelt_sheet, {"Medlemer source.sheet_meant", "Medlemmer source.no_sheet"}),
        (second_sheet, {"members source.sheet_twice"}),
        (misspelt_column, {"Medlemmer!C1 cells.unknown_column"}),
        (nameless_column, {"Medlemmer!A1 (municipality) cells.missing_column", "Medlemmer!A1 text.no_name"}),
        (misspelt_setting, {"Indstillinger!A7 validation.unknown_key"}),
        (misspelt_rule, {"Regler!A3 validation.unknown_rule"}),
        (misspelt_parameter, {"Regler!B3 validation.unknown_key"}),
        (
            path_to_nothing,
            {"Flere indstillinger!A2 source.not_a_path", "Flere indstillinger!B3 source.not_a_value"},
        ),
    ],
)
def test_sheets_and_headings_that_are_wrong_are_told(edit: Edit, expected: set[str], tmp_path: Path) -> None:
    assert expected <= {*wrong(tmp_path, edit)}


def test_a_table_of_a_folder_may_be_a_workbook(network_files: NetworkFiles) -> None:
    expected = network_files.load()
    book = openpyxl.Workbook()
    notes, members = book.active, book.create_sheet("Ark2")
    assert isinstance(notes, Worksheet)
    notes["A1"] = "Noter"
    members.append(["Id", "Kommune", "Rolle"])
    for row in ("a1 0851 chef", "a2 0851 leder", "b1 0860 chef", "c1 607 chef"):
        members.append(row.split())
    book.save(network_files.path / "members.xlsx")
    told = network_files.wrong()
    assert [(each.key, each.place) for each in told] == [("load.two_forms", "members.csv")]
    network_files.remove("members.csv")
    with pytest.raises(InputErrors) as error:
        network_files.load()
    assert [each.cell for each in error.value.errors] == ["members.xlsx Ark2!B5"]
    members["B5"] = "0607"
    book.save(network_files.path / "members.xlsx")
    assert network_files.load() == expected


def test_spreadsheets_of_other_kinds_are_named_for_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "net.ods").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1Workbook")
    for name, key in (("net.ods", "xlsx.xls"), ("none.xlsx", "load.no_workbook")):
        with pytest.raises(InputErrors) as error:
            load_network(tmp_path / name)
        assert [each.said.message.key for each in error.value.errors] == [key]


def test_a_macro_workbook_is_read_as_data(tmp_path: Path, original: Network) -> None:
    import zipfile  # noqa: PLC0415 - for this alone

    path = small_workbook(tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"1")
    remarks: list[str] = []
    assert (
        load_network(path.rename(tmp_path / "net.xlsm"), lambda each: remarks.append(each.said.message.key)) == original
    )
    assert remarks == ["source.macros_ignored"]


def test_wrong_cells_are_marked_in_a_copy(tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        sheet(book, "Medlemmer")["B3"] = "9999"
        sheet(book, "Medlemmer")["B4"] = "9999"
        sheet(book, "Indstillinger")["B3"] = None

    path = small_workbook(tmp_path, edit)
    with pytest.raises(InputErrors) as error:
        load_network(path)
    copy = openpyxl.load_workbook(io.BytesIO(marked_copy(path.read_bytes(), error.value.every, "da")))
    for place in ("B3", "B4"):
        cell = copy["Medlemmer"][place]
        assert cell.comment is not None
        assert cell.comment.text == "'9999' findes ikke i Kommuner"
        assert cell.fill.fgColor.rgb == "FFFFC7CE"
    assert copy["Medlemmer"]["B2"].comment is None
    assert copy["Indstillinger"]["B3"].comment is not None
    assert copy["Medlemmer"]["A1"].comment is not None  # what the heading means is still there


def test_a_workbook_may_be_all_that_is_uploaded(tmp_path: Path, original: Network) -> None:
    data = small_workbook(tmp_path).read_bytes()
    assert load_files({"network.xlsx": data}, lambda _: None) == original
    with pytest.raises(InputErrors):
        load_files({"network.xlsx": data, "other.xlsx": data}, lambda _: None)
