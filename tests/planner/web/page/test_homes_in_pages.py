"""Pages of networks in a folder, in the store and in a workbook; what is made ahead; what readers are not shown."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from calendars.language import LOCALES
from planner.jobs.pool import NONE
from planner.jobs.service import JobService
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
def test_what_the_first_pages_need_is_made_ahead_in_every_language(
    planned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home("net", planned)
    monkeypatch.setattr(app, "_warm_up", lambda *_: None)
    with open_store(str(planned / "network.sqlite")) as store:
        pages = app.Pages(home).application(store, JobService(store, NONE))
        monkeypatch.undo()
        with ThreadPoolExecutor(1) as beside:  # as in the server: in a thread without an event loop
            beside.submit(app._warm_up, home, pages).result()  # noqa: SLF001 - what the server runs
        monkeypatch.setattr(memory, "check", None)
        kept: Memory = pages.state.memory
        assert [kept.accepted(home, locale).revision.number for locale in LOCALES] == [1] * len(LOCALES)
        monkeypatch.setattr(memory, "status", None)
        monkeypatch.setattr(Home, "status", None)
        today = datetime.now(ZoneInfo("Europe/Copenhagen")).date()
        assert {kept.status(home, today, locale).revision.revision for locale in LOCALES} == {1}
