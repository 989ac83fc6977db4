"""Sentences that say what a rule demands of some meetings: the forms that several rules share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from calendars.language import Said, Sentence, Title
from constraints.naming import meeting_name

if TYPE_CHECKING:
    from constraints.problem import Meeting, Problem

ABOUT = Sentence(
    en='The rule "{rule}" must be kept ({meetings}).',
    da="Reglen »{rule}« skal overholdes ({meetings}).",
)
EVERY = Sentence(en="all meetings", da="alle møder")
BOTH = Sentence(en="{one} {other}", da="{one} {other}")
AND_MORE = Sentence(
    en="{shown} and {n} {n:other|others}",
    da="{shown} og {n} {n:anden|andre}",
)
MANY = 12
"""More names than these are counted instead."""


def meeting_names(problem: Problem, meetings: Iterable[int]) -> Title | list[str] | Said:
    """The names of these meetings in order, or that it is all of them if none are given."""
    return listed([meeting_name(problem, problem.meetings[n]) for n in sorted(meetings)]) or EVERY


def listed(names: Sequence[str]) -> Said | list[str]:
    """Names for a sentence: all of them, or the first and how many more."""
    if len(names) <= MANY:
        return [*names]
    return Said(AND_MORE, {"shown": Said(_COMMAS, {"names": ", ".join(names[:MANY])}), "n": len(names) - MANY})


def chained(said: Sequence[Said]) -> Said:
    """One sentence after the other."""
    first, *rest = said
    return Said(BOTH, {"one": first, "other": chained(rest)}) if rest else first


def parts(said: Said) -> list[Said]:
    """The sentences that were chained, or the one there is."""
    if said.sentence is not BOTH:
        return [said]
    return [part for each in said.values.values() if isinstance(each, Said) for part in parts(each)]


def for_each(problem: Problem, meetings: Iterable[int], one: Callable[[int, Meeting], Said], title: Sentence) -> Said:
    """What is demanded of each of these meetings; the title of the rule if it is all of them."""
    found = [one(number, problem.meetings[number]) for number in sorted(meetings)]
    return chained(found) if found else about(problem, (), title)


def about(problem: Problem, meetings: Iterable[int], title: Sentence) -> Said:
    """The title of a rule and the names of the meetings it is about."""
    return Said(ABOUT, {"rule": title, "meetings": meeting_names(problem, meetings)})


_COMMAS = Sentence(en="{names}", da="{names}")
