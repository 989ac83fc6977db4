"""What is shown, and handed to programs, of a network without a plan; made up without solving, word for word."""

from collections.abc import Sequence

import pytest

from calendars.language import Locale
from constraints.conflicts.conflict import Concession, Conflict
from constraints.conflicts.repairs import Infeasibility, Repair
from constraints.problem.plan import Plan
from constraints.problem.problem import Requirement
from constraints.rules.region_gap import RegionGap
from constraints.rules.window import Window
from planner.schemas.plans import impossible_json
from planner.text.impossible import impossible_report
from tests.constraints.builders import days, meeting, problem

BOTH = frozenset({0, 1})
OF = problem([meeting("a", window=days(1, 3)), meeting("b", window=days(4, 8))], Window(), RegionGap(min_days=10))


def clash(*requirements: Requirement, confirmed: bool = True) -> Conflict:
    return Conflict(requirements, BOTH, confirmed=confirmed, steps=())


GAP, FIRST = Requirement("region_gap", BOTH), Requirement("window", frozenset({0}))
TWO = clash(GAP, FIRST)


def way(clashes: Sequence[int], *given: tuple[int, int], least: bool = True) -> Repair:
    """Loosenings by their place (the gap, the window later, sooner) and amounts."""
    relaxations = [each for rule in OF.rules[::-1] for each in rule.relaxations(OF, frozenset({0}))]
    concessions = tuple(Concession(relaxations[n], amount) for n, amount in given)
    return Repair(tuple(clashes), concessions, least, Plan(()), tuple(each.say() for each in concessions))


def shown(impossible: Infeasibility, locale: Locale) -> list[str]:
    return [str(part) for part in impossible_report(OF, impossible, locale)]


ONE_CLASH = Infeasibility((TWO,), (way([0], (0, 7)), way([0], (1, 1), (2, 1), least=False)))
GAP_AND_WINDOW = {
    "en": [
        "- Møde b, Nord must come at least 10 days after Møde a, Nord.",
        "- Møde a, Nord must be held from 7 March to 9 March 2023 (its window).",
    ],
    "da": [
        "- Møde b, Nord skal ligge mindst 10 dage efter Møde a, Nord.",
        "- Møde a, Nord skal holdes mellem 7. marts og 9. marts 2023 (mødets periode).",
    ],
}


def test_a_clash_and_its_ways_out_in_english() -> None:
    assert shown(ONE_CLASH, "en") == [
        "", "What clashes",
        "These 2 requirements cannot all be kept; without any one of them the others can:",
        *GAP_AND_WINDOW["en"],
        "", "Ways out",
        "Any one of these is enough:",
        "- Lower the least gap between a region's meetings from 10 to 3 days.",
        ("- Widen the window of Runde a by 1 day, to 10 March 2023. Let the window of Runde a begin 1 day sooner, on "
         "6 March 2023. (Less may be enough.)"),
        "Each was tried: with it there is a plan that the check accepts.",
    ]  # fmt: skip


