"""A PostgreSQL server from the system's packages, run on the loopback interface during the tests."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

MISSING = "needs the server programs of PostgreSQL (Debian: apt-get install postgresql)"
FOLDERS = Path("/usr/lib/postgresql")
START_TIMEOUT_SECONDS = 60
"""Time in which the server must start."""
OTHERS_LEAVE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def programs() -> Path | None:
    """Return the folder with `initdb` and `postgres` of the newest version; None if there is none."""
    found = sorted(FOLDERS.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


class Server:
    """A running server; each test gets a new database."""

    def __init__(self, port: int, password: str) -> None:
        self._address = f"postgresql://postgres:{password}@127.0.0.1:{port}"
        self._made = 0
        self._free: list[str] = []

    def new_database(self) -> str:
        """Create an empty database and return its address."""
        self._made += 1
        name = f"test_{self._made}"
        with psycopg.connect(f"{self._address}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"{self._address}/{name}"

    @contextmanager
    def lent(self) -> Iterator[str]:
        """Lend the address of an empty database, which is emptied for the next: that is quicker than creating one."""
        address = self._free.pop() if self._free else self.new_database()
        yield address
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(OTHERS_LEAVE)
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        self._free.append(address)

    def wait(self, process: subprocess.Popen[bytes], log: Path) -> None:
        """Wait until the server accepts connections."""
        end = time.monotonic() + START_TIMEOUT_SECONDS
        while time.monotonic() < end and process.poll() is None:
            try:
                psycopg.connect(f"{self._address}/postgres", connect_timeout=5).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        message = f"PostgreSQL does not start:\n{log.read_text()}"
        raise RuntimeError(message)


@contextmanager
def running(binaries: Path) -> Iterator[Server]:
    """Run a new server with temporary data, as another user if this one is root, which PostgreSQL rejects."""
    user = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    try:
        if user is not None:
            shutil.chown(folder, user.pw_uid, user.pw_gid)
        with _started(binaries, folder, user) as server:
            yield server
    finally:
        shutil.rmtree(folder)


@contextmanager
def _started(binaries: Path, folder: Path, user: pwd.struct_passwd | None) -> Iterator[Server]:
    password, port, log = secrets.token_hex(16), _free_port(), folder / "log"
    secret = folder / "password"
    secret.write_text(password)
    if user is not None:
        shutil.chown(secret, user.pw_uid, user.pw_gid)
    data = folder / "data"
    become = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync",
         "--encoding=UTF8", "--no-locale"],
        check=True, capture_output=True, cwd=folder, **become,  # type: ignore[call-overload]
    )  # fmt: skip
    # Autovacuum looks into every database each minute, and there are dozens.
    settings = [
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "fsync=off",
        "autovacuum=off",
        "log_timezone=UTC",
    ]
    command = [
        binaries / "postgres",
        "-D",
        data,
        "-p",
        str(port),
        *(part for each in settings for part in ("-c", each)),
    ]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder, **become)  # type: ignore[call-overload]
    try:
        server = Server(port, password)
        server.wait(process, log)
        yield server
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(START_TIMEOUT_SECONDS)


def _unprivileged() -> pwd.struct_passwd | None:
    """Return the user to run the server as: `postgres` or `nobody` if this is root; None for the present user."""
    if os.geteuid() != 0:
        return None
    known = {each.pw_name: each for each in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
