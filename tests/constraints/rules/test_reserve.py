from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.blackouts import Blackout, BlackoutScope
from calendars.risks import PossibleClosure
from constraints.problem.problem import PlannedMeeting, Problem, Risk
from constraints.rules.reserve import Reserve
from tests.constraints.builders import VENUES, days, domain_rules, judged, meeting, on, planned, problem, team
from tests.constraints.examples import Demand, case
from tests.constraints.solving import accepts, paid

TEN_DAYS = PossibleClosure(on(9), None, ((2, 0.5), (4, 0.5)), on(0))
"""Begins on one of the days 0 to 9, and closes two or four more."""
RULE = Reserve(rounds=("a",), chance=5)


def risk(*blackouts: Blackout) -> Risk:
    return Risk("Valg", TEN_DAYS, blackouts or (Blackout(days(-14, 40), "Valg"),))


def first(day: int, venue: int = 0, length: int = 1) -> PlannedMeeting:
    """The place of which the meeting is the reserve."""
    return planned(problem([meeting("a", days=length)]), "a", day, venue)


def reserve(day: int, *risks: Risk, rule: Reserve = RULE, venue: int = 0, **changes: object) -> Problem:
    return problem([meeting("a", stands_in=first(day, venue))], rule, risks=risks or (risk(),), **changes)


def said(of: Problem, day: int, venue: int = 0, **changes: Any) -> list[tuple[str, str]]:
    findings = judged(of, planned(of, "a", day, venue, **changes)).findings
    return [(each.say("en"), each.say("da")) for each in findings]


# The event takes day 3 and so many days later as well if it began early enough: with four days more to close, each day
# on which it may have begun counts a tenth, or half of that where only the longer event reaches the second day.
@pytest.mark.parametrize(("second", "percent"), [(3, 35), (4, 30), (5, 20), (6, 10), (7, 5), (8, 0)])
def test_the_chance_is_that_of_an_event_that_takes_both_days(second: int, percent: int) -> None:
    assert TEN_DAYS.both(on(0), on(3), on(second)) == percent * 10_000
    for limit in (percent - 0.01, percent):
        if limit >= 0:
            of = reserve(3, rule=Reserve(rounds=("a",), chance=limit))
            assert accepts(of, {"a": (second, 0)}) == (limit >= percent)
            assert (said(of, second) == []) == (limit >= percent)


def test_it_says_how_likely_it_is() -> None:
    ((en, da),) = said(reserve(3), 5)
    assert en == (
        "The reserve of Møde a, Nord is on Saturday 11 March 2023; with a chance of 20% Valg takes it and 9 March 2023 "
        "too; at most 5% is allowed."
    )
    assert da == (
        "Reserven for Møde a, Nord er lørdag den 11. marts 2023; med 20 % sandsynlighed rammer Valg både den og den "
        "9. marts 2023; der tillades højst 5 %."
    )


def test_the_chance_is_said_in_hundredths_of_a_percent() -> None:
    third = Risk("Valg", PossibleClosure(on(9), None, ((4, 1 / 3), (0, 2 / 3)), on(0)), risk().blackouts)
    (found,) = judged(reserve(3, third), planned(reserve(3), "a", 4)).findings
    assert found.values["percent"] == 13.33


def test_a_reserve_that_breaks_the_rule_costs_no_points_even_if_a_first_day_would() -> None:
    of = reserve(3, rule=Reserve(rounds=("a",), chance=5, points=700))
    (found,) = judged(of, planned(of, "a", 5)).findings
    assert found.points == 0


def test_what_an_event_does_not_reach_has_no_chance_at_all() -> None:
    never = risk(Blackout(days(-14, 40), "Valg", scope=BlackoutScope.VENUE, target=VENUES[1].id))
    of = reserve(3, never, rule=Reserve(rounds=("a",), chance=0))
    assert said(of, 5) == []
    assert accepts(of, {"a": (5, 0)})


def test_a_reserve_of_a_place_at_a_venue_that_is_gone_asks_nothing() -> None:
    of = problem([meeting("a", stands_in=replace(first(3), venue="gone"))], RULE, risks=(risk(),))
    assert said(of, 3) == []
    assert accepts(of, {"a": (3, 0)})


def test_an_event_at_one_venue_is_avoided_by_another() -> None:
    of = reserve(3, risk(Blackout(days(-14, 40), "Valg", scope=BlackoutScope.VENUE, target=VENUES[0].id)))
    assert not accepts(of, {"a": (5, 0)})
    assert accepts(of, {"a": (5, 1)})
    assert len(said(of, 5, 0)) == 1
    assert said(of, 5, 1) == []
    elsewhere = reserve(
        3, risk(Blackout(days(-14, 40), "Valg", scope=BlackoutScope.VENUE, target=VENUES[0].id)), venue=1
    )
    assert accepts(elsewhere, {"a": (5, 0)})


def absence(*people: str) -> Risk:
    return risk(*(Blackout(days(-14, 40), "Syg", scope=BlackoutScope.PERSON, target=each) for each in people))


