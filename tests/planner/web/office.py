"""A running server with a small network, and clients with keys of every role."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from planner.store.database import open_store
from planner.web.keys import create
from planner.web.roles import Role
from tests.planner.network_files import FILES as MORE_FILES
from tests.planner.web.server import Answer, Server, serving

FILES: Mapping[str, str] = {
    **MORE_FILES,
    "network.toml": MORE_FILES["network.toml"].partition("[[series]]")[0] + '\n[tables]\ndecimal = ","\n',
}
"""The files of a Danish network with one meeting."""


def plan(day: int = 14) -> dict[str, Any]:
    """Return a plan of its meeting on that day of June 2022."""
    meeting = {
        "id": "kickoff", "start": f"2022-06-{day:02}T10:00:00+02:00", "end": f"2022-06-{day:02}T15:30:00+02:00",
        "venue": "messe-c", "rooms": ["A"], "staff": ["K1"],
    }  # fmt: skip
    return {"meetings": [meeting]}


@dataclass(frozen=True)
class Client:
    """An HTTP client with a key, or without one."""

    server: Server
    key: str | None = None
    language: str = "en"

    def ask(self, path: str, method: str = "GET", body: object = None, **headers: str) -> Answer:
        """Send one request, with a JSON body if one is given."""
        data = None if body is None else json.dumps(body).encode()
        kind = {} if body is None else {"Content_Type": "application/json"}
        authorization = {} if self.key is None else {"Authorization": f"Bearer {self.key}"}
        usual = {"Accept_Language": self.language, **authorization, **kind}
        return self.server.ask(path, method, data, **{**usual, **headers})

    def accept(self, path: str, day: int, expected: int, **headers: str) -> Answer:
        """Accept the plan of that day for the network at the path."""
        body = {"by": "Anne", "why": "fordi", "plan": plan(day), "as_of": "2022-05-01"}
        return self.ask(f"{path}/revisions", "POST", body, If_Match=f'"{expected}"', **headers)


@dataclass(frozen=True)
class Office:
    """A server, its store, and a client for each role."""

    server: Server
    address: str
    clients: dict[Role, Client] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    @property
    def planner(self) -> Client:
        return self.clients[Role.PLANNER]

    def network(self, accepted: int | None = None) -> str:
        """Return the path of a new network, with the plan of the day `accepted` if it is given."""
        path = f"/networks/netv%C3%A6rk-{next(self.numbers)}"
        answer = self.planner.ask(path, "PUT", FILES)
        assert answer.status == 201, answer.body
        assert accepted is None or self.planner.accept(path, accepted, 0).status == 201
        return path

    def key(self, role: Role = Role.PLANNER, network: str | None = None) -> tuple[int, str]:
        """Create a key and return its number and the key."""
        with open_store(self.address) as store, store.writing() as connection:
            return create(connection, role, network, "test", datetime.now(UTC))

    def client(self, role: Role = Role.PLANNER, network: str | None = None, language: str = "en") -> Client:
        """Return a client with a new key."""
        return Client(self.server, self.key(role, network)[1], language)


@contextmanager
def office(address: str, place: Path) -> Iterator[Office]:
    """Run a server of a new store with keys for all networks; a context manager."""
    with serving(address, place / "log") as server:
        found = Office(server, address)
        found.clients.update({role: found.client(role) for role in Role})
        yield found
