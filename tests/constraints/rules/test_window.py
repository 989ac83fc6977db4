from constraints.rules.window import Window
from tests.constraints.builders import days, meeting, on, planned, problem, said
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
        ("Møde a, Nord ligger onsdag den 8. marts 2023, uden for sit vindue fra torsdag den 9. marts 2023 "
        "til lørdag den 11. marts 2023."),
    )]  # fmt: skip
    assert not accepts(of, {"a": (2, 0)})


def test_a_window_of_one_day_is_named_by_that_day() -> None:
    of = problem([meeting("a", window=days(3))], Window())
    assert said(of, planned(of, "a", 4)) == [(
        "Møde a, Nord is on Friday 10 March 2023, outside its window of Thursday 9 March 2023.",
        "Møde a, Nord ligger fredag den 10. marts 2023, uden for sit vindue torsdag den 9. marts 2023.",
    )]  # fmt: skip


def test_every_day_of_a_long_meeting_must_be_inside() -> None:
    of = problem([meeting("a", window=days(3, 5), days=2)], Window())
    assert said(of, planned(of, "a", 4)) == []
    assert said(of, planned(of, "a", 5)) == [(
        ("Møde a, Nord is on Saturday 11 March 2023 to Sunday 12 March 2023, outside its window "
        "from Thursday 9 March 2023 to Saturday 11 March 2023."),
        ("Møde a, Nord ligger lørdag den 11. marts 2023 til søndag den 12. marts 2023, uden for sit vindue "
        "fra torsdag den 9. marts 2023 til lørdag den 11. marts 2023."),
    )]  # fmt: skip
    assert accepts(of, {"a": (4, 0)})
    assert not accepts(of, {"a": (5, 0)})


def test_a_window_beyond_the_horizon_ends_with_the_horizon() -> None:
    of = problem([meeting("a", window=days(19, 40))], Window())
    assert of.horizon.last == on(20)
    assert accepts(of, {"a": (20, 0)})
    assert not accepts(of, {"a": (21, 0)})
