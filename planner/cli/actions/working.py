"""Work for servers on other machines."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from calendars.language import BoundMessage, Locale, Message
from planner.cli.actions.serving import cannot_listen, warm_up
from planner.cli.base.command import ExitCode
from planner.cli.base.terminal import write_stderr
from planner.jobs.pool import PoolSize, available_cpus
from planner.jobs.working import WorkerProgram
from planner.store.database import open_store
from planner.store.place import store_url
from planner.web.metrics import CONTENT_TYPE, worker_metrics
from planner.web.page.tasks import task_forms

if TYPE_CHECKING:
    from collections.abc import Callable

WORKING = Message("working.working", "Working for {store}, {n} {n:job|jobs} at a time.")
TOLD_AT = Message("working.told_at", "Health and metrics at http://{host}:{port}")
ENDED = Message("working.ended", "What was begun is finished.")


def run_work(
    *, store: str | None, slots: int | None, memory: int, host: str, port: int | None, locale: Locale
) -> ExitCode:  # fmt: skip
    """Work until the process is stopped."""
    address, number = store_url(Path(), store), available_cpus() if slots is None else slots

    def say(said: BoundMessage) -> None:
        write_stderr(said.say(locale))

    with open_store(address) as opened, ExitStack() as stack:
        size = PoolSize(number, 0, memory)
        program = WorkerProgram(opened, task_forms(), size, address=address, say=say, prepare=warm_up(address))
        if port is not None:
            said = stack.enter_context(_telling(host, port, program))
            say(BoundMessage(TOLD_AT, {"host": f"[{host}]" if ":" in host else host, "port": str(said)}))
        stack.enter_context(program)
        say(BoundMessage(WORKING, {"store": opened.name, "n": number}))
        program.run()
    say(BoundMessage(ENDED))
    return ExitCode.GOOD


@contextmanager
def _telling(host: str, port: int, program: WorkerProgram) -> Iterator[int]:
    """Answer whether the program is well, and how much it does, at the port that is yielded."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = _answers(program).get(self.path)
            status, body = (404, b"") if found is None else found()
            self.send_response(status)
            self.send_header("Content-Type", CONTENT_TYPE)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_values: object) -> None:
            pass

    try:
        server = ThreadingHTTPServer((host, port), Answers)
    except OSError as error:
        raise cannot_listen(error, host, port) from error
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def _answers(program: WorkerProgram) -> dict[str, Callable[[], tuple[int, bytes]]]:
    return {
        "/health": lambda: (204 if program.is_well else 503, b""),
        "/metrics": lambda: (200, worker_metrics(program.load(), program.ended)),
    }