def staffed(first_staff: tuple[str, ...], *risks: Risk, size: int = 2, **changes: Any) -> Problem:
    """The reserve of a meeting of day 3 with these people, which needs one of the team."""
    stands_in = replace(first(3), staff=first_staff)
    held = meeting("a", stands_in=stands_in, staff={"KL": 1}, **changes)
    return problem([held], *domain_rules(), RULE, risks=risks, staff=team("KL", size))


@pytest.mark.parametrize(("day", "same"), [(5, False), (6, False), (7, True)])
def test_who_may_be_missing_on_both_days_is_replaced_unless_that_is_unlikely_enough(day: int, same: bool) -> None:  # noqa: FBT001 - of the case
    of = staffed(("KL-1",), absence("KL-1"))
    assert accepts(of, {"a": (day, 0)})
    assert (said(of, day, staff=("KL-1",)) == []) == same
    assert said(of, day, staff=("KL-2",)) == []
    assert accepts(staffed(("KL-1",), absence("KL-1"), size=1), {"a": (day, 0)}) == same
    assert accepts(staffed(("KL-1",), absence("KL-1"), speakers=(0,)), {"a": (day, 0)}) == same
    assert accepts(staffed(("KL-1",), absence("KL-1"), speakers=(1,)), {"a": (day, 0)})


def test_who_may_be_missing_on_the_first_day_alone_may_come_to_the_second() -> None:
    of = staffed(("KL-1",), risk(Blackout(days(-14, 4), "Syg", scope=BlackoutScope.PERSON, target="KL-1")), size=1)
    assert [said(of, day, staff=("KL-1",)) == [] for day in (4, 5)] == [False, True]
    assert [accepts(of, {"a": (day, 0)}) for day in (4, 5)] == [False, True]


def test_shifts_are_told_apart_where_a_reserve_and_an_event_may_want_others() -> None:
    nobody, somebody = staffed(("KL-1",), risk()), staffed(("KL-1",), risk(), absence("KL-1"))
    planned_first = replace(somebody, meetings=(replace(somebody.meetings[0], stands_in=None),))
    apart = [RULE.tells_shifts_apart(of) for of in (nobody, somebody, planned_first)]
    assert apart == [False, True, False]
    two = replace(somebody, meetings=(*planned_first.meetings, *somebody.meetings))
    assert RULE.tells_shifts_apart(two)


def test_an_absence_counts_only_where_the_person_was_to_come_and_each_event_by_itself() -> None:
    assert accepts(staffed(("KL-2",), absence("KL-1"), size=1), {"a": (5, 0)})
    apart = staffed(("KL-1",), absence("KL-1"), absence("KL-2"))
    assert accepts(apart, {"a": (5, 0)})
    assert said(apart, 5, staff=("KL-2",)) == []
    together = staffed(("KL-1",), absence("KL-1", "KL-2"))
    assert not accepts(together, {"a": (5, 0)})
    assert len(said(together, 5, staff=("KL-2",))) == 1


def test_an_event_that_closes_the_first_venue_and_keeps_the_second_team_away_takes_both() -> None:
    flood = Blackout(days(-14, 40), "Flod", scope=BlackoutScope.VENUE, target=VENUES[0].id)
    of = staffed((), risk(flood, *absence("KL-1").blackouts))
    assert accepts(of, {"a": (5, 1)})
    assert len(said(of, 5, 1, staff=("KL-1",))) == 1
    assert said(of, 5, 1, staff=("KL-2",)) == []
    assert not accepts(of, {"a": (5, 0)})


def test_another_meeting_of_that_day_may_have_whom_the_reserve_may_not() -> None:
    of = staffed(("KL-1",), absence("KL-1"))
    both = problem(
        [*of.meetings, meeting("b", 1, staff={"KL": 1}, window=days(5))], *of.rules, risks=of.risks, staff=of.staff
    )
    assert accepts(both, {"a": (5, 0), "b": (5, 1)})
    alone = replace(both, staff=of.staff[:1])
    assert not accepts(alone, {"a": (5, 0), "b": (5, 1)})


def test_the_chance_is_counted_from_today() -> None:
    of = reserve(9, as_of=on(8))
    assert accepts(of, {"a": (13, 0)}) == (TEN_DAYS.both(on(8), on(9), on(13)) <= 50_000)
    assert TEN_DAYS.both(on(8), on(9), on(13)) == 250_000  # begun on one of two days, the longer one of two
    assert not accepts(of, {"a": (13, 0)})


def test_a_first_day_leaves_a_day_for_a_reserve() -> None:
    of = problem([meeting("a"), meeting("b")], Reserve(rounds=("a",), chance=5, within_days=4), risks=(risk(),))
    assert TEN_DAYS.both(on(0), on(3), on(7)) == 50_000
    assert accepts(of, {"a": (3, 0), "b": (9, 0)})
    short = replace(of, rules=(Reserve(rounds=("a",), chance=5, within_days=3),))
    assert not accepts(short, {"a": (3, 0), "b": (9, 0)})
    broken = judged(short, planned(short, "a", 3), planned(short, "b", 9)).findings
    (found,) = broken
    assert found.say("en") == (
        "Møde a, Nord is on Thursday 9 March 2023; with a chance of 10% Valg takes it and every day for a reserve up "
        "to 12 March 2023 too; at most 5% is allowed."
    )
    assert found.say("da") == (
        "Møde a, Nord er torsdag den 9. marts 2023; med 10 % sandsynlighed rammer Valg både den og alle dage til en "
        "reserve til og med den 12. marts 2023; der tillades højst 5 %."
    )


