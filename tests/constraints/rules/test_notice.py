from typing import Any

from constraints.problem.problem import Problem
from constraints.rules.notice import Notice
from tests.constraints.builders import meeting, on, planned, problem, said
from tests.constraints.examples import Demand, case
from tests.constraints.solving import accepts


def network(today: int | None, day: int | None = None, **changes: Any) -> Problem:
    """A meeting, perhaps announced for a day; moved ones need three days' notice."""
    told = None if day is None else planned(problem([meeting("a")]), "a", day)
    as_of = None if today is None else on(today)
    return problem([meeting("a", published=told, **changes)], Notice(min_days=3), as_of=as_of)


def test_no_meeting_is_planned_for_a_day_that_is_past() -> None:
    of = network(6)
    assert said(of, planned(of, "a", 5)) == [(
        "Møde a, Nord is planned for Saturday 11 March 2023, but today is Sunday 12 March 2023.",
        "Møde a, Nord er planlagt lørdag den 11. marts 2023, men i dag er det søndag den 12. marts 2023.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (5, 0)})
    assert said(of, planned(of, "a", 6)) == []
    assert accepts(of, {"a": (6, 0)})


def test_a_moved_meeting_is_announced_in_time() -> None:
    of = network(6, day=15)
    assert said(of, planned(of, "a", 8)) == [(
        "Møde a, Nord is moved to Tuesday 14 March 2023, 2 days from now; at least 3 are required.",
        "Møde a, Nord er flyttet til tirsdag den 14. marts 2023, om 2 dage; der kræves mindst 3 dages varsel.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (8, 0)})
    assert said(of, planned(of, "a", 9)) == []
    assert accepts(of, {"a": (9, 0)})


def test_what_keeps_its_day_needs_no_notice() -> None:
    of = network(6, day=7)
    assert said(of, planned(of, "a", 7, 1)) == []
    assert accepts(of, {"a": (7, 1)})


def test_what_is_announced_for_today_may_be_held_today() -> None:
    of = network(6, day=6)
    assert said(of, planned(of, "a", 6)) == []
    assert accepts(of, {"a": (6, 0)})


def test_without_today_or_notice_there_is_nothing_to_give_up() -> None:
    assert [*Notice(min_days=3).relaxations(network(None, day=5), frozenset({0}))] == []
    assert [*Notice(min_days=0).relaxations(network(6, day=5), frozenset({0}))] == []


def test_what_is_settled_is_past_by_right() -> None:
    of = network(6, day=5, frozen=True)
    assert said(of, planned(of, "a", 5)) == []
    assert accepts(of, {"a": (5, 0)})


def test_without_today_every_day_will_do() -> None:
    of = network(None, day=5)
    assert said(of, planned(of, "a", 1)) == []
    assert accepts(of, {"a": (1, 0)})


def test_what_it_demands_is_said_of_each_meeting() -> None:
    rule = Notice(min_days=3)
    told, untold = network(6, day=15), network(6)
    demanded = [rule.demand(of, frozenset({0})) for of in (told, untold)]
    assert [(each.say("en"), each.say("da")) for each in demanded] == [
        (
            "Møde a, Nord may only be moved to a day at least 3 days after today, 12 March 2023.",
            "Møde a, Nord må kun flyttes til en dag mindst 3 dage efter i dag, 12. marts 2023.",
        ),
        (
            "Møde a, Nord may not be held before today, 12 March 2023.",
            "Møde a, Nord må ikke holdes før i dag, 12. marts 2023.",
        ),
    ]


def test_notice_can_be_given_up_day_by_day() -> None:
    of = network(6, day=15)
    (loosening,) = Notice(min_days=3).relaxations(of, frozenset({0}))
    assert loosening.say(1).say("en") == "Let meetings be moved with 2 days' notice instead of 3."
    assert loosening.say(2).say("da") == "Lad møder blive flyttet med 1 dags varsel i stedet for 3."
    assert accepts(loosening.apply(of, 1), {"a": (8, 0)})


TOLD = planned(problem([meeting("a")]), "a", 3)
DEMANDS = {
    "": Demand(
        lambda: case("notice", meeting("a"), as_of=on(1)),
        en="Møde a, Nord may not be held before today, 7 March 2023.",
        da="Møde a, Nord må ikke holdes før i dag, 7. marts 2023.",
        relaxations=[
            (
                "min_days 1: Let meetings be moved with 13 days' notice instead of 14.",
                "min_days 1: Lad møder blive flyttet med 13 dages varsel i stedet for 14.",
            ),
            (
                "min_days 14: Let meetings be moved with 0 days' notice instead of 14.",
                "min_days 14: Lad møder blive flyttet med 0 dages varsel i stedet for 14.",
            ),
        ],
    ),
    "moved": Demand(
        lambda: case("notice", meeting("a", published=TOLD), as_of=on(1)),
        en="Møde a, Nord may only be moved to a day at least 14 days after today, 7 March 2023.",
        da="Møde a, Nord må kun flyttes til en dag mindst 14 dage efter i dag, 7. marts 2023.",
        relaxations=[
            (
                "min_days 1: Let meetings be moved with 13 days' notice instead of 14.",
                "min_days 1: Lad møder blive flyttet med 13 dages varsel i stedet for 14.",
            ),
            (
                "min_days 14: Let meetings be moved with 0 days' notice instead of 14.",
                "min_days 14: Lad møder blive flyttet med 0 dages varsel i stedet for 14.",
            ),
        ],
    ),
    "none": Demand(
        lambda: case("notice", meeting("a")),
        en='The rule "notice of another day" must be kept (Møde a, Nord).',
        da="Reglen »varsel om en anden dag« skal overholdes (Møde a, Nord).",
    ),
}


def test_a_meeting_announced_for_a_day_that_is_past_needs_notice_for_every_other_day() -> None:
    of = network(6, day=4)
    for day, fine in ((6, False), (8, False), (9, True)):
        assert accepts(of, {"a": (day, 0)}) is fine
    assert accepts(network(6), {"a": (6, 0)})
