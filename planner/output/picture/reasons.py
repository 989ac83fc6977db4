"""The foot of the picture: what the elections, events and own dates are called."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from calendars.blackout import Kind
from calendars.language import Locale
from planner.output.picture.backdrop import Closure
from planner.output.picture.lanes import Extent, lanes
from planner.output.picture.palette import SIZES, fill
from planner.output.picture.scale import Scale, shortened, text_width
from planner.output.picture.svg import add

NAMED = frozenset({Kind.ELECTION, Kind.EVENT, Kind.OWN})
"""Public and school holidays are known to everyone."""
SWATCH = 9.0
GAP = 4.0
LANE = 15.0
LONGEST = 420.0


class Reasons:
    """Names of closures in lanes, each with a swatch under the day on which it begins."""

    def __init__(self, found: Sequence[Closure], scale: Scale, locale: Locale) -> None:
        named = {(each.span, each.reason): each for each in found if each.kind in NAMED}
        self._closures = [named[key] for key in sorted(named)]
        self._texts = [shortened(each.reason, SIZES["reason"], LONGEST) for each in self._closures]
        self._extents = [_extent(each, text, scale) for each, text in zip(self._closures, self._texts, strict=True)]
        order = sorted(range(len(self._extents)), key=lambda n: (self._extents[n].left, n))
        self._lanes = dict(zip(order, lanes(self._extents[n] for n in order), strict=True))
        self._scale, self._locale = scale, locale

    @property
    def height(self) -> float:
        """Pixels."""
        return LANE * (1 + max(self._lanes.values(), default=-1))

    def draw(self, svg: Element, top: float) -> None:
        """Draw them."""
        for n, closure in enumerate(self._closures):
            swatch, y = self._scale.begin(closure.span.first), top + LANE * self._lanes[n]
            title = closure.title(self._locale)
            add(svg, "rect", title=title, x=swatch, y=y + 3, width=SWATCH, height=SWATCH, fill=fill(closure.kind))
            extent = self._extents[n]
            end = extent.left < swatch
            x = swatch - GAP if end else swatch + SWATCH + GAP
            anchor = "end" if end else "start"
            add(svg, "text", self._texts[n], title, class_="reason", x=x, y=y + 11, text_anchor=anchor)


def _extent(closure: Closure, text: str, scale: Scale) -> Extent:
    """Swatch and text; the text stands to the left of the swatch where it would run out of the picture."""
    swatch = scale.begin(closure.span.first)
    width = text_width(text, SIZES["reason"]) + GAP
    fits = swatch + SWATCH + width <= scale.right
    return Extent(swatch, swatch + SWATCH + width) if fits else Extent(swatch - width, swatch + SWATCH)
