"""What came of applications is recorded in their table, and stands from then on."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.allocation.places import Decision
from planner.changes.allocating import record_places
from planner.cli.program import run
from planner.files.editing import FileChangedError
from planner.files.load import load_network
from planner.network.references import Lines
from planner.use_cases.today import load_today
from tests.planner.cli.running import small_network

OFFER = '[[offers]]\nid = "temadag"\ntitle = "Temadag"\nplaces = 1\n'
ROWS = (
    "\ufeffmunicipality;received;persons;seats\r\n"
    "0860;2022-09-29 08:05;8;24\r\n"
    "0851;2022-09-28 13:42;12;30\r\n"
    "\r\n"
    "0607;2022-09-30;9;20"
)
BY = ["--by", "Kim", "--as-of", "2022-10-17"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A network with an offer of one place, and three applications that nobody has decided on."""
    monkeypatch.delenv("PLANNER_STORE", raising=False)
    found = small_network(tmp_path / "netværk", more=OFFER)
    (found / "applications.csv").write_bytes(ROWS.encode())
    return found


def table(folder: Path) -> str:
    return (folder / "applications.csv").read_bytes().decode()


def standing(folder: Path) -> dict[str, tuple[str, str, str, str]]:
    rows = load_network(folder).applications
    return {each.municipality: (each.state.value, each.decided_by, str(each.decided_on), each.reason) for each in rows}


def test_who_has_a_place_and_who_waits_is_written_with_who_when_and_why(folder: Path) -> None:
    assert run(["places", str(folder), "--write", *BY]) == 0
    found = standing(folder)
    assert {name: each[:3] for name, each in found.items()} == {
        "0851": ("accepted", "Kim", "2022-10-17"),
        "0860": ("waiting", "Kim", "2022-10-17"),
        "0607": ("waiting", "Kim", "2022-10-17"),
    }
    assert found["0851"][3].startswith("nummer 1 af 3 i rækkefølgen, modtaget 28. september 2022 kl. 13.42")
    assert found["0607"][3] == "nummer 3 af 3 i rækkefølgen, modtaget 30. september 2022; der er 1 plads"


def test_everything_else_in_the_table_stays_as_it_is(folder: Path) -> None:
    before = table(folder)
    assert run(["places", str(folder), "--write", *BY]) == 0
    after = table(folder)
    assert [line.split(";")[:4] for line in after.split("\r\n")] == [
        line.split(";")[:4] for line in before.split("\r\n")
    ]
    assert after.startswith("\ufeffmunicipality;received;persons;seats;state;decided_by;decided_on;reason\r\n")
    assert after.split("\r\n")[3] == ""
    assert not after.endswith("\n")


def test_what_is_recorded_stands_when_somebody_applied_before(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["places", str(folder), "--write", *BY]) == 0
    file = folder / "applications.csv"
    file.write_text(table(folder).replace("2022-09-29 08:05", "2022-09-01"), encoding="utf-8", newline="")
    capsys.readouterr()
    assert run(["places", str(folder), "--municipality", "0851"]) == 0
    assert capsys.readouterr().out.startswith("Aalborg: har plads; antaget af Kim 17. oktober 2022: nummer 1 af 3")
    written = table(folder)
    assert run(["places", str(folder), "--write", "--by", "Bo"]) == 0
    assert table(folder) == written


def test_when_one_withdraws_the_next_moves_up_and_is_recorded_alone(folder: Path) -> None:
    assert run(["places", str(folder), "--write", *BY]) == 0
    file = folder / "applications.csv"
    file.write_text(table(folder).replace(";antaget;", ";trukket;"), encoding="utf-8", newline="")
    assert run(["places", str(folder), "--write", "--by", "Bo", "--as-of", "2023-01-10"]) == 0
    found = standing(folder)
    assert found["0860"][:3] == ("accepted", "Bo", "2023-01-10")
    assert found["0860"][3].endswith("rykket op, da Aalborg afgav en plads")
    assert {name: each[:2] for name, each in found.items() if name != "0860"} == {
        "0851": ("withdrawn", "Kim"), "0607": ("waiting", "Kim")
    }  # fmt: skip


