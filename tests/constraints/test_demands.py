"""What every hard rule demands, and what can be given up of it, word for word in both languages."""

from __future__ import annotations

import pytest

from calendars.language import Locale
from constraints.problem.rule import all_rules
from tests.constraints.examples import Demand, demands, module_of

DEMANDS = demands()


@pytest.mark.parametrize("name", DEMANDS)
def test_a_demand_and_what_can_be_given_up_of_it(name: str) -> None:
    expected = DEMANDS[name]
    problem, meetings = expected.case()
    (rule,) = problem.rules
    relaxations = list(rule.relaxations(problem, meetings))

    def told(locale: Locale) -> list[str]:
        return [
            f"{each.code} {amount}: {each.say(amount).say(locale)}"
            for each in relaxations
            for amount in sorted({1, each.most} - {0})
        ]

    demand = rule.demand(problem, meetings)
    found = Demand(expected.case, demand.say("en"), demand.say("da"), [*zip(told("en"), told("da"), strict=True)])
    assert (found.en, found.da, found.relaxations) == (expected.en, expected.da, [*expected.relaxations])


@pytest.mark.parametrize("name", DEMANDS)
def test_where_no_meetings_are_named_what_can_be_given_up_is_that_of_all(name: str) -> None:
    problem, _ = DEMANDS[name].case()
    (rule,) = problem.rules
    found = [
        [(each.code, each.most, each.say(1).say("en")) for each in rule.relaxations(problem, asked)]
        for asked in (frozenset[int](), frozenset(range(len(problem.meetings))))
    ]
    assert found[0] == found[1]


@pytest.mark.parametrize("key", all_rules())
def test_a_rule_that_can_be_broken_demands_something(key: str) -> None:
    assert all_rules()[key]().hard == bool(getattr(module_of(key), "DEMANDS", {}))
