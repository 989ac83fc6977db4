"""Homes: a folder is edited in place or not at all, and nobody's edit is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.files.editing import FileChangedError
from planner.store.database import Store, open_store
from planner.store.uploads import NoSuchNetworkError
from planner.use_cases.homes import FolderEdit, Home, spoken
from tests.planner.network_files import NetworkFiles


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    NetworkFiles(tmp_path)
    return tmp_path


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with open_store(str(folder / "network.sqlite")) as found:
        yield found


def test_a_folder_with_files_is_a_home_and_another_is_none(folder: Path, store: Store, tmp_path: Path) -> None:
    home = Home.of_folder(folder, store.name)
    assert home == Home(folder.name, folder.resolve())
    assert home.network_today(store).settings.name == "Prøvenetværk"
    empty = tmp_path / "empty"
    empty.mkdir()
    assert Home.of_folder(empty, store.name) is None
    with store.writing():
        pass  # which makes it
    with pytest.raises(NoSuchNetworkError):
        Home("net").network_today(store)


def test_a_network_is_spoken_in_another_language_and_stays_what_it_is(folder: Path, store: Store) -> None:
    network = Home(folder.name, folder).network_today(store)
    assert spoken(network, "en").settings.locale == "en"
    assert network.settings.locale == "da"
    assert spoken(network, "da") is network


def test_what_would_be_wrong_is_told_before_anything_is_written(folder: Path, store: Store) -> None:
    before = (folder / "members.csv").read_bytes()
    edit = FolderEdit.of(folder, {"members.csv": before.replace(b"0860", b"0869")})
    errors = edit.errors(store, "net")
    assert errors is not None
    assert [(each.file, each.line, each.place) for each in errors.errors] == [("members.csv", 4, "municipality")]
    assert FolderEdit.of(folder, {"members.csv": before}).errors(store, "net") is None
    assert (folder / "members.csv").read_bytes() == before


def test_an_edit_is_written_and_taken_back(folder: Path) -> None:
    before = (folder / "members.csv").read_bytes()
    edit = FolderEdit.of(folder, {"members.csv": b"new", "busy.csv": b"more"})
    edit.write()
    assert (folder / "members.csv").read_bytes() == b"new"
    assert (folder / "busy.csv").read_bytes() == b"more"
    edit.undone.write()
    assert (folder / "members.csv").read_bytes() == before
    assert not (folder / "busy.csv").exists()
    assert [each.name for each in folder.iterdir() if each.name.startswith(".")] == []


def test_what_somebody_else_changed_is_not_written_over(folder: Path) -> None:
    staff = (folder / "staff.csv").read_bytes()
    edit = FolderEdit.of(folder, {"staff.csv": b"mine too", "members.csv": b"mine"})
    (folder / "members.csv").write_bytes(b"theirs")
    with pytest.raises(FileChangedError):
        edit.write()
    assert (folder / "members.csv").read_bytes() == b"theirs"
    assert (folder / "staff.csv").read_bytes() == staff
