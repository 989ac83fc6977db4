"""Two servers and a worker, each a process of its own, as somebody starts them by hand."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import HTTPError

import pytest

from planner.cli.program import run
from planner.jobs.line import NO_WORKERS
from planner.store.database import open_store
from planner.web.keys import create
from planner.web.roles import Role
from tests.planner.jobs.shared import WorkerProcess, age, until
from tests.planner.postgresql_server import Server
from tests.planner.web.office import Client
from tests.planner.web.planning import PATH, Planning
from tests.planner.web.server import PROGRAM, serving


@dataclass(frozen=True)
class Machines:
    """Two servers, and a worker that tells of itself at a port."""

    here: Planning
    there: Planning
    worker: WorkerProcess

    def told(self, path: str) -> tuple[int, str]:
        port = re.search(r"http://[\d.]+:(\d+)", self.worker.said())
        assert port is not None
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port[1]}{path}") as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, ""


@pytest.fixture(scope="module")
def machines(postgresql: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    place, address = tmp_path_factory.mktemp("machines"), postgresql.new_database()
    with open_store(address) as store, store.writing() as connection:
        _, key = create(connection, Role.PLANNER, None, "test", datetime.now(UTC))
    log = place / "worker"
    command = [sys.executable, "-c", PROGRAM, "work", "--store", address, "--slots", "1", "--port", "0"]
    with ExitStack() as stack:
        worker = subprocess.Popen(command, stdout=stack.enter_context(log.open("wb")), stderr=subprocess.STDOUT)
        stack.callback(worker.wait)
        stack.callback(worker.kill)
        logs = [place / name for name in ("here", "there")]
        servers = [
            stack.enter_context(serving(address, each, "--workers", "--queue", "3", slots=None)) for each in logs
        ]
        here, there = (Planning(each, Client(each, key), address) for each in servers)
        here.set_up()
        until(lambda: "Working for" in log.read_text(encoding="utf-8") or worker.poll() is not None)
        yield Machines(here, there, WorkerProcess(worker, log))


@pytest.mark.slow
def test_a_question_to_one_server_is_followed_and_answered_at_the_other(machines: Machines) -> None:
    answer = machines.here.what_if(prefer="respond-async")
    assert answer.status == 202, answer.body
    job = machines.there.until(answer.headers["location"], "done")
    assert job["result"]["proposals"]
    events = machines.there.client.ask(f"{answer.headers['location']}/events").body.decode()
    assert events.startswith('id: 1\nevent: state\ndata: {"state":"running"}\n\n')
    assert events.endswith('event: state\ndata: {"state":"done"}\n\n')
    again = machines.there.client.ask(f"{answer.headers['location']}/events", Last_Event_ID="1").body.decode()
    assert again.endswith('event: state\ndata: {"state":"done"}\n\n')


@pytest.mark.slow
def test_every_kind_of_question_travels(machines: Machines) -> None:
    for question in ("why?meeting=kickoff", "why-not?meeting=kickoff&day=2022-06-15", "candidates?meeting=kickoff",
                     "possibilities?meeting=kickoff", "explanation"):  # fmt: skip
        answer = machines.there.client.ask(f"{PATH}/{question}")
        assert answer.status == 200, (question, answer.body)
    solved = machines.here.client.ask(f"{PATH}/solve", "POST", {"seconds": 20, "as_of": "2022-05-01"})
    assert (solved.status, solved.json["status"]) == (200, "optimal")
    wrong = machines.here.client.ask(f"{PATH}/why?meeting=nothing")
    assert wrong.status == 422


@pytest.mark.slow
def test_any_server_stops_a_job_and_the_load_is_that_of_all(machines: Machines) -> None:
    machines.worker.signal(signal.SIGSTOP)
    try:
        location = machines.here.what_if(prefer="respond-async").headers["location"]
        lines = machines.there.client.ask("/metrics").body.decode().splitlines()
        assert {"planner_jobs_waiting 1.0", "planner_slots 1.0", "planner_workers 1.0"} <= set(lines)
        assert machines.there.client.ask(location, "DELETE").json["state"] == "stopped"
        assert machines.here.client.ask(location).json["state"] == "stopped"
    finally:
        machines.worker.signal(signal.SIGCONT)


@pytest.mark.slow
def test_a_worker_tells_that_it_is_well_and_what_it_did(machines: Machines) -> None:
    assert machines.here.what_if().status == 200
    assert machines.told("/health")[0] == 204
    status, metrics = machines.told("/metrics")
    assert status == 200
    assert "planner_slots 1.0" in metrics
    ended = re.search(r'planner_jobs_ended_total{outcome="done"} (\d+)', metrics)
    assert ended is not None
    assert int(ended[1]) > 0
    assert machines.told("/x")[0] == 404


@pytest.mark.slow
def test_without_a_worker_clients_are_told_to_come_again(machines: Machines) -> None:
    machines.worker.signal(signal.SIGSTOP)
    try:
        with open_store(machines.here.address) as store:
            age(store, machines.worker)
        found = machines.here.what_if()
        assert (found.status, found.headers["retry-after"]) == (503, "5")
        assert found.json["detail"] == NO_WORKERS.say("en")
    finally:
        machines.worker.signal(signal.SIGCONT)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("work", "--store", "store.sqlite"), "PostgreSQL"),
        (("serve", "--port", "0", "--workers", "--store", "store.sqlite"), "PostgreSQL"),
        (("serve", "--port", "0", "--workers", "--slots", "2"), "planner work"),
    ],
)
def test_what_does_not_fit_together_is_refused(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert run(arguments) == 2
    assert said in capsys.readouterr().err


def test_one_machine_needs_nothing_of_what_workers_need() -> None:
    modules = "planner.cli.program, planner.cli.actions.serving, planner.web.page.app"
    needed = {"procrastinate", "psycopg", "planner.jobs.shared", "planner.jobs.working"}
    program = f"import sys, {modules}; sys.exit(bool({needed} & {{*sys.modules}}))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
