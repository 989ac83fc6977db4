"""Random networks of any size: more members, regions, years, or networks that share staff and venues.

At size 1 a network is like the reference network (../shared/reference/README.md): about 450 members in five regions,
six venues per region, 37 meetings in four years, the same rules and points. The geography is fictitious: regions lie
in a row, and everything is drawn from the seed. More regions add municipalities, venues and staff; more networks add
members and some staff, but no venues.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from benchmarks import growing_draws as draws
from benchmarks.growing_rounds import Rounds
from calendars.days import Span
from constraints.problem.problem import Member, Municipality, Problem, Region, Room, StaffPerson, Venue
from constraints.problem.rule import Rule, all_rules

TEAMS = ("KL", "Styrelsen")
MUNICIPALITIES_PER_REGION = 20
VENUES_PER_REGION = 6
"""Municipalities and venues of a region."""
ROLES = ("chef", "myndighedsleder", "udførerleder", "teamleder")
FIRST_DAY = date(2022, 5, 1)

PARAMETERS: dict[str, dict[str, int]] = {
    "region_gap": {"min_days": 90, "max_days": 270},
    "joint_gap": {"min_days_after": 60},
    "round_span": {"max_days": 28},
    "venue_repeat": {"times": 2},
    "staff_week": {"max_meetings": 3},
    "absent_member": {"points": 1000},
    "left_out_member": {"points": 4000},
    "travel": {"points": 1},
    "worst_travel": {"points": 20},
    "rent": {"points": 1, "per": 10},
    "weekday_points": {"monday": 1000, "friday": 4000},
}


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a network; the reference network has 1, 5 regions, 4 years and 1 network.

    Attributes:
        members: factor on the members of every municipality.
        years: calendar years from 2022 on, with two regional rounds each (one in the first year).
    """

    members: int = 1
    regions: int = 5
    years: int = 4
    networks: int = 1

    @property
    def staff(self) -> int:
        """People in each team: three for five regions of one network, and one more for every two more networks."""
        return max(3, self.regions * 3 // 5) + self.networks // 2


def grown(size: Size, seed: int = 1) -> Problem:
    """Return a problem of that size; equal seeds give equal problems."""
    return _NetworkGenerator(size, Random(f"growing-{seed}")).problem()  # noqa: S311 - drawn to be repeated, not to be secret


class _NetworkGenerator:
    """Draws the parts of a network."""

    def __init__(self, size: Size, rng: Random) -> None:
        self._size = size
        self._rng = rng
        self._horizon = Span(FIRST_DAY, date(FIRST_DAY.year + size.years - 1, 12, 31))
        self._homes = [
            draws.point(rng, region) for region in range(size.regions) for _ in range(MUNICIPALITIES_PER_REGION)
        ]
        self._houses = [draws.point(rng, region) for region in range(size.regions) for _ in range(VENUES_PER_REGION)]
        each = [2 + int(rng.expovariate(0.35)) % 11 for _ in self._homes]
        self._members = [
            (network, home)
            for network in range(size.networks)
            for home, number in enumerate(each)
            for _ in range(number * size.members)
        ]

    def problem(self) -> Problem:
        size, between = self._size, draws.minutes(self._houses, self._houses)
        rounds = Rounds(self._horizon, self._by_region(), VENUES_PER_REGION)
        staff = tuple(StaffPerson(f"{team}-{n}", team) for team in TEAMS for n in range(1, size.staff + 1))
        regions = [f"{network}-{region}" for network in range(size.networks) for region in range(size.regions)]
        members = [Member(f"m{n}", home, ROLES[n % 4]) for n, (_, home) in enumerate(self._members)]
        return Problem(
            name=f"{size}", locale="da", timezone="Europe/Copenhagen", currency="DKK",
            horizon=self._horizon,
            regions=tuple(Region(name, name) for name in regions),
            municipalities=tuple(Municipality(f"k{n}", f"k{n}") for n in range(len(self._homes))),
            members=tuple(members),
            staff=staff,
            venues=tuple(
                Venue(f"v{n}", f"v{n}", f"by {n}", region=n // VENUES_PER_REGION) for n in range(len(self._houses))
            ),
            rooms=tuple(self._rooms()),
            meetings=rounds.meetings, rounds=rounds.rounds, successive=rounds.successive,
            member_busy=draws.busy(self._rng, self._horizon, len(members), percent=14, weekday_off=22),
            staff_busy=draws.busy(self._rng, self._horizon, len(staff), percent=25, weekday_off=0),
            travel=draws.minutes(self._homes, self._houses), venue_travel=between,
            blackouts=tuple(draws.closed_days(self._rng, self._horizon, regions, len(self._houses))),
            rules=rules(),
        )  # fmt: skip

    def _by_region(self) -> list[list[tuple[int, ...]]]:
        """Return the members of each region of each network."""
        found: list[list[list[int]]] = [[[] for _ in range(self._size.regions)] for _ in range(self._size.networks)]
        for index, (network, home) in enumerate(self._members):
            found[network][home // MUNICIPALITIES_PER_REGION].append(index)
        return [[tuple(members) for members in network] for network in found]

    def _rooms(self) -> Iterator[Room]:
        """Yield two halls and some group rooms per venue; a region's first venue has a hall for a whole network."""
        rng, index = self._rng, 0
        together = len(self._members) // self._size.networks
        for venue in range(len(self._houses)):
            price, usual = rng.uniform(0.7, 1.5), together / self._size.regions
            seats = [int(usual * rng.uniform(0.8, 1.0)), int(usual * rng.uniform(1.0, 1.4))]
            seats += [int(together * rng.uniform(0.9, 1.2))] if venue % VENUES_PER_REGION == 0 else []
            seats += [int(usual / 4 * rng.uniform(0.8, 1.3)) for _ in range(rng.randint(5, 8))]
            for size in seats:
                rate = int(price * (900 + 38 * size)) // 50 * 50
                yield Room(f"r{index}", venue, f"r{index}", {"theatre": size}, rate, frozenset({index}))
                index += 1


def rules() -> tuple[Rule, ...]:
    """Return the rules of the reference network, those that its parameters switch on."""
    known = all_rules()
    found = (known[key].model_validate(PARAMETERS.get(key, {})) for key in sorted(known))
    return tuple(rule for rule in found if rule.active)
