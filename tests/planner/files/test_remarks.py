"""What is said of networks that are valid, but hardly what was meant."""

import pytest

from planner.errors import InputError
from planner.files.load import load_network
from planner.files.remarks import _zone_cities
from tests.messages import Told, as_told, told_at
from tests.planner.network_files import FILES, NetworkFiles

THIRD = '[[regions]]\nid = "ost"\nname = "Øst"\n'


def remarks(files: NetworkFiles) -> list[Told]:
    found: list[InputError] = []
    load_network(files.path, found.append)
    return [as_told(each) for each in found]


def test_an_ordinary_network_needs_no_remark(network_files: NetworkFiles) -> None:
    assert remarks(network_files) == []


def test_a_region_without_municipalities_is_said(network_files: NetworkFiles) -> None:
    network_files.replace("network.toml", "[meetings]", f"{THIRD}[meetings]")
    assert remarks(network_files) == [told_at("network.toml:14 regions[3]", "remarks.no_municipality", region="Øst")]
    network_files.write("region_changes.csv", "municipality;region;from_day\n0860;ost;2024-01-01\n")
    assert remarks(network_files) == []


def test_meetings_to_which_nobody_is_asked_are_said(network_files: NetworkFiles) -> None:
    network_files.replace("members.csv", "c1;0607;chef\n", "")
    (found,) = remarks(network_files)
    assert (found.key, found.place) == ("remarks.nobody", "network.toml:10 regions[2]")
    assert (found.values["region"], found.values["n"]) == ("Syddanmark", 2)


def test_only_members_with_the_roles_of_a_round_are_asked(network_files: NetworkFiles) -> None:
    network_files.replace("network.toml", 'kind = "regional"', 'kind = "regional"\nroles = ["leder"]')
    (found,) = remarks(network_files)
    assert (found.key, found.values["region"]) == ("remarks.nobody", "Syddanmark")


def test_latitude_and_longitude_that_are_swapped_are_said(network_files: NetworkFiles) -> None:
    swapped = FILES["municipalities.csv"].replace("57,464;9,982", "9,982;57,464")
    network_files.write("municipalities.csv", swapped)
    (found,) = remarks(network_files)
    assert (found.key, found.place) == ("remarks.swapped", "municipalities.csv:3 lat")
    assert found.values["place"] == "Hjørring"


def test_of_two_places_only_the_swapped_one_is_said(network_files: NetworkFiles) -> None:
    rows = FILES["municipalities.csv"].replace("57,464;9,982", "9,982;57,464").replace("55,566;9,753", ";")
    network_files.write("municipalities.csv", rows)
    network_files.write("venues.csv", FILES["venues.csv"].replace("57,048;9,919", ";").replace("55,566;9,753", ";"))
    network_files.write("travel.csv", "municipality;venue;minutes\n" + "".join(
        f"{home};{venue};10\n" for home in ("0851", "0860", "0607") for venue in ("akkc", "messe-c")
    ))  # fmt: skip
    assert [each.place for each in remarks(network_files)] == ["municipalities.csv:3 lat"]


def test_a_place_far_from_all_others_is_said(network_files: NetworkFiles) -> None:
    network_files.write("venues.csv", FILES["venues.csv"].replace("55,566;9,753", "55,566;39,753"))
    (found,) = remarks(network_files)
    assert (found.key, found.place, found.values["place"]) == ("remarks.far", "venues.csv:3 lat", "MESSE C")
    assert 1800 < int(str(found.values["km"])) < 1900


SWAPPED = {"57,048;9,919": "9,919;57,048", "57,464;9,982": "9,982;57,464", "55,566;9,753": "9,753;55,566"}


@pytest.mark.parametrize("table", ["municipalities.csv", "venues.csv"])
def test_a_table_with_latitude_and_longitude_swapped_in_every_row_is_said_once(
    network_files: NetworkFiles, table: str
) -> None:
    text = FILES[table]
    for right, wrong in SWAPPED.items():
        text = text.replace(right, wrong)
    network_files.write(table, text)
    (found,) = remarks(network_files)
    assert (found.key, found.place) == ("remarks.all_swapped", f"{table}:2 lat")
    assert (found.values["lat"], found.values["lon"], found.values["city"]) == (9.919, 57.048, "Copenhagen")
    assert 6000 < int(str(found.values["km"])) < 7000


def test_how_many_rows_are_swapped_is_said_also_if_it_is_not_all(network_files: NetworkFiles) -> None:
    text = FILES["municipalities.csv"]
    for right, wrong in [*SWAPPED.items()][1:]:
        text = text.replace(right, wrong)
    network_files.write("municipalities.csv", text)
    found: list[InputError] = []
    load_network(network_files.path, found.append)
    (said,) = [each.say("en") for each in found]
    assert said == (
        "municipalities.csv:3 lat: lat 9.982 and lon 57.464 of Hjørring lie 6,398 km from Copenhagen; "
        "lat and lon seem to be swapped, in 1 other row too"
    )


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "UTC"])
def test_places_of_which_the_time_zone_says_nothing_are_left_alone(network_files: NetworkFiles, zone: str) -> None:
    network_files.replace("network.toml", 'locale = "da"', f'locale = "da"\ntimezone = "{zone}"')
    assert remarks(network_files) == []


def test_the_cities_of_time_zones_are_read_to_the_minute() -> None:
    found = _zone_cities()
    assert found["Europe/Copenhagen"] == pytest.approx((55.667, 12.583), abs=0.001)
    assert found["America/New_York"] == pytest.approx((40.714, -74.006), abs=0.001)
    assert all(abs(lat) <= 90 and abs(lon) <= 180 for lat, lon in found.values())


def test_general_staff_that_a_round_does_not_name_is_said_until_the_round_says_what_it_means(
    network_files: NetworkFiles,
) -> None:
    network_files.write("staff.csv", "id;team;name\nK1;KL;Kim\nA1;KLK;Ane\n")
    own = 'kind = "joint"\nstaff = { KLK = 1 }'
    network_files.replace("network.toml", 'kind = "joint"', own)
    (found,) = remarks(network_files)
    assert (found.key, found.values) == ("remarks.staff_added", {"others": ["KL"], "teams": ["KLK"]})
    for answer in ("true", "false"):
        network_files.replace("network.toml", own, f"{own}\nstaff_replaces = {answer}")
        assert remarks(network_files) == []
        network_files.replace("network.toml", f"{own}\nstaff_replaces = {answer}", own)


def test_staff_replaces_needs_staff(network_files: NetworkFiles) -> None:
    network_files.replace("network.toml", 'kind = "joint"', 'kind = "joint"\nstaff_replaces = true')
    assert [each.key for each in network_files.wrong()] == ["rounds.no_staff_here"]
