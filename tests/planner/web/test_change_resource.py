"""What has happened as resources: said, corrected and withdrawn by several at once, and no correction is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as sql

from planner.changes.records import change_of
from planner.store.archive import Archive
from planner.store.database import open_store
from planner.store.uploads import current_network
from planner.use_cases.moving import move_to_folder, move_to_store
from planner.web.changes import merged
from planner.web.roles import Role
from tests.planner.network_files import FILES as FILES_WITH_ROUNDS
from tests.planner.web.office import FILES, Client, Office, plan
from tests.planner.web.planning import CANCEL, PLAN, Planning
from tests.planner.web.server import Answer

CLOSED = {"kind": "venue_closed", "venue": "messe-c", "first_day": "2022-06-14", "last_day": "2022-06-14"}
ELECTION = {"kind": "election", "reason": "Valg", "polling_day": "2022-06-14"}


def said(client: Client, path: str, change: object, **headers: str) -> Answer:
    return client.ask(f"{path}/changes", "POST", {"change": change, "as_of": "2022-05-02"}, **headers)


def in_force(client: Client, path: str) -> list[Any]:
    return [each["change"] for each in client.ask(f"{path}/changes").json["items"]]


def test_what_is_said_counts_until_it_is_withdrawn(on_each: Office) -> None:
    planner, path = on_each.planner, on_each.network(accepted=14)
    before = planner.ask(f"{path}/input").json
    made = said(planner, path, ELECTION)
    assert (made.status, made.headers["etag"]) == (201, made.json["etag"]), made.body
    assert made.headers["location"].endswith("/changes/1")
    assert {**made.json, "etag": ""} == {
        "number": 1, "etag": "", "said": "2022-05-02", "keep_windows": False, "planned": {}, "change": ELECTION,
        "sentence": "Valg 14. juni 2022.",
    }  # fmt: skip
    assert planner.ask(made.headers["location"]).json == made.json
    status = planner.ask(f"{path}/status?as_of=2022-05-20").json
    assert [each["meetings"] for each in status["broken"]] == [["kickoff"]]
    assert [(each["file"], each["row"], each["after"]) for each in status["edits"]] == [
        ("changes.toml", "1", "Valg 14. juni 2022")
    ]
    gone = planner.ask(made.headers["location"], "DELETE", If_Match=made.json["etag"])
    assert (gone.status, gone.json) == (200, made.json)
    assert planner.ask(f"{path}/changes").json == {"items": [], "next": None}
    assert planner.ask(f"{path}/input").json == before
    assert planner.ask(f"{path}/status?as_of=2022-05-20").json["edits"] == []
    assert planner.ask(made.headers["location"], "DELETE", If_Match=made.json["etag"]).status == 404


def test_a_name_stands_for_the_id_in_what_is_said_and_corrected(on_each: Office) -> None:
    planner, path = on_each.planner, on_each.network(accepted=14)
    made = said(planner, path, {**CLOSED, "venue": "MESSE C", "first_day": "2022-06-16", "last_day": "2022-06-16"})
    assert (made.status, made.json["change"]["venue"]) == (201, "messe-c"), made.body
    place, tag = made.headers["location"], made.json["etag"]
    corrected = planner.ask(place, "PUT", {"change": {**CLOSED, "venue": "AKKC"}}, If_Match=tag)
    assert (corrected.status, corrected.json["change"]["venue"]) == (200, "akkc"), corrected.body


def test_a_correction_replaces_the_change_or_single_keys_of_it(on_each: Office) -> None:
    planner, path = on_each.planner, on_each.network(accepted=14)
    first = said(planner, path, ELECTION)
    address = first.headers["location"]
    body = {"change": {"polling_day": "2022-06-21", "called": "2022-05-30"}}
    amended = planner.ask(address, "PATCH", body, If_Match=first.json["etag"])
    assert amended.json["change"] == {**ELECTION, "polling_day": "2022-06-21", "called": "2022-05-30"}, amended.body
    assert (amended.json["number"], amended.json["said"]) == (1, "2022-05-02")
    assert amended.headers["etag"] == amended.json["etag"] != first.json["etag"]
    less = planner.ask(
        address, "PATCH", {"change": {"called": None}}, If_Match=amended.json["etag"],
        Content_Type="application/merge-patch+json",
    )  # fmt: skip
    assert less.json["change"] == {**ELECTION, "polling_day": "2022-06-21"}
    assert planner.ask(f"{path}/status?as_of=2022-05-20").json["keeps_rules"]
    other = planner.ask(address, "PUT", {"change": CLOSED, "keep_windows": True}, If_Match=less.json["etag"])
    assert (other.json["change"], other.json["keep_windows"]) == (CLOSED, True)
    assert in_force(planner, path) == [CLOSED]


def test_a_correction_that_would_undo_anothers_is_refused_with_what_is_there_now(on_each: Office) -> None:
    planner, path = on_each.planner, on_each.network(accepted=14)
    seen = said(planner, path, ELECTION)
    address, tag = seen.headers["location"], seen.json["etag"]
    day = {"change": {"polling_day": "2022-06-21"}}
    now = planner.ask(address, "PATCH", day, If_Match=f'"x", {tag}')
    assert now.status == 200
    for method, body in (("PATCH", day), ("PUT", {"change": CLOSED}), ("DELETE", None)):
        late = planner.ask(address, method, body, If_Match=tag)
        assert (late.status, late.json["type"], late.json["change"]) == (412, "/problems/changed", now.json)
        assert planner.ask(address, method, body).json["type"] == "/problems/no-condition"
        assert planner.ask(address, method, body, If_Match=f"W/{now.json['etag']}").status == 412
        assert planner.ask(address, method, body, If_Match=tag.strip('"')).json["errors"][0]["header"] == "If-Match"
    assert planner.ask(address, "DELETE", If_Match="*").status == 200


def test_of_many_corrections_at_once_one_counts_and_all_that_is_said_has_its_number(on_each: Office) -> None:
    planner, path = on_each.planner, on_each.network(accepted=14)
    with ThreadPoolExecutor(8) as many:
        made = list(many.map(lambda n: said(planner, path, {**ELECTION, "reason": f"Valg {n}"}), range(8)))
        assert [each.status for each in made] == [201] * 8, [each.body for each in made]
        assert sorted(each.json["number"] for each in made) == list(range(1, 9))
        first = made[0]
        address, tag = first.headers["location"], first.json["etag"]

        def corrected(n: int) -> int:
            return planner.ask(address, "PATCH", {"change": {"reason": f"Nyt {n}"}}, If_Match=tag).status

        assert sorted(many.map(corrected, range(8))) == [200] + [412] * 7
        withdrawn = many.map(
            lambda each: planner.ask(each.headers["location"], "DELETE", If_Match="*").status, [*made, *made]
        )
        assert sorted(withdrawn) == [200] * 8 + [404] * 8
    assert in_force(planner, path) == []


def test_the_same_said_twice_with_a_key_is_said_once(on_each: Office) -> None:
    planner, path = on_each.planner, on_each.network(accepted=14)
    first = said(planner, path, ELECTION, Idempotency_Key="a")
    again = said(planner, path, ELECTION, Idempotency_Key="a")
    assert (again.status, again.json) == (first.status, first.json)
    assert len(in_force(planner, path)) == 1
    assert said(planner, path, CLOSED, Idempotency_Key="a").json["type"] == "/problems/repeated"
    tag = planner.ask(f"{path}/changes").headers["etag"]
    assert said(planner, path, CLOSED, If_Match=tag).status == 201
    assert said(planner, path, CLOSED, If_Match=tag).json["type"] == "/problems/changed"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({**ELECTION, "polling_day": "2022-13-01"}, "#/change/polling_day"),
        ({**CLOSED, "venue": "nowhere"}, "#/change/venue"),
        ({"kind": "flood"}, "#/change/kind"),
        ({}, "#/change/kind"),
        ([1], "#/change"),
        ({"kind": "earlier", "revision": 1}, "#/change/kind"),
    ],
)
def test_what_is_wrong_is_pointed_at(on_each: Office, change: object, pointer: str) -> None:
    planner, path = on_each.planner, on_each.network(accepted=14)
    wrong = said(planner, path, change)
    assert (wrong.status, [each["pointer"] for each in wrong.json["errors"]]) == (422, [pointer])
    made = said(planner, path, ELECTION)
    corrected = planner.ask(made.headers["location"], "PUT", {"change": change}, If_Match="*")
    assert (corrected.status, [each["pointer"] for each in corrected.json["errors"]]) == (422, [pointer])
    assert in_force(planner, path) == [ELECTION]


def test_a_change_without_which_another_does_not_fit_stays(on_each: Office) -> None:
    planner, path = on_each.planner, on_each.network(accepted=14)
    joined = said(planner, path, {"kind": "member_joined", "id": "ny", "municipality": "0851"})
    assert joined.status == 201, joined.body
    left = said(planner, path, {"kind": "member_left", "member": "ny", "last_day": "2022-07-01"})
    assert left.status == 201, left.body
    refused = planner.ask(joined.headers["location"], "DELETE", If_Match="*")
    assert refused.status == 422
    assert [(each["pointer"], each["detail"].partition(":")[0]) for each in refused.json["errors"]] == [
        ("#", "change 2")
    ]
    assert len(in_force(planner, path)) == 2


def test_changes_of_the_files_are_resources_too_and_an_upload_without_them_keeps_those_of_the_revision(
    on_each: Office,
) -> None:
    planner, path = on_each.planner, on_each.network()
    text = '[[changes]]\nn = 4\nsaid = 2022-05-02\nkind = "election"\nreason = "Valg"\npolling_day = 2022-06-21\n'
    assert planner.ask(path, "PUT", {**FILES, "changes.toml": text}).status == 200
    assert planner.accept(path, 14, 0).status == 201
    assert planner.ask(path, "PUT", FILES).status == 200
    (found,) = planner.ask(f"{path}/changes").json["items"]
    assert (found["number"], found["change"]["polling_day"]) == (4, "2022-06-21")
    assert said(planner, path, CLOSED).json["number"] == 5
    assert planner.ask(f"{path}/changes/4", "DELETE", If_Match="*").status == 200
    assert in_force(planner, path) == [CLOSED]


def test_what_rests_on_files_elsewhere_is_corrected_there(on_each: Office) -> None:
    """A plan that somebody accepted from a folder, after an upload of other files."""
    planner, path = on_each.planner, on_each.network(accepted=14)
    network = planner.ask(path).json["id"]
    text = '[[changes]]\nn = 1\nsaid = 2022-05-02\nkind = "election"\nreason = "Valg"\npolling_day = 2022-06-21\n'
    dearer = {**FILES, "rooms.csv": FILES["rooms.csv"].replace("9000", "9100"), "changes.toml": text}
    assert planner.ask(path, "PUT", dearer).status == 200
    assert planner.accept(path, 14, 1).status == 201
    assert planner.ask(path, "PUT", FILES).status == 200
    with open_store(on_each.address) as store, store.writing() as connection:
        connection.execute(sql("UPDATE uploads SET revision = 1 WHERE network = :n"), {"n": network})
        assert [change_of(each).kind for each in current_network(connection, network).changes] == ["election"]
        assert Archive(store, network).newest() == 2
    assert len(in_force(planner, path)) == 1
    for answer in (said(planner, path, CLOSED), planner.ask(f"{path}/changes/1", "DELETE", If_Match="*")):
        assert (answer.status, answer.json["type"]) == (409, "/problems/files-elsewhere")


def test_a_network_whose_home_is_a_folder_is_edited_there_alone_until_it_moves_into_the_store(
    on_each: Office, tmp_path: Path
) -> None:
    planner, path = on_each.planner, on_each.network(accepted=14)
    network = planner.ask(path).json["id"]
    assert said(planner, path, CLOSED).status == 201
    with open_store(on_each.address) as store:
        move_to_folder(tmp_path, Archive(store, network))
    assert 'kind = "venue_closed"' in (tmp_path / "changes.toml").read_text()
    before = (planner.ask(f"{path}/input").body, planner.ask(f"{path}/revisions").body)
    for answer in (planner.ask(path, "PUT", FILES), said(planner, path, ELECTION)):
        assert (answer.status, answer.json["type"]) == (409, "/problems/files-elsewhere"), answer.body
    assert (planner.ask(f"{path}/input").body, planner.ask(f"{path}/revisions").body) == before
    (tmp_path / "changes.toml").unlink()
    with open_store(on_each.address) as store:
        move_to_store(tmp_path, Archive(store, network))
    assert said(planner, path, ELECTION).status == 201
    assert planner.ask(path, "PUT", FILES).status == 200


def test_readers_see_changes_and_only_planners_say_them(on_each: Office) -> None:
    path = on_each.network(accepted=14)
    said(on_each.planner, path, ELECTION)
    reader, feeds = on_each.clients[Role.READER], on_each.clients[Role.FEED_MANAGER]
    assert in_force(reader, path) == [ELECTION]
    assert feeds.ask(f"{path}/changes").status == 403
    for client in (reader, feeds):
        assert said(client, path, CLOSED).status == 403
        assert client.ask(f"{path}/changes/1", "DELETE", If_Match="*").status == 403
    assert in_force(on_each.planner, path) == [ELECTION]


def test_a_refused_plan_says_what_despite_would_record(on_each: Office) -> None:
    planner, path = on_each.planner, on_each.network(accepted=14)
    said(planner, path, ELECTION)
    body = {"by": "Anne", "plan": plan(14), "as_of": "2022-05-20"}
    refused = planner.ask(f"{path}/revisions", "POST", body, If_Match='"1"')
    assert (refused.status, refused.json["type"]) == (422, "/problems/broken-plan")
    assert [(each["rule"], each["meeting"]) for each in refused.json["despite"]] == [("blackout", "kickoff")]
    assert refused.json["despite"][0]["sentence"] == refused.json["findings"][0]["sentence"]
    despite = [{"rule": each["rule"], "meeting": each["meeting"]} for each in refused.json["despite"]]
    accepted = planner.ask(f"{path}/revisions", "POST", {**body, "despite": despite}, If_Match='"1"')
    assert (accepted.status, accepted.json["overrides"]) == (201, refused.json["despite"])
    unknown = {**body, "despite": [{"rule": "notise", "meeting": "kickoff"}]}
    wrong = planner.ask(f"{path}/revisions", "POST", unknown, If_Match='"2"')
    assert [each["pointer"] for each in wrong.json["errors"]] == ["#/despite/0/rule"]
    assert "notice" in wrong.json["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("before", "patch", "after"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": "foo"}, {"a": {"b": {"c": None}}}, {"a": {"b": {}}}),
        ({"a": "b"}, ["c"], ["c"]),
    ],
)
def test_a_merge_patch_is_that_of_rfc_7396(before: Any, patch: Any, after: Any) -> None:
    assert merged(before, patch) == after


@pytest.fixture(scope="module")
def today(busy: Planning) -> str:
    """Path of a network with a plan, whose files were uploaded anew since with a member and a dearer room."""
    path = "/networks/today"
    assert busy.client.ask(path, "PUT", FILES_WITH_ROUNDS).status == 201
    body = {"by": "Anne", "plan": PLAN, "as_of": "2022-05-01"}
    assert busy.client.ask(f"{path}/revisions", "POST", body, If_Match='"0"').status == 201
    members = FILES_WITH_ROUNDS["members.csv"] + "ny;0851\n"
    assert busy.client.ask(path, "PUT", {**FILES_WITH_ROUNDS, "members.csv": members}).status == 200
    return path


def test_questions_and_what_if_are_about_the_files_of_today(busy: Planning, today: str) -> None:
    body = {"changes": [CANCEL, {"kind": "member_left", "member": "ny"}], "as_of": "2023-02-01", "k": 1, "save": True}
    answer = busy.client.ask(f"{today}/what-if", "POST", body)
    assert (answer.status, answer.json["status"]) == (200, "proposals"), answer.body
    number = answer.json["proposals"][0]["number"]
    accepting = {"by": "Anne", "as_of": "2023-02-01"}
    made = busy.client.ask(f"{today}/changes", "POST", {"change": {**CLOSED, "venue": "akkc"}, "as_of": "2022-05-02"})
    assert made.status == 201, made.body
    accept = f"{today}/proposals/{number}/accept"
    refused = busy.client.ask(accept, "POST", accepting, If_Match='"1"')
    assert (refused.status, refused.json["type"]) == (412, "/problems/changed")
    withdrawn = busy.client.ask(made.headers["location"], "DELETE", If_Match=made.json["etag"])
    assert withdrawn.status == 200
    accepted = busy.client.ask(accept, "POST", accepting, If_Match='"1"')
    assert (accepted.status, accepted.json["revision"]) == (201, 2), accepted.body
    kept = busy.client.ask(f"{today}/input").json
    assert "ny" in {each["id"] for each in kept["members"]}
    assert [each["kind"] for each in in_force(busy.client, today)][:2] == ["cancel", "member_left"]
    status = busy.client.ask(f"{today}/status?as_of=2023-02-02").json
    assert (status["edits"], status["keeps_rules"]) == ([], True)
    first = busy.client.ask(f"{today}/changes").json["items"][1]
    gone = busy.client.ask(f"{today}/changes/{first['number']}", "DELETE", If_Match=first["etag"])
    assert gone.status == 200, gone.body
    edits = busy.client.ask(f"{today}/status?as_of=2023-02-02").json["edits"]
    assert [(each["file"], each["row"], each["after"]) for each in edits] == [("changes.toml", "2", None)]


def test_questions_about_a_plan_that_the_files_of_today_forbid_say_which_rules(busy: Planning, today: str) -> None:
    question = f"{today}/possibilities?meeting=2023-1/nord"
    assert busy.client.ask(question).status == 200
    closed = {**CLOSED, "venue": "akkc", "first_day": "2023-03-07", "last_day": "2023-03-07"}
    made = busy.client.ask(f"{today}/changes", "POST", {"change": closed, "as_of": "2022-05-02"})
    refused = busy.client.ask(question)
    assert (refused.status, refused.json["type"]) == (422, "/problems/broken-plan")
    assert [each["meetings"] for each in refused.json["findings"]] == [["2023-1/nord"]]
    assert busy.client.ask(made.headers["location"], "DELETE", If_Match="*").status == 200
    assert busy.client.ask(question).status == 200
