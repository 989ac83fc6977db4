"""The commands around calendars."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from planner.cli.program import run
from planner.feeds.audiences import is_token
from planner.store.place import STORE_FILE_NAME
from tests.planner.announcements import announced
from tests.planner.cli.running import planner, small_network
from tests.planner.cli.test_revisions import AS_OF, MORE, write_plan
from tests.planner.feeds.desk import Desk
from tests.planner.network_files import FILES

ADDRESS = re.compile(r"/feeds/([A-Za-z0-9_-]{43})\.ics")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("PLANNER_STORE", raising=False)
    desk = Desk(tmp_path / STORE_FILE_NAME)
    with desk.store:
        desk.accept(announced())
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *arguments: str | Path, code: int = 0) -> str:
    capsys.readouterr()
    assert run([str(each) for each in arguments]) == code
    found = capsys.readouterr()
    return found.out if code == 0 else found.err


def listed(capsys: pytest.CaptureFixture[str], folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(said(capsys, "feeds", folder, "--format", "json"))
    return found


def test_publish_writes_everything_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "publish", folder)
    assert text.startswith(f"5 kalendere i {folder}/published: 5 skrevet, 0 som før, 0 fjernet.\n")
    web = folder / "published" / "web" / "feeds"
    assert sum(is_token(path.stem) for path in web.glob("*.ics")) == 5
    assert (folder / "published" / "index.html").read_text(encoding="utf-8").count("<a href=") == 5
    assert "0 skrevet, 5 som før, 0 fjernet" in said(capsys, "publish", folder)


def test_feeds_are_listed_without_their_addresses(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "publish", folder)
    text = said(capsys, "feeds", folder)
    assert re.search(r"2 +region +syd +Syd +besluttede +åben", text)
    assert not ADDRESS.search(text)
    assert {"feed": "4", "for": "medlem", "id": "m1"}.items() <= listed(capsys, folder)[3].items()


def test_an_address_is_made_exchanged_and_closed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = said(capsys, "feeds", folder, "--create", "member/m1")
    assert first.startswith("1 medlem m1 (besluttede): /feeds/")
    second = json.loads(said(capsys, "feeds", folder, "--rotate", "1", "--format", "json"))
    assert ADDRESS.search(first)[1] != ADDRESS.search(second[0]["address"])[1]  # type: ignore[index]
    assert said(capsys, "feeds", folder, "--revoke", "1") == "Udført.\n"
    assert listed(capsys, folder)[0]["revoked_at"] is not None
    assert "lukket" in said(capsys, "feeds", folder)


def test_everyone_may_be_given_a_calendar_at_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "feeds", folder, "--create", "network")
    text = said(capsys, "feeds", folder, "--create", "everyone")
    assert len(set(ADDRESS.findall(text))) == 4
    assert said(capsys, "feeds", folder, "--create", "everyone") == "Udført.\n"


def test_an_exchanged_address_reaches_the_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "publish", folder)
    web = folder / "published" / "web" / "feeds"
    before = {path.stem for path in web.glob("*.ics")}
    text = said(capsys, "feeds", folder, "--rotate", "1", "--to", folder / "published")
    new = ADDRESS.search(text)[1]  # type: ignore[index]
    after = {path.stem for path in web.glob("*.ics")}
    assert (after - before, len(after)) == ({new}, 5)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--create", "member/nobody"], "member/nobody"),
        (["--create", "region"], "region"),
        (["--create", "network", "--revoke", "1"], "--create, --rotate"),
        (["--rotate", "7"], "7"),
        (["--revoke", "0"], "0"),
    ],
)
def test_what_cannot_be_done_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], options: list[str], complaint: str
) -> None:
    assert complaint in said(capsys, "feeds", folder, *options, code=2)
    assert listed(capsys, folder) == []


def test_a_folder_that_cannot_be_written_to_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "taken").write_text("x")
    assert "taken" in said(capsys, "publish", folder, "--to", folder / "taken", code=2)


def test_nothing_is_published_before_a_plan_is_accepted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("publish", "feeds"):
        assert STORE_FILE_NAME in said(capsys, command, tmp_path, code=2)
    assert not (tmp_path / STORE_FILE_NAME).exists()


def test_a_port_that_is_taken_is_said(folder: Path) -> None:
    done = planner("serve", folder, "--host", "192.0.2.1", LC_ALL="da_DK.UTF-8")
    assert done.returncode == 2
    assert done.stderr.startswith("Fejl: der kan ikke lyttes på port 8000 på 192.0.2.1 (")


def test_proposed_dates_are_held_and_released(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PLANNER_STORE", raising=False)
    folder = small_network(tmp_path / "netværk")
    for name, more in MORE.items():
        (folder / name).write_text(FILES[name] + more, encoding="utf-8")
    first = write_plan(folder / "first.json")
    second = write_plan(folder / "second.json", kickoff="2022-06-16")
    assert said(capsys, "hold", folder, *AS_OF, "--plan", first, "--plan", second).startswith("6 datoer ")
    text = said(capsys, "feeds", folder, "--create", "network", "--held")
    assert "(reserverede): /feeds/" in text
    assert said(capsys, "hold", folder, *AS_OF).startswith("0 datoer ")
    said(capsys, "publish", folder)
    shown = [path.read_text(encoding="utf-8") for path in (folder / "published" / "web" / "feeds").glob("*.ics")]
    assert shown
    assert not any("STATUS:TENTATIVE" in each for each in shown)
    assert any("SUMMARY:Frigivet: Kick-off" in each for each in shown)
