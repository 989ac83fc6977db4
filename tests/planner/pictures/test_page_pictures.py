"""The picture of what moves: hollow marks on old days, solid ones on new days, on one scale."""

from __future__ import annotations

from datetime import date
from xml.etree.ElementTree import Element, fromstring

from calendars.days import Span
from constraints.check import check
from planner.network.problem import build_problem
from planner.pictures.page_pictures import DrawnMove, days_of, draw_map, draw_moves
from tests.planner.reschedule.small import network, plan

SVG = "{http://www.w3.org/2000/svg}"
OLD, NEW = date(2023, 3, 1), date(2023, 5, 1)
MOVES = [DrawnMove("moved <b>", OLD, NEW), DrawnMove("gone", OLD, None), DrawnMove("new", None, NEW),
         DrawnMove("same", OLD, OLD)]  # fmt: skip
DAYS = Span(date(2023, 2, 9), date(2023, 5, 21))


def drawn(*moves: DrawnMove) -> Element:
    return fromstring(draw_moves(moves, DAYS, "en"))  # noqa: S314 - our own


def marks(found: Element, kind: str) -> list[float]:
    return [float(each.attrib["cx"]) for each in found.iter(f"{SVG}circle") if each.get("class") == kind]


def test_the_days_around_all_moves_are_shown() -> None:
    assert days_of(MOVES) == DAYS
    assert days_of([]) is None


def test_a_move_goes_from_a_hollow_mark_to_a_solid_one_further_to_the_right() -> None:
    found = drawn(MOVES[0])
    (old,), (new,) = marks(found, "hollow"), marks(found, "mark")
    assert old < new
    (arrow,) = (each for each in found.iter(f"{SVG}line") if each.get("class") == "arrow")
    assert old < float(arrow.attrib["x1"]) < float(arrow.attrib["x2"]) < new


def test_what_is_gone_new_or_on_the_same_day_has_one_mark() -> None:
    gone, new, same = (drawn(each) for each in MOVES[1:])
    assert (len(marks(gone, "hollow")), len(marks(gone, "mark"))) == (1, 0)
    assert [each.get("class") for each in gone.iter(f"{SVG}path")] == ["struck"]
    assert (len(marks(new, "hollow")), len(marks(new, "mark"))) == (0, 1)
    assert (len(marks(same, "hollow")), len(marks(same, "mark"))) == (0, 1)


def test_the_same_day_is_at_the_same_place_whatever_else_moves() -> None:
    assert marks(drawn(*MOVES), "mark")[0] == marks(drawn(MOVES[2]), "mark")[0]


def test_each_move_is_said_in_words() -> None:
    said = [each.attrib["aria-label"] for each in drawn(*MOVES).iter(f"{SVG}g")]
    assert said[0] == "moved <b>: from Wednesday 1 March 2023 to Monday 1 May 2023"
    assert len(said) == 4


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
