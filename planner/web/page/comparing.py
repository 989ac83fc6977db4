"""Proposals and differences as pages show them: in words and on a timeline."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from planner.pictures.page_pictures import DrawnMove, days_of, draw_moves
from planner.text.proposals import facts, heading, move_cells
from planner.web.page.rendering import picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from calendars.days import Span
    from planner.network.history import Difference
    from planner.schemas.proposals import Move, Proposal
    from planner.web.page.access import NetworkPage


@dataclass(frozen=True)
class ProposalView:
    """A proposal as a page shows it."""

    page: NetworkPage
    proposal: Proposal

    @cached_property
    def heading(self) -> str:
        """Number, name and how many meetings it changes."""
        return heading(self.proposal, self.page.locale)

    @cached_property
    def facts(self) -> list[tuple[str, str]]:
        """Titles and sentences on people, money, notice, points and proof."""
        return facts(self.proposal, self.page.locale)

    @cached_property
    def moves(self) -> list[DrawnMove]:
        """The moves, to be drawn."""
        one_round = len({each.title for each in self.proposal.moves}) == 1
        return [_drawn(each, short=one_round) for each in self.proposal.moves]

    def cells(self, move: Move) -> tuple[str, ...]:
        """Return region, old day, new day, venue and notes of a move."""
        return move_cells(move, self.page.locale)

    def picture(self, views: Sequence[ProposalView]) -> Markup | None:
        """Return the moves on a timeline that is the same for all proposals; None if nothing moves."""
        days = days_of([move for view in views for move in view.moves])
        return _picture(self.moves, days, self.page)


def _drawn(move: Move, *, short: bool) -> DrawnMove:
    """Return a move to be drawn; the region alone names it where all are of one round."""
    name = move.title if move.region is None else move.region.name if short else f"{move.region.name}, {move.title}"
    return DrawnMove(
        name, move.before.start.date() if move.before else None, move.after.start.date() if move.after else None
    )


def difference_picture(found: Difference, page: NetworkPage) -> Markup | None:
    """Return what a difference moves on a timeline; None if nothing moves."""
    moves = [DrawnMove(each.after.name, each.before.start.date(), each.after.start.date()) for each in found.changed]
    moves += [DrawnMove(each.announced.name, each.announced.start.date(), None) for each in found.cancelled]
    moves += [DrawnMove(each.announced.name, None, each.announced.start.date()) for each in found.new]
    return _picture(moves, days_of(moves), page)


def _picture(moves: list[DrawnMove], days: Span | None, page: NetworkPage) -> Markup | None:
    return picture(draw_moves(moves, days, page.locale)) if moves and days else None
