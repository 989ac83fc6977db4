"""Whole numbers that can be set in rules: their defaults, the least allowed, and what asks for something."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from constraints.problem.rule import Rule, all_rules

SETTINGS: dict[str, dict[str, tuple[int | None, int, int | None]]] = {
    "absent_member": {"points": (0, 0, 1)},
    "booked": {"confirmed": (1000, 0, 1), "held": (300, 0, 1), "asked": (100, 0, 1), "reserve": (30, 0, 1)},
    "budget": {"total": (None, 0, None)},
    "cancellation_fee": {"points": (None, 0, 1), "per": (1, 1, None)},
    "exposure": {"points": (0, 0, 1), "points_per_member": (0, 0, 1)},
    "group_size": {"points": (0, 0, 1)},
    "joint_gap": {"min_days_after": (0, 0, None), "min_days_before": (0, 0, None)},
    "kept": {
        "day": (5000, 0, 1),
        "venue": (2000, 0, 1),
        "room": (500, 0, 1),
        "staff": (200, 0, 1),
        "near_days": (60, 0, None),
        "near_times": (3, 1, None),
    },
    "left_out_member": {"points": (0, 0, 1)},
    "left_out_municipality": {"points": (0, 0, 1)},
    "meals": {"points": (0, 0, 1), "per": (1, 1, None)},
    "notice": {"min_days": (14, 0, None)},
    "quorum": {"missing_municipalities": (None, 0, 0), "missing_levels": (None, 0, 0)},
    "region_gap": {"min_days": (0, 0, None), "max_days": (None, 1, None)},
    "rent": {"points": (0, 0, 1), "per": (1, 1, None)},
    "round_span": {"max_days": (None, 0, 0)},
    "soonest": {"points": (0, 0, 1)},
    "squeezed_day": {"points": (0, 0, 1)},
    "staff_one_at_a_time": {"max_meetings": (None, 1, None)},
    "staff_travel": {"max_minutes": (None, 0, 0)},
    "staff_week": {"max_meetings": (None, 1, 1)},
    "travel": {"points": (0, 0, 1)},
    "uneven_spacing": {"points": (0, 0, 1), "ideal_days": (180, 0, None)},
    "venue_repeat": {"times": (None, 2, 2)},
    "venue_variety": {"few": (0, 0, 1), "many": (0, 0, 1)},
    "wanted_day": {"points": (0, 0, 1)},
    "weekday_points": {
        "monday": (0, 0, 1),
        "tuesday": (0, 0, 1),
        "wednesday": (0, 0, 1),
        "thursday": (0, 0, 1),
        "friday": (0, 0, 1),
        "saturday": (0, 0, 1),
        "sunday": (0, 0, 1),
    },
    "worst_travel": {"points": (0, 0, 1)},
}
"""For each: the default, the least value, and the least that makes a rule active where nothing else in it does."""


def nothing(key: str) -> dict[str, object]:
    """Values with which a rule asks as little as it can."""
    return {name: None if default is None else least for name, (default, least, _) in SETTINGS[key].items()}


def test_every_whole_number_is_listed() -> None:
    def whole(rule: type[Rule]) -> set[str]:
        return {name for name, field in rule.model_fields.items() if field.annotation in {int, int | None}}

    assert {key: {*SETTINGS.get(key, ())} for key in all_rules()} == {
        key: whole(all_rules()[key]) for key in all_rules()
    }


@pytest.mark.parametrize("key", SETTINGS)
def test_a_number_has_its_default_and_nothing_below_its_least_value_is_allowed(key: str) -> None:
    rule = all_rules()[key]
    for name, (default, least, _) in SETTINGS[key].items():
        assert getattr(rule(), name) == default
        assert getattr(rule.model_validate({name: least}), name) == least
        with pytest.raises(ValidationError):
            rule.model_validate({name: least - 1})


@pytest.mark.parametrize("key", SETTINGS)
def test_a_rule_is_active_from_the_least_value_that_asks_for_something(key: str) -> None:
    rule, off = all_rules()[key], nothing(key)
    for name, (_, least, asks) in SETTINGS[key].items():
        if asks is not None:
            assert rule.model_validate({**off, name: asks}).active
            assert asks == least or not rule.model_validate({**off, name: asks - 1}).active
