"""Measure polls by ten thousand subscribers, of this program and of nginx with the same files."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

from benchmarks.results import spread, table
from planner.feeds.audiences import all_audiences, path_of
from planner.feeds.folder import Folder, accepted_network, publish_to
from planner.feeds.publish import create
from planner.store.archive import Archive

SUBSCRIBER_COUNT = 10_000
CONNECTION_COUNT = 100
POLLING_SECONDS = 10
PLANNER_PORT, NGINX_PORT = 8791, 8792
CLOCK_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")

POLL = """
local polls = {}
init = function()
  for line in io.lines("%s") do
    local path, tag = line:match("(%%S+) (%%S+)")
    polls[#polls + 1] = wrk.format("GET", path, {["Host"] = wrk.headers["Host"], ["If-None-Match"] = tag})
  end
end
local threads = {}
setup = function(thread) threads[#threads + 1] = thread end
local n = 0
request = function() n = n %% #polls + 1; return polls[n] end
other = 0
response = function(status) if status ~= 304 then other = other + 1 end end
done = function(summary)
  local others = 0
  for _, thread in ipairs(threads) do others = others + thread:get("other") end
  io.write(string.format("answers %%d others %%d\\n", summary.requests, others))
end
"""
NGINX = """
daemon off; worker_processes 1; pid {place}/nginx.pid; error_log {place}/nginx.log; {user}
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 100000000; types {{ text/calendar ics; }} open_file_cache max=20000;
  server {{
    listen 127.0.0.1:{port} backlog=2048; root {web}; etag on;
    add_header Cache-Control "private, no-cache"; add_header X-Robots-Tag noindex;
    add_header Referrer-Policy no-referrer; add_header X-Content-Type-Options nosniff;
  }}
}}
"""


def serving(archive: Archive, place: Path, times: int) -> str:
    """Return the 304 responses per second of processor time, measured alternately."""
    to = place / "published"
    with archive.store.writing() as connection:
        audiences = all_audiences(accepted_network(connection, archive.network, archive.store.name))
        from_all = islice(cycle(audiences), SUBSCRIBER_COUNT)
        made = create(connection, archive.network, from_all, archive.history()[-1].accepted_at)
    publish_to(Folder(to), archive, archive.history()[-1].accepted_at, made)
    paths = [path_of(each.token) for each in made]
    with _planner(place) as ours, _nginx(place, to / "web") as theirs:
        scripts = [_script(place, port, paths) for port in (PLANNER_PORT, NGINX_PORT)]
        found = [(_polls(PLANNER_PORT, scripts[0], ours), _polls(NGINX_PORT, scripts[1], theirs)) for _ in range(times)]
    mine, other = [pair[0] for pair in found], [pair[1] for pair in found]
    rows = [
        ("planner serve", spread(mine, 0)),
        ("nginx, one worker, the same files", spread(other, 0)),
        ("ratio", spread([b / a for a, b in found], 1)),
    ]
    return (
        f"{SUBSCRIBER_COUNT:,} addresses polled with If-None-Match over {CONNECTION_COUNT} connections on loopback "
        f"by wrk, {times} times {POLLING_SECONDS} s each in turn; processor time of the server "
        "alone, user and system.\n\n" + table(["server", "answers of 304 for each CPU second"], rows)
    )


@contextmanager
def _planner(place: Path) -> Iterator[int]:
    command = "import sys; from planner.cli import main; main()"
    address = ["--port", str(PLANNER_PORT), "--store", f"{place}/network.sqlite"]
    process = subprocess.Popen([sys.executable, "-c", command, "serve", *address], stderr=subprocess.DEVNULL)
    try:
        _wait(PLANNER_PORT)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _nginx(place: Path, web: Path) -> Iterator[int]:
    user = f"user {os.environ.get('USER', 'root')};" if os.geteuid() == 0 else ""
    settings = place / "nginx.conf"
    settings.write_text(NGINX.format(place=place, port=NGINX_PORT, web=web, user=user))
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or "nginx"
    process = subprocess.Popen([program, "-c", str(settings), "-e", f"{place}/nginx.log"])
    try:
        _wait(NGINX_PORT)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="utf-8").split()
        yield int(children[0])
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=1).connect()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(port)


def _script(place: Path, port: int, paths: list[str]) -> Path:
    """Write the script of wrk, with the entity tags that the server itself returns."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    lines = []
    for path in paths:
        connection.request("HEAD", path)
        answer = connection.getresponse()
        answer.read()
        lines.append(f"{path} {answer.headers['ETag']}")
    polls, script = place / f"{port}.polls", place / f"{port}.lua"
    polls.write_text("\n".join(lines) + "\n")
    script.write_text(POLL % polls)
    return script


def _polls(port: int, script: Path, server: int) -> float:
    """Return responses per second of the server's processor time; all of them must be 304."""
    before = _used(server)
    command = [
        "wrk",
        "-t1",
        f"-c{CONNECTION_COUNT}",
        f"-d{POLLING_SECONDS}s",
        "-s",
        str(script),
        "--timeout",
        "30s",
        f"http://127.0.0.1:{port}/",
    ]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    used = _used(server) - before
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    answers = re.search(r"answers (\d+) others 0$", said, re.MULTILINE)
    if answers is None:
        raise RuntimeError(said)
    return int(answers[1]) / used


def _used(process: int) -> float:
    """Return user and system time of a process in seconds."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / CLOCK_TICKS_PER_SECOND
