"""`planner keys`: made and shown once, listed, revoked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.cli.program import run
from planner.web.keys import is_key

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("PLANNER_STORE", raising=False)
    monkeypatch.chdir(tmp_path)


def said(capsys: Captured, *arguments: str | Path, code: int = 0) -> tuple[str, str]:
    """What a command writes to stdout and stderr."""
    assert run([str(each) for each in arguments]) == code
    written = capsys.readouterr()
    return written.out, written.err


def test_a_key_is_shown_once_and_listed_without_itself(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "netværk"
    folder.mkdir()
    key, remark = said(capsys, "keys", "create", folder, "--role", "reader", "--for", "Kim's\nprogram")
    assert is_key(key.strip())
    assert "shown only now" in remark
    made, _ = said(capsys, "keys", "create", folder, "--role", "planner", "--all", "--format", "json")
    everywhere = json.loads(made)
    assert {"key": 2, "role": "planner", "network": None}.items() <= everywhere.items()
    monkeypatch.setenv("LANG", "da_DK.UTF-8")
    revoked, _ = said(capsys, "keys", "revoke", "1", folder)
    assert revoked.strip() == "Nøgle 1 er trukket tilbage."
    listed, _ = said(capsys, "keys", "list", folder, "--format", "json")
    first, second = json.loads(listed)
    assert {"key": 1, "role": "reader", "network": "netværk", "for": "Kim's program"}.items() <= first.items()
    assert first["revoked_at"]
    assert second["revoked_at"] is None
    table, _ = said(capsys, "keys", "list", folder)
    assert "trukket tilbage" in table
    for secret in (key.strip(), everywhere["secret"]):
        assert secret not in listed + table
        assert all(secret.encode() not in file.read_bytes() for file in folder.iterdir())


def test_wrong_use_is_told(tmp_path: Path, capsys: Captured) -> None:
    assert "there is no open key 7" in said(capsys, "keys", "revoke", "7", tmp_path, code=2)[1]
    both = said(capsys, "keys", "create", tmp_path, "--role", "reader", "--all", "--network", "x", code=2)
    assert "only one of --all and --network" in both[1]
    assert "planner, reader, feed_manager" in said(capsys, "keys", "create", tmp_path, "--role", "king", code=2)[1]
    assert said(capsys, "keys", "list", tmp_path / "empty", "--format", "json")[0].strip() == "[]"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en_GB.UTF-8", "can be reached from other machines, and there are no keys"),
     ("da_DK.UTF-8", "kan nås fra andre maskiner, og der er ingen nøgler")],
)  # fmt: skip
def test_no_server_is_open_to_others_without_keys(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, language: str, sentence: str
) -> None:
    monkeypatch.setenv("LANG", language)
    _, remark = said(capsys, "serve", tmp_path, "--host", "0.0.0.0", "--port", "0", code=2)  # noqa: S104 - the point
    assert sentence in remark


def test_a_server_is_not_open_to_others_either_when_all_keys_are_revoked(tmp_path: Path, capsys: Captured) -> None:
    said(capsys, "keys", "create", tmp_path, "--role", "reader")
    said(capsys, "keys", "revoke", "1", tmp_path)
    _, remark = said(capsys, "serve", tmp_path, "--host", "0.0.0.0", "--port", "0", code=2)  # noqa: S104 - the point
    assert "there are no keys" in remark


def test_a_proxy_needs_keys_and_an_address(tmp_path: Path, capsys: Captured) -> None:
    for found in ("nginx", "10.0.0.1/8", "127.0.0.1:80"):
        assert found in said(capsys, "serve", tmp_path, "--port", "0", "--proxy", found, code=2)[1]
    _, remark = said(capsys, "serve", tmp_path, "--port", "0", "--proxy", "127.0.0.1", code=2)
    assert "behind a proxy everybody needs a key" in remark
