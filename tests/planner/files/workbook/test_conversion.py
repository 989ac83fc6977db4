from __future__ import annotations

from datetime import date, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, reject
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from calendars.language import LOCALES
from planner.errors import InputErrors
from planner.examples import DESCRIPTIONS
from planner.files.load import load_network
from planner.files.names import OPTION_NAMES, option_name
from planner.files.start import example_folder, template_folder
from planner.files.toml import toml_document, toml_value
from planner.files.workbook.contents import contents_of_network
from planner.files.workbook.layout import section_sheets, settings_fields, sheets
from planner.files.workbook.values import join_list, path_text, read_path, split_list
from planner.files.workbook.words import cell_name, meaning, name_keys, sheet_keys, sheet_title
from planner.files.workbook.writing import write_workbook
from planner.use_cases.converting import convert_network, start_network
from tests.planner.files.workbook.books import small_workbook
from tests.planner.network_files import NetworkFiles
from tests.planner.whole_networks import whole_networks


def converted(source: Path, folder: Path) -> tuple[Path, Path]:
    """Return a workbook of a folder, and a folder of the workbook."""
    workbook, back = folder / "net.xlsx", folder / "back"
    convert_network(source, workbook, lambda _: None)
    convert_network(workbook, back, lambda _: None)
    return workbook, back


@pytest.mark.slow
@hypothesis_settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
@given(whole_networks())
def test_nothing_is_lost_either_way_whatever_the_files_say(files: dict[str, bytes]) -> None:
    with TemporaryDirectory() as name:
        source = Path(name) / "files"
        source.mkdir()
        for file, data in files.items():
            (source / file).write_bytes(data)
        try:
            network = load_network(source)
        except InputErrors:
            reject()
        workbook, back = converted(source, Path(name))
        assert load_network(workbook) == network
        assert load_network(back) == network


STARTS = [example_folder("referencenetvaerk"), *map(template_folder, ("da", "en"))]


@pytest.mark.parametrize("source", STARTS, ids=lambda path: path.name)
def test_examples_and_templates_are_the_same_as_workbooks(source: Path, tmp_path: Path) -> None:
    network = load_network(source)
    workbook, back = converted(source, tmp_path)
    assert load_network(workbook) == network
    assert load_network(back) == network


@pytest.mark.slow
@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_every_example_is_the_same_as_a_workbook(name: str, tmp_path: Path) -> None:
    network = load_network(example_folder(name))
    workbook, back = converted(example_folder(name), tmp_path)
    assert load_network(workbook) == network
    assert load_network(back) == network


def test_what_no_sheet_can_say_stands_among_more_settings(network_files: NetworkFiles, tmp_path: Path) -> None:
    network_files.replace("network.toml", 'title = "Kick-off"', 'title = " Kick-off\\t"\nstaff = {}\nwindow_ = 1')
    network_files.replace("network.toml", "window_ = 1", "")
    network_files.add("network.toml", '\n[rules.absent_member]\n[tables]\ndecimal = ","\n')
    network = load_network(network_files.path)
    (tmp_path / "out").mkdir()
    workbook, back = converted(network_files.path, tmp_path / "out")
    sheet = openpyxl.load_workbook(workbook)["Flere indstillinger"]
    assert [tuple(cell.value for cell in row[:2]) for row in sheet.iter_rows(min_row=2)] == [
        ("rounds[1].title", '" Kick-off\\t"'), ("rounds[1].staff", "{}"), ("rules.absent_member", "{}"),
    ]  # fmt: skip
    assert load_network(workbook) == network
    assert load_network(back) == network


