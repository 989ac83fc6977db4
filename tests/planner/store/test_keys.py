"""API keys, and what was answered to requests with an Idempotency-Key; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from planner.store.database import Store, open_store
from planner.store.keys import (
    IDEMPOTENCY_KEY_RETENTION,
    IdempotentRequest,
    NewKey,
    add_key,
    any_key,
    find_key,
    keys,
    remember,
    remembered,
    revoke_key,
)
from tests.planner.announcements import NETWORK_ID, NOW, accepted, announced

ONE, TWO = (NewKey(bytes([n]) * 32, "reader", NETWORK_ID, f"nøgle {n}") for n in range(2))
ASKING = IdempotentRequest(NETWORK_ID, 1, "a", b"1" * 32)
SECOND = timedelta(seconds=1)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with open_store(address) as opened:
        accepted(opened, [announced()])
        accepted(opened, [announced()], network_id="et andet")
        yield opened


def test_a_key_is_found_by_its_hash_and_revoked_by_its_number(store: Store) -> None:
    with store.writing() as connection:
        assert (any_key(connection), keys(connection), find_key(connection, ONE.key_hash)) == (False, (), None)
        first, second = (add_key(connection, each, NOW) for each in (ONE, TWO))
        assert any_key(connection)
        found = find_key(connection, TWO.key_hash)
        assert found is not None
        assert (found.id, found.role, found.network, found.purpose) == (second, "reader", NETWORK_ID, "nøgle 1")
        assert (found.created_at, found.revoked_at) == (NOW, None)
        revoke_key(connection, second, NOW + SECOND)
        assert [(each.id, each.revoked_at) for each in keys(connection)] == [(first, None), (second, NOW + SECOND)]
        assert find_key(connection, TWO.key_hash) == replace(found, revoked_at=NOW + SECOND)


@pytest.mark.parametrize("other", [{"network": "et andet"}, {"caller": 2}, {"key": "b"}])
def test_an_answer_is_that_to_the_same_caller_key_and_network(store: Store, other: dict[str, object]) -> None:
    with store.writing() as connection:
        assert remembered(connection, ASKING) is None
        remember(connection, ASKING, 7, NOW)
        assert remembered(connection, replace(ASKING, request=b"2" * 32)) == (ASKING.request, 7)
        assert remembered(connection, replace(ASKING, **other)) is None  # type: ignore[arg-type]
        remember(connection, replace(ASKING, **other), 8, NOW)  # type: ignore[arg-type]
        assert remembered(connection, ASKING) == (ASKING.request, 7)


def test_answers_are_forgotten_after_thirty_days(store: Store) -> None:
    assert timedelta(days=30) == IDEMPOTENCY_KEY_RETENTION
    with store.writing() as connection:
        remember(connection, ASKING, 7, NOW)
        remember(connection, replace(ASKING, key="b"), 8, NOW + timedelta(days=30))
        assert remembered(connection, ASKING) is not None
        remember(connection, replace(ASKING, key="c"), 9, NOW + timedelta(days=30) + SECOND)
        assert remembered(connection, ASKING) is None
        assert remembered(connection, replace(ASKING, key="b")) is not None
