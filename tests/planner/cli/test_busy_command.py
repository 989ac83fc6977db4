"""`planner busy import`: calendars into tables."""

from pathlib import Path

import pytest

from planner.cli.program import run
from planner.files.load import load_network
from tests.planner.cli.running import small_network
from tests.planner.ics import BACKWARDS, MORNING, NIGHT, calendar

HEADER = "person;first_day;last_day;from;to;source\n"
ROWS = {
    MORNING: "K1;2023-05-02;;09:00;10:30;kim.ics\n",
    NIGHT: "K1;2023-05-03;;22:00;23:59;kim.ics\nK1;2023-05-04;;00:00;02:00;kim.ics\n",
}


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_GB")
    return small_network(tmp_path / "network", "en")


def imported(folder: Path, *entries: str, name: str = "kim.ics", whose: tuple[str, str] = ("--person", "K1")) -> int:
    Path(name).write_text(calendar(*entries), encoding="utf-8")
    return run(["busy", "import", name, *whose, "--folder", str(folder)])


def text_of(folder: Path, table: str = "busy.csv") -> str:
    return (folder / table).read_bytes().decode()


def test_times_come_into_a_new_table_in_the_form_of_the_others(
    network: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert imported(network, MORNING, NIGHT) == 0
    assert text_of(network) == HEADER + ROWS[MORNING] + ROWS[NIGHT]
    assert capsys.readouterr() == ("busy.csv: 3 rows for K1 added, 0 removed, 0 as before.\n", "")
    assert len(load_network(network).busy["K1"]) == 3


def test_importing_again_changes_what_has_changed(network: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(network, NIGHT, "20230601/20230604")
    capsys.readouterr()
    assert imported(network, MORNING, NIGHT) == 0
    assert capsys.readouterr().out == "busy.csv: 1 row for K1 added, 1 removed, 2 as before.\n"
    assert text_of(network) == HEADER + ROWS[NIGHT] + ROWS[MORNING]


def test_importing_the_same_again_does_not_touch_the_file(network: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(network, MORNING)
    before = (network / "busy.csv").stat()
    capsys.readouterr()
    assert imported(network, MORNING) == 0
    assert capsys.readouterr().out == "busy.csv: 0 rows for K1 added, 0 removed, 1 as before.\n"
    after = (network / "busy.csv").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_what_others_wrote_stays_byte_by_byte(network: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = (network / "network.toml").read_text(encoding="utf-8")
    settings = settings.replace("[tables]", '[tables]\ndates = "5.3.2023"')
    (network / "network.toml").write_text(settings, encoding="utf-8")
    own = '\ufeffperson,to,first_day,from,source\r\nK1,"12:00",02.05.2023,9.00,\r\n,,,,\r\na1,,1.6.2023,,kim.ics\r\n'
    table = network / "busy.csv"
    table.write_bytes(own.encode())
    table.chmod(0o600)
    assert imported(network, MORNING, "20230601/20230604", name="work.ics") == 0
    assert capsys.readouterr().err == ""
    columns, rest = own.split("\r\n", 1)
    rest = rest.replace("9.00,\r\n", "9.00,,\r\n").replace(",,,,", ",,,,,").replace("kim.ics", "kim.ics,")
    assert text_of(network) == (
        f"{columns},last_day\r\n{rest}K1,10:30,2.5.2023,09:00,work.ics,\r\nK1,,1.6.2023,,work.ics,3.6.2023\r\n"
    )
    assert table.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in network.iterdir() if path.name.startswith(".")] == []
    assert imported(network, MORNING) == 0
    assert capsys.readouterr().err == "Rows for K1 from other calendars stay: work.ics.\n"


def test_a_venue_is_closed_on_the_days_of_its_calendar(network: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert imported(network, MORNING, NIGHT, "20230601", name="hall.ics", whose=("--venue", "akkc")) == 0
    assert text_of(network, "venue_closed.csv") == (
        "venue;room;first_day;last_day;from;to;reason;source\n"
        "akkc;;2023-05-02;2023-05-04;;;;hall.ics\nakkc;;2023-06-01;;;;;hall.ics\n"
    )
    assert capsys.readouterr().out == "venue_closed.csv: 2 rows for akkc added, 0 removed, 0 as before.\n"
    assert imported(network, name="hall.ics", whose=("--venue", "akkc")) == 0
    assert text_of(network, "venue_closed.csv") == "venue;room;first_day;last_day;from;to;reason;source\n"
    assert capsys.readouterr() == (
        "venue_closed.csv: 0 rows for akkc added, 2 removed, 0 as before.\n",
        "The calendar takes no time from 1 May 2022 to 31 December 2023.\n",
    )


def test_remarks_are_shown_and_titles_are_not(network: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert imported(network, MORNING, BACKWARDS) == 0
    shown = capsys.readouterr()
    assert shown.err == "kim.ics: 1 entry left out: the end comes before the beginning\n"
    assert "Hemmelig" not in shown.out + shown.err + text_of(network)


def test_it_speaks_danish(network: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small_network(network, "da")
    imported(network, MORNING, BACKWARDS, name="job.ics")
    assert capsys.readouterr() == (
        "busy.csv: 1 række for K1 tilføjet, 0 fjernet, 0 som før.\n",
        "job.ics: 1 aftale udeladt: slutningen kommer før begyndelsen\n",
    )
    imported(network)
    assert capsys.readouterr() == (
        "busy.csv: 0 rækker for K1 tilføjet, 0 fjernet, 0 som før.\n",
        (
            "Rækker for K1 fra andre kalendere bliver stående: job.ics.\n"
            "Kalenderen optager ingen tid fra 1. maj 2022 til 31. december 2023.\n"
        ),
    )


@pytest.mark.parametrize(
    ("locale", "arguments", "expected"),
    [
        ("en", ["kim.ics"], "Error: give one of --person and --venue."),
        ("da", ["kim.ics"], "Fejl: angiv enten --person eller --venue."),
        ("en", ["kim.ics", "--person", "K1", "--venue", "akkc"], "Error: give one of --person and --venue."),
        ("en", ["kim.ics", "--person", "K2"], "Error: 'K2' is not in members.csv or staff.csv."),
        ("da", ["kim.ics", "--venue", "akk"], "Fejl: 'akk' findes ikke i venues.csv; mente du akkc (AKKC)?"),
        ("en", ["gone.ics", "--person", "K1"], "Error: gone.ics: there is no such file."),
        ("da", ["gone.ics", "--person", "K1"], "Fejl: gone.ics: filen findes ikke."),
        ("en", ["http://localhost/x", "--person", "K1"],
         ("Error: http://localhost/x: localhost is not on the public internet; calendars are fetched from nowhere "
         "else; a calendar that is saved as a file (.ics) can be given instead.")),
    ],
)  # fmt: skip
def test_what_cannot_be_imported_is_said_and_nothing_is_written(
    locale: str, arguments: list[str], expected: str, network: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small_network(network, locale)
    Path("kim.ics").write_text(calendar(MORNING), encoding="utf-8")
    assert run(["busy", "import", *arguments, "--folder", str(network)]) == 2
    assert capsys.readouterr().err.splitlines()[0] == expected
    assert not (network / "busy.csv").exists()


def test_remarks_about_calendars_of_the_network_are_shown_by_commands_that_read_it(
    network: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (network / "kim.ics").write_text(calendar(MORNING, BACKWARDS), encoding="utf-8")
    small_network(network, "en", '[[calendars]]\nsource = "kim.ics"\nperson = "K1"\n')
    Path("plan.json").write_text('{"meetings": []}', encoding="utf-8")
    assert run(["check", str(network), "plan.json"]) == 1
    shown = capsys.readouterr().err
    assert shown.startswith("network.toml:")
    assert shown.endswith(" calendars[1].source: 1 entry left out: the end comes before the beginning\n")


def test_the_group_lists_its_command(network: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert network.is_dir()
    assert run(["busy", "--help"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Usage: planner busy [OPTIONS] COMMAND ...")
    assert "import  Read a calendar into busy.csv or venue_closed.csv." in shown


def test_a_person_and_a_venue_are_known_by_their_names_however_accents_are_typed(
    network: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (network / "staff.csv").write_text("id;team;name\nK1;KL;Kåre\n", encoding="utf-8")
    assert imported(network, MORNING, whose=("--person", "Ka\u030are")) == 0
    assert text_of(network) == HEADER + ROWS[MORNING]
    assert imported(network, "20230601/20230604", whose=("--venue", "AKKC")) == 0
    assert text_of(network, "venue_closed.csv").splitlines()[1].startswith("akkc;;2023-06-01")
    capsys.readouterr()
    assert imported(network, MORNING, whose=("--person", "Kare")) == 2
    assert "did you mean K1 (Kåre)?" in capsys.readouterr().err


def test_a_file_is_found_by_its_name_as_it_is_written(network: Path) -> None:
    name = "bla\u030a.ics"
    assert imported(network, MORNING, name=name) == 0


def test_how_far_a_large_calendar_is_read_stands_on_a_line_of_the_terminal(
    network: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert imported(network, *[MORNING] * 1_200) == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert imported(network, *[MORNING] * 1_200) == 0
    assert capsys.readouterr().err == "\r\x1b[KReading the calendar: 1,000 of 1,200 entries\r\x1b[K"
