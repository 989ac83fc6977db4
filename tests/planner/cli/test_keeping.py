"""`planner backup`, `restore` and `person`, and what the commands say when nothing can be written."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest

from planner.cli.base.command import ExitCode
from planner.cli.program import run
from tests.planner.cli.running import PROGRAM, small_network, surroundings
from tests.planner.network_files import FILES
from tests.planner.store.test_trouble import no_file_longer_than

SECRET = "kalender-hemmelig"  # noqa: S105 - a word to look for
GONE = "xq-77a"
"""An id that stands nowhere by chance."""
MEMBERS = FILES["members.csv"].replace("a1;", f"{GONE};")


class Done(NamedTuple):
    """What came of a command."""

    returncode: int
    stdout: str
    stderr: str


def planner(*arguments: str, cwd: Path) -> Done:
    """Run a command in this process."""
    with chdir(cwd), redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        return Done(run(arguments), out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network with an accepted plan and published calendars; it is copied before it is changed."""
    folder = small_network(tmp_path_factory.mktemp("begun") / "net", "en", members_csv=MEMBERS)
    for command in (("solve", ".", "--out", "plan.json", "--seconds", "20"), ("accept", "plan.json", "."),
                    ("publish", ".")):  # fmt: skip
        found = planner(*command, cwd=folder)
        assert found.returncode == ExitCode.GOOD, found.stderr
    return folder


@pytest.fixture
def folder(begun: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "net"
    shutil.copytree(begun, copy)
    return copy


def test_a_backup_is_written_and_restored(folder: Path) -> None:
    done = planner("backup", "../net.backup", ".", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "../net.backup holds 1 revision of 1 network.\n")
    planner("accept", "plan.json", ".", cwd=folder)
    assert len(planner("history", ".", cwd=folder).stdout.splitlines()) == 3
    done = planner("restore", "../net.backup", ".", cwd=folder)
    assert (done.returncode, done.stdout) == (
        0, "network.sqlite now holds what ../net.backup held: 1 revision of 1 network.\n",
    )  # fmt: skip
    assert len(planner("history", ".", cwd=folder).stdout.splitlines()) == 2
    wrong = planner("restore", "plan.json", ".", cwd=folder)
    assert wrong.returncode == ExitCode.WRONG_USE
    assert wrong.stderr == "plan.json is no backup that can be restored: what it holds is damaged.\n"


def test_a_person_is_shown_and_erased_in_the_folder_the_store_and_what_is_published(folder: Path) -> None:
    gone, stays = GONE, "b1"
    own = folder / f"{SECRET}.ics"
    own.write_text("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    with (folder / "network.toml").open("a") as file:
        file.write(f'\n[[calendars]]\nsource = "{own.name}"\nperson = "{gone}"\n')
    (folder / "busy.csv").write_text(
        f"person,first_day,last_day,from,to\n{gone},2027-02-15,2027-02-19,,\n{stays},2027-03-01,,09:00,12:00\n"
    )
    (folder / "changes.toml").write_text(
        f'[[changes]]\nn = 1\nsaid = 2023-01-02\nkind = "busy"\nperson = "{gone}"\nfirst_day = 2023-05-10\n\n'
        f'[[changes]]\nn = 2\nsaid = 2023-01-03\nkind = "busy"\nperson = "{stays}"\nfirst_day = 2023-05-11\n'
    )
    (folder / "note.md").write_text(f"Ask {gone}, then {gone}.\n")
    (folder / "table.xlsx").write_bytes(b"PK\x03\x04\0\0")
    shown = json.loads(planner("person", "export", gone, ".", cwd=folder).stdout)
    assert {"members.csv", "busy.csv", "changes.toml", "network.toml", "note.md"} <= {
        each["where"] for each in shown["documents"]
    }
    calendars = len(list((folder / "published" / "web" / "feeds").glob("*.ics")))
    done = planner("person", "erase", gone, ".", cwd=folder)
    assert (done.returncode, done.stdout) == (0, f"{gone} is erased; erased-1 stands in place of the id.\n")
    assert "table.xlsx" in done.stderr
    assert not own.exists()
    for path in folder.rglob("*"):
        if path.is_file():
            assert gone.encode() not in path.read_bytes(), path
            assert SECRET.encode() not in path.read_bytes(), path
    assert "\nerased-1;0851;\n" in (folder / "members.csv").read_text()
    assert (folder / "busy.csv").read_text().splitlines()[1:] == [f"{stays},2027-03-01,,09:00,12:00"]
    assert "n = 1" not in (folder / "changes.toml").read_text()
    assert (folder / "note.md").read_text() == "Ask erased-1, then erased-1.\n"
    assert len(list((folder / "published" / "web" / "feeds").glob("*.ics"))) == calendars - 1
    assert planner("show", ".", cwd=folder).returncode == ExitCode.GOOD
    assert planner("person", "export", gone, ".", cwd=folder).returncode == ExitCode.WRONG_USE


def test_who_is_erased_from_a_workbook_has_no_published_calendar_either(begun: Path, tmp_path: Path) -> None:
    plan = str(begun / "plan.json")
    for command in (("convert", str(begun), "net.xlsx"), ("accept", plan, "net.xlsx"), ("publish", "net.xlsx")):
        found = planner(*command, cwd=tmp_path)
        assert found.returncode == ExitCode.GOOD, found.stderr
    feeds = tmp_path / "net.published" / "web" / "feeds"
    calendars = len(list(feeds.glob("*.ics")))
    done = planner("person", "erase", GONE, "net.xlsx", cwd=tmp_path)
    assert done.returncode == ExitCode.GOOD, done.stderr
    assert len(list(feeds.glob("*.ics"))) == calendars - 1
    assert "published" not in planner("status", "net.xlsx", cwd=tmp_path).stdout
    next(feeds.glob("*.ics")).write_bytes(b"")
    assert "1 calendar in net.published does not say" in planner("status", "net.xlsx", cwd=tmp_path).stdout


def test_a_full_device_for_the_output_is_said(folder: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, "history", "."], cwd=folder, env=surroundings(LANG="en"), stdout=full, stderr=subprocess.PIPE,
            text=True, check=False, timeout=120,
        )  # fmt: skip
    assert (done.returncode, done.stderr.count("Traceback")) == (ExitCode.WRONG_USE, 0)
    assert "could not be written whole" in done.stderr


@pytest.mark.parametrize(
    "command",
    [("backup", "new.backup", "."), ("init", "new", "--blank"), ("person", "erase", GONE, "."),
     ("accept", "plan.json", "."), ("solve", ".", "--out", "new.json", "--seconds", "5")],
    ids=lambda found: found[0],
)  # fmt: skip
def test_a_full_disk_is_said_and_nothing_half_written(folder: Path, command: tuple[str, ...]) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with no_file_longer_than(30):
        code, _, said = planner(*command, cwd=folder)
    assert code == ExitCode.WRONG_USE
    assert any(each in said for each in ("full", "File too large"))
    assert "Traceback" not in said
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert {path: data for path, data in after.items() if "network.sqlite-" not in path.name} == before


def test_less_memory_than_planning_needs_is_refused(folder: Path) -> None:
    done = planner("serve", ".", "--memory", "256", cwd=folder)
    assert done.returncode == ExitCode.WRONG_USE
    assert "from 512 to" in done.stderr
