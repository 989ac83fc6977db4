"""Hands edit changes.toml, and what the past of the accepted plan rests on must stay."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from planner.cli.program import run
from planner.errors import InputErrors
from planner.store.archive import open_archive
from planner.use_cases.today import load_today, load_uploaded
from tests.planner.cli.test_online import AS_OF, network
from tests.planner.cli.test_together import answered

ONLINE = "online first_day=2023-08-01 reason=Storm"
TOGETHER = "together round=2023-2"
NEW = '\n[[changes]]\nn = 9\nsaid = 2022-05-01\nkind = "together"\nround = "2023-1"\n'


def doors(folder: Path, capsys: pytest.CaptureFixture[str]) -> set[str]:
    """Return what each door says of the files, without the number of errors; "" where they are good."""
    told = set()
    for command in (["solve", "--seconds", "5", *AS_OF], ["status"], ["publish", "--to", "ud"]):
        capsys.readouterr()
        code, error = run(command), capsys.readouterr().err.splitlines()
        told.add(error[0] if code == 2 else "")
    with open_archive(folder) as archive:
        files = {each.name: each.read_bytes() for each in folder.iterdir() if each.suffix in {".toml", ".csv"}}
        for load in (partial(load_today, folder, archive), partial(load_uploaded, files, archive)):
            try:
                load()
                told.add("")
            except InputErrors as wrong:
                told.update(each.say("en") for each in wrong.errors)
    return told


@pytest.mark.slow
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (ONLINE, 'kind = "online", first_day = 2023-08-01, reason = "Storm"'),
        (TOGETHER, 'kind = "together", round = "2023-2"'),
    ],
)
def test_a_change_by_which_meetings_were_held_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], said: str, kind: str
) -> None:
    folder = network(tmp_path, monkeypatch)
    answered(said, 1)
    file = folder / "changes.toml"
    good = file.read_text(encoding="utf-8")
    head = good[: good.index("[[changes]]")]
    assert doors(folder, capsys) == {""}

    file.write_text(head, encoding="utf-8")
    [told] = doors(folder, capsys)
    assert told.startswith("changes.toml: change 1 is gone or altered, but 2023-2")
    assert "held as it says. Put it back as it was: n = 1, said = " in told
    assert f"{kind}. What is still" in told

    other = 'n = 1\nsaid = 2022-05-01\nkind = "blackout"\nfirst_day = 2023-12-24\nreason = "Jul"\n'
    file.write_text(f"{head}[[changes]]\n{other}", encoding="utf-8")
    [told] = doors(folder, capsys)
    assert told.startswith("changes.toml:4 changes[1]: change 1 is gone or altered, but 2023-2")

    file.write_text(good + NEW, encoding="utf-8")
    [told] = doors(folder, capsys)
    assert "change 9 is about 2023-1/nord and 2023-1/syd, which have been held otherwise. Take it out." in told


@pytest.mark.slow
def test_changes_that_were_turned_around_are_put_back_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = network(tmp_path, monkeypatch)
    answered(TOGETHER, 1)
    answered(f"{TOGETHER} apart=yes", 2)
    file = folder / "changes.toml"
    head, first, second = file.read_text(encoding="utf-8").split("[[changes]]")
    file.write_text("[[changes]]".join([head, second.rstrip() + "\n", first]), encoding="utf-8")
    assert doors(folder, capsys) == {
        "changes.toml:9 changes[1].apart: the regions of 2023-2 already meet one by one",
        (
            "changes.toml:4 changes: the changes stand in another order than when the plan was accepted. Put them back "
            "in the order 1 and 2"
        ),
    }
    file.write_text(f"{head}[[changes]]{second}", encoding="utf-8")
    assert len(found := doors(folder, capsys)) == 2
    assert any(
        "change 1 is gone or altered since the plan was accepted, and others rest on it" in each for each in found
    )
