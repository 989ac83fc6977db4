"""Blackouts."""

from datetime import date

import pytest

from calendars.blackouts import Blackout, BlackoutScope
from calendars.days import Span
from calendars.language import WrongValueError

DAY = Span.of_days(date(2023, 3, 16), 1)


def test_a_blackout_without_points_is_hard() -> None:
    assert Blackout(DAY, "Topmøde").hard
    assert not Blackout(DAY, "Topmøde", points=500).hard


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_blackout_without_a_reason_is_refused(reason: str) -> None:
    with pytest.raises(WrongValueError) as refused:
        Blackout(DAY, reason)
    assert str(refused.value) == "the blackout from 16 March 2023 needs a reason"
    assert refused.value.said.say("da") == "lukningen fra 16. marts 2023 mangler en begrundelse"


def test_a_blackout_that_rewards_is_refused() -> None:
    with pytest.raises(WrongValueError) as refused:
        Blackout(DAY, "Topmøde", points=-1)
    assert str(refused.value) == "a blackout cannot cost -1 points"
    assert refused.value.said.say("da") == "en lukning kan ikke koste -1 point"


@pytest.mark.parametrize(("scope", "target"), [(BlackoutScope.EVERYONE, "Nordjylland"), (BlackoutScope.REGION, "")])
def test_a_blackout_that_does_not_say_for_whom_is_refused(scope: BlackoutScope, target: str) -> None:
    with pytest.raises(WrongValueError) as refused:
        Blackout(DAY, "Vinterferie", scope=scope, target=target)
    assert str(refused.value) == (
        "a blackout for everyone names nobody, and any other names whom it is for: Vinterferie"
    )
    assert refused.value.said.say("da") == (
        "en lukning for alle nævner ingen, og enhver anden nævner, hvem den gælder: Vinterferie"
    )
