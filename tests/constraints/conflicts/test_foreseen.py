"""Clashes that counting shows are named, and have ways out, also if the search for the smallest was not finished."""

from __future__ import annotations

import pytest

from calendars.blackouts import Blackout
from constraints.conflicts import repairs
from constraints.conflicts.conflict import Conflict
from constraints.conflicts.find import ConflictSearchResult
from constraints.conflicts.quick_checks import counted_conflicts
from constraints.conflicts.repairs import explain_infeasibility
from constraints.problem.outcome import Limits
from constraints.problem.problem import Requirement
from tests.constraints.builders import SYD, days, meeting, problem
from tests.constraints.conflicts.test_contradictions import rules

BOTH = frozenset({0, 1})
NO_MONEY = Conflict((Requirement("budget", BOTH),), BOTH, confirmed=False, steps=())
POOR = problem([meeting("a"), meeting("b", SYD)], *rules(budget={"total": 100}), meal=50)
CLOSED = problem(
    [meeting("a", window=days(4, 4)), meeting("b", SYD)], *rules(budget={"total": 100}), meal=50,
    blackouts=(Blackout(days(4), "Byfest"),),
)  # fmt: skip
DAY = Conflict(
    (Requirement("window", frozenset({0})), Requirement("blackout", frozenset({0}))), frozenset({0}), confirmed=True,
    steps=(),
)  # fmt: skip


def test_too_little_money_is_foreseen() -> None:
    assert counted_conflicts(POOR, ()) == [NO_MONEY]


def test_what_is_known_is_not_named_again() -> None:
    assert counted_conflicts(POOR, [NO_MONEY]) == []


def test_what_another_clash_hides_is_foreseen_when_that_is_left_out() -> None:
    assert [each.requirements[0].rule for each in counted_conflicts(CLOSED, ())] == ["blackout"]
    assert counted_conflicts(CLOSED, [DAY]) == [NO_MONEY]


def test_a_possible_network_has_nothing_to_foresee() -> None:
    assert counted_conflicts(problem([meeting("a")], *rules()), ()) == []


def test_what_is_foreseen_has_ways_out_though_the_search_was_not_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repairs, "find_conflicts", lambda *_args, **_more: ConflictSearchResult((), complete=False))
    found = explain_infeasibility(POOR, Limits(30))
    assert (found.conflicts, found.complete) == ((NO_MONEY,), False)
    assert [(way.least, [each.say("en") for each in way.told]) for way in found.repairs] == [
        (True, ["Raise the budget by 1,000 DKK, to 1,100 DKK."])
    ]


@pytest.mark.slow
def test_a_clash_of_all_meetings_has_ways_out_beside_those_of_a_clash_of_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repairs, "find_conflicts", lambda *_args, **_more: ConflictSearchResult((DAY,), complete=False))
    found = explain_infeasibility(CLOSED, Limits(30))
    assert found.conflicts == (DAY, NO_MONEY)
    assert {way.clashes for way in found.repairs} == {(0,), (1,)}
    assert ["budget"] in [[each.loosening.rule for each in way.concessions] for way in found.repairs]
