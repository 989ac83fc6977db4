"""The picture of what protection costs: its axes, and where each plan stands on them."""

import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from planner.pictures.foresight_pictures import draw_trade_off
from planner.schemas.foresight import ProtectedPlan
from tests.planner.text.test_trade_off import curve, plan


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
    places = sorted((float(each.get("cx", 0)), float(each.get("cy", 0))) for each in picture.iterfind(".//{*}circle"))
    lines = [*picture.iterfind(".//{*}line[@class='months']")]
    left, bottom = min(float(each.get("x1", 0)) for each in lines), max(float(each.get("y1", 0)) for each in lines)
    right, top = max(float(each.get("x2", 0)) for each in lines), min(float(each.get("y1", 0)) for each in lines)
    assert np.array(places) == pytest.approx(np.array([(left, top), (right, (top + bottom) / 2)]), abs=0.2)
