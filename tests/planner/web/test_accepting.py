"""Accepting over HTTP: on the right revision, once, and never two at the same time; on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from planner.store import backup
from planner.store.database import open_store
from planner.use_cases.keeping import restore
from planner.web.page.access import FormData, NetworkPage
from planner.web.page.jobs import who_accepts
from planner.web.roles import Role
from tests.planner.web.office import FILES, Client, Office, office, plan
from tests.planner.web.server import Answer


def test_a_plan_becomes_the_next_revision_and_others_are_told_what_changed(on_each: Office) -> None:
    planner, path = on_each.planner, on_each.network()
    assert planner.ask(f"{path}/plan").status == 404
    first = planner.accept(path, 14, 0)
    assert (first.status, first.headers["etag"]) == (201, '"1"')
    assert planner.ask(first.headers["location"]).json["meetings"][0]["venue"] == "messe-c"
    again = planner.accept(path, 15, 0)
    assert (again.status, again.headers["content-type"]) == (412, "application/problem+json")
    assert (again.json["type"], again.json["revision"]) == ("/problems/stale", 1)
    assert [each["meeting"]["id"] for each in again.json["difference"]["new"]] == ["kickoff"]
    assert planner.accept(path, 15, 9).status == 412
    assert planner.accept(path, 15, 1).json["revision"] == 2
    shown = planner.ask(f"{path}/plan")
    assert (shown.headers["etag"], shown.json) == ('"2"', plan(15))
    found = planner.ask(f"{path}/difference?first=1&second=2").json
    assert [each["changes"] for each in found["changed"]] == [["time"]]
    listed = planner.ask(f"{path}/revisions").json
    assert [each["revision"] for each in listed["items"]] == [1, 2]


def test_a_revision_is_undone_after_the_one_that_was_seen_and_once(on_each: Office) -> None:
    planner, path = on_each.planner, on_each.network(accepted=14)
    body = {"by": "Bo", "as_of": "2022-05-02"}
    first = planner.ask(f"{path}/undo", "POST", body, If_Match='"1"')
    assert (first.status, first.json["detail"]) == (422, "There is nothing to undo: revision 1 is the first.")
    planner.accept(path, 15, 1)
    assert planner.ask(f"{path}/undo", "POST", body).status == 428
    stale = planner.ask(f"{path}/undo", "POST", body, If_Match='"1"')
    assert (stale.status, stale.json["revision"]) == (412, 2)
    for _ in range(2):
        made = planner.ask(f"{path}/undo", "POST", body, If_Match='"2"', Idempotency_Key='"u-1"')
        assert (made.status, made.json["revision"], made.json["why"]) == (201, 3, "Tilbage til revision 1"), made.body
    assert planner.ask(f"{path}/plan").json == plan(14)
    other = planner.ask(f"{path}/undo", "POST", {**body, "to": 2, "why": "alligevel"}, If_Match='"3"')
    assert (other.json["revision"], other.json["why"]) == (4, "alligevel")
    assert planner.ask(f"{path}/plan").json == plan(15)


def test_of_two_who_accept_at_once_one_is_told_that_the_other_was_first(on_each: Office) -> None:
    path = on_each.network()
    with ThreadPoolExecutor(4) as many:
        found = list(many.map(lambda day: on_each.planner.accept(path, day, 0).status, range(14, 18)))
    assert sorted(found) == [201, 412, 412, 412]
    assert on_each.planner.ask(f"{path}/revisions").json["items"][-1]["revision"] == 1


def test_the_same_request_sent_again_is_done_once_and_answered_alike(on_each: Office) -> None:
    planner, path = on_each.planner, on_each.network()
    with ThreadPoolExecutor(4) as many:
        found = list(many.map(lambda _: planner.accept(path, 14, 0, Idempotency_Key='"a-1"'), range(4)))
    assert [each.status for each in found] == [201] * 4
    assert len({each.body for each in found}) == 1
    planner.accept(path, 15, 1)
    later = planner.accept(path, 14, 0, Idempotency_Key='"a-1"')
    assert (later.status, later.body, later.headers["etag"]) == (201, found[0].body, '"1"')
    assert planner.ask(f"{path}/revisions").json["items"][-1]["revision"] == 2


def test_a_key_of_another_request_is_refused_and_another_callers_is_free(on_each: Office) -> None:
    planner, path = on_each.planner, on_each.network()
    assert planner.accept(path, 14, 0, Idempotency_Key="k").status == 201
    for found in (planner.accept(path, 15, 0, Idempotency_Key="k"), planner.accept(path, 14, 1, Idempotency_Key="k")):
        assert (found.status, found.json["type"]) == (422, "/problems/repeated")
    assert on_each.client(Role.PLANNER).accept(path, 15, 1, Idempotency_Key="k").status == 201
    refused = planner.accept(path, 16, 2, Idempotency_Key="x" * 256)
    assert (refused.status, refused.json["errors"][0]["header"]) == (422, "Idempotency-Key")


def test_a_request_that_failed_may_be_sent_again_with_its_key(on_each: Office) -> None:
    planner, path = on_each.planner, on_each.network()
    assert planner.accept(path, 14, 3, Idempotency_Key="k").status == 412
    assert planner.accept(path, 14, 3, Idempotency_Key="k").status == 412
    assert planner.accept(path, 14, 0, Idempotency_Key="k").status == 201


def test_what_is_uploaded_after_a_revision_is_planned_next_and_what_was_before_is_not(on_each: Office) -> None:
    planner, path = on_each.planner, on_each.network()
    planner.accept(path, 14, 0)
    renamed = {**FILES, "network.toml": FILES["network.toml"].replace("Prøvenetværk", "Nyt navn")}
    uploaded = planner.ask(path, "PUT", renamed)
    assert (uploaded.status, uploaded.json["network"]["revision"]) == (200, 1)
    assert planner.ask(path).json["name"] == "Nyt navn"
    planner.accept(path, 15, 1)
    assert planner.ask(path).json["name"] == "Nyt navn"
    assert planner.ask(f"{path}/input").json["settings"]["name"] == "Nyt navn"


def after(planner: Client, path: str, tag: str) -> Answer:
    body = {"by": "Bo", "plan": plan(16), "as_of": "2022-05-01"}
    answer = planner.ask(f"{path}/revisions", "POST", body, If_Match=tag)
    if answer.status == 503:  # the server says once that the store was replaced
        answer = planner.ask(f"{path}/revisions", "POST", body, If_Match=tag)
    return answer


def test_what_was_seen_before_a_backup_was_restored_is_not_what_is_accepted_after_it(tmp_path: Path) -> None:
    with office(str(tmp_path / "store.sqlite"), tmp_path) as found:
        planner, path = found.planner, found.network(accepted=14)
        with open_store(found.address) as store:
            backup.back_up(store, tmp_path / "backup")
        assert planner.accept(path, 15, 1).headers["etag"] == '"2"'
        tags = ['"1"']
        for _ in range(2):  # revision 2 is another one each time
            with open_store(found.address) as store:
                restore(store, tmp_path / "backup")
            for tag in tags:
                refused = after(planner, path, tag)
                assert (refused.status, refused.json["type"]) == (412, "/problems/stale")
                assert refused.json["detail"].startswith("Not accepted: a backup was restored since")
            now = planner.ask(f"{path}/plan").headers["etag"]
            assert now == planner.ask(path).headers["etag"] == planner.ask(f"{path}/revisions/1").headers["etag"]
            made = after(planner, path, now)
            assert (made.status, made.json["revision"]) == (201, 2)
            assert made.headers["etag"] == planner.ask(f"{path}/plan").headers["etag"]
            tags += [now, made.headers["etag"]]
        assert len({*tags}) == len(tags)


@pytest.mark.parametrize(("after", "seen"), [("3-", (3, "")), ("3-1a2b3c4d", (3, "1a2b3c4d")), ("", (None, None))])
def test_a_page_accepts_after_the_revision_and_in_the_store_that_it_was_made_of(
    after: str, seen: tuple[int | None, str | None]
) -> None:
    page = cast("NetworkPage", SimpleNamespace(say=str, as_of=None))
    form = FormData({"by": ("Anne",), "after": (after,)}, {})
    who = who_accepts(page, form)
    assert (who.by, who.after, who.mark) == ("Anne", *seen)
