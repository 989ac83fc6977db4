"""Pages of networks in a folder, in the store and in a workbook; what is made ahead; what readers are not shown."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from planner.store.database import open_store
from planner.use_cases.homes import FilesEdit, Home, put_files
from planner.web.page import app, memory
from planner.web.page.memory import Memory
from planner.web.secrets import hidden_addresses, secret_name
from tests.planner.files.workbook.books import small_workbook
from tests.planner.network_files import NetworkFiles
from tests.planner.web.page.browser import site

ADDRESS = "https://kalender.example/min/hemmelige.ics"


def test_addresses_of_calendars_are_hidden_in_the_text_of_the_settings() -> None:
    text = f'[[calendars]]\nsource = "{ADDRESS}"  # Anne\'s\n[publishing]\nfile = "a.ics"\n'
    assert hidden_addresses("net", text) == text.replace(ADDRESS, secret_name("net", ADDRESS))


@pytest.mark.slow
def test_a_network_in_a_workbook_is_shown_and_given_as_it_is(tmp_path: Path) -> None:
    book = small_workbook(tmp_path)
    with site(book, tmp_path / "log", slots=0) as found:
        text = found.server.ask("/n/net/files", Accept_Language="en").body.decode()
        assert "The whole network is the workbook net.xlsx." in text
        assert found.server.ask("/n/net/files/network.xlsx").body == book.read_bytes()
        assert found.server.ask("/n/net/files/members.csv").status == 404


@pytest.mark.slow
def test_the_workbook_of_a_network_in_the_store_has_its_tables(tmp_path: Path) -> None:
    folder = tmp_path / "net"
    folder.mkdir()
    NetworkFiles(folder)
    address, kept = str(folder / "network.sqlite"), Home("other")
    files = Home("net", folder).files(open_store(address))
    with open_store(address) as store, store.writing() as connection:
        put_files(connection, "other", files, FilesEdit.of(kept, {}, files).read(store))
    with site(folder, tmp_path / "log", slots=0) as found:
        book = openpyxl.load_workbook(io.BytesIO(found.server.ask("/n/other/files/network.xlsx").body))
        assert [row[0].value for row in book["Medlemmer"].iter_rows(min_row=2, max_row=5)] == ["a1", "a2", "b1", "c1"]


@pytest.mark.slow
def test_what_the_first_page_needs_is_made_ahead(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(str(planned / "network.sqlite")) as store:
        kept, home = Memory(store), Home("net", planned)
        app._warm_up(home, kept)  # noqa: SLF001 - what the server runs beside
        monkeypatch.setattr(memory, "check", None)
        assert kept.accepted(home, "da").revision.number == 1
        with pytest.raises(TypeError):
            kept.accepted(home, "en")
