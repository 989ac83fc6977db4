"""How places are given: who has one, who waits, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.allocation.places import Applicant, Decision, Given, Method, Outcome, State, Terms, draw, give_places

REGIONS = {"nord": "Nord", "syd": "Syd", "oest": "Øst"}
BEGIN = datetime(2016, 9, 28, 8, 0)  # noqa: DTZ001 - by the network's clock


def applicant(n: int, region: str = "nord", **more: object) -> Applicant:
    """Return the n-th to apply, an hour after the one before."""
    plain = Applicant(f"k{n}", f"Kommune {n}", region, BEGIN + timedelta(hours=n), 10)
    return replace(plain, **more)  # type: ignore[arg-type]


def terms(places: int = 2, method: Method = Method.FIRST_COME, **more: object) -> Terms:
    """Return terms with three regions."""
    return replace(Terms("temadag", places, method, regions=REGIONS), **more)  # type: ignore[arg-type]


def outcomes(found: tuple[Given, ...]) -> dict[str, str]:
    """Return what came of each application."""
    return {each.applicant.id: each.outcome.value for each in found}


def placed(found: tuple[Given, ...]) -> list[str]:
    """Return who has a place, in order."""
    return [each.applicant.id for each in found if each.outcome is Outcome.PLACE]


def why(found: tuple[Given, ...], who: str) -> str:
    """Return the sentence about somebody."""
    return next(each.why.say("en") for each in found if each.applicant.id == who)


def test_who_comes_first_has_a_place_whatever_the_order_of_the_table() -> None:
    found = give_places(terms(), [applicant(3), applicant(1), applicant(2)])
    assert placed(found) == ["k1", "k2"]
    assert [(each.order, each.waiting) for each in found] == [(1, None), (2, None), (3, 1)]
    assert why(found, "k3") == (
        "number 3 of 3 in the order received, 28 September 2016 at 11:00; there are 2 places, all given;"
        " number 1 to move up"
    )


def test_a_tie_is_told_and_the_table_decides_it() -> None:
    same = replace(applicant(2), received=applicant(1).received)
    found = give_places(terms(1), [same, applicant(1)])
    assert placed(found) == ["k2"]
    assert "at the same time as Kommune 2; the order of the table decides" in why(found, "k1")


def test_a_tie_is_decided_by_lot_where_there_is_a_seed() -> None:
    same = replace(applicant(2), received=applicant(1).received)
    for seed in range(8):
        stated = terms(1, seed=seed)
        first = min(("k1", "k2"), key=lambda name: draw(stated, name))
        for table in ([same, applicant(1)], [applicant(1), same]):
            found = give_places(stated, table)
            assert placed(found) == [first]
            assert f"the lot decides, seed {seed}" in why(found, "k1")
    assert {min(("k1", "k2"), key=lambda name: draw(terms(seed=seed), name)) for seed in range(8)} == {"k1", "k2"}


def test_when_one_withdraws_the_next_moves_up_and_is_told_through_whom() -> None:
    gone = applicant(1, state=State.WITHDRAWN, decision=Decision("Kim", date(2017, 1, 10), "Ny ledelse"))
    found = give_places(terms(), [gone, applicant(2), applicant(3), applicant(4)])
    assert outcomes(found) == {"k2": "place", "k3": "place", "k4": "waiting", "k1": "withdrawn"}
    assert why(found, "k1") == "withdrawn by Kim on 10 January 2017: Ny ledelse"
    assert why(found, "k3").endswith("; moved up, as Kommune 1 gave up a place")
    assert "moved up" not in why(found, "k2")


def test_a_lot_depends_on_seed_and_name_alone() -> None:
    everyone = [applicant(n) for n in range(1, 9)]
    found = give_places(terms(3, Method.LOT, seed=2016), everyone)
    assert placed(found) == placed(give_places(terms(3, Method.LOT, seed=2016), everyone[::-1]))
    assert [each.applicant.id for each in found] == sorted(
        (each.id for each in everyone), key=lambda name: draw(terms(seed=2016), name)
    )
    assert placed(found) != placed(give_places(terms(3, Method.LOT, seed=2017), everyone))
    # sha256sum of "2016\ntemadag\nk1", so that anybody can work it out.
    assert draw(terms(seed=2016), "k1") == "ded6d572a84604549fb5c528e3d3c1b1752227c55dd65db179ba27b239909466"


def test_regions_take_turns_in_their_order() -> None:
    everyone = [
        applicant(1, "syd"),
        applicant(2, "syd"),
        applicant(3, "syd"),
        applicant(4, "nord"),
        applicant(5, "oest"),
    ]
    assert placed(give_places(terms(4, Method.BY_REGION), everyone)) == ["k4", "k1", "k5", "k2"]
    other = terms(2, Method.BY_REGION, regions={"oest": "Øst", "syd": "Syd", "nord": "Nord"})
    assert placed(give_places(other, everyone)) == ["k5", "k1"]


def test_a_region_has_at_most_its_places() -> None:
    everyone = [applicant(1, "syd"), applicant(2, "syd"), applicant(3, "nord")]
    found = give_places(terms(3, by_region={"syd": 1}), everyone)
    assert placed(found) == ["k1", "k3"]
    assert why(found, "k2").endswith("but Syd has its 1 place; number 1 to move up")


def test_the_organisers_choice_has_the_places_and_its_reason_stays() -> None:
    chosen = applicant(3, state=State.ACCEPTED, decision=Decision("Kim", date(2016, 10, 3), "Har lavet det før"))
    found = give_places(terms(2, Method.CHOSEN), [applicant(1), applicant(2), chosen])
    assert placed(found) == ["k3"]
    assert why(found, "k3") == "accepted by Kim on 3 October 2016: Har lavet det før"
    assert why(found, "k1") == "not chosen so far; the organiser has given 1 of 2 places"


def test_whom_the_organiser_accepted_comes_before_the_others_by_every_method() -> None:
    for method in Method:
        found = give_places(terms(1, method, seed=1), [applicant(1), applicant(2, state=State.ACCEPTED)])
        assert placed(found) == ["k2"]


@pytest.mark.parametrize(
    ("more", "one", "sentence"),
    [
        (
            {"deadline": date(2016, 9, 27)},
            {},
            "received 28 September 2016 at 09:00, after the deadline on 27 September 2016",
        ),
        ({"allowed_regions": ("syd",)}, {}, "Nord is not among the regions that may apply"),
        ({"allowed": ("k7",)}, {}, "Kommune 1 is not among those that may apply"),
        ({"fewest": 11}, {}, "10 persons, but at least 11 must come"),
        ({"most": 9}, {}, "10 persons, but at most 9 may come"),
    ],
)
def test_who_may_not_apply_is_told_why(more: dict[str, object], one: dict[str, object], sentence: str) -> None:
    found = give_places(terms(**more), [applicant(1, **one)])  # type: ignore[arg-type]
    assert outcomes(found) == {"k1": "not_eligible"}
    assert why(found, "k1") == sentence
    accepted = give_places(terms(**more), [applicant(1, state=State.ACCEPTED)])  # type: ignore[arg-type]
    assert placed(accepted) == ["k1"]


def test_on_the_day_of_the_deadline_and_at_the_limits_an_application_counts() -> None:
    stated = terms(deadline=date(2016, 9, 28), fewest=10, most=10, allowed_regions=("nord",))
    assert placed(give_places(stated, [applicant(1)])) == ["k1"]


def applicants() -> st.SearchStrategy[list[Applicant]]:
    """Draw up to eight applicants, of whom some came at the same time."""
    one = st.tuples(
        st.sampled_from(sorted(REGIONS)), st.integers(0, 3), st.sampled_from([State.APPLIED] * 3 + [*State]),
        st.integers(5, 12),
    )  # fmt: skip
    return st.lists(one, max_size=8).map(
        lambda found: [
            applicant(n, region, received=BEGIN + timedelta(hours=hour), state=state, persons=persons)
            for n, (region, hour, state, persons) in enumerate(found)
        ]
    )


def any_terms() -> st.SearchStrategy[Terms]:
    """Draw terms of every kind."""
    return st.builds(
        terms, st.integers(1, 4), st.sampled_from(Method), seed=st.integers(0, 3),
        by_region=st.dictionaries(st.sampled_from(sorted(REGIONS)), st.integers(0, 2)),
        most=st.sampled_from([None, 10]),
        regions=st.permutations(sorted(REGIONS)).map(lambda order: {name: REGIONS[name] for name in order}),
    )  # fmt: skip


@given(any_terms(), applicants())
def test_everybody_has_one_outcome_and_no_more_places_are_given_than_there_are(
    stated: Terms, everyone: list[Applicant]
) -> None:
    found = give_places(stated, everyone)
    assert Counter(each.applicant.id for each in found) == Counter(each.id for each in everyone)
    accepted = [each for each in everyone if each.state is State.ACCEPTED]
    assert len(placed(found)) <= max(stated.places, len(accepted))
    for region, limit in stated.by_region.items():
        here = [each for each in found if each.outcome is Outcome.PLACE and each.applicant.region == region]
        assert len(here) <= max(limit, sum(each.region == region for each in accepted))
    for each in found:
        for locale in ("da", "en"):
            assert each.why.say(locale)


@given(any_terms(), applicants(), st.data())
def test_who_withdraws_takes_a_place_from_nobody_else_and_at_most_one_moves_up(
    stated: Terms, everyone: list[Applicant], data: st.DataObject
) -> None:
    before = {*placed(give_places(stated, everyone))}
    if not everyone:
        return
    gone = data.draw(st.sampled_from(everyone))
    left = [replace(each, state=State.WITHDRAWN) if each is gone else each for each in everyone]
    after = {*placed(give_places(stated, left))}
    assert before - {gone.id} <= after
    assert len(after - before) <= (gone.id in before)


@given(any_terms(), applicants())
def test_the_outcome_is_the_same_whenever_it_is_asked(stated: Terms, everyone: list[Applicant]) -> None:
    assert give_places(stated, everyone) == give_places(stated, [*everyone])
