"""Who must be told what after a revision, and who was told when, over HTTP."""

from __future__ import annotations

from planner.web.roles import Role
from tests.planner.web.office import Office


def test_who_was_told_is_recorded_and_counts_from_that_day(on_each: Office) -> None:
    path = f"{on_each.network(accepted=14)}/revisions/1/notices"
    found = on_each.planner.ask(f"{path}?as_of=2022-05-02").json
    assert (found["old"], found["new"]) == (0, 1)
    one = f"{found['notices'][0]['kind']}/{found['notices'][0]['id']}"
    told = {"told_on": "2022-06-08", "told_by": "Anne", "whom": [one]}
    answer = on_each.planner.ask(path, "POST", told)
    assert answer.status == 200
    (first,) = answer.json["notices"]  # all has been held by now, and of that nobody is told who was not
    assert (first["told_on"], first["told_by"], first["short"]) == ("2022-06-08", "Anne", True)
    assert first["days"] < found["notices"][0]["days"]
    listed = on_each.planner.ask(f"{path}?as_of=2022-06-09").json["notices"]
    assert [each["told_on"] for each in listed] == ["2022-06-08"] + [None] * (len(found["notices"]) - 1)


def test_readers_record_nothing_and_strangers_are_refused(on_each: Office) -> None:
    path = f"{on_each.network(accepted=14)}/revisions/1/notices"
    told = {"told_on": "2022-05-02", "told_by": "Anne"}
    assert on_each.clients[Role.READER].ask(path, "POST", told).status == 403
    assert on_each.planner.ask(path, "POST", told | {"whom": ["member/nobody"]}).status == 422
    assert on_each.planner.ask(path, "POST", told | {"told_on": "1999-01-02"}).status == 422
    assert on_each.planner.ask(path.replace("/1/", "/7/")).status == 404
