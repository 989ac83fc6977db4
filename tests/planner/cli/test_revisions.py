"""The commands around accepted plans."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from planner.cli.program import run
from planner.store.database import NEWEST
from planner.store.place import STORE_FILE_NAME
from planner.use_cases.telling import NOBODY_YET, SINCE
from tests.planner.cli.running import planner, small_network
from tests.planner.network_files import FILES

DAYS = {
    "kickoff": "2022-06-15", "2023-1/nord": "2023-03-14", "2023-1/syd": "2023-03-15",
    "2023-2/nord": "2023-09-12", "2023-2/syd": "2023-09-13",
}  # fmt: skip
OFFSETS = {"2022-06": "+02:00", "2023-03": "+01:00", "2023-09": "+02:00", "2023-10": "+02:00"}
VENUES = {"2023-1/nord": "akkc", "2023-2/nord": "kro", "2023-2/syd": "slot"}
MORE = {
    "venues.csv": "kro;Kroen;Aalborg;nord;57,0;9,9\nslot;Slottet;Vejle;syd;55,7;9,5\n",
    "rooms.csv": "kro;A;Salen;100;100\nslot;A;Salen;100;100\n",
}
AS_OF = ["--as-of", "2022-05-01"]


def write_plan(path: Path, **days: str) -> Path:
    """A plan by hand: the usual days, or others by id with _ for / and -."""
    meetings = [_meeting(name, days.get(name.replace("-", "_").replace("/", "_"), day)) for name, day in DAYS.items()]
    path.write_text(json.dumps({"meetings": meetings}), encoding="utf-8")
    return path


def _meeting(name: str, day: str) -> dict[str, Any]:
    venue = VENUES.get(name, "messe-c")
    start, end = (f"{day}T{clock}:00{OFFSETS[day[:7]]}" for clock in ("10:00", "15:30"))
    return {"id": name, "start": start, "end": end, "venue": venue, "rooms": ["A"], "staff": ["K1"]}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("PLANNER_STORE", raising=False)
    found = small_network(tmp_path / "netværk")
    for name, more in MORE.items():
        (found / name).write_text(FILES[name] + more, encoding="utf-8")
    monkeypatch.chdir(found)
    return found


def accept(folder: Path, *options: str, **days: str) -> int:
    return run(["accept", str(write_plan(folder / "plan.json", **days)), *AS_OF, "--by", "Anne", *options])


def drop_the_autumn(folder: Path) -> None:
    """Take the second round out of the settings and the plan."""
    settings, plan = folder / "network.toml", folder / "plan.json"
    season = '    { name = "efterår", from = "08-21", to = "12-08" },\n'
    settings.write_text(settings.read_text(encoding="utf-8").replace(season, ""), encoding="utf-8")
    meetings = json.loads(plan.read_text(encoding="utf-8"))["meetings"]
    left = [each for each in meetings if not each["id"].startswith("2023-2")]
    plan.write_text(json.dumps({"meetings": left}), encoding="utf-8")


def test_accepting_makes_numbered_revisions_and_says_what_changed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert accept(folder) == 0
    assert capsys.readouterr().out == "Accepteret som revision 1.\n"
    assert accept(folder, "--why", "salen er optaget", **{"2023_1_nord": "2023-03-16"}) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Accepteret som revision 2.",
        "Ændret siden revision 1:",
        (
            "Flyttet: Netværksmøde forår 2023, Nordjylland, nu torsdag den 16. marts 2023 kl. 10.00 til 15.30, i "
            "stedet for tirsdag den 14. marts 2023 kl. 10.00 til 15.30."
        ),
    ]
    assert (folder / STORE_FILE_NAME).exists()


def test_history_says_who_when_and_why(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    accept(folder, "--why", "første plan")
    accept(folder, "--why", "igen")
    capsys.readouterr()
    assert run(["history"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["Revision", "Accepteret", "Af", "Hvorfor"]
    assert [line.split()[0] for line in lines[1:]] == ["1", "2"]
    assert lines[1].endswith("Anne  første plan")
    assert run(["history", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(each["revision"], each["accepted_by"], each["why"], each["network"]) for each in found] == [
        (1, "Anne", "første plan", "netværk"), (2, "Anne", "igen", "netværk"),
    ]  # fmt: skip


def test_who_must_be_told_is_listed_and_who_was_told_is_recorded(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accept(folder)
    accept(folder, **{"2023_1_nord": "2023-03-16"})
    capsys.readouterr()
    assert run(["tell", "--as-of", "2023-03-04"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == NOBODY_YET.say("da")
    assert run(["tell", "--since", "1", "--as-of", "2023-03-04"]) == 0
    said, *lines = capsys.readouterr().out.splitlines()
    assert said == SINCE.say("da", number="1")
    assert [line.partition("  ")[0] for line in lines[1:] if line[0] != " "] == [
        "member/a1 og 2 andre", "staff/K1", "venue/akkc"
    ]  # fmt: skip
    assert "10 dage, for lidt" in lines[1]
    assert (
        run(["tell", "--on", "2023-01-09", "--by", "Bo", "--whom", "member/a1", "--since", "1", "--format", "json"])
        == 0
    )
    found = json.loads(capsys.readouterr().out)
    told = {each["id"]: (each["told_on"], each["told_by"], each["days"], each["short"]) for each in found["notices"]}
    assert told["a1"] == ("2023-01-09", "Bo", 64, False)
    assert {each[0] for name, each in told.items() if name != "a1"} == {None}
    assert run(["tell", "--since", "1", "--as-of", "2023-03-17"]) == 0
    _, _, *lines = capsys.readouterr().out.splitlines()
    assert [line.partition("  ")[0] for line in lines if line[0] != " "] == [
        "member/a1", "member/a2 og 1 anden", "staff/K1", "venue/akkc"
    ]  # fmt: skip
    assert ["64 dage" in lines[0], "bagefter" in lines[0]] == [True, False]
    assert sum("  bagefter  " in line for line in lines) == 3
    assert run(["tell", "--on", "2023-01-09", "--since", "1", "--whom", "member/c1"]) == 2
    assert "member/c1" in capsys.readouterr().err


def test_two_revisions_are_compared_in_words_and_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    accept(folder)
    accept(folder, **{"2023_2_syd": "2023-10-03"})
    capsys.readouterr()
    assert run(["diff", "1", "2"]) == 0
    assert capsys.readouterr().out.startswith("Flyttet: Netværksmøde efterår 2023, Syddanmark, nu ")
    assert run(["diff", "2", "1", "--format", "json"]) == 0
    changed = json.loads(capsys.readouterr().out)["changed"]
    assert [(each["changes"], each["after"]["start"]) for each in changed] == [(["time"], "2023-09-13T10:00:00+02:00")]
    assert run(["diff", "1", "3"]) == 2
    assert capsys.readouterr().err == "netværk har ingen revision 3; den sidste er 2.\n"


def test_a_revision_is_shown_as_it_was_even_after_the_files_have_changed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accept(folder, "--why", "første plan")
    for path in folder.glob("*.csv"):
        path.unlink()
    capsys.readouterr()
    assert run(["show", "1"]) == 0
    shown = capsys.readouterr().out
    assert "Revision 1, accepteret" in shown
    assert "af Anne: første plan" in shown
    assert shown.count("Slottet, Vejle") == 1
    assert run(["show", "1", "--format", "json"]) == 0
    meetings = json.loads(capsys.readouterr().out)["meetings"]
    assert [each["id"] for each in meetings] == list(DAYS)
    assert len({each["uid"] for each in meetings}) == len(DAYS)


def test_what_was_cancelled_is_shown_with_the_revision(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    accept(folder)
    drop_the_autumn(folder)
    assert run(["accept", "plan.json", *AS_OF]) == 0
    assert capsys.readouterr().out.count("Aflyst: Netværksmøde efterår 2023") == 2
    run(["show", "2"])
    assert capsys.readouterr().out.endswith(
        "Aflyste møder\n"
        "Netværksmøde efterår 2023, Nordjylland: tirsdag den 12. september 2023 kl. 10.00 til 15.30, Kroen, Aalborg\n"
        "Netværksmøde efterår 2023, Syddanmark: onsdag den 13. september 2023 kl. 10.00 til 15.30, Slottet, "
        "Vejle\n"
    )


def test_a_past_meeting_that_leaves_the_plan_is_not_cancelled(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    accept(folder)
    drop_the_autumn(folder)
    capsys.readouterr()
    assert run(["accept", "plan.json", "--as-of", "2024-01-01"]) == 0
    assert capsys.readouterr().out.endswith("Ingen møder er ændret.\n")


def test_a_plan_that_breaks_a_rule_is_not_accepted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert accept(folder, **{"2023_1_syd": "2023-09-14"}) == 1
    assert "Planen er ikke accepteret. Med --despite " in (said := capsys.readouterr().err)
    assert "--despite window 2023-1/syd" in " ".join(said.split())
    assert run(["history"]) == 2


def test_a_plan_that_rests_on_an_older_revision_is_not_accepted(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accept(folder)
    accept(folder, "--why", "bytte", **{"2023_2_syd": "2023-10-03"})
    capsys.readouterr()
    assert accept(folder, "--after", "1") == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("Ikke accepteret: Anne accepterede revision 2 den ")
    assert said[1:] == [
        "Ændret siden revision 1:",
        (
            "Flyttet: Netværksmøde efterår 2023, Syddanmark, nu tirsdag den 3. oktober 2023 kl. 10.00 til 15.30, i "
            "stedet for onsdag den 13. september 2023 kl. 10.00 til 15.30."
        ),
    ]


def test_an_exported_plan_can_be_accepted_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    accept(folder)
    accept(folder, **{"2023_2_syd": "2023-10-03"})
    assert run(["export", "--plan", "1", "--out", "first.json"]) == 0
    assert run(["accept", "first.json", *AS_OF]) == 0
    capsys.readouterr()
    assert run(["diff", "1", "3"]) == 0
    assert capsys.readouterr().out == "Ingen møder er ændret.\n"


def test_everything_can_be_exported(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    accept(folder)
    accept(folder, "--why", "igen")
    capsys.readouterr()
    assert run(["export"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["network"] == "netværk"
    assert [each["why"] for each in found["revisions"]] == ["", "igen"]
    assert found["revisions"][0]["written"]["settings"]["name"] == "Prøvenetværk"
    assert found["revisions"][1]["plan"] == found["revisions"][0]["plan"]
    assert len(found["revisions"][1]["meetings"]) == len(DAYS)


def test_the_store_may_be_elsewhere_and_hold_many_networks(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shared = str(tmp_path / "shared.sqlite")
    accept(folder, "--store", shared)
    accept(folder, "--store", shared, "--network", "another")
    monkeypatch.setenv("PLANNER_STORE", shared)
    accept(folder)
    capsys.readouterr()
    for options, number in (([], 2), (["--network", "another"], 1)):
        assert run(["history", "--format", "json", *options]) == 0
        assert len(json.loads(capsys.readouterr().out)) == number
    assert not (folder / STORE_FILE_NAME).exists()


def test_a_folder_that_is_renamed_keeps_its_history(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    accept(folder)
    moved = folder.rename(folder.parent / "nyt navn")
    monkeypatch.chdir(moved)
    capsys.readouterr()
    assert accept(moved) == 0
    assert capsys.readouterr().out.startswith("Accepteret som revision 2.")


def test_without_a_revision_there_is_no_history(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["history"]) == 2
    assert capsys.readouterr().err == f"Ingen plan er accepteret endnu: {STORE_FILE_NAME} er tom.\n"
    assert not (folder / STORE_FILE_NAME).exists()


def test_upgrading_says_which_version_there_is(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["upgrade", str(folder)]) == 0
    assert f"oprettet, version {NEWEST}." in capsys.readouterr().out
    assert run(["upgrade", str(folder)]) == 0
    assert f"har allerede programmets version ({NEWEST})." in capsys.readouterr().out


@pytest.mark.parametrize("wrong", ["yesterday", "2022-13-01", ""])
def test_a_day_that_is_none_is_refused(folder: Path, wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["accept", str(write_plan(folder / "plan.json")), "--as-of", wrong]) == 2
    assert capsys.readouterr().err.startswith("Fejl: --as-of skal være en dato som 2023-03-14, ikke ")


def test_solving_can_accept_at_once(folder: Path) -> None:
    done = planner("solve", folder, "--seconds", "20", "--accept", "--by", "Bo", "--why", "af sig selv", *AS_OF)
    assert done.returncode == 0, done.stderr
    assert done.stderr.endswith("Accepteret som revision 1.\n")
    again = planner("history", folder, "--format", "json")
    assert [(each["accepted_by"], each["why"]) for each in json.loads(again.stdout)] == [("Bo", "af sig selv")]


def test_only_the_plan_of_a_folder_can_be_accepted_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["solve", "--accept"]) == 2
    assert "--accept" in capsys.readouterr().err


def show(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command that succeeds writes to stdout, without what was written before."""
    capsys.readouterr()
    assert run([*arguments]) == 0
    return capsys.readouterr().out


