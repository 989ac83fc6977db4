from dataclasses import replace
from typing import Any

import pytest

from calendars.blackouts import BlackoutScope
from calendars.days import Span
from constraints.problem.problem import OnlineDays, Problem, Venue
from constraints.rules.blackout import NoBlackout
from constraints.rules.online_days import OnlineDaysKept
from constraints.rules.soft_blackout import SoftBlackout
from tests.constraints.builders import meeting, on, planned, problem, said
from tests.constraints.examples import Demand, case, closed
from tests.constraints.solving import accepts, paid

BAN = (OnlineDays(Span(on(2), on(3)), "Forsamlingsforbud"),)


def network(**about: Any) -> Problem:
    of = problem([meeting("a", venues=(0, 1), **about)], OnlineDaysKept())
    rooms = tuple(room for room in of.rooms if room.venue == 0)
    return replace(of, venues=(of.venues[0], Venue("net", "Online", "", online=True)), rooms=rooms)


@pytest.mark.parametrize(
    ("may", "at_house", "online"), [(False, [0, 1, 4], [2, 3]), (True, [0, 1, 4], [0, 1, 2, 3, 4])]
)
def test_a_meeting_is_online_when_it_must_be_and_else_only_if_it_may(
    *, may: bool, at_house: list[int], online: list[int]
) -> None:
    of = network(online=may, online_days=BAN)
    for venue, days in ((0, at_house), (1, online)):
        assert [day for day in range(5) if accepts(of, {"a": (day, venue)})] == days
        assert [day for day in range(5) if not said(of, planned(of, "a", day, venue))] == days


def test_it_is_online_on_all_its_days_if_it_must_be_on_one() -> None:
    of = network(online_days=BAN, days=2, window=Span(on(0), on(4)))
    assert [accepts(of, {"a": (day, 0)}) for day in (0, 1)] == [True, False]
    assert [accepts(of, {"a": (day, 1)}) for day in (0, 1)] == [False, True]


def test_what_is_wrong_is_said() -> None:
    of = network(online_days=BAN)
    assert said(of, planned(of, "a", 2)) == [(
        "Møde a, Nord is at Kroen on Wednesday 8 March 2023, but must be held online then: Forsamlingsforbud.",
        "Møde a, Nord er på Kroen onsdag den 8. marts 2023, men skal holdes online den dag: Forsamlingsforbud.",
    )]  # fmt: skip
    assert said(of, planned(of, "a", 1, 1)) == [(
        "Møde a, Nord is online on Tuesday 7 March 2023, but may only be held at a venue then.",
        "Møde a, Nord er online tirsdag den 7. marts 2023, men må den dag kun holdes på et mødested.",
    )]  # fmt: skip


def test_days_closed_to_gatherings_are_open_to_meetings_online() -> None:
    for blackout in (closed(1, 2, "Storm"), closed(1, 2, "Storm", scope=BlackoutScope.REGION, target="nord")):
        of = problem([meeting("a", venues=(0, 1), online=True)], NoBlackout(), SoftBlackout())
        rooms = tuple(room for room in of.rooms if room.venue == 0)
        of = replace(of, venues=(of.venues[0], Venue("net", "Online", "", online=True)), rooms=rooms)
        for in_person, at_house, online in ((False, [0, 3], [0, 3]), (True, [0, 3], [0, 1, 2, 3])):
            now = replace(of, blackouts=(replace(blackout, in_person=in_person),))
            for venue, days in ((0, at_house), (1, online)):
                assert [day for day in range(4) if accepts(now, {"a": (day, venue)})] == days
                assert [day for day in range(4) if not said(now, planned(now, "a", day, venue))] == days
            soft = replace(of, blackouts=(replace(blackout, in_person=in_person, points=7),))
            paid_online = 0 if in_person else 7
            assert [paid(soft, (1, venue))[0][0] if paid(soft, (1, venue)) else 0 for venue in (0, 1)] == [
                7,
                paid_online,
            ]


DEMANDS = {
    "must": Demand(
        lambda: case("online_days", meeting("a", online_days=BAN)),
        en="Møde a, Nord must be held online from 8 March 2023 to 9 March 2023: Forsamlingsforbud.",
        da="Møde a, Nord skal holdes online fra 8. marts 2023 til 9. marts 2023: Forsamlingsforbud.",
        relaxations=[
            (
                (
                    "at_venue 1: Let Møde a, Nord be held at a venue on days on which it must be online: "
                    "Forsamlingsforbud, Wednesday 8 March 2023 to Thursday 9 March 2023."
                ),
                (
                    "at_venue 1: Lad Møde a, Nord blive holdt på et mødested på dage, hvor det skal være online: "
                    "Forsamlingsforbud, onsdag den 8. marts 2023 til torsdag den 9. marts 2023."
                ),
            ),
            (
                "online 1: Let Møde a, Nord be held online on any day.",
                "online 1: Lad Møde a, Nord blive holdt online på alle dage.",
            ),
        ],
    ),
    "may not": Demand(
        lambda: case("online_days", meeting("a")),
        en="Møde a, Nord may not be held online.",
        da="Møde a, Nord må ikke holdes online.",
    ),
    "may": Demand(
        lambda: case("online_days", meeting("a", online=True)),
        en="Møde a, Nord may be held online or at a venue.",
        da="Møde a, Nord må holdes online eller på et mødested.",
    ),
}
