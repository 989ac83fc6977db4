"""The map: venues where they are, as large as they are used, and nothing where no place is known."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

from constraints.check import check
from planner.network.problem import build_problem
from planner.text.map_picture import draw_map
from tests.planner.reschedule.small import network, plan

SVG = "{http://www.w3.org/2000/svg}"


def test_north_is_up_and_east_is_right() -> None:
    written = network()
    picture = draw_map(written, check(build_problem(written), plan()).schedule)
    assert picture is not None
    found = fromstring(picture)  # noqa: S314 - our own
    homes = [each for each in found.iter(f"{SVG}circle") if each.get("class") == "home"]
    known = [each for each in written.municipalities if each.lat is not None]
    assert len(homes) == len(known)
    north = max(range(len(known)), key=lambda n: known[n].lat or 0)
    east = max(range(len(known)), key=lambda n: known[n].lon or 0)
    assert min(range(len(homes)), key=lambda n: float(homes[n].attrib["cy"])) == north
    assert max(range(len(homes)), key=lambda n: float(homes[n].attrib["cx"])) == east


def test_without_places_there_is_no_map() -> None:
    written = network()
    schedule = check(build_problem(written), plan()).schedule
    nowhere = written.model_copy(update={"venues": ()})
    assert draw_map(nowhere, schedule) is None