def test_the_seed_of_the_lot_is_recorded(folder: Path) -> None:
    settings = folder / "network.toml"
    settings.write_text(settings.read_text() + 'allocation = "lot"\nseed = 7\n', encoding="utf-8")
    assert run(["places", str(folder), "--write", *BY]) == 0
    assert all("lodtrækningen (med tallet 7, trak" in each[3] for each in standing(folder).values())


def test_what_a_change_decided_is_left_to_the_change(folder: Path) -> None:
    (folder / "changes.toml").write_text(
        '[[changes]]\nn = 1\nsaid = 2022-10-01\nkind = "application"\nmunicipality = "0851"\nstate = "withdrawn"\n',
        encoding="utf-8",
    )
    assert run(["places", str(folder), "--write", *BY]) == 0
    assert {name: each[0] for name, each in standing(folder).items()} == {
        "0851": "applied", "0860": "accepted", "0607": "waiting"
    }  # fmt: skip
    assert load_today(folder, None).fits


def test_a_table_that_is_not_that_of_the_network_is_refused(folder: Path) -> None:
    today = load_today(folder, None)
    data = (folder / "applications.csv").read_bytes()
    other = data.replace(b"0607;2022-09-30;9;20", b"")
    with pytest.raises(FileChangedError):
        record_places(other, today.files, today.network, Decision("Kim"))
    assert record_places(data, today.files, today.network, Decision("Kim")).data != data


def test_a_network_that_was_not_read_from_a_table_has_none_to_write(folder: Path) -> None:
    today = load_today(folder, None)
    unread = today.files.model_copy(update={"lines": Lines()})
    with pytest.raises(FileChangedError):
        record_places((folder / "applications.csv").read_bytes(), unread, today.network, Decision("Kim"))


@pytest.mark.parametrize(("length", "written"), [(499, 499), (500, 500), (501, 500), (900, 500)])
def test_a_long_reason_is_cut_so_that_the_table_can_be_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch, length: int, written: int
) -> None:
    today = load_today(folder, None)
    (given, *_) = today.network.places["temadag"]
    monkeypatch.setattr("planner.changes.allocating._undecided", lambda *_: [("x" * length, 0, given)])
    data = (folder / "applications.csv").read_bytes()
    found = record_places(data, today.files, today.network, Decision("Kim"))
    (folder / "applications.csv").write_bytes(found.data)
    reason, state, day = next((each.reason, each.state, each.decided_on) for each in load_network(folder).applications)
    assert reason == ("x" * length if length == written else "x" * (written - 1) + "…")
    assert (state.value, day, found.given) == ("accepted", None, (given,))


def test_only_the_applications_for_an_offer_are_recorded_if_it_is_named(folder: Path) -> None:
    today = load_today(folder, None)
    data = (folder / "applications.csv").read_bytes()
    every = record_places(data, today.files, today.network, Decision("Kim"))
    assert record_places(data, today.files, today.network, Decision("Kim"), "temadag") == every
    assert len(every.given) == 3
    assert record_places(data, today.files, today.network, Decision("Kim"), "andet").given == ()


def test_a_table_changed_meanwhile_is_refused_and_left(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / "applications.csv"

    def meanwhile(*arguments: object) -> object:
        found = record_places(*arguments)  # type: ignore[arg-type]
        file.write_bytes(file.read_bytes() + b"\r\n")
        return found

    monkeypatch.setattr("planner.cli.actions.questions.record_places", meanwhile)
    before = file.read_bytes()
    assert run(["places", str(folder), "--write", *BY]) != 0
    assert "applications.csv" in capsys.readouterr().err
    assert file.read_bytes() == before + b"\r\n"


@pytest.mark.parametrize("more", [["--municipality", "0851"], ["--offer", "nej"]])
def test_only_whole_offers_that_there_are_can_be_recorded(folder: Path, more: list[str]) -> None:
    before = table(folder)
    assert run(["places", str(folder), "--write", *more]) == 2
    assert table(folder) == before


def test_applications_in_a_workbook_are_not_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = folder.parent / "netværk.xlsx"
    assert run(["convert", str(folder), str(book)]) == 0
    before = book.read_bytes()
    capsys.readouterr()
    assert run(["places", str(book), "--write", *BY]) != 0
    assert book.name in capsys.readouterr().err
    assert book.read_bytes() == before
