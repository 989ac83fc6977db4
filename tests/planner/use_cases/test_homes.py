"""Homes: a folder is edited in place or not at all, and nobody's edit is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.errors import InputErrors
from planner.files.editing import FileChangedError
from planner.store import revisions
from planner.store.database import Store, open_store
from planner.store.uploads import NoSuchNetworkError, keep_files
from planner.use_cases.homes import FilesEdit, Home, put_files, spoken
from tests.planner.network_files import NetworkFiles
from tests.planner.web.page.accepted import accept


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


def test_while_the_files_have_mistakes_the_network_of_the_last_revision_is_known(folder: Path, store: Store) -> None:
    home = Home.of_folder(folder, store.name)
    assert home is not None
    known = home.known(store)
    assert (known.network, known.mistakes, known.revision, known.n) == (home.network_today(store), None, 0, 0)
    assert known.of_today() is known.network
    (folder / "guests.csv").write_text("id;municipality;theme\na;0869;x\n")
    unknown = home.known(store)
    assert (unknown.network, unknown.revision) == (None, 0)
    (folder / "guests.csv").unlink()
    accept(folder)
    (folder / "members.csv").write_text("id;municipality;role\na;0869;chef\nb;0869;chef\n")
    kept = home.known(store)
    assert kept.network == home.archive(store).kept().content.network
    assert (kept.revision, kept.n) == (1, len(kept.mistakes.errors) if kept.mistakes else 0)
    for each in (unknown, kept):
        with pytest.raises(InputErrors) as wrong:
            each.of_today()
        assert each.mistakes is not None
        assert (wrong.value.every, wrong.value.locale) == (each.mistakes.every, "da")
        assert wrong.value is not each.mistakes


@pytest.fixture(params=["folder", "store"])
def home(request: pytest.FixtureRequest, folder: Path, store: Store) -> Home:
    """Return the small network in a folder, and brought into the store."""
    found = Home("net", folder)
    if request.param == "folder":
        return found
    kept = Home("net")
    files = found.files(store)
    with store.writing() as connection:
        assert put_files(connection, "net", files, FilesEdit.of(kept, {}, files).read(store))
    return kept


def test_a_home_has_its_files(home: Home, store: Store, folder: Path) -> None:
    files = home.files(store)
    assert files["members.csv"] == (folder / "members.csv").read_bytes()
    assert "network.toml" in files


def test_what_would_be_wrong_is_told_before_anything_is_written(home: Home, store: Store) -> None:
    files = home.files(store)
    edit = FilesEdit.of(home, files, {"members.csv": files["members.csv"].replace(b"0860", b"0869")})
    with pytest.raises(InputErrors) as wrong:
        edit.read(store)
    assert [(each.file, each.line, each.place) for each in wrong.value.errors] == [("members.csv", 4, "municipality")]
    assert home.files(store) == files


def test_an_edit_is_written_and_taken_back(home: Home, store: Store) -> None:
    files = home.files(store)
    busy = b"person;first_day\na1;2023-03-01\n"
    member = files["members.csv"].replace(b"a1;", b"a7;")
    edit = FilesEdit.of(home, files, {"members.csv": member, "busy.csv": busy.replace(b"a1", b"a7")})
    edit.write(store, edit.read(store))
    assert home.files(store) == {**files, **edit.after}
    assert "a7" in {each.id for each in home.network_today(store).members}
    edit.undone.write(store, edit.undone.read(store))
    assert home.files(store) == files
    assert "a7" not in {each.id for each in home.network_today(store).members}


def test_what_somebody_else_changed_is_not_written_over(home: Home, store: Store) -> None:
    files = home.files(store)
    theirs = FilesEdit.of(home, files, {"members.csv": files["members.csv"] + b"\n"})
    mine = FilesEdit.of(home, files, {"staff.csv": files["staff.csv"] + b"\n", "members.csv": files["members.csv"]})
    read = mine.read(store)
    theirs.write(store, theirs.read(store))
    with pytest.raises(FileChangedError):
        mine.write(store, read)
    assert home.files(store) == {**files, **theirs.after}


def test_names_and_addresses_come_from_the_files_also_where_they_have_mistakes(home: Home, store: Store) -> None:
    network = home.network_today(store)
    files = home.files(store)
    members = b"id;municipality;role;name;email\na1;0851;chef;Anne;anne@k.example\nzz;0999;chef;;\n"
    if home.folder:
        (home.folder / "members.csv").write_bytes(members)
    else:
        with store.writing() as connection:
            revisions.lock(connection, home.network)
            keep_files(connection, home.network, {**files, "members.csv": members})
    found = home.people(store, network)
    assert {each.id: (each.name, each.email) for each in found.members if each.email} == {
        "a1": ("Anne", "anne@k.example")
    }
    assert found.members == network.members  # names and addresses are no part of what is compared
