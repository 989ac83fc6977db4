"""The picture of the gap over time."""

import re
from xml.etree.ElementTree import Element, fromstring

from benchmarks.speed.gap_picture import BOTTOM, LEFT, PROVED_OFFSET_PX, RIGHT, TOP, Line, draw

SVG = "{http://www.w3.org/2000/svg}"
LINES = [
    Line("ours", [(0.3, None), (0.5, 20.0), (1.0, 0.2), (2.0, 0.0)]),
    Line("theirs", [(30.0, 80.0), (500.0, 40.0)]),
    Line("ours", [(0.01, 300.0), (3.0, 0.0)]),
    Line("nobody", [(1.0, None)]),
]


def drawn() -> Element:
    return fromstring(draw("Gap & time", LINES))  # noqa: S314 - our own picture


def test_picture_is_well_formed_and_the_same_every_time() -> None:
    assert drawn().get("viewBox") is not None
    assert draw("Gap & time", LINES) == draw("Gap & time", LINES)


def test_every_run_with_a_plan_has_a_line_and_every_proof_a_dot() -> None:
    svg = drawn()
    assert [path.findtext(f"{SVG}title") for path in svg.findall(f"{SVG}path")] == ["ours", "ours", "theirs"]
    dots = [(circle.get("cx"), circle.get("cy")) for circle in svg.findall(f"{SVG}circle")]
    assert len(dots) == 2
    assert {y for _, y in dots} == {f"{BOTTOM + PROVED_OFFSET_PX:.0f}"}


def test_lines_of_one_name_look_alike_and_others_differ() -> None:
    looks = [(path.get("stroke"), path.get("stroke-dasharray")) for path in drawn().findall(f"{SVG}path")]
    assert looks[0] == looks[1] != looks[2]


def test_lines_stay_inside_the_axes() -> None:
    for path in drawn().findall(f"{SVG}path"):
        start = re.match(r"M([\d.]+) ([\d.]+)", path.get("d", ""))
        assert start is not None
        across = [float(start[1]), *(float(x) for x in re.findall(r"H([\d.]+)", path.get("d", "")))]
        down = [float(start[2]), *(float(y) for y in re.findall(r"V([\d.]+)", path.get("d", "")))]
        assert LEFT <= min(across) <= max(across) <= RIGHT
        assert TOP <= min(down) <= max(down) <= BOTTOM + PROVED_OFFSET_PX
        assert across == sorted(across)


def test_legend_names_everybody_once() -> None:
    texts = [text.text for text in drawn().findall(f"{SVG}text")]
    assert [texts.count(name) for name in ("ours", "theirs", "nobody")] == [1, 1, 1]
