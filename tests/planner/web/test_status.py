"""How the last revision stands, over HTTP; and uploads, which know what happened."""

from __future__ import annotations

from tests.planner.web.office import FILES, Office

ELECTION = '[[changes]]\nn = 1\nsaid = 2022-05-02\nkind = "election"\nreason = "Valg"\npolling_day = 2022-06-14\n'


def test_nothing_was_edited_after_accepting(on_each: Office) -> None:
    path = on_each.network(accepted=14)
    found = on_each.planner.ask(f"{path}/status?as_of=2022-05-20").json
    assert (found["revision"]["revision"], found["edits"], found["keeps_rules"], found["broken"]) == (1, [], True, [])
    assert [(each["kind"], each["meeting"], each["until"]) for each in found["due"]][:2] == [
        ("tell", None, "2022-05-31"),
        ("move", "kickoff", "2022-05-31"),
    ]


def test_an_upload_is_compared_with_what_the_plan_rests_on(on_each: Office) -> None:
    path = on_each.network(accepted=14)
    dearer = {**FILES, "rooms.csv": FILES["rooms.csv"].replace("9000", "9100"), "changes.toml": ELECTION}
    assert on_each.planner.ask(path, "PUT", dearer).status == 200
    found = on_each.planner.ask(f"{path}/status?as_of=2022-05-20").json
    assert [(each["file"], each["row"], each["key"], each["before"], each["after"]) for each in found["edits"]] == [
        ("rooms.csv", "messe-c/A", "rate", "9000", "9100"),
        ("changes.toml", "1", "", None, "Valg 14. juni 2022"),
    ]
    assert not found["keeps_rules"]
    assert [each["meetings"] for each in found["broken"]] == [["kickoff"]]


def test_wrong_changes_are_problems_with_their_lines(on_each: Office) -> None:
    path = on_each.network()
    wrong = {**FILES, "changes.toml": ELECTION.replace('"Valg"', "7")}
    answer = on_each.planner.ask(path, "PUT", wrong)
    assert answer.status == 422
    assert [(each["file"], each["line"]) for each in answer.json["errors"]] == [("changes.toml", 5)]


def test_a_network_without_revisions_has_no_status(on_each: Office) -> None:
    assert on_each.planner.ask(f"{on_each.network()}/status").status == 404
