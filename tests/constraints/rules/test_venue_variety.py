from constraints.model.model import MipModel
from constraints.problem.problem import Venue
from constraints.rules.rooms_fit import RoomsFit
from constraints.rules.venue_variety import VenueVariety
from tests.constraints.builders import JOINT, NORD, SYD, VENUES, meeting, problem
from tests.constraints.solving import paid


def test_every_different_venue_of_the_network_costs_points() -> None:
    of = problem([meeting("a", NORD), meeting("b", SYD), meeting("c", JOINT)], VenueVariety(few=10))
    assert paid(of, (1, 0), (2, 1), (8, 0)) == [(
        20,
        "The network uses 2 different venues: Hallen and Kroen.",
        "Netværket bruger 2 forskellige mødesteder: Hallen og Kroen.",
    )]  # fmt: skip
    assert paid(of, (1, 0), (2, 0), (8, 0)) == [(
        10,
        "The network uses 1 venue: Kroen.",
        "Netværket bruger 1 mødested: Kroen.",
    )]  # fmt: skip


def test_a_region_pays_each_time_it_meets_at_a_venue_again() -> None:
    of = problem([meeting("a"), meeting("b"), meeting("c")], VenueVariety(many=10))
    assert paid(of, (1, 0), (2, 1), (8, 0)) == [(
        10,
        "Nord meets 2 times at Kroen: Tuesday 7 March 2023 and Tuesday 14 March 2023.",
        "Nord mødes 2 gange samme sted (Kroen): tirsdag den 7. marts 2023 og tirsdag den 14. marts 2023.",
    )]  # fmt: skip
    assert [points for points, *_ in paid(of, (1, 0), (2, 0), (8, 0))] == [20]


def test_two_meetings_at_one_venue_are_one_again() -> None:
    of = problem([meeting("a"), meeting("b")], VenueVariety(many=10))
    assert [points for points, *_ in paid(of, (1, 0), (2, 0))] == [10]
    assert paid(of, (1, 0), (2, 1)) == []
    alone = problem([meeting("a")], VenueVariety(many=10))
    assert MipModel(alone).matrix().owner.count("venue_variety") == 0


def test_online_is_no_venue() -> None:
    venues = (*VENUES, Venue("net", "Online", "", online=True))
    meetings = [meeting("a", venues=(0, 1, 2), online=True), meeting("b", venues=(0, 1, 2), online=True)]
    rules = RoomsFit(), VenueVariety(few=10, many=100)
    of = problem(meetings, *rules, venues=venues)
    assert paid(of, (1, 2), (2, 2)) == []
    assert [points for points, *_ in paid(of, (1, 2), (2, 0))] == [10]
    assert [points for points, *_ in paid(of, (1, 0), (2, 0))] == [10, 100]


def test_other_regions_and_joint_meetings_may_share_a_venue() -> None:
    of = problem([meeting("a", NORD), meeting("b", SYD), meeting("c", JOINT)], VenueVariety(many=10))
    assert paid(of, (1, 0), (2, 0), (8, 0)) == []


def test_either_may_be_asked_alone() -> None:
    assert not VenueVariety().active
    assert VenueVariety(few=1).active
    assert VenueVariety(many=1).active
