"""A file that is edited in place is replaced whole, and never over what somebody else wrote."""

from __future__ import annotations

import multiprocessing
import os
import stat
from pathlib import Path

import pytest

from planner.files.editing import FileChangedError, FileEdit, FileUnwritableError, content


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_a_file_is_made_edited_and_removed(tmp_path: Path) -> None:
    path = tmp_path / "changes.toml"
    FileEdit(path, None, b"one").write()
    edit = FileEdit(path, b"one", b"two")
    edit.write()
    assert path.read_bytes() == b"two"
    edit.take_back()
    assert path.read_bytes() == b"one"
    FileEdit(path, b"one", None).write()
    assert names(tmp_path) == []


@pytest.mark.parametrize("before", [None, b"older"])
def test_what_somebody_else_wrote_meanwhile_stays(tmp_path: Path, before: bytes | None) -> None:
    path = tmp_path / "changes.toml"
    path.write_bytes(b"theirs")
    with pytest.raises(FileChangedError, match="was changed by somebody else meanwhile"):
        FileEdit(path, before, b"ours").write()
    with pytest.raises(FileChangedError):
        FileEdit(path, None, b"ours").take_back()
    assert path.read_bytes() == b"theirs"


def test_a_link_stays_a_link_and_permissions_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "elsewhere.toml", tmp_path / "changes.toml"
    real.write_bytes(b"one")
    real.chmod(0o640)
    link.symlink_to(real)
    FileEdit(link, b"one", b"two").write()
    assert link.is_symlink()
    assert real.read_bytes() == b"two"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    FileEdit(link, b"two", None).write()
    assert names(tmp_path) == ["changes.toml"]  # what it led to is gone; the link waits for it
    FileEdit(link, None, b"three").write()
    assert link.is_symlink()
    assert real.read_bytes() == b"three"


def test_what_a_crash_left_behind_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / ".changes.toml.new").mkdir()  # what an older version would have used
    FileEdit(tmp_path / "changes.toml", None, b"one").write()
    assert (tmp_path / "changes.toml").read_bytes() == b"one"


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "changes.toml"
    path.write_bytes(b"one")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileUnwritableError, match="No space left on device"):
        FileEdit(path, b"one", b"two").write()
    assert (path.read_bytes(), names(tmp_path)) == (b"one", ["changes.toml"])


def test_a_file_marked_as_read_only_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "changes.toml"
    path.write_bytes(b"one")
    monkeypatch.setattr(os, "access", lambda *_: False)  # the superuser may write everything
    with pytest.raises(FileUnwritableError, match="Permission denied"):
        FileEdit(path, b"one", b"two").write()
    assert path.read_bytes() == b"one"


def count_up(path: Path, times: int) -> None:
    done = 0
    while done < times:
        before = content(path) or b"0"
        try:
            FileEdit(path, before, b"%d" % (int(before) + 1)).write()
        except FileChangedError:
            continue
        done += 1


def test_of_many_at_once_none_writes_over_another(tmp_path: Path) -> None:
    path = tmp_path / "counter"
    path.write_bytes(b"0")
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=count_up, args=(path, 25)) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert [each.exitcode for each in workers] == [0] * 4
    assert path.read_bytes() == b"100"
    assert names(tmp_path) == ["counter"]
