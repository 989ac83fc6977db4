from constraints.problem.problem import Venue
from constraints.rules.venue_allowed import VenueAllowed
from tests.constraints.builders import JOINT, VENUES, meeting, planned, problem, said
from tests.constraints.examples import Demand, case
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


def test_a_meeting_can_also_be_held_online() -> None:
    houses = (*VENUES, Venue("net", "Nettet", town="", online=True))
    of = problem([meeting("a", venues=(0,))], VenueAllowed(), venues=houses)
    online, _ = VenueAllowed().relaxations(of, frozenset())
    assert (online.code, online.most) == ("also_online", 1)
    (held,) = online.apply(of, 1).meetings
    assert (held.venues, held.online) == ((0, 2), True)


DEMANDS = {
    "": Demand(
        lambda: case("venue_allowed", meeting("a", venues=(0,), region=JOINT)),
        en="Møde a has only one venue: Kroen.",
        da="Møde a har kun ét mødested: Kroen.",
        relaxations=[
            (
                "also_at 1: Add Hallen to the venues of Møde a.",
                "also_at 1: Føj Hallen til mødestederne for Møde a.",
            ),
        ],
    ),
    "region": Demand(
        lambda: case("venue_allowed", meeting("a", venues=(0,))),
        en="Møde a, Nord has only one venue: Kroen.",
        da="Møde a, Nord har kun ét mødested: Kroen.",
        relaxations=[
            (
                "also_at 1: Let Møde a, Nord use a venue outside its region: Hallen.",
                "also_at 1: Lad Møde a, Nord bruge et mødested uden for regionen: Hallen.",
            ),
        ],
    ),
    "two": Demand(
        lambda: case("venue_allowed", meeting("a")),
        en="Møde a, Nord must be held at one of its 2 venues: Kroen and Hallen.",
        da="Møde a, Nord skal holdes på et af sine 2 mødesteder: Kroen og Hallen.",
    ),
    "none": Demand(
        lambda: case("venue_allowed", meeting("a", venues=())),
        en="Møde a, Nord must be held at one of its venues, and it has none.",
        da="Møde a, Nord skal holdes på et af sine mødesteder, og det har ingen.",
        relaxations=[
            (
                "also_at 1: Add Kroen to the venues of Møde a, Nord.",
                "also_at 1: Føj Kroen til mødestederne for Møde a, Nord.",
            ),
            (
                "also_at 2: Add Kroen and Hallen to the venues of Møde a, Nord.",
                "also_at 2: Føj Kroen og Hallen til mødestederne for Møde a, Nord.",
            ),
        ],
    ),
}


def test_without_the_rule_a_meeting_may_be_held_at_every_venue_and_one_that_has_none_is_told() -> None:
    of = problem([meeting("a", venues=(1,)), meeting("b", venues=())], VenueAllowed())
    assert VenueAllowed.without(of, of.meetings[0]).venues == (0, 1)
    assert VenueAllowed.no_candidates(of, of.meetings[0]) is None
    found = VenueAllowed.no_candidates(of, of.meetings[1])
    assert found is not None
    assert (found.rule, found.meetings, found.say("en"), found.say("da")) == (
        "venue_allowed", ("b",), "Møde b, Nord cannot be held: there is no venue for it.",
        "Møde b, Nord kan ikke holdes: der er intet mødested til det.",
    )  # fmt: skip
