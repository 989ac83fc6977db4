"""The contract of every rule: the model and the check, two separate algorithms, agree on every plan there is.

No rule is named here except those that are always in force; a new file in `constraints/rules/` is under contract.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, assume, find, given, settings
from hypothesis import strategies as st

from constraints.check import check
from constraints.conflicts.conflict import Requirements
from constraints.model.model import plan_of
from constraints.problem.problem import Problem, Requirement
from constraints.problem.rule import Rule, all_rules
from tests.constraints.every_plan import EveryPlan
from tests.constraints.examples import module_of
from tests.constraints.parameters import active
from tests.constraints.random_problems import NAMES, problems
from tests.constraints.solving import Chooser

ALWAYS = (
    "window", "venue_allowed", "rooms_fit", "one_meeting_per_room", "staff_teams", "staff_one_at_a_time",
    "member_one_a_day", "hours",
)  # fmt: skip
"""What makes a plan a plan; every other rule is tried on top of these."""
RULES = sorted(all_rules())
PARAMETERS = {key: getattr(module_of(key), "PARAMETERS", None) for key in RULES}
STATING = [
    key for key, rule in all_rules().items() if key not in ALWAYS and {"allows", "charges", "post"} & {*vars(rule)}
]
MOST_PLANS = 1_000

contract = settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
thorough = settings(contract, max_examples=30)


def drawn(key: str) -> st.SearchStrategy[Rule]:
    """The rule with any parameters that ask something."""
    return active(all_rules()[key], NAMES, PARAMETERS[key])


def on_top(key: str) -> st.SearchStrategy[tuple[Rule, ...]]:
    """The rule with some parameters, or nothing if it is always in force."""
    return st.just(()) if key in ALWAYS else st.tuples(drawn(key))


def sets_of_rules() -> st.SearchStrategy[tuple[Rule, ...]]:
    """Up to five rules, each with some parameters."""
    keys = st.lists(st.sampled_from(STATING), min_size=2, max_size=5, unique=True)
    return keys.flatmap(lambda found: st.tuples(*map(drawn, found)))


def waivers(problem: Problem, rules: Sequence[Rule]) -> st.SearchStrategy[frozenset[Requirement]]:
    """One to four things that the rules require, whole rules among them."""
    always = [all_rules()[key]() for key in ALWAYS]
    requirements = Requirements(replace(problem, rules=(*always, *rules)), range(len(problem.meetings)))
    found = [*requirements.rules, *requirements.parts(requirements.rules)]
    return st.frozensets(st.sampled_from(found), min_size=1, max_size=4)


def agree(problem: Problem, rules: Sequence[Rule], stated: Sequence[Rule] | None = None) -> None:
    """Model and check agree on every choice of days and venues; `stated` are the rules for the model, if others."""
    always = [all_rules()[key]() for key in ALWAYS]
    plans = EveryPlan(problem, always)
    assume(0 < plans.size <= MOST_PLANS)
    whole = replace(problem, rules=(*always, *rules))
    chooser = Chooser(replace(problem, rules=(*always, *(stated or rules))))
    for choices in plans.choices(chooser.knows):
        least, best = plans.least(choices, rules), chooser.best(choices)
        assert (best and best[0]) == least, f"days and venues {choices}"
        if best:
            verdict = check(whole, plan_of(chooser.model, best[1]))
            assert not verdict.broken
            assert verdict.objective == least


@pytest.mark.parametrize("key", RULES)
@settings(contract, max_examples=3)
@given(data=st.data(), problem=problems())
def test_model_and_check_agree_on_a_rule(key: str, data: st.DataObject, problem: Problem) -> None:
    agree(problem, data.draw(on_top(key)))


@settings(contract, max_examples=10)
@given(problem=problems(), rules=sets_of_rules())
def test_model_and_check_agree_on_rules_together(problem: Problem, rules: tuple[Rule, ...]) -> None:
    agree(problem, rules)


@settings(contract, max_examples=6)
@given(data=st.data(), problem=problems(), rules=sets_of_rules())
def test_model_and_check_agree_on_what_is_left_when_something_is_waived(
    data: st.DataObject, problem: Problem, rules: tuple[Rule, ...]
) -> None:
    agree(replace(problem, waived=data.draw(waivers(problem, rules))), rules)


@pytest.mark.slow
@pytest.mark.parametrize("key", RULES)
@thorough
@given(data=st.data(), problem=problems())
def test_model_and_check_agree_on_a_rule_in_many_networks(key: str, data: st.DataObject, problem: Problem) -> None:
    agree(problem, data.draw(on_top(key)))


@pytest.mark.slow
@settings(thorough, max_examples=250)
@given(problem=problems(), rules=sets_of_rules())
def test_model_and_check_agree_on_rules_together_in_many_networks(problem: Problem, rules: tuple[Rule, ...]) -> None:
    agree(problem, rules)


@pytest.mark.slow
@settings(thorough, max_examples=150)
@given(data=st.data(), problem=problems(), rules=sets_of_rules())
def test_model_and_check_agree_on_what_is_left_in_many_networks(
    data: st.DataObject, problem: Problem, rules: tuple[Rule, ...]
) -> None:
    agree(replace(problem, waived=data.draw(waivers(problem, rules))), rules)


@pytest.mark.slow
@pytest.mark.parametrize("key", STATING)
def test_a_rule_that_states_nothing_to_the_model_is_caught(key: str) -> None:
    rule = all_rules()[key]
    muted = type("Muted", (rule,), {"allows": Rule.allows, "charges": Rule.charges, "post": Rule.post})

    def caught(problem: Problem, rules: tuple[Rule, ...]) -> bool:
        try:
            agree(problem, rules, stated=[muted(**each.model_dump()) for each in rules])
        except AssertionError:
            return True
        return False

    # Some rules bite seldom: a fee has to be reached before it is rounded away.
    search = settings(thorough, max_examples=2000, phases=[Phase.generate], derandomize=True)
    assert find(st.tuples(problems(), on_top(key)), lambda drawn: caught(*drawn), settings=search)