def test_calendars_and_changes_go_with_the_network_and_nothing_is_overwritten(
    network_files: NetworkFiles, tmp_path: Path
) -> None:
    network_files.add("network.toml", '\n[[calendars]]\nsource = "kim.ics"\nperson = "K1"\n[tables]\ndecimal = ","\n')
    network_files.write("kim.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n")
    network_files.write("changes.toml", "# none yet\n")
    out = tmp_path / "out"
    out.mkdir()
    converted(network_files.path, out)
    assert {path.name for path in out.iterdir()} == {"net.xlsx", "net.changes.toml", "kim.ics", "back"}
    assert (out / "net.changes.toml").read_bytes() == (out / "back" / "changes.toml").read_bytes() == b"# none yet\n"
    assert (out / "back" / "kim.ics").read_bytes() == (network_files.path / "kim.ics").read_bytes()
    with pytest.raises(InputErrors) as error:
        convert_network(network_files.path, out / "net.xlsx", lambda _: None)
    assert error.value.errors[0].said.message.key == "start.exists"


@pytest.mark.parametrize(
    ("source", "target", "key"),
    [
        ("net.xlsx", "other.xlsx", "start.same_form"),
        (".", "other", "start.same_form"),
        (".", "net.ods", "start.not_xlsx"),
    ],
)
def test_conversion_goes_between_a_folder_and_a_workbook(
    source: str, target: str, key: str, network_files: NetworkFiles
) -> None:
    network_files.add("network.toml", '\n[tables]\ndecimal = ","\n')
    with pytest.raises(InputErrors) as error:
        convert_network(network_files.path / source, network_files.path / target, lambda _: None)
    assert error.value.errors[0].said.message.key == key


def test_cells_are_of_their_kind_and_can_be_worked_in(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(small_workbook(tmp_path))
    assert book.sheetnames[:8] == [
        "Læs mig", "Indstillinger", "Regioner", "Kommuner", "Medlemmer", "Medarbejdere", "Mødesteder", "Lokaler",
    ]  # fmt: skip
    members, rounds, venues = book["Medlemmer"], book["Runder"], book["Mødesteder"]
    headers = [cell.value for cell in members[1]]
    assert headers == ["id", "kommune", "rolle", "fra dag", "sidste dag", "navn", "e-mail"]
    assert members["B2"].value == "0851"
    assert members["B2"].number_format == "@"
    assert members["A1"].comment is not None
    assert members.freeze_panes == "B2"
    assert members.auto_filter.ref == "A1:G5"
    headings = {cell.value: str(cell.coordinate).rstrip("1") for cell in rounds[1]}
    assert rounds[f"{headings['tidligst']}2"].value.date() == date(2022, 6, 1)
    assert book["Indstillinger"]["B16"].value == time(10)
    assert isinstance(venues["G2"].value, float)
    lists = {str(each.sqref): each.formula1 for each in members.data_validations.dataValidation}
    assert lists == {"B2:B505": "'Kommuner'!$A$2:$A$503"}
    choices = [each.formula1 for each in venues.data_validations.dataValidation]
    assert '"ja,nej"' in choices
    assert '"fælles,regional,vært"' in [each.formula1 for each in rounds.data_validations.dataValidation]
    assert rounds[f"{headings[cell_name('kind', 'da')]}2"].value == "fælles"


def test_nobodys_text_becomes_a_formula_or_a_link(network_files: NetworkFiles, tmp_path: Path) -> None:
    evil = ["=1+1", "+1", "-1", "@SUM(A1)", "http://example.org", '=HYPERLINK("http://example.org")', "#N"]
    rows = "".join(f'a{n};0851;"{text.replace(chr(34), chr(34) * 2)}"\n' for n, text in enumerate(evil, 10))
    network_files.add("members.csv", rows).add("network.toml", '\n[tables]\ndecimal = ","\n')
    target = tmp_path / "x.xlsx"
    convert_network(network_files.path, target, lambda _: None)
    sheet = openpyxl.load_workbook(target)["Medlemmer"]
    cells = [row[2] for row in sheet.iter_rows(min_row=6)]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in cells] == [(text, "s", None) for text in evil]


def test_a_network_starts_as_a_workbook_in_ones_language(tmp_path: Path) -> None:
    start_network(tmp_path / "ny.xlsx", "", template="da")
    start_network(tmp_path / "new.xlsx", "", template="en")
    assert load_network(tmp_path / "ny.xlsx").settings.locale == "da"
    guide = openpyxl.load_workbook(tmp_path / "new.xlsx")["Read me"]
    lines = [row[0].value for row in guide.iter_rows(min_row=3)]
    assert len(lines) == 10
    assert any("new.xlsx" in str(line) for line in lines)
    with pytest.raises(InputErrors):
        start_network(tmp_path / "ny.xlsx", "", template="da")


