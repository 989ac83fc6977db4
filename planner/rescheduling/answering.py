"""The answer as it is shown, from the plans that were found."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from calendars.language import Locale, Sentence
from constraints.outcome import Status
from planner.rescheduling import describe, totals
from planner.rescheduling.answer import Answer, Ending, MayMove, NoPlace
from planner.rescheduling.choosing import title
from planner.rescheduling.moves import moves
from planner.rescheduling.proposal import Hit, MeetingHeld, Points, Proposal, Reason, RulePoints
from planner.rescheduling.proving import proof
from planner.rescheduling.windows import widened
from planner.rescheduling.wording import in_words

if TYPE_CHECKING:
    from constraints.check import Verdict
    from constraints.replanning import Aim
    from constraints.rule import Finding, Rule
    from planner.rescheduling.hits import Cause
    from planner.rescheduling.impossible import Impossible
    from planner.rescheduling.reschedule import Wish
    from planner.rescheduling.search import Found
    from planner.rescheduling.situation import Compared

    Chosen = Sequence[tuple[Found, tuple[Aim, ...]]]

ANSWERED = Sentence(en="{n} {n:proposal|proposals}.", da="{n} {n:forslag|forslag}.")
IMPOSSIBLE = Sentence(
    en="Impossible: no plan answers the changes when nothing else may be moved.",
    da="Umuligt: ingen plan svarer på ændringerne, når intet andet må flyttes.",
)
IMPOSSIBLE_AT_ALL = Sentence(
    en="Impossible: no plan answers the changes with what may be moved.",
    da="Umuligt: ingen plan svarer på ændringerne med det, der må flyttes.",
)
UNKNOWN = Sentence(
    en="No plan was found in time; there may be one.",
    da="Der blev ikke fundet nogen plan i tide; der kan godt være en.",
)
NO_CLASH = Sentence(
    en="What stands in the way was not found in {seconds} {seconds:second|seconds}.",
    da="Det blev ikke fundet på {seconds} {seconds:sekund|sekunder}, hvad der står i vejen.",
)
NO_WAY = Sentence(
    en="No way out was found in {seconds} {seconds:second|seconds}.",
    da="Der blev ikke fundet nogen udvej på {seconds} {seconds:sekund|sekunder}.",
)


@dataclass(frozen=True)
class Ended:
    """How a search ended.

    Attributes:
        found: the plans that become proposals, each with what it is best at, in order of their ranks.
        no_place: why there is none, as far as counting shows.
        impossible: why there is none, as far as it was found out.
    """

    status: Status
    found: Chosen
    no_place: tuple[Finding, ...] = ()
    impossible: Impossible | None = None


def answer(compared: Compared, revision: int, wish: Wish, ended: Ended) -> Answer:
    """Everything that is said about it, in the network's language."""
    situation, found = compared.situation, ended.found
    locale, ending = situation.written.locale, _ending(ended.status, found)
    return Answer(
        revision=revision,
        as_of=wish.as_of,
        may_move=wish.may_move,
        changes=tuple(in_words(each, situation.changed.network, wish.as_of, locale) for each in wish.changes),
        status=ending,
        sentence=_sentence(ending, wish.may_move, len(found), locale),
        hits=tuple(_hits(compared, locale)),
        widened=tuple(widened(compared, locale)),
        stay=situation.stay,
        proposals=tuple(
            _proposal(compared, each, best, rank, locale) for rank, (each, best) in enumerate(found, start=1)
        ),
        no_place=tuple(
            NoPlace(rule=each.rule, meetings=each.meetings, sentence=each.say(locale)) for each in ended.no_place
        ),
        impossible=ended.impossible,
        seconds=0.0,
    )


def not_found(impossible: Impossible, no_place: Sequence[Finding], seconds: float, locale: Locale) -> str | None:
    """What was not found in so many seconds, in words."""
    if impossible.ways_out:
        return None
    return (NO_WAY if impossible.clashes or no_place else NO_CLASH).say(locale, seconds=math.ceil(seconds))


def _ending(status: Status, found: Chosen) -> Ending:
    if found:
        return Ending.PROPOSALS
    return Ending.IMPOSSIBLE if status is Status.INFEASIBLE else Ending.UNKNOWN


def _sentence(ending: Ending, may_move: MayMove, n: int, locale: Locale) -> str:
    match ending:
        case Ending.PROPOSALS:
            return ANSWERED.say(locale, n=n)
        case Ending.UNKNOWN:
            return UNKNOWN.say(locale)
        case Ending.IMPOSSIBLE:
            return (IMPOSSIBLE if may_move is MayMove.NOTHING else IMPOSSIBLE_AT_ALL).say(locale)


def _hits(compared: Compared, locale: Locale) -> Iterator[Hit]:
    found = {**compared.situation.gone, **compared.situation.hits}
    known = {held.id: held.start for held in compared.old}
    for name in sorted(found, key=lambda each: (each not in known, known.get(each, each))):
        yield _hit(compared, name, found[name], locale)


def _hit(compared: Compared, name: str, causes: Sequence[Cause], locale: Locale) -> Hit:
    situation, before = compared.situation, compared.old_by_id.get(name)
    problem = situation.free if name in situation.hits else compared.old.problem
    meeting = problem.meeting(name)
    if meeting is None:
        message = f"{name} is neither in the old nor in the new problem"
        raise AssertionError(message)
    return Hit(
        meeting=name,
        title=meeting.title,
        region=describe.region(problem, meeting),
        before=describe.held(compared.old, before) if before else None,
        dropped=name in situation.gone,
        reasons=tuple(Reason(rule=cause.rule, sentence=cause.said.say(locale)) for cause in causes),
    )


def _proposal(compared: Compared, found: Found, best: tuple[Aim, ...], rank: int, locale: Locale) -> Proposal:
    schedule = found.verdict.schedule
    moved = moves(compared, schedule, locale)
    return Proposal(
        rank=rank,
        best_at=best,
        title=title(found, best, locale),
        moves=moved,
        people=totals.people(schedule.problem, moved),
        money=totals.money(moved, schedule.problem.currency),
        notice=totals.notice(compared, schedule, moved),
        points=_points(compared.before, found.verdict, locale),
        proof=proof(found, locale),
        plan=tuple(MeetingHeld(meeting=held.id, **describe.held_fields(schedule, held)) for held in schedule),
    )


def _points(before: Verdict, after: Verdict, locale: Locale) -> Points:
    old, new = Counter(before.points), Counter(after.points)
    rules: dict[str, Rule] = {
        rule.key(): rule for verdict in (before, after) for rule in verdict.schedule.problem.rules
    }
    keys = sorted({*old, *new}, key=lambda key: (-abs(new[key] - old[key]), key))
    return Points(
        before=old.total(),
        after=new.total(),
        rules=tuple(
            RulePoints(rule=key, title=rules[key].title.say(locale), before=old[key], after=new[key]) for key in keys
        ),
    )
