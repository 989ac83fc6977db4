"""`planner places`: who has a place of what is offered, and why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.cli.program import run
from tests.planner.cli.running import small_network

OFFER = """
[[offers]]
id = "temadag"
title = "Lokal temadag"
places = 1
conditions = "Kommunen betaler forplejningen."
"""
ROWS = (
    "municipality;received;persons;seats;state;decided_by;decided_on;reason\n"
    "0860;2022-09-29 08:05;8;24;;;;\n"
    "0851;2022-09-28 13:42;12;30;;;;\n"
    "0607;2022-09-30;9;20;afvist;Kim;2022-10-03;For langt\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A network with an offer, and three applications for its one place."""
    monkeypatch.delenv("PLANNER_STORE", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    found = small_network(tmp_path / "netværk", more=OFFER)
    (found / "applications.csv").write_text(ROWS, encoding="utf-8")
    monkeypatch.chdir(found)
    return found


@pytest.mark.usefixtures("folder")
def test_every_application_is_a_line_with_its_outcome_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["places"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Lokal temadag: 1 af 1 plads givet, 3 ansøgninger"
    assert lines[1] == "Betingelser: Kommunen betaler forplejningen."
    assert [line.split()[0] for line in lines[3:] if line[:1].isalpha()] == ["Aalborg", "Hjørring", "Fredericia"]
    assert "har plads" in lines[3]
    assert any("afvist af Kim 3. oktober 2022: For langt" in line for line in lines)


@pytest.mark.usefixtures("folder")
def test_why_not_us_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["places", "--municipality", "hjørring"]) == 0
    assert capsys.readouterr().out == (
        "Hjørring: venter; nummer 2 af 3 i rækkefølgen, modtaget 29. september 2022 kl. 08.05;"
        " der er 1 plads, alle givet; nummer 1 til at rykke op.\n"
    )


@pytest.mark.usefixtures("folder")
def test_the_json_says_the_same_with_what_it_rests_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["places", "--format", "json", "--offer", "Lokal temadag"]) == 0
    (offer,) = json.loads(capsys.readouterr().out)["offers"]
    assert (offer["offer"], offer["places"], offer["given"], offer["allocation"], offer["seed"]) == (
        {"id": "temadag", "name": "Lokal temadag"}, 1, 1, "first_come", None
    )  # fmt: skip
    assert [
        (each["municipality"]["id"], each["outcome"], each["order"], each["waiting"], each["received"], each["persons"])
        for each in offer["applicants"]
    ] == [
        ("0851", "place", 1, None, "2022-09-28T13:42:00", 12),
        ("0860", "waiting", 2, 1, "2022-09-29T08:05:00", 8),
        ("0607", "declined", 3, None, "2022-09-30T00:00:00", 9),
    ]


@pytest.mark.parametrize(("words", "said"), [
    (["--offer", "temadga"], "der er intet tilbud temadga"),
    (["--municipality", "0101"], "0101 er ikke blandt dem, der har søgt"),
])  # fmt: skip
@pytest.mark.usefixtures("folder")
def test_what_there_is_not_is_wrong_use(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "da_DK.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    assert run(["places", *words]) == 2
    assert said in capsys.readouterr().err


def test_without_an_offer_that_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["places", str(small_network(tmp_path / "netværk", "en"))]) == 0
    assert capsys.readouterr().out == "Nothing is offered: there is no [[offers]] in network.toml.\n"
