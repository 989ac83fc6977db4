"""The home of a network: moved to the store and back without loss, and never two at once."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from planner.cli.base.command import ExitCode
from planner.cli.program import run
from planner.errors import CHANGES_FILE, MOVED_FILE, SETTINGS_FILE
from planner.files.editing import FileEdit
from planner.files.start import example_folder
from planner.store import tables
from planner.store.archive import Archive, open_archive
from planner.store.documents import network_text
from planner.store.errors import StoreError
from planner.store.uploads import Home, InFolderError, InStoreError, current_network, home_of, kept_files
from planner.use_cases import moving
from planner.use_cases.changing import FilesElsewhereError, keep_changes, rewritten, uploaded_today
from planner.use_cases.keeping import erase_person
from planner.use_cases.moving import folder_files, move_to_folder, move_to_store
from planner.use_cases.today import load_today
from tests.planner.web.office import FILES, plan

ELECTION = """\
# Kommunalvalget, som Anne sagde det
[[changes]]
n = 3
said = 2022-05-02
kind = "election"
reason = "Valg"
polling_day = 2022-06-20
"""
CLOSED = """\
[[changes]]
n = 7
said = 2022-05-03
kind = "venue_closed"
venue = "messe-c"
first_day = 2022-06-21
last_day = 2022-06-21
"""


def written(folder: Path, **more: str) -> Path:
    """Write the network of one meeting, and a file that is none of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {**FILES, "notes.txt": "Husk kage.\n", **more}.items():
        (folder / name).write_bytes(text.encode())
    return folder


def planner(*arguments: str | Path) -> tuple[int, str]:
    """Run a command in this process, and return its exit code and all that it says."""
    with redirect_stdout(io.StringIO()) as said, redirect_stderr(said):
        return run(tuple(map(str, arguments))), said.getvalue()


def kill(*_: object) -> None:
    raise KeyboardInterrupt


def accepted(folder: Path, address: str) -> Path:
    """Accept the plan of the network and publish it."""
    (folder.parent / "plan.json").write_text(json.dumps(plan()))
    for command in (("accept", folder.parent / "plan.json", folder, "--as-of", "2022-05-01"),
                    ("publish", folder, "--to", folder.parent / "web")):  # fmt: skip
        code, said = planner(*command, "--store", address, "--network", "net")
        assert code == ExitCode.GOOD, said
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file() and "sqlite" not in each.name}


def home(archive: Archive) -> Home | None:
    with archive.store.reading() as connection:
        return home_of(connection, archive.network)


def rows(archive: Archive) -> dict[str, list[object]]:
    """What was accepted and published: revisions, and calendars with their addresses and all that they showed."""
    kept = (tables.revisions, tables.meetings, tables.steps, tables.feeds, tables.renderings, tables.bodies)
    with archive.store.reading() as connection:
        return {table.name: sorted(map(tuple, connection.execute(select(table))), key=str) for table in kept}


def test_a_network_comes_back_as_it_went_with_all_that_was_accepted(address: str, tmp_path: Path) -> None:
    folder = accepted(written(tmp_path / "net", **{CHANGES_FILE: ELECTION}), address)
    with open_archive(folder, address, "net") as archive:
        assert home(archive) is Home.FOLDER
        before, network, known = contents(folder), load_today(folder, archive).network, rows(archive)
        assert known["feeds"]
        moved = move_to_store(folder, archive)
        assert home(archive) is Home.STORE
        assert contents(folder).keys() == {"notes.txt", MOVED_FILE}
        assert {*moved.files} == before.keys() - {"notes.txt"}
        with archive.store.reading() as connection:
            assert network_text(current_network(connection, "net")) == network_text(network)
        assert rows(archive) == known
        assert move_to_folder(folder, archive) == moved
        assert (home(archive), contents(folder), rows(archive)) == (Home.FOLDER, before, known)
        assert network_text(load_today(folder, archive).network) == network_text(network)
        with archive.store.reading() as connection:
            assert kept_files(connection, "net") == {}


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    changes=st.sampled_from([None, "", "# intet endnu\n", ELECTION, f"{CLOSED}\n{ELECTION}"]),
    ends=st.sampled_from(["\n", "\r\n"]),
    mark=st.sampled_from(["", "\ufeff"]),
    heading=st.text("æøå #", max_size=5),
)
def test_files_come_back_byte_by_byte(changes: str | None, ends: str, mark: str, heading: str) -> None:
    files: Mapping[str, str] = FILES if changes is None else {**FILES, CHANGES_FILE: changes}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "net"
        folder.mkdir()
        for name, text in files.items():
            comment = f"# {heading}\n" if name == SETTINGS_FILE else ""
            (folder / name).write_bytes(f"{mark}{comment}{text}".replace("\n", ends).encode())
        with open_archive(folder, str(Path(place) / "s.sqlite"), "net") as archive:
            before, network = contents(folder), network_text(load_today(folder, archive).network)
            move_to_store(folder, archive)
            move_to_folder(folder / "new", archive)
            assert contents(folder / "new") == before
            assert network_text(load_today(folder / "new", archive).network) == network


