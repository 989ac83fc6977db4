from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from calendars.language import BoundMessage, WrongValueError
from planner.files import tables
from planner.files.tables import WorkbookFile, read_books
from planner.files.workbook import xlsx
from planner.files.workbook.xlsx import Sheet, letters_of, read_book
from tests.planner.files.workbook.books import HEAD, MAIN, packed, parts


def only_sheet(sheet: str, **more: object) -> Sheet:
    return read_book(packed(parts(sheet, **more))).sheets[0]  # type: ignore[arg-type]


def refused(data: bytes) -> str:
    with pytest.raises(WrongValueError) as error:
        read_book(data)
    return error.value.said.message.key


def test_shared_and_rich_strings_are_read_without_their_pronunciation() -> None:
    shared = (
        "<si><t>Aalborg</t></si>"
        '<si><r><rPr><b/></rPr><t>Hjør</t></r><r><t xml:space="preserve">ring </t></r></si>'
        '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si>'
    )
    row = '<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c><c r="D3" t="s"><v>2</v></c></row>'
    found = only_sheet(row, shared=shared)
    assert (found.title, found.rows, found.numbers) == ("Ark1", [["Aalborg", "Hjørring ", "", "東京"]], [3])


def test_inline_strings_escapes_booleans_and_errors_are_read() -> None:
    row = (
        '<row><c t="inlineStr"><is><t>a_x000D_b_x005F_c</t></is></c><c t="b"><v>1</v></c><c t="b"><v>0</v></c>'
        '<c t="e"><v>#N/A</v></c><c t="str"><f>A1</f><v>tekst</v></c><c t="d"><v>2027-03-09T00:00:00Z</v></c></row>'
    )
    assert only_sheet(row).rows == [["a\rb_c", "true", "false", "#N/A", "tekst", "2027-03-09"]]


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("General", "46455", "46455"),
        ("General", "46.420000000000002", "46.42"),
        ("General", "1E+5", "100000"),
        ("0000", "851", "0851"),
        ("dd\\-mm\\-yyyy", "46455", "2027-03-09"),
        ("[$-406]d. mmmm yyyy;@", "46455", "2027-03-09"),
        ('"uge "0', "9", "9"),
        ('#,##0 "kr.";[Red]-#,##0 "kr."', "1200", "1200"),
        ("mmm\\-yy", "46455", "2027-03-09"),
        ("d/m/yy h:mm", "46455.4375", "2027-03-09 10:30"),
        ("hh:mm", "0.64583333333333337", "15:30"),
        ("h:mm AM/PM", "0.41666666666666669", "10:00"),
        ("[h]:mm", "1.0833333333333333", "26:00"),
        ("yyyy", "-5", "-5"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_they_are_shown(code: str, value: str, text: str) -> None:
    formats = {} if code == "General" else {164: code}
    style = "1" if formats else "0"
    assert only_sheet(f'<row r="1"><c r="A1" s="{style}"><v>{value}</v></c></row>', formats=formats).rows == [[text]]


def test_forms_with_a_number_alone_and_the_calendar_of_1904_are_known() -> None:
    row = '<row r="1"><c r="A1" s="1"><v>44993</v></c><c r="B1" s="2"><v>0.5</v></c></row>'
    data = parts(row, formats={14: "", 20: ""}, book='<workbookPr date1904="1"/>')
    data["xl/styles.xml"] = (
        data["xl/styles.xml"]
        .replace('<numFmt numFmtId="14" formatCode=""/>', "")
        .replace('<numFmt numFmtId="20" formatCode=""/>', "")
    )
    assert read_book(packed(data)).sheets[0].rows == [["2027-03-09", "12:00"]]


def test_a_formula_without_a_saved_value_is_told_and_others_are_read_by_it() -> None:
    row = '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2"><f>1+1</f></c><c r="C2"><f>1+1</f><v></v></c></row>'
    found = only_sheet(row)
    assert (found.rows, found.without_value) == ([["2"]], [(2, 1), (2, 2)])


def test_prefixes_other_writers_use_make_no_difference() -> None:
    data = parts("")
    data["xl/worksheets/sheet1.xml"] = (
        f'{HEAD}<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"/>'
        '<x:c r="B1"><x:v>7</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    assert read_book(packed(data)).sheets[0].rows == [["", "7"]]


def test_empty_cells_and_rows_are_passed_over_wherever_a_chunk_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(
        f'<row r="{n}" s="4" customFormat="1"><c r="A{n}" s="4"/><c r="B{n}" s="4"></c>'
        + (f'<c r="C{n}"><v>{n}</v></c>' if n % 50 == 0 else "")
        + f'<c r="D{n}" s="4"/>'
        + "</row>"
        for n in range(1, 501)
    )
    for size in (7, 64, 1000, 2**20):
        monkeypatch.setattr(xlsx, "_CHUNK", size)
        found = only_sheet(rows)
        assert found.rows == [["", "", str(n)] for n in range(50, 501, 50)]
        assert found.numbers == list(range(50, 501, 50))


def test_the_cells_another_writer_saved_are_read() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Møder"
    sheet["B2"], sheet["C3"] = "æ", 4.5
    sheet["A1"] = "=1+1"
    file = io.BytesIO()
    book.save(file)
    found = read_book(file.getvalue()).sheets[0]
    assert (found.title, found.rows, found.numbers, found.without_value) == (
        "Møder", [["", "æ"], ["", "", "4.5"]], [2, 3], [(1, 0)],
    )  # fmt: skip


def compound(name: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + name.encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (compound("Workbook"), "xlsx.xls"),
        (compound("EncryptedPackage"), "xlsx.encrypted"),
        (packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}), "xlsx.ods"),
        (packed({"xl/workbook.bin": b"1"}), "xlsx.xlsb"),
        (packed({"Index/Document.iwa": b"1"}), "xlsx.numbers"),
        (packed({"readme.txt": "hi"}), "xlsx.not_one"),
        (b"<html><table></table></html>", "xlsx.not_one"),
        (b"", "xlsx.not_one"),
        (packed(parts("<row"))[:-30], "xlsx.broken"),
        (packed(parts("<row")), "xlsx.broken"),
        (packed(parts('<row r="1"><c r="A1" t="s"><v>7</v></c></row>')), "xlsx.broken"),
    ],
)
def test_what_is_no_workbook_is_named_for_what_it_is(data: bytes, key: str) -> None:
    assert refused(data) == key


