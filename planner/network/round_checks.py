"""Rounds that are right by themselves but do not go with the rest of the network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from calendars.language import Sentence
from planner.errors import InputError
from planner.wording import few

if TYPE_CHECKING:
    from planner.network.all_rounds import WrittenRound
    from planner.network.network import Network

OUTSIDE = Sentence(
    en="the window of {round}, {first:date} to {last:date}, is not inside the time that is planned, {begin:date} to"
    " {end:date}",
    da="vinduet for {round}, {first:date} til {last:date}, ligger ikke inden for den tid, der planlægges, {begin:date}"
    " til {end:date}",
)
NO_HOURS = Sentence(
    en="{round} has no hours; give them here or under [meetings]",
    da="{round} har ingen klokkeslæt (hours); angiv dem her eller under [meetings]",
)
NO_ANNOUNCEMENT = Sentence(
    en="notice_days of {round} counts from the day the plan is announced; write `announced` at the top",
    da="notice_days for {round} regnes fra den dag, planen meldes ud; skriv `announced` øverst",
)
SAME_ROUND = Sentence(
    en="there are several rounds with the id {found}; let round_id hold {{year}} and {{n}}",
    da="der er flere runder med id'et {found}; lad round_id indeholde {{year}} og {{n}}",
)
ACROSS_CHANGE = Sentence(
    en="the window of {round} crosses {day:date}, when {names} {n:changes|change} region; let it end the day before or"
    " begin on that day",
    da="vinduet for {round} går hen over {day:date}, hvor {names} skifter region; lad det slutte dagen før eller"
    " begynde den dag",
)


def round_errors(network: Network) -> Iterator[InputError]:
    """What is wrong with the rounds; of a series each kind of error once."""
    ids: set[str] = set()
    found: dict[tuple[object, ...], InputError] = {}
    for written in network.rounds:
        for error in (*_window(network, written), *_missing(network, written), *_same_id(network, written, ids)):
            found.setdefault((written.path, error.said.sentence), error)
        ids.add(written.round.id)
    yield from found.values()


def _window(network: Network, written: WrittenRound) -> Iterator[InputError]:
    window, horizon = written.round.window, network.settings.horizon
    if window.within(horizon) != window:
        yield network.lines.settings_error(
            written.window_path, OUTSIDE, round=written.round.id, first=window.first, last=window.last,
            begin=horizon.first, end=horizon.last,
        )  # fmt: skip
    changes = network.membership.changes_within(window) if written.round.kind == "regional" else []
    if changes:
        moved = {name for name, _ in changes}
        names = [each.name for each in network.municipalities if each.id in moved]
        day = min(since for _, since in changes)
        yield network.lines.settings_error(
            written.window_path, ACROSS_CHANGE, round=written.round.id, day=day, names=few(names), n=len(names)
        )


def _missing(network: Network, written: WrittenRound) -> Iterator[InputError]:
    if written.round.hours is None:
        yield network.lines.settings_error(written.path, NO_HOURS, round=written.round.id)
    if written.round.notice_days is not None and network.settings.announced is None:
        path = (*written.path, "notice_days")
        yield network.lines.settings_error(path, NO_ANNOUNCEMENT, round=written.round.id)


def _same_id(network: Network, written: WrittenRound, ids: set[str]) -> Iterator[InputError]:
    if written.round.id in ids:
        yield network.lines.settings_error(written.path, SAME_ROUND, written.round.id)
