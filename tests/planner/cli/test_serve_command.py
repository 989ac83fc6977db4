"""What `planner serve` refuses before it serves."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from planner.cli.program import run


def test_a_port_in_use_is_said_in_the_language_of_the_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANG", "da_DK.UTF-8")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run(["serve", str(tmp_path), "--port", str(port)]) == 2
    said = capsys.readouterr().err
    assert f"port {port} på 127.0.0.1 er i brug af et andet program; vælg en anden med --port" in said
    assert "Address" not in said
