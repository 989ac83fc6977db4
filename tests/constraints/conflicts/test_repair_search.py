"""The least amounts of relaxations, and what of a conflict and of repairs is decided without an engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from constraints.conflicts import oracle, repairs, search
from constraints.conflicts.conflict import Concession, Conflict, NeededRequirement
from constraints.conflicts.find import _checked
from constraints.conflicts.repair_search import RepairSearch, SufficientAmounts, Trial
from constraints.conflicts.repairs import Option, find_repairs
from constraints.problem.outcome import Limits
from constraints.problem.plan import Plan
from constraints.problem.problem import Requirement
from constraints.problem.relaxations import Relaxation
from tests.constraints.builders import planned
from tests.constraints.conflicts.test_conflict import clash, loosening
from tests.constraints.conflicts.test_find_clashes import too_close

MEETINGS = frozenset({0, 1})


class Counted(RepairSearch):
    """Knows for each relaxation the least amount that suffices; its plans are the amounts that they need.

    Args:
        enough: these amounts, by code.
        cheapest: whether the plan with the least amounts is known.
        agreed: whether the second engine finds no plan with less.
    """

    def __init__(self, enough: dict[str, int], *, cheapest: bool = False, agreed: bool = True) -> None:
        self.enough = enough
        self.asked: list[dict[str, int]] = []
        self.denials: list[dict[str, int]] = []
        self.with_cheapest, self.agreed = cheapest, agreed

    def plan(self, concessions: Sequence[Concession], meetings: frozenset[int]) -> Any:
        assert meetings == MEETINGS
        self.asked.append(amounts := amounts_of(concessions))
        return amounts if self.fits(self.enough, concessions, meetings) else None

    def fits(self, plan: Any, concessions: Sequence[Concession], meetings: frozenset[int]) -> bool:
        assert meetings == MEETINGS
        return all(amounts_of(concessions)[code] >= least for code, least in plan.items())

    def cheapest(self, loosening: Relaxation, concessions: Sequence[Concession], meetings: frozenset[int]) -> Any:
        return self.enough if self.with_cheapest and concessions and loosening and meetings else None

    def denied(self, concessions: Sequence[Concession], meetings: frozenset[int]) -> bool:
        self.denials.append({"x": 0, "y": 0} | amounts_of(concessions))
        return self.agreed and bool(meetings)


def amounts_of(concessions: Sequence[Concession]) -> dict[str, int]:
    return {each.loosening.code: each.amount for each in concessions}


@pytest.mark.parametrize("cheapest", [True, False])
@pytest.mark.parametrize("least", range(1, 8))
def test_the_least_amounts_are_found_one_after_the_other(least: int, *, cheapest: bool) -> None:
    for measured in (None, lambda of: of):
        relaxations = [loosening("x", 7, measured=measured), loosening("y", 9, measured=measured)]
        seeker = Counted({"x": least, "y": 2}, cheapest=cheapest)
        found = seeker.least(relaxations, MEETINGS)
        assert found is not None
        assert (found.amounts, found.least) == ((least, 2), True)
        assert seeker.fits(
            found.plan, [Concession(each, n) for each, n in zip(relaxations, (least, 2), strict=True)], MEETINGS
        )
        first, then = seeker.asked[0], seeker.asked[1:2]
        assert first == ({"x": 7, "y": 9} if measured else {"x": 1, "y": 1})
        assert measured or then == [{"x": 7, "y": 9}]
        assert all(1 <= each["x"] <= 7 and 1 <= each["y"] <= 9 for each in seeker.asked)


def test_that_less_does_not_suffice_is_asked_of_the_other_engine_unless_it_is_known() -> None:
    relaxations = [loosening("x", 7), loosening("y", 9)]
    for agreed in (True, False):
        seeker = Counted({"x": 3, "y": 1}, agreed=agreed)
        found = seeker.least(relaxations, MEETINGS)
        assert found is not None
        assert found.least is agreed
        assert [each["x"] for each in seeker.denials] == [2]
        seeker = Counted({"x": 3, "y": 4}, agreed=agreed)
        found = seeker.least(relaxations, MEETINGS, (3, 4))
        assert found is not None
        assert (found.amounts, found.least, seeker.denials, len(seeker.asked)) == ((3, 4), True, [], 1)


def test_there_are_none_if_the_largest_do_not_suffice() -> None:
    seeker = Counted({"x": 8})
    assert seeker.least([loosening("x", 7)], MEETINGS) is None
    assert seeker.asked == [{"x": 1}, {"x": 7}]


def test_measures_of_the_search_are_what_they_were() -> None:
    assert (repairs.MOST_REPAIRS, repairs.MOST_PAIRED, search.MOST_MEETINGS) == (5, 10, 8)
    assert (oracle.MANY_CANDIDATES, oracle.SAMPLED_CANDIDATES) == (800, 200)


def test_of_many_candidates_of_a_meeting_some_are_tried_first_from_the_first_to_the_last() -> None:
    class Many:
        problem = SimpleNamespace(meetings=range(2))

        def __len__(self) -> int:
            return 1601

        def of(self, meeting: int) -> slice:
            return (slice(0, 800), slice(800, 1601))[meeting]

    many: Any = Many()
    found = oracle._sample(many)  # noqa: SLF001 - it only saves time
    assert (found[:800].all(), found[800:].sum(), found[800], found[1600]) == (True, 200, True, True)


def trial(*places: int) -> Trial:
    return Trial(places, (1,) * len(places), MEETINGS)


def test_repairs_of_all_conflicts_take_the_largest_amount_of_each() -> None:
    def enough(*amounts: int, least: bool = True) -> SufficientAmounts:
        return SufficientAmounts(amounts, least, Plan(()))

    options: list[list[Option]] = [
        [(trial(0, 1), enough(2, 3)), (trial(2), enough(9))], [(trial(0, 1), enough(1, 5, least=False))]
    ]  # fmt: skip
    assert repairs._at_once((0, 1), options) == (trial(0, 1), enough(2, 5, least=False))  # noqa: SLF001 - of one
    assert repairs._at_once((2,), options) == (trial(2), enough(9))  # noqa: SLF001 - conflict alone


def test_nothing_is_searched_for_without_conflicts_or_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def begun(*_given: object) -> None:
        raise AssertionError

    monkeypatch.setattr(repairs, "RepairWorkers", begun)
    assert find_repairs(too_close(), (), Limits(20)) == ()
    assert find_repairs(too_close(), [clash()], Limits(0.9)) == ()
    with pytest.raises(AssertionError):
        find_repairs(too_close(), [clash()], Limits(1.0))


GAP, WINDOW = Requirement("region_gap"), Requirement("window", frozenset({0}))


@pytest.mark.parametrize(("without_gap", "without_window", "confirmed"), [
    ((9, 12), (0, 12), True), ((9, 20), (0, 20), True), ((11, 12), (0, 12), False), ((9, 12), (9, 12), False),
    ((9,), (0, 12), False), ((9, 12), (0,), False),
], ids=["kept", "what no requirement asks", "window", "gap", "missing", "missing again"])  # fmt: skip
def test_a_conflict_is_confirmed_by_plans_that_keep_all_other_requirements(
    without_gap: tuple[int, ...], without_window: tuple[int, ...], confirmed: bool  # noqa: FBT001 - a case
) -> None:  # fmt: skip
    of = too_close()
    steps = tuple(
        NeededRequirement(each, Plan.of([planned(of, name, day) for name, day in zip("ab", days, strict=False)]))
        for each, days in ((GAP, without_gap), (WINDOW, without_window))
    )
    known = Conflict((GAP, WINDOW), MEETINGS, confirmed=True, steps=steps)
    assert _checked(of, known) == replace(known, confirmed=confirmed)
    assert _checked(of, replace(known, steps=steps[:1])).confirmed is False
    assert _checked(of, replace(known, confirmed=False)).confirmed is False