def test_every_file_of_an_example_moves(tmp_path: Path) -> None:
    folder = tmp_path / "net"
    assert planner("init", folder)[0] == ExitCode.GOOD
    assert {*folder_files(folder)} == {
        each.name for each in example_folder("ledernetvaerk").iterdir() if each.suffix in {".toml", ".csv", ".ics"}
    }


def test_a_folder_that_a_network_left_refuses_and_says_where_it_lives(tmp_path: Path) -> None:
    address = str(tmp_path / "s.sqlite")
    folder = accepted(written(tmp_path / "net", **{CHANGES_FILE: ELECTION}), address)
    here = (folder, "--store", address, "--network", "net")
    said = f"net hører nu til i databasen {address} med {len(FILES) + 1} filer; det rettes over HTTP.\n"
    assert planner("move", "--to", "store", *here) == (ExitCode.GOOD, said)
    left = contents(folder)
    (tmp_path / "a.ics").write_text("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n")
    for command in (
        ("solve", "--accept", *here), ("accept", tmp_path / "plan.json", *here), ("change", "withdraw", "3", *here),
        ("change", "edit", "3", folder, "polling_day=2022-06-21", *here[1:]), ("move", "--to", "store", *here),
        ("busy", "import", tmp_path / "a.ics", "--person", "a1", "--folder", folder),
    ):  # fmt: skip
        code, said = planner(*command)
        assert code == ExitCode.WRONG_USE, (command, said)
        assert address in said, (command, said)
        assert "planner move --to folder" in said, (command, said)
    assert contents(folder) == left
    assert planner("status", *here, "--as-of", "2022-05-05")[0] == ExitCode.GOOD  # of the store
    assert planner("move", "--to", "folder", *here)[0] == ExitCode.GOOD
    assert planner("change", "withdraw", "3", *here)[0] == ExitCode.GOOD


def test_what_was_said_in_the_store_stands_in_the_folder_with_its_comments(tmp_path: Path) -> None:
    folder = written(tmp_path / "net", **{CHANGES_FILE: f"{ELECTION}\n{CLOSED}"})
    with open_archive(folder, str(tmp_path / "s.sqlite"), "net") as archive:
        move_to_store(folder, archive)
        with archive.store.writing() as connection:
            today = uploaded_today(archive, connection)
            assert today is not None
            found = rewritten(archive, today, 7, lambda _: None)
            keep_changes(connection, archive, today, found, datetime(2022, 5, 4, tzinfo=UTC))
        move_to_folder(folder, archive)
    assert (folder / CHANGES_FILE).read_text().strip() == ELECTION.strip()


def test_a_network_takes_no_place_of_another_or_of_files_nobody_accepted(tmp_path: Path) -> None:
    address = str(tmp_path / "s.sqlite")
    folder = accepted(written(tmp_path / "net"), address)
    with open_archive(folder, address, "net") as archive:
        (folder / "rooms.csv").write_text(FILES["rooms.csv"].replace("9000", "9100"))
        before = contents(folder)
        with pytest.raises(
            StoreError, match=r"^Not moved: 1 thing is otherwise in the files than in revision 1 of net"
        ):
            move_to_store(folder, archive)
        assert (home(archive), contents(folder)) == (Home.FOLDER, before)
        with pytest.raises(InFolderError):
            move_to_folder(tmp_path / "other", archive)
        (folder / "rooms.csv").write_text(FILES["rooms.csv"])
        move_to_store(folder, archive)
        with pytest.raises(InStoreError):
            move_to_store(written(tmp_path / "other", **{"rooms.csv": before["rooms.csv"].decode()}), archive)
        with pytest.raises(StoreError, match=r"^Not moved: .*rooms\.csv is there already and is another file"):
            move_to_folder(tmp_path / "other", archive)
        assert home(archive) is Home.STORE
        assert (tmp_path / "other" / "rooms.csv").read_bytes() == before["rooms.csv"]


def test_a_network_without_a_revision_takes_no_place_of_another(tmp_path: Path) -> None:
    address, folder = str(tmp_path / "s.sqlite"), written(tmp_path / "net")
    with open_archive(folder, address, "net") as archive:
        move_to_store(folder, archive)
        with archive.store.writing() as connection:
            connection.execute(tables.networks.update().values(home=None))
        with pytest.raises(StoreError, match="holds another network net"):
            move_to_store(written(tmp_path / "b", **{"rooms.csv": FILES["rooms.csv"].replace("9000", "1")}), archive)


