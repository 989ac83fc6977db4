"""The header Prefer, as the standard has it."""

from __future__ import annotations

import pytest

from planner.web.api.jobs import WAIT_MAX_SECONDS, Preference, preferred


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ([], Preference()),
        (["respond-async"], Preference(respond_async=True)),
        (["Respond-Async, WAIT=10"], Preference(respond_async=True, wait=10)),
        (["respond-async", 'wait="5"'], Preference(respond_async=True, wait=5)),
        (["wait = 3 ; x=y, foo; bar, respond-async; a=1"], Preference(respond_async=True, wait=3)),
        (["wait=1, wait=2"], Preference(wait=1)),
        (["wait=999999"], Preference(wait=WAIT_MAX_SECONDS)),
        (["wait=-1, wait"], Preference()),
        (["wait=½"], Preference()),
        (['handling=lenient, return=minimal, "'], Preference()),
    ],
)
def test_what_is_understood_is_heeded_and_the_first_of_it_counts(headers: list[str], found: Preference) -> None:
    assert preferred(headers) == found


@pytest.mark.parametrize(
    ("preference", "patience", "applied"),
    [
        (Preference(), None, ""),
        (Preference(respond_async=True), 0, "respond-async"),
        (Preference(respond_async=True, wait=7), 7, "respond-async, wait=7"),
        (Preference(wait=7), 7, "wait=7"),
    ],
)
def test_who_wants_only_an_address_waits_no_longer_than_said(
    preference: Preference, patience: float | None, applied: str
) -> None:
    assert (preference.patience, preference.applied) == (patience, applied)
