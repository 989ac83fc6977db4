"""Where a network is at home, and what stands beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.store.place import (
    STORE_VARIABLE,
    beside,
    folder_of,
    is_workbook,
    may_have_store,
    network_name,
    own_store,
    store_url,
)


def test_a_folder_holds_what_belongs_to_it(tmp_path: Path) -> None:
    home = tmp_path / "netværk"
    home.mkdir()
    assert not is_workbook(home)
    assert (folder_of(home), network_name(home)) == (home, "netværk")
    assert (beside(home, "changes.toml"), own_store(home)) == (home / "changes.toml", str(home / "network.sqlite"))


@pytest.mark.parametrize("ending", [".xlsx", ".XLSM", ".xlsb", ".ods", ".numbers"])
def test_what_belongs_to_a_workbook_stands_beside_it_with_its_name(tmp_path: Path, ending: str) -> None:
    home = tmp_path / f"netværk 2{ending}"
    assert is_workbook(home)
    assert (folder_of(home), network_name(home)) == (tmp_path, "netværk 2")
    assert beside(home, "changes.toml") == tmp_path / "netværk 2.changes.toml"
    assert own_store(home) == str(tmp_path / "netværk 2.sqlite")


def test_a_folder_may_be_called_like_a_workbook(tmp_path: Path) -> None:
    home = tmp_path / "netværk.xlsx"
    home.mkdir()
    assert not is_workbook(home)
    assert (folder_of(home), network_name(home)) == (home, "netværk.xlsx")


def test_the_store_is_as_given_or_in_the_environment_or_in_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(STORE_VARIABLE, raising=False)
    assert (store_url(tmp_path), may_have_store(tmp_path)) == (str(tmp_path / "network.sqlite"), False)
    assert (store_url(tmp_path, "a.sqlite"), may_have_store(tmp_path, "a.sqlite")) == ("a.sqlite", True)
    monkeypatch.setenv(STORE_VARIABLE, "postgresql://x/y")
    assert (store_url(tmp_path), may_have_store(tmp_path)) == ("postgresql://x/y", True)
    assert store_url(tmp_path, "a.sqlite") == "a.sqlite"
    monkeypatch.setenv(STORE_VARIABLE, "")
    (tmp_path / "network.sqlite").touch()
    assert (store_url(tmp_path), may_have_store(tmp_path)) == (str(tmp_path / "network.sqlite"), True)
