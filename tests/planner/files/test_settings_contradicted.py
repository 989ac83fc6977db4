"""Values that are of the right kind but contradict each other, mean nothing, or could be meant otherwise."""

import pytest

from planner.files.load import read_settings
from tests.planner.network_files import SETTINGS


@pytest.mark.parametrize(
    ("old", "new", "english", "danish"),
    [
        (
            "last_day = 2023-12-31", "last_day = 2022-03-01",
            "network.toml:4 last_day: the last day, 1 March 2022, lies before the first, 1 May 2022",
            "network.toml:4 last_day: den sidste dag, 1. marts 2022, ligger før den første, 1. maj 2022",
        ),
        (
            'locale = "da"', 'locale = "da"\nmeal = 349.50',
            "network.toml:3 meal: 349.5 has decimals; only whole numbers stand here: write 350",
            "network.toml:3 meal: 349.5 har decimaler; her står kun hele tal: skriv 350",
        ),
        (
            "[meetings]", "[[blackouts]]\nreason = 'x'\nfirst_day = 2023-03-01\npoints = 0\n[meetings]",
            ("network.toml:17 blackouts[1].points: 0 points is no price: leave points out if no meeting may be held,"
            " and the closed days if they do not matter"),
            ("network.toml:17 blackouts[1].points: 0 point er ingen pris: udelad points, hvis der ikke må holdes"
            " møder, og de lukkede dage, hvis de er uden betydning"),
        ),
        (
            "[meetings]", "[[school_holidays]]\nreason = 'x'\nweek = { column = 'uge' }\npeople = ['a1']\n[meetings]",
            ("network.toml:14 school_holidays[1]: a column of municipalities.csv gives the weeks of municipalities;"
            " name regions or municipalities here, not venues or people"),
            ("network.toml:14 school_holidays[1]: en kolonne i municipalities.csv angiver kommuners uger; nævn regions"
            " eller municipalities her, ikke venues eller people"),
        ),
        (
            "[meetings]", "[[school_holidays]]\nreason = 'x'\nfrom = '06-25'\nto = '11. august'\n[meetings]",
            ('network.toml:17 school_holidays[1].to: "11. august" was found where a day of the year was expected, such'
            ' as "08-11", "last saturday of june" or "easter - 8"'),
            ('network.toml:17 school_holidays[1].to: "11. august" står, hvor der ventes en dag i året, f.eks. "08-11",'
            ' "sidste lørdag i juni" eller "påske - 8"'),
        ),
        (
            "[meetings]", "[rules.region_gap]\nmin_days = 90\nmax_days = 30\n[meetings]",
            ("network.toml:16 rules.region_gap.max_days: at most 30 days cannot be kept where at least 90 are asked"
            " (min_days)"),
            ("network.toml:16 rules.region_gap.max_days: højst 30 dage kan ikke overholdes, hvor der kræves mindst 90"
            " (min_days)"),
        ),
        (
            "[meetings]", '[rules.hours]\nearliest = "16:00"\nlatest = "09:00"\n[meetings]',
            ("network.toml:16 rules.hours.latest: no meeting fits between 16:00 (earliest) and 09:00; latest must come"
            " after"),
            ("network.toml:16 rules.hours.latest: der er ikke plads til et møde mellem 16.00 (earliest) og 09.00;"
            " latest skal ligge efter"),
        ),
        (
            "[meetings]", "[rules.quorum]\nmissing_municipality = 4\nmissing_municipalities = 4\n[meetings]",
            ("network.toml:15 rules.quorum.missing_municipality: there is no such key; did you mean"
            " missing_municipalities?"),
            ("network.toml:15 rules.quorum.missing_municipality: den nøgle findes ikke; mente du"
            " missing_municipalities?"),
        ),
        (
            "[meetings]", "[rules.quorum]\nxyz = 4\n[meetings]",
            ("network.toml:15 rules.quorum.xyz: there is no such key; those known here: member_share,"
            " missing_municipalities and role_shares"),
            ("network.toml:15 rules.quorum.xyz: den nøgle findes ikke; her kendes: member_share,"
            " missing_municipalities og role_shares"),
        ),
    ],
)  # fmt: skip
def test_it_is_told_with_its_line_and_what_to_write(old: str, new: str, english: str, danish: str) -> None:
    assert old in SETTINGS
    found = read_settings(SETTINGS.replace(old, new, 1).encode())
    assert found.settings is None
    assert [(error.say("en"), error.say("da")) for error in found.errors] == [(english, danish)]