def test_a_clash_and_its_ways_out_in_danish() -> None:
    assert shown(ONE_CLASH, "da") == [
        "", "Hvad der ikke går op",
        "Disse 2 krav kan ikke alle overholdes; uden et af dem kan resten:",
        *GAP_AND_WINDOW["da"],
        "", "Udveje",
        "Én af disse er nok:",
        "- Sænk den mindste afstand mellem en regions møder fra 10 til 3 dage.",
        ("- Udvid perioden for Runde a med 1 dag, til 10. marts 2023. Lad perioden for Runde a begynde 1 dag "
         "tidligere, 6. marts 2023. (Mindre kan måske være nok.)"),
        "Hver af dem er afprøvet: med den findes en plan, som kontrollen godkender.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("locale", "lines"),
    [
        ("en", ["Clash 1", "This requirement cannot be kept:", "Clash 2",
                "Something clashes with this requirement; what it is was not confirmed in time:",
                "This is enough to end clash 1:", "Any one of these is enough to end clash 2:"]),
        ("da", ["Konflikt 1", "Dette krav kan ikke overholdes:", "Konflikt 2",
                "Noget går ikke op med dette krav; hvad det er, nåede ikke at blive bekræftet:",
                "Dette er nok til at løse konflikt 1:", "Én af disse er nok til at løse konflikt 2:"]),
    ],
)  # fmt: skip
def test_several_clashes_have_numbers(locale: Locale, lines: list[str]) -> None:
    clashes = clash(GAP), clash(FIRST, confirmed=False)
    found = shown(Infeasibility(clashes, (way([0], (0, 7)), way([1], (1, 1)), way([1], (2, 1)))), locale)
    assert [line for line in found[2:] if line in lines] == lines


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [("en", "No way out was found in the time there was."),
     ("da", "Der blev ikke fundet nogen udvej i den tid, der var til rådighed.")],
)  # fmt: skip
def test_no_way_out_is_said_to_be_none_that_was_found(locale: Locale, sentence: str) -> None:
    assert shown(Infeasibility((TWO,)), locale)[-1] == sentence


@pytest.mark.parametrize(
    ("locale", "known", "unknown"),
    [("en", "There may be more that clashes: the search was not finished.",
      "What clashes was not found out in the time there was."),
     ("da", "Der kan være mere, der ikke går op: søgningen blev ikke færdig.",
      "Det nåede ikke at blive klarlagt, hvad der ikke går op.")],
)  # fmt: skip
def test_a_search_that_was_not_finished_is_said_to_be_so(locale: Locale, known: str, unknown: str) -> None:
    assert known not in shown(Infeasibility((TWO,)), locale)
    assert known in shown(Infeasibility((TWO,), complete=False), locale)
    assert shown(Infeasibility(complete=False), locale)[2] == unknown


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [("en", "It was tried: with it there is a plan that the check accepts."),
     ("da", "Den er afprøvet: med den findes en plan, som kontrollen godkender.")],
)  # fmt: skip
def test_a_single_way_out_is_said_to_be_tried_in_the_singular(locale: Locale, sentence: str) -> None:
    assert shown(Infeasibility((TWO,), (way([0], (0, 7)),)), locale)[-1] == sentence


def test_programs_get_codes_and_parameters_beside_the_sentences() -> None:
    found = impossible_json(OF, Infeasibility((TWO,), (way([0], (1, 3)),)), "en").model_dump(mode="json")
    assert found == {
        "complete": True,
        "clashes": [
            {
                "confirmed": True,
                "meetings": ["a", "b"],
                "requirements": [
                    {
                        "rule": "region_gap",
                        "meetings": ["a", "b"],
                        "demands": [
                            {
                                "code": "region_gap.at_least",
                                "values": {"earlier": "Møde a, Nord", "later": "Møde b, Nord", "limit": 10},
                                "sentence": GAP_AND_WINDOW["en"][0][2:],
                            }
                        ],
                        "sentence": GAP_AND_WINDOW["en"][0][2:],
                    },
                    {
                        "rule": "window",
                        "meetings": ["a"],
                        "demands": [
                            {
                                "code": "window.inside",
                                "values": {"meeting": "Møde a, Nord", "first": "2023-03-07", "last": "2023-03-09"},
                                "sentence": GAP_AND_WINDOW["en"][1][2:],
                            }
                        ],
                        "sentence": GAP_AND_WINDOW["en"][1][2:],
                    },
                ],
            }
        ],
        "ways_out": [
            {
                "clashes": [0],
                "least": True,
                "concessions": [
                    {
                        "rule": "window",
                        "code": "window.later",
                        "meetings": ["a"],
                        "unit": "days",
                        "step": 1,
                        "amount": 3,
                        "values": {"round": "Runde a", "n": 3, "day": "2023-03-12", "have": "2023-03-09"},
                        "sentence": "Widen the window of Runde a by 3 days, to 12 March 2023.",
                    }
                ],
            }
        ],
    }
