"""The answer as it is shown, from the plans that were found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from calendars.language import Locale, Sentence
from constraints.outcome import Status
from planner.rescheduling import describe, totals
from planner.rescheduling.answer import Answer, Ending, MayMove, NoPlace
from planner.rescheduling.choosing import title
from planner.rescheduling.moves import moves
from planner.rescheduling.proposal import Hit, MeetingHeld, Points, Proposal, Reason, RulePoints
from planner.rescheduling.proving import proof
from planner.rescheduling.wording import in_words

if TYPE_CHECKING:
    from constraints.check import Verdict
    from constraints.replanning import Aim
    from constraints.rule import Rule
    from planner.rescheduling.hits import Cause
    from planner.rescheduling.reschedule import Wish
    from planner.rescheduling.search import Found
    from planner.rescheduling.situation import Question, Situation

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

Chosen = Sequence[tuple["Found", tuple["Aim", ...]]]


def answer(question: Question, revision: int, wish: Wish, status: Status, found: Chosen) -> Answer:
    """Everything that is said about it, in the network's language."""
    situation, locale = question.situation, question.problem.locale
    ending = _ending(status, found)
    return Answer(
        revision=revision,
        as_of=wish.as_of,
        may_move=wish.may_move,
        changes=tuple(in_words(each, situation.changed.network, wish.as_of, locale) for each in wish.changes),
        status=ending,
        sentence=_sentence(ending, wish.may_move, len(found), locale),
        hits=tuple(_hits(situation, locale)),
        stay=situation.stay,
        proposals=tuple(
            _proposal(situation, each, best, rank, locale) for rank, (each, best) in enumerate(found, start=1)
        ),
        no_place=tuple(
            NoPlace(rule=each.rule, meetings=each.meetings, sentence=each.say(locale)) for each in question.no_place
        ),
        seconds=0.0,
    )


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


def _hits(situation: Situation, locale: Locale) -> Iterator[Hit]:
    found = {**situation.gone, **situation.hits}
    known = {held.id: held.start for held in situation.old}
    for name in sorted(found, key=lambda each: (each not in known, known.get(each, each))):
        yield _hit(situation, name, found[name], locale)


def _hit(situation: Situation, name: str, causes: Sequence[Cause], locale: Locale) -> Hit:
    before = situation.old_by_id.get(name)
    problem = situation.free if name in situation.hits else situation.old.problem
    meeting = problem.meeting(name)
    if meeting is None:
        message = f"{name} is neither in the old nor in the new problem"
        raise AssertionError(message)
    return Hit(
        meeting=name,
        title=meeting.title,
        region=describe.region(problem, meeting),
        before=describe.held(situation.old, before) if before else None,
        dropped=name in situation.gone,
        reasons=tuple(Reason(rule=cause.rule, sentence=cause.said.say(locale)) for cause in causes),
    )


def _proposal(situation: Situation, found: Found, best: tuple[Aim, ...], rank: int, locale: Locale) -> Proposal:
    schedule = found.verdict.schedule
    moved = moves(situation, schedule)
    return Proposal(
        rank=rank,
        best_at=best,
        title=title(best, locale),
        moves=moved,
        people=totals.people(schedule.problem, moved),
        money=totals.money(moved, schedule.problem.currency),
        notice=totals.notice(situation, schedule, moved),
        points=_points(situation.before, found.verdict, locale),
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
