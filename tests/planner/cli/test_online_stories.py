"""Two programmes when something happens: a house burns down, and people may not gather any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.cli.program import run
from tests.planner.cli.test_online import entries

pytestmark = pytest.mark.slow


def started(folder: Path, example: str, monkeypatch: pytest.MonkeyPatch, as_of: str) -> None:
    """Plan an example in a folder of one's own, accept the plan and publish it."""
    monkeypatch.delenv("PLANNER_STORE", raising=False)
    assert run(["init", str(folder), "--example", example]) == 0
    monkeypatch.chdir(folder)
    assert run(["solve", "--out", "plan.json"]) == 0
    assert run(["accept", "plan.json", "--as-of", as_of, "--by", "Anne"]) == 0
    assert run(["publish", "--to", "ud"]) == 0


def answered(change: str, number: int, as_of: str) -> None:
    assert run(["reschedule", change, "--as-of", as_of, "-k", "1"]) == 0
    assert run(["accept", str(number), "--as-of", as_of]) == 0
    assert run(["publish", "--to", "ud"]) == 0


def of_members(folder: Path) -> dict[str, dict[str, str]]:
    """Return what stands as held in the calendars of people, by UID."""
    found = {uid: each for (_, uid), each in entries(folder).items() if each["STATUS"] == "CONFIRMED"}
    return {uid: each for uid, each in found.items() if "Opstilling" not in each["SUMMARY"]}


def begin(entry: dict[str, str]) -> str:
    return next(value for name, value in entry.items() if name.startswith("DTSTART"))


def test_all_meetings_of_the_reference_network_go_online_from_march_2021(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "netværk"
    started(folder, "referencenetvaerk", monkeypatch, "2020-11-02")
    before = of_members(folder)
    assert len(before) == 5
    answered("online first_day=2021-03-01 reason=Forsamlingsforbud", 1, "2021-02-01")
    now = of_members(folder)
    assert now.keys() == before.keys()
    for uid, entry in now.items():
        online = "netværksmøde" in entry["SUMMARY"]
        assert (entry["LOCATION"] == "Online") == online
        assert int(entry["SEQUENCE"]) == int(online)
        assert begin(entry) == begin(before[uid])


def test_the_house_of_the_seminar_burns_down_and_the_rest_of_the_programme_goes_online(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "netværk"
    started(folder, "partnere-2020", monkeypatch, "2020-09-07")
    before = of_members(folder)
    (seminar,) = (uid for uid, each in before.items() if each["SUMMARY"].startswith("Vidensseminar"))
    houses = {
        "Hotel Nyborg Strand": "nyborg-strand", "Hotel Koldingfjord": "koldingfjord", "Konventum": "konventum",
        "Vingsted hotel & konferencecenter": "vingsted", "Comwell Campus Klarskovgaard": "klarskovgaard",
    }  # fmt: skip
    burnt = next(each for each in houses if before[seminar]["LOCATION"].startswith(each))
    answered(f"venue_closed venue={houses[burnt]} first_day=2020-11-20 reason=Brand", 1, "2020-11-20")
    after = of_members(folder)
    assert after.keys() == before.keys()
    assert {uid for uid in after if after[uid]["SEQUENCE"] != before[uid]["SEQUENCE"]} >= {seminar}
    assert not after[seminar]["LOCATION"].startswith(burnt)
    answered("online first_day=2021-03-01 regions=reference reason=Forsamlingsforbud", 2, "2021-02-01")
    now = of_members(folder)
    online = {each["SUMMARY"] for each in now.values() if each["LOCATION"] == "Online"}
    assert {each.partition(",")[0] for each in online} >= {f"{n}. netværksmøde" for n in (1, 2, 3, 4)}
    assert all("Partnermøde" not in each for each in online)
