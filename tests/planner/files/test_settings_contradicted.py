"""Values that are of the right kind but contradict each other, mean nothing, or could be meant otherwise."""

import pytest

from planner.files.load import read_settings
from tests.messages import Told, as_told, told, told_at
from tests.planner.network_files import SETTINGS


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "last_day = 2023-12-31",
            "last_day = 2022-03-01",
            told_at("network.toml:4 last_day", "fields.backwards", first="2022-05-01", last="2022-03-01"),
        ),
        (
            'locale = "da"',
            'locale = "da"\nmeal = 349.50',
            told_at("network.toml:3 meal", "validation.decimals", found="349.5", rounded="350"),
        ),
        (
            "[meetings]",
            "[[blackouts]]\nreason = 'x'\nfirst_day = 2023-03-01\npoints = 0\n[meetings]",
            told_at("network.toml:17 blackouts[1].points", "fields.no_points"),
        ),
        (
            "[meetings]",
            "[[school_holidays]]\nreason = 'x'\nweek = { column = 'uge' }\npeople = ['a1']\n[meetings]",
            told_at("network.toml:14 school_holidays[1]", "closures.week_by_municipality"),
        ),
        (
            "[meetings]",
            "[[school_holidays]]\nreason = 'x'\nfrom = '06-25'\nto = '11. august'\n[meetings]",
            told_at("network.toml:17 school_holidays[1].to", "fields.yearly", found='"11. august"'),
        ),
        (
            "[meetings]",
            "[rules.region_gap]\nmin_days = 90\nmax_days = 30\n[meetings]",
            told_at("network.toml:16 rules.region_gap.max_days", "region_gap.crossed", most=30, least=90),
        ),
        (
            "[meetings]",
            '[rules.hours]\nearliest = "16:00"\nlatest = "09:00"\n[meetings]',
            told_at("network.toml:16 rules.hours.latest", "hours.crossed", earliest="16:00:00", latest="09:00:00"),
        ),
        (
            "[meetings]",
            "[rules.quorum]\nmissing_municipality = 4\nmissing_municipalities = 4\n[meetings]",
            told_at(
                "network.toml:15 rules.quorum.missing_municipality",
                "validation.unknown_key",
                hint=told("planner.errors.did_you_mean", name="missing_municipalities"),
            ),
        ),
        (
            "[meetings]",
            "[rules.quorum]\nxyz = 4\n[meetings]",
            told_at(
                "network.toml:15 rules.quorum.xyz",
                "validation.unknown_key",
                hint=told(
                    "planner.errors.known",
                    names=["member_share", "missing_levels", "missing_municipalities", "role_shares"],
                ),
            ),
        ),
    ],
)
def test_it_is_told_with_its_line_and_what_to_write(old: str, new: str, expected: Told) -> None:
    assert old in SETTINGS
    found = read_settings(SETTINGS.replace(old, new, 1).encode())
    assert found.settings is None
    assert [as_told(error) for error in found.errors] == [expected]
