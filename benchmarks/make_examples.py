"""Write the tables of the example networks in planner/examples/; run as `python -m benchmarks.make_examples`.

Places, regions, venues and cancellation terms are real (example_facts/); members, busy times, group rooms, rates and
closures are random and illustrative. The settings (network.toml) are written by hand and left unchanged. The output
is the same every time.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

from benchmarks import example_draws as draws
from benchmarks.example_facts import Municipality, Venue, municipalities, venues
from calendars.days import Span

EXAMPLES = Path(__file__).resolve().parent.parent / "planner" / "examples"
REFORM = date(2027, 1, 1)


@dataclass(frozen=True, slots=True)
class Recipe:
    """The parameters of an example's tables.

    Attributes:
        members: returns the roles of a municipality's members, one for each.
        staff: people in each team.
        chief: the role whose holders attend the monthly committee.
        places, houses: codes of the municipalities that take part, and ids of the venues.
        region: the region of all municipalities if it is not the real one.
        busy, let: percentages of the time that people are busy and venues are let to others.
        kept: a venue and the days on which it is not let to others.
        given: further tables with columns and rows, by name of the file.
    """

    name: str
    within: Span
    members: Callable[[Municipality], Sequence[str]]
    staff: dict[str, int]
    chief: str = "chef"
    places: frozenset[str] = frozenset(place.code for place in municipalities())
    houses: frozenset[str] = frozenset(venue.id for venue in venues())
    region: str = ""
    busy: int = 11
    let: int = 20
    kept: tuple[str, Span] | None = None
    given: Mapping[str, tuple[str, Sequence[Sequence[object]]]] = field(default_factory=dict)


def main() -> None:
    """Write the tables of every example."""
    for recipe in RECIPES:
        write_tables(recipe, EXAMPLES / recipe.name)


def write_tables(recipe: Recipe, folder: Path) -> None:
    """Write the tables of one example into its folder."""
    rng = Random(recipe.name)  # noqa: S311 - drawn to be repeated, not to be secret
    places = [place for place in municipalities() if place.code in recipe.places]
    houses = [venue for venue in venues() if venue.id in recipe.houses]
    _write_places(recipe, folder, places)
    _write_people(recipe, folder, places, rng)
    _write_houses(recipe, folder, houses, rng)
    for name, (header, rows) in recipe.given.items():
        _write(folder / name, header, rows)


def _write_places(recipe: Recipe, folder: Path, places: Sequence[Municipality]) -> None:
    _write(
        folder / "municipalities.csv",
        "id name region lat lon extra_minutes winter_week",
        (
            (
                place.code,
                place.name,
                recipe.region or place.region,
                _decimal(place.lat),
                _decimal(place.lon),
                place.extra_minutes,
                place.winter_week,
            )
            for place in places
        ),
    )
    moved = [place for place in places if place.region != place.region_from_2027]
    if REFORM in recipe.within and not recipe.region:
        rows = ((place.code, place.region_from_2027, REFORM) for place in moved)
        _write(folder / "region_changes.csv", "municipality region from_day", rows)


def _write_people(recipe: Recipe, folder: Path, places: Sequence[Municipality], rng: Random) -> None:
    members = [
        (f"{place.code}-{n:02}", place.code, role)
        for place in places
        for n, role in enumerate(recipe.members(place), start=1)
    ]
    staff = [(f"{team}-{n}".lower(), team) for team, number in recipe.staff.items() for n in range(1, number + 1)]
    busy: list[tuple[str, ...]] = []
    for member, _, role in members:
        spells = list(draws.busy_spells(rng, recipe.within, recipe.busy))
        if role == recipe.chief:
            spells += draws.committee_afternoons(rng, recipe.within)
        busy += [(member, *spell) for spell in sorted(spells)]
    for person, _ in staff:
        busy += [(person, *spell) for spell in draws.busy_spells(rng, recipe.within, 2 * recipe.busy)]
    _write(folder / "members.csv", "id municipality role", members)
    _write(folder / "staff.csv", "id team", staff)
    _write(folder / "busy.csv", "person first_day last_day from to", busy)


def _write_houses(recipe: Recipe, folder: Path, houses: Sequence[Venue], rng: Random) -> None:
    where = "region" if recipe.region else "municipality"
    _write(
        folder / "venues.csv",
        f"id name town address {where} lat lon setup_half_days teardown_half_days moving_cancels",
        (
            (
                venue.id,
                venue.name,
                venue.town,
                venue.address,
                recipe.region or venue.municipality,
                _decimal(venue.lat),
                _decimal(venue.lon),
                venue.setup,
                venue.teardown,
                "ja" if venue.moving_cancels else "",
            )
            for venue in houses
        ),
    )
    terms = ((venue.id, term.days, term.percent) for venue in houses for term in venue.terms)
    _write(folder / "venue_terms.csv", "venue days percent", terms)
    rooms = [(venue.id, *room) for venue in houses for room in draws.rooms(rng, venue)]
    _write(folder / "rooms.csv", "venue id name rate theatre classroom cabaret part_of", rooms)
    let = [(venue.id, days) for venue in houses for days in draws.closures(rng, recipe.within, recipe.let)]
    _write(
        folder / "venue_closed.csv",
        "venue first_day last_day reason",
        (
            (venue, days.first, _last(days), "Udlejet")
            for venue, days in let
            if recipe.kept is None or venue != recipe.kept[0] or not days.within(recipe.kept[1])
        ),
    )


def _write(path: Path, header: str, rows: Iterable[Sequence[object]]) -> None:
    """Write a table as Danish spreadsheets do: semicolons, decimal commas, UTF-8 with a byte order mark."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(header.split())
        writer.writerows(rows)