def test_a_move_that_is_killed_after_the_store_has_the_files_is_ended_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = str(tmp_path / "s.sqlite")
    folder = accepted(written(tmp_path / "net", **{CHANGES_FILE: ELECTION}), address)
    here = (folder, "--store", address, "--network", "net")
    with open_archive(folder, address, "net") as archive:
        with monkeypatch.context() as killed:
            killed.setattr(moving, "_leave", kill)
            with pytest.raises(KeyboardInterrupt):
                move_to_store(folder, archive)
        before = contents(folder)
        assert (home(archive), SETTINGS_FILE in before) == (Home.STORE, True)
        for command in (("accept", tmp_path / "plan.json", "--as-of", "2022-05-01", *here),
                        ("change", "withdraw", "3", *here)):  # fmt: skip
            code, said = planner(*command)
            assert (code, f"net hører nu til i databasen {address}" in said) == (ExitCode.WRONG_USE, True), said
        (tmp_path / "a.ics").write_text("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n")
        monkeypatch.setenv("PLANNER_STORE", address)
        code, said = planner("busy", "import", tmp_path / "a.ics", "--person", "a1", "--folder", folder)
        assert (code, address in said) == (ExitCode.WRONG_USE, True), said
        assert (archive.newest(), contents(folder)) == (1, before)
        move_to_store(folder, archive)
        assert contents(folder).keys() == {"notes.txt", MOVED_FILE}


def test_a_file_that_cannot_be_written_leaves_the_network_in_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(tmp_path / "net")
    with open_archive(folder, str(tmp_path / "s.sqlite"), "net") as archive:
        move_to_store(folder, archive)
        before, write = contents(folder), FileEdit.write

        def full(edit: FileEdit) -> None:
            if edit.path.name == "venues.csv" and edit.after is not None:
                raise OSError(28, "No space left on device")
            write(edit)

        with monkeypatch.context() as disk:
            disk.setattr(FileEdit, "write", full)
            with pytest.raises(OSError, match="No space"):
                move_to_folder(folder, archive)
        assert (home(archive), contents(folder)) == (Home.STORE, before)
        with monkeypatch.context() as killed:
            killed.setattr(FileEdit, "take_back", lambda _: None)
            killed.setattr(moving, "settle", kill)
            with pytest.raises(KeyboardInterrupt):
                move_to_folder(folder, archive)
        assert (home(archive), SETTINGS_FILE in contents(folder)) == (Home.STORE, True)
        move_to_folder(folder, archive)
        assert home(archive) is Home.FOLDER


def test_a_file_that_is_edited_while_the_network_moves_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, leave = written(tmp_path / "net"), moving._leave  # noqa: SLF001

    def edited(*arguments: object) -> object:
        (folder / "rooms.csv").write_text("nyt")
        return leave(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(moving, "_leave", edited)
    with open_archive(folder, str(tmp_path / "s.sqlite"), "net") as archive:
        assert move_to_store(folder, archive).left == ("rooms.csv",)
    assert (folder / "rooms.csv").read_text() == "nyt"


def test_what_was_accepted_beside_the_folder_goes_along_to_an_empty_store(address: str, tmp_path: Path) -> None:
    folder = written(tmp_path / "net")
    accepted(folder, str(folder / "network.sqlite"))
    target = address if "postgresql" in address else str(tmp_path / "other.sqlite")
    with open_archive(folder, network="net") as archive:
        addresses, last = rows(archive)["feeds"], archive.history()
    with open_archive(folder, target, "net") as archive:
        move_to_store(folder, archive)
        assert [each.plan_document for each in archive.history()] == [each.plan_document for each in last]
        assert rows(archive)["feeds"] == addresses
        assert home(archive) is Home.STORE
    second = written(tmp_path / "second")
    accepted(second, str(second / "network.sqlite"))
    with open_archive(second, target, "second") as archive, pytest.raises(StoreError, match="holds other networks"):
        move_to_store(second, archive)
    assert (second / SETTINGS_FILE).exists()


def test_a_store_without_the_files_of_a_network_gives_none_away(tmp_path: Path) -> None:
    address = str(tmp_path / "s.sqlite")
    folder = accepted(written(tmp_path / "net"), address)
    with open_archive(folder, address, "net") as archive:
        with archive.store.writing() as connection:
            connection.execute(tables.networks.update().values(home=None))  # as an older version left it
        with pytest.raises(FilesElsewhereError):
            move_to_folder(tmp_path / "new", archive)
        assert not contents(tmp_path / "new")


def test_who_is_erased_is_gone_from_the_files_in_the_store(tmp_path: Path) -> None:
    address = str(tmp_path / "s.sqlite")
    folder = accepted(written(tmp_path / "net"), address)
    (member,) = {line.split(";")[0] for line in FILES["members.csv"].splitlines()[1:2]}
    with open_archive(folder, address, "net") as archive:
        move_to_store(folder, archive)
        erase_person(archive, member, "Anne")
        move_to_folder(folder, archive)
        assert member.encode() not in (folder / "members.csv").read_bytes().replace(b";", b" ").split()
        assert load_today(folder, archive).network.settings.first_day == date(2022, 5, 1)


def test_a_workbook_does_not_move_and_what_makes_a_folder_of_it_is_named(tmp_path: Path) -> None:
    workbook = tmp_path / "net.xlsx"
    workbook.write_bytes(b"")
    with open_archive(workbook, str(tmp_path / "s.sqlite"), "net") as archive:
        for move in (move_to_store, move_to_folder):
            with pytest.raises(StoreError, match=r"^Not moved: net is one workbook, .* planner convert"):
                move(workbook, archive)
    assert workbook.read_bytes() == b""
