from dataclasses import replace

from constraints.problem.waivers import with_fixed
from constraints.rules.choices import Choices
from tests.constraints.builders import meeting, on, planned, problem, said
from tests.constraints.examples import Demand, case
from tests.constraints.solving import accepts

ONE = frozenset({0})


def test_a_fixed_day_is_kept() -> None:
    of = problem([meeting("a", fixed_day=on(3))], Choices())
    assert said(of, planned(of, "a", 3)) == []
    assert accepts(of, {"a": (3, 0)})
    assert said(of, planned(of, "a", 4)) == [(
        "Møde a, Nord is on Friday 10 March 2023, but is fixed to Thursday 9 March 2023.",
        "Møde a, Nord ligger fredag den 10. marts 2023, men er låst til torsdag den 9. marts 2023.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (4, 0)})


def test_a_day_ruled_out_is_kept_free() -> None:
    of = problem([meeting("a", days=2, forbidden_days=frozenset({on(3)}))], Choices())
    assert said(of, planned(of, "a", 3)) == [(
        "Møde a, Nord begins on Thursday 9 March 2023, which is ruled out for it.",
        "Møde a, Nord begynder torsdag den 9. marts 2023, som er udelukket for mødet.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (3, 0)})
    for day in (2, 4):
        assert said(of, planned(of, "a", day)) == []
        assert accepts(of, {"a": (day, 0)})


def test_a_fixed_venue_is_kept() -> None:
    of = problem([meeting("a", fixed_venue=1)], Choices())
    assert said(of, planned(of, "a", 3, venue=1)) == []
    assert accepts(of, {"a": (3, 1)})
    assert said(of, planned(of, "a", 3, venue=0)) == [(
        "The venue of Møde a, Nord is Kroen, but is fixed to Hallen.",
        "Mødestedet for Møde a, Nord er Kroen, men er låst til Hallen.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (3, 0)})


def test_a_venue_ruled_out_is_not_used() -> None:
    of = problem([meeting("a", forbidden_venues=frozenset({0}))], Choices())
    assert said(of, planned(of, "a", 3, venue=1)) == []
    assert accepts(of, {"a": (3, 1)})
    assert said(of, planned(of, "a", 3, venue=0)) == [(
        "The venue of Møde a, Nord is Kroen, which is ruled out for it.",
        "Mødestedet for Møde a, Nord er Kroen, som er udelukket for mødet.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (3, 0)})


def test_what_is_fixed_is_decided_and_nothing_else() -> None:
    fixed = [meeting("a", fixed_day=on(3)), meeting("b", fixed_venue=1), meeting("c")]
    of = problem(fixed, Choices())
    assert [Choices().decided(of, each) for each in of.meetings] == [(3, None), (None, 1), (None, None)]


def test_it_is_the_rule_that_keeps_what_is_fixed_later() -> None:
    of = problem([meeting("a")])
    assert with_fixed(of, {0: replace(of.meetings[0], fixed_venue=1)}).rules == (Choices(),)


def test_each_choice_is_released_by_itself() -> None:
    chosen = meeting(
        "a", fixed_day=on(3), fixed_venue=1, forbidden_days=frozenset({on(4)}), forbidden_venues=frozenset({0})
    )
    of = problem([chosen], Choices())
    released = [(each.code, each.exact, each.apply(of, 1).meetings[0]) for each in Choices().relaxations(of, ONE)]
    assert released == [
        ("fixed_day", True, replace(chosen, fixed_day=None)),
        ("fixed_venue", True, replace(chosen, fixed_venue=None)),
        ("days", False, replace(chosen, forbidden_days=frozenset())),
        ("venues", False, replace(chosen, forbidden_venues=frozenset())),
    ]
    (only,) = Choices().relaxations(problem([meeting("a", fixed_venue=0)], Choices()), ONE)
    assert only.code == "fixed_venue"


def test_what_is_asked_names_each_choice() -> None:
    of = problem([meeting("a", fixed_venue=0), meeting("b", fixed_day=on(3))], Choices())
    assert Choices().demand(of, ONE).say("en") == "Møde a, Nord is fixed to Kroen."
    assert Choices().demand(of, frozenset({1})).say("en") == "Møde b, Nord is fixed to Thursday 9 March 2023."


def test_a_meeting_without_choices_is_free() -> None:
    of = problem([meeting("a")], Choices())
    assert said(of, planned(of, "a", 0)) == []
    assert accepts(of, {"a": (0, 1)})


DEMANDS = {
    "": Demand(
        lambda: case(
            "choices",
            meeting(
                "a",
                fixed_day=on(3),
                fixed_venue=1,
                forbidden_days=frozenset({on(4)}),
                forbidden_venues=frozenset({0, 1}),
            ),
        ),
        en=(
            "Møde a, Nord is fixed to Thursday 9 March 2023. Møde a, Nord is fixed to Hallen. "
            "Møde a, Nord may not begin on Friday 10 March 2023. Kroen and Hallen are ruled out "
            "for Møde a, Nord."
        ),
        da=(
            "Møde a, Nord er låst til torsdag den 9. marts 2023. Møde a, Nord er låst til"
            " Hallen. Møde a, Nord må ikke begynde fredag den 10. marts 2023. Kroen og Hallen er "
            "udelukket for Møde a, Nord."
        ),
        relaxations=[
            (
                "fixed_day 1: Let Møde a, Nord be held on another day than Thursday 9 March 2023.",
                "fixed_day 1: Hold Møde a, Nord en anden dag end torsdag den 9. marts 2023.",
            ),
            (
                "fixed_venue 1: Let Møde a, Nord be held elsewhere than at Hallen.",
                "fixed_venue 1: Hold Møde a, Nord et andet sted end Hallen.",
            ),
            (
                ("days 1: Let Møde a, Nord be held on the day that is ruled out for it: Friday 10 March 2023."),
                ("days 1: Tillad, at Møde a, Nord holdes på den dag, der er udelukket: fredag den 10. marts 2023."),
            ),
            (
                ("venues 1: Let Møde a, Nord be held at the venues that are ruled out for it: Kroen and Hallen."),
                ("venues 1: Tillad, at Møde a, Nord holdes på de mødesteder, der er udelukket: Kroen og Hallen."),
            ),
        ],
    ),
    "none": Demand(
        lambda: case("choices", meeting("a")),
        en='The rule "fixed choices" must be kept (Møde a, Nord).',
        da="Reglen »låste valg« skal overholdes (Møde a, Nord).",
    ),
}
