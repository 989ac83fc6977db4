import pytest

from calendars.blackouts import Blackout, BlackoutKind, BlackoutScope
from constraints.rules.blackout import NoBlackout
from tests.constraints.builders import JOINT, NORD, SYD, days, judged, meeting, planned, problem, said
from tests.constraints.examples import Demand, case, closed
from tests.constraints.solving import accepts

HOLIDAY = Blackout(days(2, 3), "Påskeferie")


@pytest.mark.parametrize("day", [2, 3])
def test_a_day_closed_for_everyone_closes_every_meeting(day: int) -> None:
    of = problem([meeting("a", SYD)], NoBlackout(), blackouts=[HOLIDAY])
    date = {2: ("Wednesday 8", "onsdag den 8."), 3: ("Thursday 9", "torsdag den 9.")}[day]
    assert said(of, planned(of, "a", day)) == [(
        f"Møde a, Syd is on {date[0]} March 2023, which is closed for everyone: Påskeferie.",
        f"Møde a, Syd ligger {date[1]} marts 2023, hvor der er lukket for alle: Påskeferie.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (day, 0)})


@pytest.mark.parametrize("day", [1, 4])
def test_the_days_around_a_blackout_are_open(day: int) -> None:
    of = problem([meeting("a")], NoBlackout(), blackouts=[HOLIDAY])
    assert said(of, planned(of, "a", day)) == []
    assert accepts(of, {"a": (day, 0)})


def test_any_day_of_a_long_meeting_may_be_hit() -> None:
    of = problem([meeting("a", days=3)], NoBlackout(), blackouts=[HOLIDAY])
    assert said(of, planned(of, "a", 0)) == [(
        "Møde a, Nord is on Wednesday 8 March 2023, which is closed for everyone: Påskeferie.",
        "Møde a, Nord ligger onsdag den 8. marts 2023, hvor der er lukket for alle: Påskeferie.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (0, 0)})
    assert accepts(of, {"a": (4, 0)})


def test_a_region_s_blackout_closes_its_meetings_and_the_joint_ones_with_reason_and_source() -> None:
    winter = Blackout(days(1), "Vinterferie", scope=BlackoutScope.REGION, target="nord", source="folkeskolen.dk")
    of = problem([meeting("a", NORD), meeting("b", SYD), meeting("c", JOINT)], NoBlackout(), blackouts=[winter])
    assert said(of, *(planned(of, name, 1) for name in "abc")) == [
        (
            "Møde a, Nord is on Tuesday 7 March 2023, which is closed for Nord: Vinterferie (source: folkeskolen.dk).",
            (
                "Møde a, Nord ligger tirsdag den 7. marts 2023, hvor der er lukket for Nord: Vinterferie "
                "(kilde: folkeskolen.dk)."
            ),
        ),
        (
            "Møde c is on Tuesday 7 March 2023, which is closed for Nord: Vinterferie (source: folkeskolen.dk).",
            (
                "Møde c ligger tirsdag den 7. marts 2023, hvor der er lukket for Nord: Vinterferie "
                "(kilde: folkeskolen.dk)."
            ),
        ),
    ]
    assert [accepts(of, {name: (1, 0)}) for name in "abc"] == [False, True, False]


def test_a_municipality_s_blackout_closes_the_meetings_it_takes_part_in() -> None:
    closed = Blackout(days(1), "Budgetseminar", scope=BlackoutScope.MUNICIPALITY, target="beta")
    small = meeting("b", NORD, members=(0, 1))
    of = problem([meeting("a", NORD), small, meeting("c", JOINT)], NoBlackout(), blackouts=[closed])
    assert said(of, *(planned(of, name, 1) for name in "abc")) == [
        (
            "Møde a, Nord is on Tuesday 7 March 2023, which is closed for Beta: Budgetseminar.",
            "Møde a, Nord ligger tirsdag den 7. marts 2023, hvor der er lukket for Beta: Budgetseminar.",
        ),
        (
            "Møde c is on Tuesday 7 March 2023, which is closed for Beta: Budgetseminar.",
            "Møde c ligger tirsdag den 7. marts 2023, hvor der er lukket for Beta: Budgetseminar.",
        ),
    ]
    assert [accepts(of, {name: (1, 0)}) for name in "abc"] == [False, True, False]


@pytest.mark.parametrize(
    ("closed", "english", "danish"),
    [
        (("beta", "alfa"), "Alfa and Beta", "Alfa og Beta"),
        (("alfa", "beta", "gamma"), "Alfa, Beta and Gamma", "Alfa, Beta og Gamma"),
        (("alfa", "beta", "gamma", "delta"), "4 municipalities in Nord", "4 kommuner i Nord"),
    ],
)
def test_a_day_closed_for_many_is_told_once_for_all_of_them(closed: tuple[str, ...], english: str, danish: str) -> None:
    winter = [
        Blackout(days(1), "Vinterferie", scope=BlackoutScope.MUNICIPALITY, target=each, week=7) for each in closed
    ]
    of = problem([meeting("a", NORD, members=tuple(range(8)))], NoBlackout(), blackouts=winter)
    assert said(of, planned(of, "a", 1)) == [(
        f"Møde a, Nord is on Tuesday 7 March 2023, which is closed for {english}: Vinterferie, week 7.",
        f"Møde a, Nord ligger tirsdag den 7. marts 2023, hvor der er lukket for {danish}: Vinterferie uge 7.",
    )]  # fmt: skip
    (finding,) = judged(of, planned(of, "a", 1)).findings
    assert finding.about == closed


def test_a_joint_meeting_counts_municipalities_without_a_region_and_names_regions_first() -> None:
    places = [("municipality", each) for each in ("alfa", "beta", "gamma", "delta")]
    closed = [
        Blackout(days(1), "Ferie", scope=BlackoutScope(scope), target=to) for scope, to in [*places, ("region", "syd")]
    ]
    of = problem([meeting("c", JOINT)], NoBlackout(), blackouts=closed)
    assert said(of, planned(of, "c", 1)) == [(
        "Møde c is on Tuesday 7 March 2023, which is closed for Syd and 4 municipalities: Ferie.",
        "Møde c ligger tirsdag den 7. marts 2023, hvor der er lukket for Syd og 4 kommuner: Ferie.",
    )]  # fmt: skip


def test_what_closes_a_day_for_everyone_too_is_told_as_that() -> None:
    closed = [Blackout(days(1), "Ferie"), Blackout(days(1), "Ferie", scope=BlackoutScope.MUNICIPALITY, target="beta")]
    of = problem([meeting("a")], NoBlackout(), blackouts=closed)
    assert said(of, planned(of, "a", 1)) == [(
        "Møde a, Nord is on Tuesday 7 March 2023, which is closed for everyone: Ferie.",
        "Møde a, Nord ligger tirsdag den 7. marts 2023, hvor der er lukket for alle: Ferie.",
    )]  # fmt: skip


def test_a_demand_names_the_week_of_a_holiday_if_it_is_the_same_for_all() -> None:
    def demanded(*weeks: int) -> str:
        winter = [
            Blackout(days(n), "Vinterferie", scope=BlackoutScope.MUNICIPALITY, target=target, week=week)
            for n, (target, week) in enumerate(zip(("alfa", "beta"), weeks, strict=True))
        ]
        of = problem([meeting("a")], NoBlackout(), blackouts=winter)
        return NoBlackout().demand(of, frozenset({0})).say("da")

    begin = "Møde a, Nord må ikke holdes på de 2 lukkede dage i perioden: "
    assert demanded(7, 7) == f"{begin}Vinterferie uge 7, 2 dage fra 6. marts til 7. marts 2023."
    assert demanded(7, 8) == f"{begin}Vinterferie, 2 dage fra 6. marts til 7. marts 2023."


@pytest.mark.parametrize(
    "elsewhere",
    [
        Blackout(days(1), "Messe", scope=BlackoutScope.VENUE, target="kro"),
        Blackout(days(1), "Ferie", scope=BlackoutScope.PERSON, target="m0"),
        Blackout(days(1), "Fredag", points=5),
    ],
)
def test_blackouts_of_venues_and_people_and_those_with_points_close_no_day(elsewhere: Blackout) -> None:
    of = problem([meeting("a")], NoBlackout(), blackouts=[elsewhere])
    assert said(of, planned(of, "a", 1)) == []
    assert accepts(of, {"a": (1, 0)})


CLOSURES = (
    closed(2, 2, "Byfest"),
    closed(3, 6, "Vinterferie uge 10", kind=BlackoutKind.SCHOOL_HOLIDAY, source="kommunernes ferieplaner"),
    closed(
        4,
        5,
        "Vinterferie uge 10",
        kind=BlackoutKind.SCHOOL_HOLIDAY,
        source="kommunernes ferieplaner",
        scope=BlackoutScope.REGION,
        target="nord",
    ),
    closed(8, 8, "Helligdag", kind=BlackoutKind.PUBLIC_HOLIDAY),
    closed(9, 9, "Folketingsvalg", kind=BlackoutKind.ELECTION),
    closed(1, 1, "Syds egen dag", scope=BlackoutScope.REGION, target="syd"),
)
MANY = tuple(closed(day, day, f"Lukket af grund {day}") for day in range(7))
DEMANDS = {
    "": Demand(
        lambda: case("blackout", meeting("a", window=days(0, 10)), blackouts=CLOSURES),
        en=(
            "Møde a, Nord may not be held on the 7 closed days of its window: Byfest, 8 March "
            "2023; Vinterferie uge 10 (source: kommunernes ferieplaner), 4 days from 9 March to "
            "12 March 2023; Helligdag, 14 March 2023; Folketingsvalg, 15 March 2023."
        ),
        da=(
            "Møde a, Nord må ikke holdes på de 7 lukkede dage i perioden: Byfest, 8. marts 2023; "
            "Vinterferie uge 10 (kilde: kommunernes ferieplaner), 4 dage fra 9. marts til 12. "
            "marts 2023; Helligdag, 14. marts 2023; Folketingsvalg, 15. marts 2023."
        ),
        relaxations=[
            (
                "use 1: Let meetings be held on days that are closed: Byfest, 8 March 2023.",
                "use 1: Tillad møder på dage, der er lukket: Byfest, 8. marts 2023.",
            ),
            (
                (
                    "use 1: Let meetings be held on days that are closed: Vinterferie uge 10 "
                    "(source: kommunernes ferieplaner), 4 days from 9 March to 12 March 2023."
                ),
                (
                    "use 1: Tillad møder på dage, der er lukket: Vinterferie uge 10 (kilde: "
                    "kommunernes ferieplaner), 4 dage fra 9. marts til 12. marts 2023."
                ),
            ),
            (
                "use 1: Let meetings be held on days that are closed: Folketingsvalg, 15 March 2023.",
                "use 1: Tillad møder på dage, der er lukket: Folketingsvalg, 15. marts 2023.",
            ),
        ],
    ),
    "one": Demand(
        lambda: case("blackout", meeting("a", window=days(0, 2)), blackouts=CLOSURES),
        en="Møde a, Nord may not be held on the 1 closed day of its window: Byfest, 8 March 2023.",
        da="Møde a, Nord må ikke holdes på den 1 lukkede dag i perioden: Byfest, 8. marts 2023.",
        relaxations=[
            (
                "use 1: Let meetings be held on days that are closed: Byfest, 8 March 2023.",
                "use 1: Tillad møder på dage, der er lukket: Byfest, 8. marts 2023.",
            ),
        ],
    ),
    "none": Demand(
        lambda: case("blackout", meeting("a", window=days(0, 1)), blackouts=CLOSURES),
        en="Møde a, Nord may not be held on closed days; there is none in its window.",
        da="Møde a, Nord må ikke holdes på lukkede dage; der er ingen i perioden.",
    ),
    "many": Demand(
        lambda: case("blackout", meeting("a", window=days(0, 10)), blackouts=MANY),
        en=(
            "Møde a, Nord may not be held on the 7 closed days of its window: Lukket af grund 0, "
            "6 March 2023; Lukket af grund 1, 7 March 2023; Lukket af grund 2, 8 March 2023; "
            "Lukket af grund 3, 9 March 2023; Lukket af grund 4, 10 March 2023; 2 more reasons."
        ),
        da=(
            "Møde a, Nord må ikke holdes på de 7 lukkede dage i perioden: Lukket af grund 0, 6. "
            "marts 2023; Lukket af grund 1, 7. marts 2023; Lukket af grund 2, 8. marts 2023; "
            "Lukket af grund 3, 9. marts 2023; Lukket af grund 4, 10. marts 2023; 2 grunde mere."
        ),
        relaxations=[
            (
                "use 1: Let meetings be held on days that are closed: Lukket af grund 0, 6 March 2023.",
                "use 1: Tillad møder på dage, der er lukket: Lukket af grund 0, 6. marts 2023.",
            ),
            (
                "use 1: Let meetings be held on days that are closed: Lukket af grund 1, 7 March 2023.",
                "use 1: Tillad møder på dage, der er lukket: Lukket af grund 1, 7. marts 2023.",
            ),
            (
                "use 1: Let meetings be held on days that are closed: Lukket af grund 2, 8 March 2023.",
                "use 1: Tillad møder på dage, der er lukket: Lukket af grund 2, 8. marts 2023.",
            ),
            (
                "use 1: Let meetings be held on days that are closed: Lukket af grund 3, 9 March 2023.",
                "use 1: Tillad møder på dage, der er lukket: Lukket af grund 3, 9. marts 2023.",
            ),
            (
                "use 1: Let meetings be held on days that are closed: Lukket af grund 4, 10 March 2023.",
                "use 1: Tillad møder på dage, der er lukket: Lukket af grund 4, 10. marts 2023.",
            ),
            (
                "use 1: Let meetings be held on days that are closed: Lukket af grund 5, 11 March 2023.",
                "use 1: Tillad møder på dage, der er lukket: Lukket af grund 5, 11. marts 2023.",
            ),
            (
                "use 1: Let meetings be held on days that are closed: Lukket af grund 6, 12 March 2023.",
                "use 1: Tillad møder på dage, der er lukket: Lukket af grund 6, 12. marts 2023.",
            ),
        ],
    ),
}