def test_the_time_that_is_planned_ends_what_is_left() -> None:
    of = problem([meeting("a", window=days(0, 9))], RULE, risks=(risk(),), horizon=days(0, 9))
    assert accepts(of, {"a": (5, 0)})
    assert not accepts(of, {"a": (6, 0)})
    assert not accepts(of, {"a": (9, 0)})


def test_every_day_of_a_reserve_lies_in_the_time_that_is_planned() -> None:
    held = meeting("a", window=days(0, 9), days=2)
    of = problem([held], RULE, risks=(risk(),), horizon=days(0, 9))
    assert [RULE.last_for(of, held, on(day)) for day in (5, 8, 9)] == [on(8), on(8), on(9)]
    assert [said(of, day) == [] for day in (4, 5)] == [True, False]
    assert [accepts(of, {"a": (day, 0)}) for day in (4, 5)] == [True, False]


def test_points_make_it_a_wish() -> None:
    rule = Reserve(rounds=("a",), chance=5, within_days=3, points=700)
    of = problem([meeting("a")], rule, risks=(risk(),))
    assert [points for points, *_ in paid(of, (3, 0))] == [700]
    assert paid(of, (13, 0)) == []
    assert (rule.hard, RULE.hard) == (False, True)
    assert not accepts(reserve(3, rule=rule), {"a": (5, 0)})


@pytest.mark.parametrize("changes", [{"apart": True}, {"published": first(9)}])
def test_what_was_announced_or_is_on_its_reserve_needs_no_other(changes: dict[str, Any]) -> None:
    rule = Reserve(rounds=("a",), chance=0, within_days=1)
    assert not accepts(problem([meeting("a")], rule, risks=(risk(),)), {"a": (9, 0)})
    assert accepts(problem([meeting("a", **changes)], rule, risks=(risk(),)), {"a": (9, 0)})


def test_it_asks_only_of_its_rounds() -> None:
    assert not Reserve().active
    of = problem([meeting("b")], Reserve(rounds=("a",), chance=0, within_days=1), risks=(risk(),))
    assert accepts(of, {"b": (9, 0)})


@given(
    begun=st.integers(0, 12), rate=st.sampled_from([None, 6.0, 80.0]), today=st.integers(0, 9),
    days_on=st.integers(0, 20), later=st.integers(0, 8),
    lengths=st.sampled_from([((0, 1.0),), ((1, 0.25), (5, 0.75)), ((2, 0.5), (7, 0.5))]),
)  # fmt: skip
def test_the_chance_is_that_of_all_futures_together(  # noqa: PLR0913, PLR0917 - what a future is made of
    begun: int, rate: float | None, today: int, days_on: int, later: int, lengths: tuple[tuple[int, float], ...]
) -> None:
    when = PossibleClosure(on(begun), rate, lengths)
    day: date = on(days_on)
    second = day + timedelta(later)
    futures = ((at, at + timedelta(n), chance * share)
               for at, chance in when.chances(on(today)).items() for n, share in lengths)  # fmt: skip
    found = sum(chance for at, last, chance in futures if at <= day and last >= second)
    assert abs(when.both(on(today), day, second) - 1_000_000 * found) <= 0.5 + 1e-6


DEMANDS = {
    "": Demand(
        lambda: case("reserve", meeting("a"), given={"rounds": ("a",), "chance": 2.5}),
        en="Møde a, Nord must leave a day for a reserve, at most 183 days later, that no single event takes with it "
        "with a chance of more than 2.5%.",
        da="Møde a, Nord skal efterlade en dag til en reserve, højst 183 dage senere, som ingen enkelt begivenhed "
        "rammer sammen med den med mere end 2,5 % sandsynlighed.",
    ),
    "held": Demand(
        lambda: case("reserve", meeting("a", stands_in=first(3)), given={"rounds": ("a",), "chance": 2.5}),
        en="The reserve of Møde a, Nord must have a day, a venue and staff that no single event takes together with 9 "
        "March 2023 with a chance of more than 2.5%.",
        da="Reserven for Møde a, Nord skal have en dag, et mødested og et hold, som ingen enkelt begivenhed rammer "
        "sammen med den 9. marts 2023 med mere end 2,5 % sandsynlighed.",
    ),
}

PARAMETERS = {
    "rounds": st.lists(st.sampled_from(["0", "1", "2"]), min_size=1, unique=True).map(tuple),
    "chance": st.sampled_from([0.0, 1.0, 10.0, 50.0]), "within_days": st.integers(1, 6),
    "points": st.sampled_from([None, None, 3]),
}  # fmt: skip
