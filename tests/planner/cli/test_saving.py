"""Files are written whole or not at all."""

import errno
import json
import os
import shlex
import subprocess
from pathlib import Path

import pytest

from planner.cli.actions.files import interrupted_name, require_writable, save
from planner.cli.base.command import WrongUse
from tests.planner.cli.running import PROGRAM, small_network, surroundings


def test_a_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text("old", encoding="utf-8")
    save(path, "nyt æøå")
    assert path.read_text(encoding="utf-8") == "nyt æøå\n"
    assert [each.name for each in tmp_path.iterdir()] == ["plan.json"]


def test_files_get_the_usual_permissions(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        save(tmp_path / "plan.json", "x")
    finally:
        os.umask(before)
    assert (tmp_path / "plan.json").stat().st_mode & 0o777 == 0o640


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plan.json"
    path.write_text("old", encoding="utf-8")

    def full(_self: Path, _target: Path) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(WrongUse, match="No space left"):
        save(path, "new")
    assert [each.read_text(encoding="utf-8") for each in tmp_path.iterdir()] == ["old"]


def test_nothing_to_write_is_always_writable() -> None:
    require_writable(None)


def test_an_interrupted_plan_never_overwrites_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = []
    for _ in range(3):
        name = interrupted_name("da")
        name.touch()
        names.append(str(name))
    assert names == ["plan-afbrudt.json", "plan-afbrudt-2.json", "plan-afbrudt-3.json"]
    assert str(interrupted_name("en")) == "plan-interrupted.json"


def test_a_device_is_written_to_and_stays_a_device() -> None:
    before = Path(os.devnull).stat()
    require_writable(Path(os.devnull))
    save(Path(os.devnull), "x")
    assert Path(os.devnull).stat().st_ino == before.st_ino


def test_a_link_keeps_leading_to_its_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old", encoding="utf-8")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "file")
    save(link, "new")
    assert link.is_symlink()
    assert (tmp_path / "file").read_text(encoding="utf-8") == "new\n"


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_a_plan_is_saved_whichever_standard_streams_are_closed(closed: str, tmp_path: Path) -> None:
    saved = tmp_path / "plan.json"
    words = [*PROGRAM, "solve", str(small_network(tmp_path / "net")), "--out", str(saved)]
    command = ["/bin/sh", "-c", f"{shlex.join(words)} {closed}"]
    done = subprocess.run(command, env=surroundings(), capture_output=True, check=False, timeout=120)
    assert (done.returncode, "Traceback" in done.stderr.decode()) == (0, False)
    assert json.loads(saved.read_text(encoding="utf-8"))["meetings"]