def test_a_network_in_memory_is_written_and_read_again(network_files: NetworkFiles, tmp_path: Path) -> None:
    network_files.write(
        "busy.csv", "person,first_day,last_day,from,to\na1,2023-03-01,,08:00,12:00\nK1,2023-04-01,2023-04-03,,\n"
    )
    network_files.add("network.toml", "\n[rules.region_gap]\nmin_days = 10\n")
    network = network_files.load()
    (tmp_path / "m.xlsx").write_bytes(write_workbook(contents_of_network(network), "m.xlsx"))
    assert load_network(tmp_path / "m.xlsx") == network


def test_every_sheet_and_cell_has_a_name_of_its_own_and_a_meaning_in_each_language() -> None:
    rows: list[Any] = [*settings_fields(), *(field for sheet in sheets() for field in sheet.fields)]
    for locale in LOCALES:
        titles = [sheet_title(sheet.key, locale) for sheet in sheets()]
        assert len({*titles}) == len(titles)
        assert all(len(title) <= 31 for title in titles)
        for sheet in sheets():
            names = [cell_name(field.name, locale) for field in sheet.fields]
            assert len({*names}) == len(names), sheet.key
        assert [field.name for field in rows if not meaning(field, locale)] == []
    codes = {"da", "en", ",", ".", "DK"}
    assert [f.name for f in rows for option in f.options if option not in {*OPTION_NAMES, *codes}] == []
    for field in rows:
        assert len({option_name(each, "da") for each in field.options}) == len(field.options)
    told = [field for sheet in section_sheets() for field in sheet.fields if field.about]
    assert [f.about for f in [*told, *settings_fields()] if meaning(f, "da") == f.about] == []
    assert {sheet_keys()[sheet_title(sheet.key, "da").casefold()] for sheet in sheets()} == {
        each.key for each in sheets()
    }
    assert name_keys(["window.first"])["tidligst"] == "window.first"


texts = st.text('ab ",;\nø', min_size=1).map(str.strip).filter(bool)


@given(st.lists(texts, min_size=1))
@example(['a"b', '"', "a,b", 'x"'])
def test_lists_in_a_cell_are_taken_apart_as_they_were_joined(found: list[str]) -> None:
    assert split_list(join_list(found)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [("KL; Socialstyrelsen", ["KL", "Socialstyrelsen"]), ("a,,b ,", ["a", "b"]), (' "a, b" ,c', ["a, b", "c"]),
     ("a\nb", ["a", "b"]),
     ('5" a, b', ['5" a', "b"]), ("", [])],
)  # fmt: skip
def test_lists_are_read_as_people_write_them(text: str, found: list[str]) -> None:
    assert split_list(text) == found


@given(
    st.lists(st.one_of(st.text(min_size=1), st.integers(0, 99)), min_size=1).filter(
        lambda path: isinstance(path[0], str)
    )
)
def test_paths_are_read_as_they_are_written(path: list[str | int]) -> None:
    assert read_path(path_text(tuple(path))) == tuple(path)


@pytest.mark.parametrize("text", ["", "a..b", "[1].a", "a b", "a[x]", ".a"])
def test_what_is_no_path_is_none(text: str) -> None:
    assert read_path(text) is None


def test_settings_are_written_as_toml_that_says_the_same() -> None:
    import tomllib  # noqa: PLC0415 - beside what it reads

    said = {
        "name": 'a"b\\\x7f', "day": date(2023, 1, 2), "empty": [], "mixed": [1, {"a": 2}],
        "meetings": {"staff": {"K L": 1}, "n": 0.5},
        "rounds": [{"id": "r", "window": [date(2023, 1, 1), date(2023, 1, 2)]}, {}],
        "rules": {"kept": {}, "rent": {"points": 1}},
    }  # fmt: skip
    assert tomllib.loads(toml_document(said)) == said
    assert toml_value({}) == "{}"
