"""The picture: well-formed, legible, the same every time, and complete."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from xml.etree.ElementTree import Element, fromstring

import pytest

from calendars.blackouts import Blackout, BlackoutKind, BlackoutScope
from calendars.days import Span
from calendars.language import Locale
from constraints.problem.problem import Meeting, Problem
from planner.pictures.svg import FONT_SIZES_PX, in_lines, text_width
from planner.pictures.timeline import draw
from planner.pictures.timeline_rows import View
from tests.planner.text.networks import network, schedule

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = [(years, regions) for years in (1, 2, 4, 12) for regions in (1, 5, 12)] + [(4, 50)]


@dataclass(frozen=True)
class Box:
    """A text with the rectangle that it takes at most."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def picture(years: int = 4, regions: int = 5, **changes: object) -> Element:
    return drawn(replace(network(years=years, regions=regions), **changes))  # type: ignore[arg-type]


def drawn(problem: Problem) -> Element:
    return fromstring(draw(schedule(problem)))  # noqa: S314 - our own


def texts(svg: Element) -> Iterator[Element]:
    return svg.iter(f"{SVG}text")


def of_class(svg: Element, name: str) -> list[Element]:
    return [element for element in svg.iter() if name in element.get("class", "").split()]


def box(element: Element) -> Box:
    size = next(FONT_SIZES_PX[name] for name in element.get("class", "").split() if name in FONT_SIZES_PX)
    text = (element.text or "").strip()
    width = text_width(text, size)
    x, y = float(element.get("x", "")), float(element.get("y", ""))
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[element.get("text-anchor", "start")]
    return Box(text, left, y - 0.8 * size, left + width, y + 0.2 * size)


def size(svg: Element) -> tuple[float, float]:
    """Width and height of the picture's own scale."""
    left, top, width, height = map(float, svg.get("viewBox", "").split())
    assert (left, top) == (0, 0)
    return width, height


@pytest.mark.parametrize(("years", "regions"), SHAPES)
def test_no_two_texts_overlap_and_none_runs_out(years: int, regions: int) -> None:
    svg = picture(years, regions)
    boxes = sorted(map(box, texts(svg)), key=lambda each: each.top)
    for first, second in itertools.combinations(boxes, 2):
        assert not first.overlaps(second), (first, second)
    width, height = size(svg)
    for each in boxes:
        assert each.left >= 0, each
        assert each.right <= width, each
        assert each.bottom <= height, each


def test_crowded_meetings_get_lanes() -> None:
    problem = network(years=1, regions=1)
    regional = next(each for each in problem.meetings if not each.joint)
    first = regional.window.first
    crowd = tuple(
        replace(regional, id=f"m{n}", round=f"m{n}", window=Span(first + timedelta(days=n), first + timedelta(days=n)))
        for n in range(12)
    )
    svg = drawn(replace(problem, meetings=crowd, rounds=()))
    boxes = list(map(box, texts(svg)))
    assert not any(first.overlaps(second) for first, second in itertools.combinations(boxes, 2))
    assert len(of_class(svg, "leader")) >= 10


def test_every_meeting_is_a_mark_that_says_what_it_is() -> None:
    svg = picture()
    found = network()
    in_rows = [mark for mark in of_class(svg, "mark") if mark.find(f"{SVG}title") is not None]
    titles = [str(mark.findtext(f"{SVG}title")) for mark in in_rows]
    assert len(titles) == len(found.meetings)
    assert (
        "Netværksmøde forår 2024, Syddanmark: fredag den 16. februar 2024 kl. 10.00–15.30, Hotel 2, Vejle, 2 ventes"
    ) in titles


def test_the_picture_is_accessible() -> None:
    svg = picture()
    assert (svg.get("role"), svg.get("lang")) == ("graphics-document document", "da")
    assert (svg.get("aria-labelledby"), svg.get("aria-describedby")) == ("title", "description")
    assert (svg[0].get("id"), svg[1].get("id")) == ("title", "description")
    assert svg[0].text == "Ledernetværk på udsatte børne- og ungeområdet"
    assert str(svg[1].text).startswith("Tidslinje med en række for hver af Fælles, Nordjylland, Midtjylland")


