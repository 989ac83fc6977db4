"""What-ifs and jobs over HTTP: a real server with its processes, and a client of its own."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from planner.web.api.questions import READER_JOBS_MAX
from tests.planner.web.planning import CANCEL, PATH, PLAN, QUEUE, SLOTS, Planning, eventually

WITHIN = 5.0
"""Seconds after which a job must know that its process is lost."""
SLACK = 2.0
"""Seconds that a busy machine needs for everything else."""


def test_a_quick_answer_comes_at_once_and_nothing_is_saved(busy: Planning) -> None:
    found = busy.what_if()
    assert found.status == 200, found.body
    assert [each["meeting"] for each in found.json["hits"]] == ["2023-2/syd"]
    assert found.json["proposals"]
    assert all(each["number"] is None for each in found.json["proposals"])
    assert all(each["proof"]["status"] == "optimal" for each in found.json["proposals"])
    assert [each["revision"] for each in busy.client.ask(f"{PATH}/revisions").json["items"]] == [1]


def test_a_solve_goes_on_from_the_last_revision_and_says_what_it_would_move(busy: Planning) -> None:
    def solved(**more: object) -> Any:
        found = busy.client.ask(f"{PATH}/solve", "POST", {"as_of": "2023-04-01", **more})
        assert found.status == 200, found.body
        return found.json

    held = {str(each["id"]): each["start"] for each in PLAN["meetings"] if str(each["start"]) < "2023-04-01"}
    kept, anew = solved(), solved(from_scratch=True)
    for found in (kept, anew):
        assert {each["id"]: each["start"] for each in found["meetings"] if each["id"] in held} == held
    assert kept["since"] == {"revision": 1, "moved": [], "people": 0, "bookings": []}
    assert {each["meeting"] for each in anew["since"]["moved"]} <= {"2023-2/nord", "2023-2/syd"}


def test_what_makes_no_sense_is_pointed_at_in_the_clients_language(busy: Planning) -> None:
    wrong = {"kind": "cancel", "meetings": ["2023-2/øst"], "later": True}
    found = busy.what_if({"kind": "cancel", "meetings": ["2023-2/syd"]}, wrong)
    assert (found.status, found.headers["content-type"]) == (422, "application/problem+json")
    assert [each["pointer"] for each in found.json["errors"]] == ["#/changes/1/meetings"]
    assert busy.what_if({"kind": "flood"}).status == 422
    assert busy.what_if(k=0).status == 422


def test_without_a_change_it_answers_the_network_as_uploaded_last(busy: Planning) -> None:
    found = busy.client.ask(f"{PATH}/what-if", "POST", {"as_of": "2023-02-01"})
    assert found.status == 200, found.body
    assert (found.json["hits"], [each["moves"] for each in found.json["proposals"]]) == ([], [[]])


def test_a_longer_answer_has_an_address_of_its_own(busy: Planning) -> None:
    found = busy.what_if(prefer="respond-async")
    assert (found.status, found.headers["preference-applied"]) == (202, "respond-async")
    job = busy.until(found.headers["location"], "done")
    assert job["result"]["proposals"]
    assert (job["problem"], job["kind"]) == (None, "what-if")
    patient = busy.what_if(prefer="respond-async, wait=30")
    assert (patient.status, patient.json["status"]) == (200, "proposals")
    assert busy.client.ask(found.headers["location"].replace("/net/", "/other/")).status == 404
    assert busy.client.ask(f"{PATH}/jobs/x").status == 404


def test_a_refused_job_tells_its_problem(busy: Planning) -> None:
    found = busy.what_if({"kind": "cancel", "meetings": ["x"]}, prefer="respond-async")
    if "location" not in found.headers:  # it was refused before the answer was on its way
        assert found.status == 422, found.body
        return
    job = busy.until(found.headers["location"], "failed")
    assert (job["result"], job["problem"]["status"]) == (None, 422)


def events(busy: Planning, location: str, **headers: str) -> list[dict[str, str]]:
    found = busy.client.ask(f"{location}/events", **headers)
    assert (found.status, found.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    blocks = [each for each in found.body.decode().split("\n\n") if each and not each.startswith(":")]
    return [dict(line.split(": ", 1) for line in each.splitlines()) for each in blocks]


def test_a_job_is_followed_as_a_stream_that_may_be_taken_up_again(busy: Planning) -> None:
    location = busy.begun()
    found = events(busy, location)
    assert [each["data"] for each in found if each["event"] == "state"] == ['{"state":"running"}', '{"state":"done"}']
    assert [int(each["id"]) for each in found] == sorted({int(each["id"]) for each in found})
    assert events(busy, location, Last_Event_ID=found[0]["id"]) == found[1:]
    assert busy.client.ask(f"{location}/events", Last_Event_ID=found[-1]["id"]).status == 204
    assert busy.client.ask(f"{PATH}/jobs/x/events").status == 404


def test_a_killed_worker_fails_its_job_and_no_other(busy: Planning) -> None:
    with busy.frozen() as workers:
        jobs = [busy.begun() for _ in workers]
        begun = time.monotonic()
        os.kill(workers[0], signal.SIGKILL)
        states = eventually(
            lambda: [busy.client.ask(each).json for each in jobs],
            lambda seen: any(each["state"] == "failed" for each in seen),
        )
        assert time.monotonic() - begun < WITHIN
        assert sorted(each["state"] for each in states) == ["failed", "running"]
        (failed,) = [each for each in states if each["state"] == "failed"]
        assert failed["problem"]["type"] == "/problems/work-failed"
    assert sorted(busy.until(each, "done", "failed")["state"] for each in jobs) == ["done", "failed"]
    busy.wait_for_workers()


def test_a_solver_that_is_killed_without_work_fails_no_job(busy: Planning) -> None:
    busy.wait_for_workers()
    for each in busy.solvers:
        os.kill(each, signal.SIGKILL)
    with ThreadPoolExecutor(SLOTS) as many:
        found = list(many.map(lambda _: busy.what_if(), range(2 * SLOTS)))
    assert [each.status for each in found] == [200] * 2 * SLOTS, [each.body for each in found if each.status != 200]


def test_a_hung_solver_fails_its_job_and_no_other(busy: Planning) -> None:
    with busy.frozen(*busy.solvers):
        begun = time.monotonic()
        found = busy.what_if()
        assert time.monotonic() - begun < WITHIN + SLACK
        assert (found.status, found.json["type"]) == (503, "/problems/work-failed")
        assert int(found.headers["retry-after"]) >= 1
    busy.wait_for_workers()


def test_a_wrong_change_is_pointed_at_with_the_sentences_of_the_command_line(busy: Planning) -> None:
    found = busy.what_if({"kind": "blackout", "reason": "x", "first_day": "2022-13-01"}, {"kind": "canceled"})
    assert found.status == 422
    assert [each["pointer"] for each in found.json["errors"]] == ["#/changes/0/first_day", "#/changes/1/kind"]
    assert "cancel" in found.json["errors"][1]["detail"]
    assert busy.client.ask(f"{PATH}/what-if", "POST", {"changes": 5}).json["errors"][0]["pointer"] == "#/changes"


@pytest.mark.slow  # the pool's own test waits as long
def test_a_hung_worker_fails_its_job_and_feeds_are_served_meanwhile(busy: Planning) -> None:
    with busy.frozen() as workers:
        begun = time.monotonic()
        found = busy.what_if()
        assert (found.status, found.headers["content-type"]) == (503, "application/problem+json")
        assert time.monotonic() - begun < WITHIN
        assert busy.client.ask("/health").status == 204
        eventually(lambda: busy.workers, lambda found: not set(workers) <= set(found))
    busy.wait_for_workers()


def test_what_there_is_no_room_for_is_sent_away_for_a_while(busy: Planning) -> None:
    with busy.frozen():
        taken = [busy.what_if(prefer="respond-async") for _ in range(SLOTS + QUEUE)]
        assert [each.status for each in taken] == [202] * (SLOTS + QUEUE)
        found = busy.what_if()
        assert (found.status, found.json["type"]) == (503, "/problems/busy")
        assert 1 <= int(found.headers["retry-after"]) <= 60
        last = busy.client.ask(taken[-1].headers["location"], "DELETE")
        assert (last.status, last.json["state"]) == (200, "stopped")
        assert busy.what_if(prefer="respond-async").status == 202
    for each in taken[:-1]:
        busy.until(each.headers["location"], "done", "failed")
    busy.wait_for_workers()


def test_a_client_that_is_gone_takes_no_place(busy: Planning) -> None:
    bodies = [json.dumps({"changes": [CANCEL], "as_of": "2023-02-01", "seconds": 50 + n}) for n in range(QUEUE)]
    with busy.frozen():
        jobs = [busy.begun() for _ in range(SLOTS)]
        for body in bodies:
            gone = http.client.HTTPConnection("127.0.0.1", busy.server.port)
            headers = {"Content-Type": "application/json", "Authorization": f"Bearer {busy.client.key}"}
            gone.request("POST", f"{PATH}/what-if", body, headers)
            gone.close()
        waiting = eventually(lambda: busy.what_if(prefer="respond-async"), lambda found: found.status == 202)
    for each in (*jobs, waiting.headers["location"]):
        busy.until(each, "done", "failed")
    busy.wait_for_workers()


def test_what_several_ask_alike_is_one_job_until_the_last_has_stopped_it(busy: Planning) -> None:
    reader, other = busy.reader(), busy.reader()
    question = f"{PATH}/why?meeting=2023-1/nord&seconds=21"
    with busy.frozen():
        first, same = (each.ask(question, Prefer="respond-async") for each in (reader, busy.client))
        location = first.headers["location"]
        assert (first.status, same.headers["location"]) == (202, location)
        refused = other.ask(location, "DELETE")
        assert (refused.status, refused.json["type"]) == (403, "/problems/not-allowed")
        assert reader.ask(location, "DELETE").json["state"] in {"waiting", "running"}
        busy.client.ask(location, "DELETE")
        assert busy.until(location, "done", "failed", "stopped")["state"] == "stopped"
        assert other.ask(location).json["state"] == "stopped"
    busy.wait_for_workers()


def test_a_question_ends_with_the_last_connection_that_waits_for_it(busy: Planning) -> None:
    reader = busy.reader()
    question = f"{PATH}/why?meeting=2023-1/nord&seconds=22"

    def waiting() -> http.client.HTTPConnection:
        found = http.client.HTTPConnection("127.0.0.1", busy.server.port)
        found.request("GET", question, headers={"Authorization": f"Bearer {reader.key}"})
        return found

    def jobs() -> int:
        text = busy.client.ask("/metrics").body.decode()
        found = re.findall(r"^planner_jobs_(?:waiting|running) (.+)$", text, flags=re.MULTILINE)
        return int(sum(map(float, found)))

    with busy.frozen():
        first, second = waiting(), waiting()
        eventually(jobs, lambda found: found == 1)
        first.close()
        time.sleep(1)  # more than the server needs to notice that a connection is closed
        assert jobs() == 1
        second.close()
        eventually(jobs, lambda found: found == 0)
    busy.wait_for_workers()


def test_a_reader_has_few_questions_at_once_and_keeps_out_nobody(busy: Planning) -> None:
    reader = busy.reader()
    with busy.frozen():
        asked = [
            reader.ask(f"{PATH}/why?meeting=2023-1/nord&seconds={30 + n}", Prefer="respond-async")
            for n in range(READER_JOBS_MAX + 1)
        ]
        assert [each.status for each in asked] == [202] * READER_JOBS_MAX + [503]
        assert int(asked[-1].headers["retry-after"]) >= 1
        mine = busy.what_if(prefer="respond-async")
        assert mine.status == 202, mine.body
        busy.until(mine.headers["location"], "running")
        for each in (*asked[:-1], mine):
            busy.client.ask(each.headers["location"], "DELETE")
    busy.wait_for_workers()


def test_a_network_is_solved_and_nothing_is_saved(busy: Planning) -> None:
    found = busy.client.ask(f"{PATH}/solve", "POST", {"seconds": 30})
    assert (found.status, found.json["status"]) == (200, "optimal")
    assert {each["id"] for each in found.json["meetings"]} == {each["id"] for each in PLAN["meetings"]}
    assert len(busy.client.ask(f"{PATH}/revisions").json["items"]) == 1


def test_proposals_that_are_saved_can_be_accepted(busy: Planning) -> None:
    found = busy.what_if(save=True, k=1)
    (proposal,) = found.json["proposals"]
    shown = busy.client.ask(f"{PATH}/proposals/{proposal['number']}")
    assert (shown.status, shown.json) == (200, proposal)


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("candidates?meeting=2023-1/nord&most=5", "candidates"),
        ("candidates?meeting=2023-1/nord&most=40&decide=true&seconds=20", "candidates"),
        ("possibilities?meeting=2023-1/nord", "days"),
        ("why?meeting=2023-1/nord&seconds=20", "alternatives"),
        ("why-not?meeting=2023-1/nord&day=2023-03-08", "planned"),
        ("explanation?seconds=20", "meetings"),
    ],
)
def test_the_accepted_plan_can_be_questioned(busy: Planning, path: str, key: str) -> None:
    found = busy.client.ask(f"{PATH}/{path}")
    assert (found.status, found.json["revision"]) == (200, 1), found.body
    assert found.json[key]


def test_whether_there_is_a_plan_with_a_day_is_decided_on_demand(busy: Planning) -> None:
    left_open, decided = (
        busy.client.ask(f"{PATH}/possibilities?meeting=2023-1/nord{more}").json["days"]
        for more in ("", "&decide=true&seconds=60")
    )
    perhaps = [number for number, each in enumerate(left_open) if each["plan_exists"] is None]
    assert perhaps
    assert all(left_open[number]["others_could_move"] for number in perhaps)
    for number, each in enumerate(decided):
        assert each["plan_exists"] is not None
        assert each["others_could_move"] == (number in perhaps and each["plan_exists"])


def test_a_question_about_what_does_not_exist_is_pointed_at(busy: Planning) -> None:
    found = busy.client.ask(f"{PATH}/why-not?meeting=2023-1/nord&day=2023-03-08&venue=akk")
    assert (found.status, [each["query"] for each in found.json["errors"]]) == (422, ["venue"])
    assert busy.client.ask(f"{PATH}/candidates?meeting=x").json["errors"][0]["query"] == "meeting"


def test_jobs_are_counted(busy: Planning) -> None:
    text = busy.client.ask("/metrics").body.decode()
    assert f"planner_slots {float(SLOTS)}" in text
    assert "planner_jobs_waiting 0.0" in text
    assert "planner_jobs_running 0.0" in text
    before = float(re.findall(r'^planner_jobs_ended_total{outcome="done"} (.+)$', text, flags=re.MULTILINE)[0])
    assert busy.what_if().status == 200
    assert f'planner_jobs_ended_total{{outcome="done"}} {before + 1}' in busy.client.ask("/metrics").body.decode()


def test_ten_at_once_are_all_answered(busy: Planning) -> None:
    def patiently() -> object:
        return eventually(busy.what_if, lambda found: found.status != 503).status

    with ThreadPoolExecutor(10) as many:
        assert list(many.map(lambda _: patiently(), range(10))) == [200] * 10
