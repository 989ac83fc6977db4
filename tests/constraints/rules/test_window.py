from dataclasses import replace
from datetime import date

from calendars.days import Span
from constraints.rules.window import Window
from tests.constraints.builders import SYD, days, meeting, on, planned, problem, said
from tests.constraints.examples import ALL, TWO, Demand, case
from tests.constraints.solving import accepts


def test_the_first_and_last_day_of_the_window_are_inside() -> None:
    of = problem([meeting("a", window=days(3, 5))], Window())
    assert said(of, planned(of, "a", 3)) == said(of, planned(of, "a", 5)) == []
    assert accepts(of, {"a": (3, 0)})
    assert accepts(of, {"a": (5, 0)})


def test_a_day_before_the_window_is_outside() -> None:
    of = problem([meeting("a", window=days(3, 5))], Window())
    assert said(of, planned(of, "a", 2)) == [(
        ("Møde a, Nord is on Wednesday 8 March 2023, outside its window from Thursday 9 March 2023 "
        "to Saturday 11 March 2023."),
        ("Møde a, Nord ligger onsdag den 8. marts 2023, uden for sin periode fra torsdag den 9. marts 2023 "
        "til lørdag den 11. marts 2023."),
    )]  # fmt: skip
    assert not accepts(of, {"a": (2, 0)})


def test_a_window_of_one_day_is_named_by_that_day() -> None:
    of = problem([meeting("a", window=days(3))], Window())
    assert said(of, planned(of, "a", 4)) == [(
        "Møde a, Nord is on Friday 10 March 2023, outside its window of Thursday 9 March 2023.",
        "Møde a, Nord ligger fredag den 10. marts 2023, uden for sin periode torsdag den 9. marts 2023.",
    )]  # fmt: skip


def test_every_day_of_a_long_meeting_must_be_inside() -> None:
    of = problem([meeting("a", window=days(3, 5), days=2)], Window())
    assert said(of, planned(of, "a", 4)) == []
    assert said(of, planned(of, "a", 5)) == [(
        ("Møde a, Nord is on Saturday 11 March 2023 to Sunday 12 March 2023, outside its window "
        "from Thursday 9 March 2023 to Saturday 11 March 2023."),
        ("Møde a, Nord ligger lørdag den 11. marts 2023 til søndag den 12. marts 2023, uden for sin periode "
        "fra torsdag den 9. marts 2023 til lørdag den 11. marts 2023."),
    )]  # fmt: skip
    assert accepts(of, {"a": (4, 0)})
    assert not accepts(of, {"a": (5, 0)})


def test_a_window_beyond_the_horizon_ends_with_the_horizon() -> None:
    of = problem([meeting("a", window=days(19, 40))], Window())
    assert of.horizon.last == on(20)
    assert accepts(of, {"a": (20, 0)})
    assert not accepts(of, {"a": (21, 0)})


def test_a_window_is_widened_by_so_many_days_and_never_narrowed_by_that() -> None:
    of = problem([meeting("a", window=days(3, 5))], Window())
    later, sooner = Window().relaxations(of, frozenset({0}))
    assert (later.code, later.most, sooner.code, sooner.most) == ("later", 15, "sooner", 3)
    assert later.apply(of, 1).meetings[0].window == days(3, 6)
    assert sooner.apply(of, 1).meetings[0].window == days(2, 5)
    wide = sooner.apply(later.apply(of, 4), 2)
    assert wide.meetings[0].window == days(1, 9)
    assert later.apply(wide, 1).meetings[0].window == sooner.apply(wide, 1).meetings[0].window == days(1, 9)


def test_a_window_is_narrowed_at_one_end_down_to_a_day() -> None:
    of = problem([meeting("a", window=days(3, 5))], Window())
    later, sooner = Window().relaxations(of, frozenset({0}))
    assert [later.apply(of, -n).meetings[0].window for n in (1, 2, 3)] == [days(3, 4), days(3), days(3)]
    assert [sooner.apply(of, -n).meetings[0].window for n in (1, 2, 3)] == [days(4, 5), days(5), days(5)]
    wide = problem([meeting("a", window=days(1, 9))], Window())
    assert later.apply(wide, 0).meetings[0].window == days(1, 5)
    assert sooner.apply(wide, 0).meetings[0].window == days(3, 9)


def test_a_window_that_ends_with_the_horizon_is_not_widened_there() -> None:
    of = problem([meeting("a", window=days(0, 20)), meeting("b", window=days(1, 19))], Window())
    found = Window().relaxations(of, frozenset({0, 1}))
    assert [(each.code, each.most, *each.meetings) for each in found] == [("later", 1, 1), ("sooner", 1, 1)]