@pytest.mark.parametrize(
    ("locale", "labels"),
    [
        ("da", ["Rundernes perioder", "Runder", "Lukkede dage", "Fælles", "Nordjylland"]),
        ("en", ["Windows of the rounds", "Rounds", "Closed days", "Joint", "Nordjylland"]),
    ],
)
def test_its_parts_are_labelled_groups_and_its_meetings_named_images(locale: Locale, labels: list[str]) -> None:
    svg = drawn(network(years=1, regions=1, locale=locale))
    groups = [each for each in svg.iter(f"{SVG}g") if each.get("role") == "group"]
    assert [each.get("aria-label") for each in groups][:5] == labels
    (joint, nord) = ([mark for mark in each.iter() if mark.get("role") == "img"] for each in groups[3:5])
    assert [str(mark.findtext(f"{SVG}title")).split(":")[0] for mark in joint] == ["Kick-off"]
    assert len(nord) == 1


def test_text_is_in_the_networks_language() -> None:
    english = drawn(network(locale="en"))
    shown = {str(text.text).strip() for text in texts(english)}
    assert {"Joint", "public holiday", "36 meetings from 1 June 2022 to 5 October 2025", "Dates to avoid"} <= shown


def test_equal_plans_give_equal_bytes() -> None:
    assert draw(schedule(network())) == draw(schedule(network()))


def test_every_kind_of_blackout_has_a_fill_of_its_own_in_plan_and_legend() -> None:
    svg = picture()
    fills = [element.get("fill", "") for element in svg.iter(f"{SVG}rect")]
    for kind in BlackoutKind:
        assert fills.count(f"url(#planner-{kind.value})") >= 2, kind
        assert any(pattern.get("id") == f"planner-{kind.value}" for pattern in svg.iter(f"{SVG}pattern"))


def test_what_closes_a_region_stands_in_its_row_alone() -> None:
    day = date(2022, 9, 1)
    found = network(years=1, regions=2)
    blackout = Blackout(Span(day, day), "Lokalt", BlackoutKind.EVENT, BlackoutScope.REGION, "nordjylland")
    svg = drawn(replace(found, blackouts=(blackout,)))
    areas = [each for each in svg.iter(f"{SVG}rect") if each.findtext(f"{SVG}title") == "Lokalt, 1. september 2022"]
    tops = {each.get("y") for each in areas if each.get("width") != "9"}
    rows = {each.get("y") for each in of_class(svg, "closed") if each.get("width") != "22"}
    assert len(tops & rows) == 1


def test_what_closes_some_municipalities_is_half_as_high() -> None:
    day = date(2022, 9, 1)
    found = network(years=1, regions=1)
    heights = []
    for homes in (["0000"], ["0000", "0001"]):
        closed = tuple(
            Blackout(Span(day, day), "Lokalt", BlackoutKind.OWN, BlackoutScope.MUNICIPALITY, home) for home in homes
        )
        svg = drawn(replace(found, blackouts=closed, meetings=found.meetings[1:], rounds=()))
        heights.append(
            max(
                float(each.get("height", ""))
                for each in svg.iter(f"{SVG}rect")
                if each.findtext(f"{SVG}title") == "Lokalt, 1. september 2022"
            )
        )
    assert heights[0] == pytest.approx(heights[1] / 2, abs=0.1)


def test_what_single_persons_and_houses_cannot_is_left_out() -> None:
    day = date(2022, 9, 1)
    blackouts = (
        Blackout(Span(day, day), "Ferie", BlackoutKind.OWN, BlackoutScope.PERSON, "0000-1"),
        Blackout(Span(day, day), "Ombygning", BlackoutKind.OWN, BlackoutScope.VENUE, "v0"),
    )
    text = draw(schedule(replace(network(years=1, regions=1), blackouts=blackouts)))
    assert "Ferie" not in text
    assert "Ombygning" not in text


def test_names_cannot_break_the_picture() -> None:
    name = 'Børn & "unge" <script>\x0b\u202e\ud800'
    svg = picture(1, 1, name=name)
    assert svg[0].text == 'Børn & "unge" <script>�\u202e�'


def test_every_entry_of_the_legend_has_something_to_look_at() -> None:
    legend = next(each for each in picture().iter(f"{SVG}g") if each.get("aria-label") == "Signaturforklaring")
    entries = [each for each in legend if each.get("class") == "legend"]
    assert {"halv højde: kun nogle kommuner", "bleg: koster point"} <= {str(each.text).strip() for each in entries}
    for entry in entries:
        before = legend[list(legend).index(entry) - 1]
        assert before.tag in {f"{SVG}rect", f"{SVG}path"}


def test_no_closed_day_runs_through_a_date_or_a_town() -> None:
    svg = picture()
    plates = [[float(each.get(name, "")) for name in ("x", "y", "width", "height")] for each in of_class(svg, "plate")]
    for each in map(box, [*of_class(svg, "date"), *of_class(svg, "town"), *of_class(svg, "round")]):
        assert any(
            x <= each.left + 0.2 and each.right <= x + width + 0.2 and y <= each.top + 0.2 and each.bottom <= y + height
            for x, y, width, height in plates
        ), each


