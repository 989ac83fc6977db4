from constraints.rules.venue_allowed import VenueAllowed
from tests.constraints.builders import meeting, planned, problem, said
from tests.constraints.solving import accepts


def test_a_meeting_is_held_at_one_of_its_venues() -> None:
    of = problem([meeting("a", venues=(0,))], VenueAllowed())
    assert said(of, planned(of, "a", 1, venue=0)) == []
    assert accepts(of, {"a": (1, 0)})


def test_any_other_venue_is_named() -> None:
    of = problem([meeting("a", venues=(0,))], VenueAllowed())
    assert said(of, planned(of, "a", 1, venue=1)) == [(
        "Hallen is not among the venues at which Møde a, Nord may be held.",
        "Hallen er ikke blandt de mødesteder, hvor Møde a, Nord kan holdes.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (1, 1)})