DEMANDS = {
    "": Demand(
        lambda: case("window", meeting("a", window=days(2, 9))),
        en="Møde a, Nord must be held from 8 March to 15 March 2023 (its window).",
        da="Møde a, Nord skal holdes mellem 8. marts og 15. marts 2023 (mødets periode).",
        relaxations=[
            (
                "later 1: Widen the window of Runde a by 1 day, to 16 March 2023.",
                "later 1: Udvid perioden for Runde a med 1 dag, til 16. marts 2023.",
            ),
            (
                "later 11: Widen the window of Runde a by 11 days, to 26 March 2023.",
                "later 11: Udvid perioden for Runde a med 11 dage, til 26. marts 2023.",
            ),
            (
                "sooner 1: Let the window of Runde a begin 1 day sooner, on 7 March 2023.",
                "sooner 1: Lad perioden for Runde a begynde 1 dag tidligere, 7. marts 2023.",
            ),
            (
                "sooner 2: Let the window of Runde a begin 2 days sooner, on 6 March 2023.",
                "sooner 2: Lad perioden for Runde a begynde 2 dage tidligere, 6. marts 2023.",
            ),
        ],
    ),
    "end": Demand(
        lambda: case("window", meeting("a", window=days(0, 25))),
        en="Møde a, Nord must be held from 6 March to 26 March 2023 (its window).",
        da="Møde a, Nord skal holdes mellem 6. marts og 26. marts 2023 (mødets periode).",
    ),
    "day": Demand(
        lambda: case("window", meeting("a", window=days(3, 3))),
        en="Møde a, Nord must be held on 9 March 2023 (its window is one day).",
        da="Møde a, Nord skal holdes den 9. marts 2023 (perioden er én dag).",
        relaxations=[
            (
                "later 1: Widen the window of Runde a by 1 day, to 10 March 2023.",
                "later 1: Udvid perioden for Runde a med 1 dag, til 10. marts 2023.",
            ),
            (
                "later 17: Widen the window of Runde a by 17 days, to 26 March 2023.",
                "later 17: Udvid perioden for Runde a med 17 dage, til 26. marts 2023.",
            ),
            (
                "sooner 1: Let the window of Runde a begin 1 day sooner, on 8 March 2023.",
                "sooner 1: Lad perioden for Runde a begynde 1 dag tidligere, 8. marts 2023.",
            ),
            (
                "sooner 3: Let the window of Runde a begin 3 days sooner, on 6 March 2023.",
                "sooner 3: Lad perioden for Runde a begynde 3 dage tidligere, 6. marts 2023.",
            ),
        ],
    ),
    "two": Demand(
        lambda: case("window", meeting("a", window=days(2, 9)), meeting("b", SYD), about=TWO),
        en=(
            "Møde a, Nord must be held from 8 March to 15 March 2023 (its window). Møde b, Syd "
            "must be held from 6 March to 26 March 2023 (its window)."
        ),
        da=(
            "Møde a, Nord skal holdes mellem 8. marts og 15. marts 2023 (mødets periode). Møde b, Syd "
            "skal holdes mellem 6. marts og 26. marts 2023 (mødets periode)."
        ),
        relaxations=[
            (
                "later 1: Widen the window of Runde a by 1 day, to 16 March 2023.",
                "later 1: Udvid perioden for Runde a med 1 dag, til 16. marts 2023.",
            ),
            (
                "later 11: Widen the window of Runde a by 11 days, to 26 March 2023.",
                "later 11: Udvid perioden for Runde a med 11 dage, til 26. marts 2023.",
            ),
            (
                "sooner 1: Let the window of Runde a begin 1 day sooner, on 7 March 2023.",
                "sooner 1: Lad perioden for Runde a begynde 1 dag tidligere, 7. marts 2023.",
            ),
            (
                "sooner 2: Let the window of Runde a begin 2 days sooner, on 6 March 2023.",
                "sooner 2: Lad perioden for Runde a begynde 2 dage tidligere, 6. marts 2023.",
            ),
        ],
    ),
    "years": Demand(
        lambda: case(
            "window", meeting("a", window=Span(date(2022, 12, 1), on(5))), horizon=Span(date(2022, 12, 1), on(20))
        ),
        en="Møde a, Nord must be held from 1 December 2022 to 11 March 2023 (its window).",
        da="Møde a, Nord skal holdes mellem 1. december 2022 og 11. marts 2023 (mødets periode).",
        relaxations=[
            (
                "later 1: Widen the window of Runde a by 1 day, to 12 March 2023.",
                "later 1: Udvid perioden for Runde a med 1 dag, til 12. marts 2023.",
            ),
            (
                "later 15: Widen the window of Runde a by 15 days, to 26 March 2023.",
                "later 15: Udvid perioden for Runde a med 15 dage, til 26. marts 2023.",
            ),
        ],
    ),
    "all": Demand(
        lambda: case("window", meeting("a", window=days(2, 9)), about=ALL),
        en='The rule "within its window" must be kept (all meetings).',
        da="Reglen »inden for sin periode« skal overholdes (alle møder).",
        relaxations=[
            (
                "later 1: Widen the window of Runde a by 1 day, to 16 March 2023.",
                "later 1: Udvid perioden for Runde a med 1 dag, til 16. marts 2023.",
            ),
            (
                "later 11: Widen the window of Runde a by 11 days, to 26 March 2023.",
                "later 11: Udvid perioden for Runde a med 11 dage, til 26. marts 2023.",
            ),
            (
                "sooner 1: Let the window of Runde a begin 1 day sooner, on 7 March 2023.",
                "sooner 1: Lad perioden for Runde a begynde 1 dag tidligere, 7. marts 2023.",
            ),
            (
                "sooner 2: Let the window of Runde a begin 2 days sooner, on 6 March 2023.",
                "sooner 2: Lad perioden for Runde a begynde 2 dage tidligere, 6. marts 2023.",
            ),
        ],
    ),
}


