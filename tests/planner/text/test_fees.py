"""`planner fees`: what each municipality pays, as a table and as a list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.cli.program import run
from tests.planner.cli.running import small_network


def test_each_municipality_pays_for_its_members_and_all_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = small_network(tmp_path / "n", "en")
    settings = (folder / "network.toml").read_text(encoding="utf-8")
    assert run(["fees", str(folder)]) == 2
    assert "price_per_member" in capsys.readouterr().err
    (folder / "network.toml").write_text(f"price_per_member = 6000\n{settings}\n[fees]\n", encoding="utf-8")
    assert run(["fees", str(folder), "--csv", str(tmp_path / "fees.csv")]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["Aalborg", "2", "12,000", "3,000", "15,000"] in rows
    assert rows[-1][-4:] == ["4", "24,000", "6,000", "30,000"]
    assert len((tmp_path / "fees.csv").read_text(encoding="utf-8").splitlines()) == 5
    assert run(["fees", str(folder), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["amount"], found["total"], [each["total"] for each in found["municipalities"]]) == (
        24000, 30000, [15000, 7500, 7500]
    )  # fmt: skip
