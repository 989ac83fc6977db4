"""The picture of what protection costs: its axes, and where each plan stands on them."""

import re
from itertools import combinations, product
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.pictures.foresight_pictures import BOTTOM_PX, HEIGHT_PX, TICK_PX, WIDTH_PX, draw_trade_off
from planner.pictures.svg import text_width
from planner.schemas.foresight import ProtectedPlan
from tests.planner.text.test_trade_off import curve, in_reserve, plan


def drawn(*plans: ProtectedPlan) -> ET.Element:
    return ET.fromstring(draw_trade_off(curve(*plans), "en"))  # noqa: S314 - our own


def ticks(picture: ET.Element) -> tuple[list[str], list[str]]:
    """Return what stands at the ticks to the right, and upwards."""
    found = picture.iterfind(".//{*}text[@class='tick']")
    texts = [(each.get("text-anchor"), "".join(each.itertext())) for each in found]
    numbers = [(anchor, text) for anchor, text in texts if re.fullmatch(r"[0-9.]+", text)]
    right, up = ([text for anchor, text in numbers if anchor == side] for side in ("middle", "end"))
    return right, up


@pytest.mark.parametrize(
    ("most", "shown"),
    [
        (0.0, ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        (0.01, ["0", "0.002", "0.004", "0.006", "0.008", "0.01"]),
        (0.12, ["0", "0.025", "0.05", "0.075", "0.1", "0.125"]),
        (0.94, ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        (1.0, ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        (1.01, ["0", "0.25", "0.5", "0.75", "1", "1.25"]),
        (30.0, ["0", "6", "12", "18", "24", "30"]),
    ],
)
def test_axes_end_at_a_round_number_that_no_plan_passes(most: float, shown: list[str]) -> None:
    right, up = ticks(drawn(plan(more_percent=most, moved=most, meetings_lost=0.0)))
    assert right == shown
    assert up == shown


def test_a_plan_stands_where_its_points_and_meetings_are() -> None:
    picture = drawn(plan(moved=0.5), plan(more_percent=1.0, moved=0.25, meetings_lost=0.1))
    lines = [*picture.iterfind(".//{*}line[@class='months']")]
    left, bottom = min(float(each.get("x1", 0)) for each in lines), max(float(each.get("y1", 0)) for each in lines)
    right, top = max(float(each.get("x2", 0)) for each in lines), min(float(each.get("y1", 0)) for each in lines)
    assert np.array(circles(picture)) == pytest.approx(np.array([(left, top), (right, (top + bottom) / 2)]), abs=0.2)


def circles(picture: ET.Element) -> list[tuple[float, float]]:
    """Return where meetings that are hit are marked, from left to right."""
    return sorted((float(each.get("cx", 0)), float(each.get("cy", 0))) for each in picture.iterfind(".//{*}circle"))


def labels(picture: ET.Element) -> list[tuple[str, float, float, float, float]]:
    """Return the labels of marks, each with left, top, right and bottom."""
    found = []
    for each in picture.iterfind(".//{*}text[@class='tick']"):
        text = "".join(each.itertext())
        if "·" in text:
            x, y, width = float(each.get("x", 0)), float(each.get("y", 0)), text_width(text, TICK_PX)
            left = x - width if each.get("text-anchor") == "end" else x
            found.append((text, left, y - TICK_PX, left + width, y))
    return found


@given(st.lists(st.tuples(st.floats(0, 3), st.floats(0, 2), st.floats(0, 1)), min_size=1, max_size=8))
def test_labels_hide_neither_marks_nor_one_another(drawn_plans: list[tuple[float, float, float]]) -> None:
    day = in_reserve()
    picture = drawn(
        *(
            plan(more_percent=more, moved=moved, meetings_lost=lost).model_copy(
                update={"reserves": (day,) * (lost > 0)}
            )
            for more, moved, lost in drawn_plans
        )
    )
    found = labels(picture)
    squares = [(float(each.get("x", 0)) + 5, float(each.get("y", 0)) + 5)
               for each in picture.iterfind(".//{*}rect[@width='10']")]  # fmt: skip
    marks = [("", x - 5.9, y - 5.9, x + 5.9, y + 5.9) for x, y in circles(picture) + squares]
    for (_, *one), (_, *other) in [*combinations(found, 2), *product(found, marks)]:
        assert one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]
    assert all(left >= 0 and right <= WIDTH_PX for _, left, _, right, _ in found)
    assert all(top >= 0 and bottom < HEIGHT_PX - BOTTOM_PX for _, _, top, _, bottom in found)


def test_a_label_without_room_is_left_out_and_that_of_the_plan_of_today_is_not() -> None:
    near = [plan(more_percent=more, moved=0.5, today=more == 0.03) for more in (0, 0.01, 0.02, 0.03, 0.04)]
    apart = [plan(more_percent=more, moved=0.5) for more in (0, 0.01, 0.02, 3.0)]
    texts = [text for text, *_ in labels(drawn(*near, plan(more_percent=3, moved=0.1)))]
    assert len(texts) < len(near) + 1
    assert texts[0] == "0.5 · +0.03% · today"
    assert "0.5 · +3%" in [text for text, *_ in labels(drawn(*apart))]


def test_a_label_stands_above_and_to_the_right_where_there_is_room_and_to_the_left_at_the_edge() -> None:
    picture = drawn(plan(moved=0.5), plan(more_percent=1.0, moved=0.25))
    first, last = sorted(labels(picture), key=lambda each: each[1])
    left, right = circles(picture)
    assert (first[1], first[4]) == pytest.approx((left[0] + 10, left[1] - 8), abs=0.2)
    assert (last[3], last[4]) == pytest.approx((right[0] - 10, right[1] - 8), abs=0.2)