def test_without_its_window_a_meeting_may_be_held_at_any_time_that_is_planned() -> None:
    of = problem([meeting("a", window=days(3, 5), days=2)], Window())
    assert Window.without(of, of.meetings[0]) == replace(of.meetings[0], window=of.horizon)


def test_a_window_wholly_beyond_the_horizon_is_told_as_it_is() -> None:
    of = problem([meeting("a", window=days(30, 35))], Window())
    (sentence,) = (english for english, _ in said(of, planned(of, "a", 32)))
    assert sentence == (
        "Møde a, Nord is on Friday 7 April 2023, outside its window from Wednesday 5 April 2023 to Monday 10 April "
        "2023."
    )
    assert Window().demand(of, frozenset({0})).say("en") == (
        "Møde a, Nord must be held from 5 April to 10 April 2023 (its window)."
    )


def test_a_window_is_widened_by_ninety_days_at_most() -> None:
    of = problem([meeting("a", window=days(91, 108))], Window(), horizon=days(0, 200))
    later, sooner = Window().relaxations(of, frozenset({0}))
    assert (later.most, sooner.most, later.both_ways, sooner.both_ways) == (90, 90, True, True)
    assert (later.values, sooner.values) == ({"have": on(108)}, {"have": on(91)})


def test_meetings_of_a_round_that_share_a_window_are_widened_together_and_named_if_they_are_not_all() -> None:
    share, other = days(3, 5), days(7, 9)
    windows = {"a": share, "b": other, "c": share}
    of = problem([meeting(each, round="r", window=window) for each, window in windows.items()], Window())
    found = [(each.code, sorted(each.meetings), each.say(2).say("en")) for each in Window().relaxations(of, ALL_THREE)]
    assert [each[:2] for each in found] == [
        ("later", [0, 2]), ("sooner", [0, 2]), ("later", [1]), ("sooner", [1]),
    ]  # fmt: skip
    assert found[0][2].startswith("Widen the window of Møde a, Nord and Møde c, Nord by 2 days")
    only = [sorted(each.meetings) for each in Window().relaxations(of, frozenset({1}))]
    assert only == [[1], [1]]
    alike = problem([meeting(each, round="r", window=share) for each in "ab"], Window())
    (later, _) = Window().relaxations(alike, frozenset({0}))
    assert (later.meetings, later.say(2).say("en")) == (
        frozenset({0, 1}), "Widen the window of Runde r by 2 days, to 13 March 2023.",
    )  # fmt: skip


ALL_THREE = frozenset({0, 1, 2})


def test_a_window_shorter_than_its_meeting_is_told() -> None:
    of = problem([meeting("a", window=days(3, 4), days=3)], Window())
    found = Window.no_candidates(of, of.meetings[0])
    assert (found.rule, found.meetings, found.say("en"), found.say("da")) == (
        "window", ("a",),
        "Møde a, Nord cannot be held: it takes 3 days, and its window (from 9 March 2023 to 10 March 2023) has 2.",
        "Møde a, Nord kan ikke holdes: det varer 3 dage, og dets periode (fra 9. marts 2023 til 10. marts 2023) har 2.",
    )  # fmt: skip