def test_without_numbers_the_last_revision_is_meant(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    accept(folder)
    assert show(capsys, "diff") == "Ingen møder er ændret.\n"
    accept(folder, **{"2023_2_syd": "2023-10-03"})
    accept(folder, **{"2023_1_nord": "2023-03-16", "2023_2_syd": "2023-10-03"})
    for said, numbers in ((["show"], ["3"]), (["diff"], ["2", "3"]), (["diff", "1"], ["1", "3"])):
        assert show(capsys, *said) == show(capsys, said[0], *numbers)
        assert show(capsys, *said, str(folder)) == show(capsys, said[0], *numbers, ".")


@pytest.mark.parametrize(
    ("said", "word"), [(["show", "first"], "first"), (["diff", "1", "x"], "x"), (["show", "1", ".", "y"], "y"),
                       (["diff", "1", "2", ".", "y"], "y")]
)  # fmt: skip
def test_what_is_neither_a_number_nor_a_folder_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], said: list[str], word: str
) -> None:
    accept(folder)
    capsys.readouterr()
    assert run([*said]) == 2
    assert word in capsys.readouterr().err.splitlines()[0]


def test_an_undo_with_short_notice_is_refused_and_on_purpose_it_is_recorded(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accept(folder)
    accept(folder, **{"2023_1_nord": "2023-03-16"})
    late = ["undo", "--as-of", "2023-03-06"]
    capsys.readouterr()
    assert run(late) == 1
    said = capsys.readouterr().err
    assert "Netværksmøde forår 2023, Nordjylland er flyttet til tirsdag den 14. marts 2023, om 8 dage" in said
    assert "Planen er ikke accepteret. Med --despite notice 2023-1/nord accepteres den alligevel" in said
    assert run([*late, "--despite", "notice", "2023-1/syd"]) == 1
    assert run([*late, "--despite", "notice", "2023-1/nord"]) == 0
    sentence = "Trods reglen notice for 2023-1/nord: Netværksmøde forår 2023, Nordjylland er flyttet til"
    assert sentence in " ".join(show(capsys, "show").split())
    assert "Trods reglen notice" in show(capsys, "history")
    overrides = [len(each["overrides"]) for each in json.loads(show(capsys, "history", "--format", "json"))]
    assert overrides == [0, 0, 1]


def test_a_plan_from_a_file_keeps_notice_and_what_was_held(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    accept(folder)
    plan = str(write_plan(folder / "plan.json", **{"2023_1_nord": "2023-03-16"}))
    assert run(["accept", plan, "--as-of", "2023-03-06"]) == 1
    assert "om 10 dage; der kræves mindst 14 dages varsel." in capsys.readouterr().err
    held = ["accept", plan, "--as-of", "2023-03-15"]
    assert run([*held, "--despite", "notice", "2023-1/nord"]) == 1
    said = capsys.readouterr().err
    assert "er overstået: det var meldt ud til tirsdag den 14. marts 2023" in said
    assert "--despite" not in said  # nothing helps
    for unknown in ("plan", "notis"):
        assert run([*held, "--despite", unknown, "2023-1/nord"]) == 2
    assert "der er ingen regel 'notis'; mente du notice?" in capsys.readouterr().err
    assert run(["accept", plan, "--as-of", "2023-03-01"]) == 0