def test_entities_are_refused_before_they_are_expanded() -> None:
    data = parts("")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    data["xl/sharedStrings.xml"] = (
        f'{HEAD}<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><sst xmlns="{MAIN}"><si><t>&l11;</t></si></sst>'
    )
    assert refused(packed(data)) == "xlsx.entities"


def test_a_bomb_is_left_when_more_comes_out_than_any_workbook_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "UNPACKED_BYTES_MAX", 10**6)
    assert refused(packed(parts(" " * 10**7))) == "xlsx.too_much"
    monkeypatch.setattr(xlsx, "PART_BYTES_MAX", 10**5)
    assert refused(packed(parts("", shared=" " * 10**6))) == "xlsx.too_much"
    monkeypatch.setattr(xlsx, "CELLS_MAX", 3)
    many = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 6))
    assert refused(packed(parts(many))) == "xlsx.too_many_cells"
    monkeypatch.setattr(xlsx, "FILE_BYTES_MAX", 10)
    assert refused(packed(parts(""))) == "xlsx.too_large"


def test_several_are_read_by_a_process_that_outlives_those_that_are_wrong() -> None:
    good = packed(parts('<row r="1"><c r="A1"><v>1</v></c></row>'))
    one, two, three = read_books([(good, "a.xlsx", None), (b"no", "b.xlsx", "staff"), (good, "a.xlsx", "staff")])
    assert isinstance(two, BoundMessage)
    assert two.message.key == "xlsx.not_one"
    assert isinstance(one, WorkbookFile)
    assert isinstance(three, tables.TableOfBook)
    assert read_books([]) == []


def test_a_reader_that_ends_or_takes_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    good = packed(parts(""))
    monkeypatch.setattr(tables, "WORKBOOK_SECONDS_MAX", 0)
    slow, slow_too = read_books([(good, "a.xlsx", None)] * 2)
    assert isinstance(slow, BoundMessage)
    assert slow.message is tables.TOO_SLOW
    assert slow_too == slow
    monkeypatch.setattr(tables, "WORKBOOK_SECONDS_MAX", 60)
    monkeypatch.setattr(tables, "_WORKBOOK_READER", "planner.files.workbook.source:nothing_of_the_kind")
    [ended] = read_books([(good, "a.xlsx", None)])
    assert isinstance(ended, BoundMessage)
    assert ended.message is tables.FAILED


@pytest.mark.slow
def test_a_million_formatted_rows_are_read_and_a_real_bomb_is_refused() -> None:
    rows = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>' for n in range(1, 1_048_576))
    data = packed(parts(rows + '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts("").items():
            if "sheet1" not in name:
                archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as file:
            for _ in range(1200):
                file.write(b" " * 2**20)
    found = read_book(data)
    assert found.sheets[0].numbers == [1_048_576]
    [refused_] = read_books([(bomb.getvalue(), "bomb.xlsx", None)])
    assert isinstance(refused_, BoundMessage)
    assert refused_.message == xlsx.TOO_MUCH


@pytest.mark.parametrize(("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_letters(column: int, letters: str) -> None:
    assert letters_of(column) == letters