@pytest.mark.parametrize(
    ("locale", "after", "before"),
    [
        ("da", "derefter: Syddanmark", "før: Nordjylland og Midtjylland"),
        ("en", "then: Syddanmark", "before: Nordjylland and Midtjylland"),
    ],
)
def test_regions_that_become_one_say_so(locale: Locale, after: str, before: str) -> None:
    found = network(years=4, regions=3, locale=locale)
    meetings = tuple(_merged(found.meetings))
    svg = drawn(replace(found, meetings=meetings, rounds=()))
    assert [str(each.text).strip() for each in of_class(svg, "remark")] == [after, after, before]
    boxes = list(map(box, texts(svg)))
    assert not any(first.overlaps(second) for first, second in itertools.combinations(boxes, 2))


def _merged(meetings: tuple[Meeting, ...]) -> Iterator[Meeting]:
    """Two regions until 2023, one of them both since."""
    for each in meetings:
        later = each.year > 2023
        if each.joint or later is (each.region == 2):
            yield replace(each, members=tuple(range(4))) if each.region == 2 else each


def test_regions_that_stay_need_no_remark() -> None:
    assert not of_class(picture(), "remark")


def test_long_names_are_cut() -> None:
    svg = picture(1, 1, name="Et meget langt navn " * 30)
    title = box(of_class(svg, "title")[0])
    assert title.text.endswith("…")
    assert title.right <= size(svg)[0]


def test_what_reaches_beyond_the_horizon_is_cut_off() -> None:
    found = network(years=1, regions=1)
    wide = Blackout(Span(date(2020, 1, 1), date(2030, 1, 1)), "Altid", BlackoutKind.OWN)
    svg = drawn(replace(found, blackouts=(wide,)))
    for rect in svg.iter(f"{SVG}rect"):
        if re.fullmatch(r"[\d.]+", rect.get("x", "")):
            assert float(rect.get("x", "")) + float(rect.get("width", "")) <= size(svg)[0]


def test_the_picture_fills_its_page_and_has_a_print_and_a_dark_style() -> None:
    svg = picture()
    assert (svg.get("width"), svg.get("height")) == ("100%", None)
    style = next(svg.iter(f"{SVG}style")).text or ""
    assert "@page { size: A4 landscape;" in style
    dark = style.partition("@media screen and (prefers-color-scheme: dark) {")[2]
    filled = {name for each in svg.iter() if each.get("fill") is None for name in each.get("class", "").split()}
    assert {"paper", "plate", "closed", "window", "mark", "over"} <= filled
    assert all(f".{name}" in dark for name in ("paper", "plate", "closed", "window", "mark", "over"))


def test_within_a_page_each_meeting_is_one_link_and_the_style_is_left_to_the_page() -> None:
    shown = schedule(network(years=2, regions=3))
    found = fromstring(draw(shown, View(link=lambda meeting: f"/{meeting}"), style=False))  # noqa: S314 - our own
    links = list(found.iter(f"{SVG}a"))
    assert sorted(link.attrib["href"] for link in links) == sorted(f"/{held.id}" for held in shown)
    assert all(link.attrib["aria-label"] for link in links)
    assert all(link.find(f"{SVG}text") is not None for link in links)
    assert found.find(f".//{SVG}style") is None


def test_a_view_shows_the_meetings_and_the_time_that_are_asked_for() -> None:
    shown = schedule(network(years=2, regions=3))
    year = Span(date(shown.held[0].day.year, 1, 1), date(shown.held[0].day.year, 12, 31))
    wanted = [held for held in shown if held.day in year and held.meeting.region == 1]
    view = View(year, frozenset(held.id for held in wanted), year.first + timedelta(days=40), str)
    found = fromstring(draw(shown, view))  # noqa: S314 - our own
    assert sorted(link.attrib["href"] for link in found.iter(f"{SVG}a")) == sorted(held.id for held in wanted)
    assert len([line for line in found.iter(f"{SVG}line") if line.get("class") == "today"]) == 1


def test_without_a_view_the_picture_is_as_it_was() -> None:
    shown = schedule(network(years=2, regions=3))
    assert draw(shown) == draw(shown, View())
    assert "<a " not in draw(shown)


def test_parts_stand_in_lines_no_wider_than_said() -> None:
    placed, height = in_lines([40, 50, 10, 120, 5], 100, 10, 24)
    assert placed == [(0, 0), (50, 0), (0, 24), (0, 48), (0, 72)]
    assert height == 96
    assert in_lines([], 100, 10, 24) == ([], 24)
