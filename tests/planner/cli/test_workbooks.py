from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.planner.cli.running import planner, small_network

DANISH = {"LANG": "da_DK.UTF-8"}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return the small network as a workbook in a folder of its own."""
    small_network(tmp_path / "files")
    assert planner("convert", tmp_path / "files", tmp_path / "net.xlsx").returncode == 0
    return tmp_path / "net.xlsx"


@pytest.mark.slow
def test_a_workbook_lives_as_a_folder_does(book: Path) -> None:
    here = book.parent
    solved = planner("solve", "net.xlsx", "--accept", "--by", "kim", "--workbook", "plan.xlsx", cwd=here)
    assert solved.returncode == 0, solved.stderr
    plan = openpyxl.load_workbook(here / "plan.xlsx")
    assert plan.sheetnames[:6] == [
        "Plan",
        "Kalender",
        "Deltagelse",
        "Deltagelse, diagram",
        "Kan ikke komme",
        "Vagtplan",
    ]
    assert {"Lokaler at bestille", "Økonomi", "Point pr. regel", "Bevis"} <= {*plan.sheetnames}
    assert planner("show", "net.xlsx", "--workbook", "show.xlsx", cwd=here).returncode == 0
    change = "venue_closed venue=akkc first_day=2023-01-01"
    moved = planner(
        "reschedule", "net.xlsx", change, "--as-of", "2022-09-01", "-k", "2", "--workbook", "new.xlsx", cwd=here
    )
    assert moved.returncode in {0, 1}, moved.stderr
    assert openpyxl.load_workbook(here / "new.xlsx").sheetnames[0] == "Side om side"
    accepted = planner("accept", "1", "net.xlsx", "--by", "kim", cwd=here)
    assert (accepted.returncode == 0) is (moved.returncode == 0), accepted.stderr
    if moved.returncode == 0:
        assert "venue_closed" in (here / "net.changes.toml").read_text(encoding="utf-8")
        assert planner("diff", "net.xlsx", "--workbook", "diff.xlsx", cwd=here).returncode == 0
        assert openpyxl.load_workbook(here / "diff.xlsx").sheetnames == ["Ændringer", "Hvad der er anderledes"]
    for command in (["status"], ["history"], ["change", "list"], ["publish"]):
        assert planner(*command, "net.xlsx", cwd=here).returncode == 0
    assert {path.name for path in here.iterdir()} >= {"net.sqlite", "net.published"}
    assert not (here / "network.sqlite").exists()


def test_mistakes_of_a_workbook_are_told_and_marked_in_its_language(book: Path) -> None:
    edited = openpyxl.load_workbook(book)
    edited["Medlemmer"]["B3"] = "9999"
    edited.save(book)
    ended = planner("solve", book, "--mark", "marked.xlsx", cwd=book.parent)
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[1] == "Medlemmer!B3: '9999' findes ikke i Kommuner"
    comment = openpyxl.load_workbook(book.parent / "marked.xlsx")["Medlemmer"]["B3"].comment
    assert comment is not None
    assert comment.text == "'9999' findes ikke i Kommuner"


def test_marks_go_with_a_workbook_alone(tmp_path: Path) -> None:
    small_network(tmp_path / "net")
    ended = planner("solve", "net", "--mark", "marked.xlsx", cwd=tmp_path)
    assert (ended.returncode, (tmp_path / "marked.xlsx").exists()) == (2, False)


def test_a_folder_with_a_workbook_and_no_settings_says_what_to_name(book: Path) -> None:
    ended = planner("solve", ".", cwd=book.parent)
    assert ended.returncode == 2
    assert "net.xlsx" in ended.stderr


def test_busy_times_are_not_written_into_a_workbook(book: Path) -> None:
    (book.parent / "kim.ics").write_text("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", encoding="utf-8")
    before = book.read_bytes()
    ended = planner("busy", "import", "kim.ics", "--person", "K1", "--folder", "net.xlsx", cwd=book.parent)
    assert ended.returncode == 2
    assert "net.xlsx" in ended.stderr
    assert book.read_bytes() == before


def test_help_and_small_commands_load_no_library_for_workbooks() -> None:
    import subprocess  # noqa: PLC0415 - for this alone
    import sys  # noqa: PLC0415

    code = (
        "import sys; from planner.cli.program import run; run(sys.argv[1:]);"
        "print([name for name in sys.modules if name.split('.')[0] in ('openpyxl', 'xlsxwriter')])"
    )
    for arguments in (["--help"], ["examples"]):
        found = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
        assert found.stdout.splitlines()[-1] == "[]"
