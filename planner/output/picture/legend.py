"""What the colours and marks mean; only what the picture holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from xml.etree.ElementTree import Element

from calendars.blackout import Kind
from calendars.language import Locale, Sentence
from planner.output.picture.backdrop import Closure
from planner.output.picture.marks import draw_mark
from planner.output.picture.palette import SIZES, fill
from planner.output.picture.rows import Row
from planner.output.picture.scale import text_width
from planner.output.picture.svg import add

REGIONAL = Sentence(en="regional meeting", da="regionalt møde")
JOINT = Sentence(en="joint meeting", da="fælles møde")
WINDOW = Sentence(en="window of a round", da="vindue for en runde")
PART = Sentence(en="half height: some municipalities only", da="halv højde: kun nogle kommuner")
SOFT = Sentence(en="pale: costs points", da="bleg: koster point")
KINDS = {
    Kind.PUBLIC_HOLIDAY: Sentence(en="public holiday", da="helligdag"),
    Kind.SCHOOL_HOLIDAY: Sentence(en="school holiday", da="skoleferie"),
    Kind.ELECTION: Sentence(en="election", da="valg"),
    Kind.EVENT: Sentence(en="event", da="begivenhed"),
    Kind.OWN: Sentence(en="own date", da="egen dato"),
}
LINE = 24.0
SWATCH = 22.0
BETWEEN = 20.0

Draw = Callable[[Element, float, float], object]


class Legend:
    """Entries in lines no wider than the picture."""

    def __init__(self, found: Sequence[Closure], rows: Sequence[Row], locale: Locale, width: float) -> None:
        self._placed: list[tuple[float, float, str, Draw]] = []
        x = y = 0.0
        for sentence, draw in _entries(found, rows):
            text = sentence.say(locale)
            needed = SWATCH + 6 + text_width(text, SIZES["legend"])
            if x and x + needed > width:
                x, y = 0.0, y + LINE
            self._placed.append((x, y, text, draw))
            x += needed + BETWEEN
        self.height = y + LINE

    def draw(self, svg: Element, left: float, top: float) -> None:
        """Draw them."""
        for x, y, text, draw in self._placed:
            draw(svg, left + x, top + y)
            add(svg, "text", text, class_="legend", x=left + x + SWATCH + 6, y=top + y + 16)


def _entries(found: Sequence[Closure], rows: Sequence[Row]) -> list[tuple[Sentence, Draw]]:
    kinds = {closure.kind for closure in found}
    entries: list[tuple[Sentence, Draw]] = []
    if any(row.region is not None for row in rows):
        entries.append((REGIONAL, partial(_mark, joint=False)))
    if any(row.region is None for row in rows):
        entries.append((JOINT, partial(_mark, joint=True)))
    entries.append((WINDOW, _window))
    entries += [(sentence, partial(_swatch, kind=kind)) for kind, sentence in KINDS.items() if kind in kinds]
    part = [each.kind for each in found if any(0 < row.share_closed(list(each.blackouts)) < 1 for row in rows)]
    soft = [each.kind for each in found if each.points]
    if part:
        entries.append((PART, partial(_part, kind=part[0])))
    if soft:
        entries.append((SOFT, partial(_soft, kind=soft[0])))
    return entries


def _mark(svg: Element, x: float, y: float, *, joint: bool) -> None:
    draw_mark(svg, (x + SWATCH / 2, y + LINE / 2), joint=joint)


def _window(svg: Element, x: float, y: float) -> None:
    add(svg, "rect", class_="closed", x=x, y=y + 4, width=SWATCH, height=16)
    add(svg, "rect", class_="window", x=x + 5, y=y + 4, width=SWATCH - 10, height=16)


def _swatch(svg: Element, x: float, y: float, *, kind: Kind) -> None:
    add(svg, "rect", x=x, y=y + 4, width=SWATCH, height=16, fill=fill(kind))


def _part(svg: Element, x: float, y: float, *, kind: Kind) -> None:
    add(svg, "rect", class_="frame", x=x, y=y + 4, width=SWATCH, height=16)
    add(svg, "rect", x=x, y=y + 12, width=SWATCH, height=8, fill=fill(kind))


def _soft(svg: Element, x: float, y: float, *, kind: Kind) -> None:
    add(svg, "rect", class_="soft", x=x, y=y + 4, width=SWATCH, height=16, fill=fill(kind))