def _last(days: Span) -> str:
    """Return the last day as text; "" if it is the first."""
    return "" if days.last == days.first else str(days.last)


def _decimal(number: str) -> str:
    return number.replace(".", ",")


def _by_population(place: Municipality) -> Sequence[str]:
    number = 2 + min(10, round(place.population / 18_000))
    return [("chef", "myndighedsleder", "udførerleder", "teamleder")[n % 4] for n in range(number)]


def _two_levels(place: Municipality) -> Sequence[str]:
    return ["chef", *["faglig leder"] * (1 + min(4, place.population // 45_000))]


def _chief_and_leaders(place: Municipality) -> Sequence[str]:
    return ["chef", *["myndighedsleder", "udførerleder"] * (1 + min(2, place.population // 70_000))]


# A sample by kind and part of the country; the real participants are not public.
APPLICANTS = frozenset(
    "0101 0167 0230 0265 0330 0376 0420 0461 0550 0607 0657 0706 0787 0791 0851".split()  # noqa: SIM905
)
WITH_BEDS = frozenset(
    {
        "nyborg-strand",
        "koldingfjord",
        "vingsted",
        "fuglsang",
        "faenosund",
        "klarskovgaard",
        "konventum",
        "scandic-regina",
        "radisson-aarhus",
        "occ",
    }
)

FOUR_REGIONS_TABLES = {
    "weekly.csv": ("person venue kind weekdays from to reason", (
        ("kl-1", "", "kun", "mandag-torsdag", "", "", "deltid"),
        ("kl-3", "", "aldrig", "fredag", "14:00", "", ""),
        ("", "nyborg-strand", "kun", "mandag-fredag", "7:00", "22:00", "åbningstid"),
    )),
    "venue_offered.csv": ("venue first_day last_day", (
        ("vognserup", "2026-09-09", ""), ("vognserup", "2026-10-07", "2026-10-08"), ("vognserup", "2027-03-10", ""),
        ("vognserup", "2027-10-06", ""), ("vognserup", "2028-03-08", ""),
    )),
    "bookings.csv": ("venue rooms first_day meeting state until price note", (
        ("occ", "", "2026-05-20", "kickoff", "bekræftet", "", 62000, "aftale underskrevet"),
        ("konventum", "", "2026-09-24", "2026-1/hovedstaden", "option", "2026-06-01", "", ""),
        ("kl-huset", "", "2026-10-01", "2026-1/hovedstaden", "reserve", "", "", "hvis Konventum ikke kan"),
        ("akkc", "", "2026-09-24", "2026-1/nordjylland", "forespurgt", "", "", ""),
    )),
}  # fmt: skip
"""Patterns, offers and bookings of nobody in particular."""

THEME_DAYS_TABLES = {
    "applications.csv": (
        "municipality received persons parts days not_days venue seats motivation state decided_by decided_on reason", (
        ("0740", "2016-09-28 13:42", 12, "", "tirsdag, onsdag", "", "medborgerhus-silkeborg", "",
         "Byrådet har besluttet at styrke den faglige ledelse.", "", "", "", ""),
        ("0860", "2016-09-29 08:05", 8, "workshop", "", "2016-12-12 til 2016-12-16", "", 24,
         "Ny organisering fra nytår.", "", "", "", ""),
        ("0330", "2016-09-29 08:05", 15, "oplæg, workshop 240", "2016-11-07 til 2016-12-09", "fredag", "", 30,
         "Lederne vil arbejde med faglig sparring.", "", "", "", ""),
        ("0573", "2016-09-30 10:30", 18, "", "2017-01-16 til 2017-03-31", "", "", 40,
         "Hele ledergruppen deltager.", "", "", "", ""),
        ("0159", "2016-10-03 09:12", 10, "oplæg 120", "", "fredag, 2016-12-01 til 2017-01-06", "", 20,
         "Oplægget er også for børneudvalget.", "", "", "", ""),
        ("0461", "2016-10-03 14:55", 14, "", "2017-03-01 til 2017-05-31", "mandag", "occ", "",
         "Flere afdelinger bliver lagt sammen.", "", "", "", ""),
        ("0730", "2016-10-05 11:20", 4, "workshop 180", "torsdag", "", "", 16, "", "", "", "", ""),
        ("0400", "2016-10-12 15:03", 9, "", "2017-04-18 til 2017-06-02", "", "", 20,
         "Vi vil gerne have hele dagen, når I alligevel kommer.", "", "", "", ""),
    )),
}  # fmt: skip
"""Applications of municipalities that stand for others; who applied is not public."""
THEME_DAY_APPLICANTS = frozenset(row[0] for row in THEME_DAYS_TABLES["applications.csv"][1])

RECIPES = (
    Recipe(
        "ledernetvaerk",
        Span(date(2022, 5, 1), date(2025, 12, 31)),
        _by_population,
        {"KL": 3, "Socialstyrelsen": 3},
        kept=("messe-c", Span(date(2022, 6, 1), date(2022, 6, 3))),
    ),
    Recipe(
        "referencenetvaerk",
        Span(date(2020, 10, 1), date(2022, 9, 30)),
        lambda _: ("leder", "faglig koordinator", "sagsbehandler"),
        {"Socialstyrelsen": 3, "Rambøll": 2},
        places=APPLICANTS,
        houses=WITH_BEDS,
        region="danmark",
    ),
    Recipe("netvaerk-2013-2017", Span(date(2013, 10, 1), date(2017, 12, 31)), _two_levels, {"KL": 3, "KLK": 3}),
    Recipe(
        "fire-regioner-2027",
        Span(date(2026, 1, 1), date(2029, 12, 31)),
        _chief_and_leaders,
        {"KL": 5},
        given=FOUR_REGIONS_TABLES,
    ),
    Recipe(
        "temadage-2016",
        Span(date(2016, 10, 1), date(2017, 6, 30)),
        lambda place: ("familiechef",) if place.code in THEME_DAY_APPLICANTS else (),
        {"Socialstyrelsen": 3},
        chief="familiechef",
        houses=frozenset({"medborgerhus-silkeborg", "occ"}),
        given=THEME_DAYS_TABLES,
    ),
)

if __name__ == "__main__":
    main()
