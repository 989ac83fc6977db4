"""The description of the interface, held to the server by requests that are made from it, for every role."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from planner.web.roles import Role
from tests.planner.web.office import Office

CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]
STRANGER = "stranger"


@pytest.fixture(scope="module")
def described(served: Office) -> Any:
    return schemathesis.openapi.from_url(f"{served.server.url}/openapi.json")


@pytest.fixture(scope="module")
def network(served: Office) -> str:
    """Id of a network with a revision and a calendar."""
    path = served.network(accepted=14)
    served.planner.ask(f"{path}/feeds", "POST", {"kind": "network"})
    return str(served.planner.ask(path).json["id"])


@pytest.fixture(scope="module")
def keys(served: Office, network: str) -> dict[str, str]:
    """Of every role, and of a planner of another network."""
    of_role = {role.value: served.client(role, network).key or "" for role in Role}
    return {**of_role, STRANGER: served.client(Role.PLANNER, "a network of its own").key or ""}


def test_headers_are_named_as_clients_send_them(served: Office) -> None:
    described = served.planner.ask("/openapi.json").json["paths"].values()
    operations = [each for path in described for each in path.values() if isinstance(each, dict)]
    named = {one["name"] for each in operations for one in each.get("parameters", ()) if one["in"] == "header"}
    assert {name.lower() for name in named} == {"if-match", "idempotency-key", "last-event-id", "prefer"}
    assert "Prefer" in named


def ask_as_everyone(case: Any, network: str, keys: dict[str, str]) -> None:
    """As it was made, and about a network that there is."""
    for path in (dict(case.path_parameters), {**case.path_parameters, "network": network}):
        known = "network" in case.path_parameters and path["network"] == network
        case.path_parameters = path if "network" in case.path_parameters else case.path_parameters
        for name, key in keys.items():
            answer = case.call(headers={"Authorization": f"Bearer {key}", "Prefer": "respond-async"})
            assert answer.status_code < 500 or "retry-after" in answer.headers, answer.text
            case.validate_response(answer, checks=CHECKS)
            if known and name == STRANGER:
                assert answer.status_code in {404, 413, 415} or answer.headers["content-type"].endswith("problem+json")
                assert answer.status_code >= 400


def hold(described: Any, network: str, keys: dict[str, str], examples: int) -> None:
    """Each operation with so many requests."""
    for found in described.get_all_operations():

        @settings(
            max_examples=examples, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
        )  # fmt: skip
        @given(case=found.ok().as_strategy())
        def ask(case: Any) -> None:
            ask_as_everyone(case, network, keys)

        ask()


def test_no_request_of_any_role_breaks_the_server_or_its_description(
    described: Any, network: str, keys: dict[str, str]
) -> None:
    hold(described, network, keys, 2)


@pytest.mark.slow
def test_many_more_requests_do_not_either(described: Any, network: str, keys: dict[str, str]) -> None:
    hold(described, network, keys, 20)
