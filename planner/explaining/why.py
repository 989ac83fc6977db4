"""Why a meeting is on its day and at its venue."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pydantic import Field

from calendars.language import Said, Sentence
from constraints.why.choosing import Chosen, Others, Question, chosen
from constraints.why.days import possibilities
from constraints.why.judging import Judging
from planner.explaining.proof import proof_of_next
from planner.explaining.shapes import Place, Proof, Reason, Solved
from planner.explaining.telling import Teller
from planner.rescheduling.shapes import Named, Shape

if TYPE_CHECKING:
    from constraints.why.days import Possibility
    from constraints.why.judging import Judged
    from planner.explaining.subject import Subject
    from planner.explaining.why_not import Solve

ALTERNATIVES = 3

SENTENCE = Sentence(
    en="Of {days} {days:day|days} in its window {meeting} can begin on {possible}{more}. Of {candidates} "
    "{candidates:day and venue|days and venues} {open} {open:is|are} open to it with the other meetings as planned.",
    da="Af {days} {days:dag|dage} i vinduet kan {meeting} begynde på {possible}{more}. Af {candidates} "
    "{candidates:mulighed|muligheder} for dag og mødested står {open} {open:åben|åbne} med de andre møder som "
    "planlagt.",
)
MORE = Sentence(
    en=", and on {others} more if other meetings move", da=", og på yderligere {others}, hvis andre møder flyttes"
)  # fmt: skip
NO_MORE = Sentence(en="", da="")


class StruckOut(Shape):
    """What one rule strikes out."""

    rule: str = Field(description="Key of the rule.")
    title: str = Field(description="What it is called, in the network's language.")
    days: int = Field(description="Days of the window that it strikes out at every venue.")
    candidates: int = Field(description="Days and venues that it strikes out.")
    only: int = Field(description="Days and venues that nothing but this rule strikes out.")
    others_could_move: bool = Field(description="Whether it does so only because of where other meetings are.")
    example: Reason = Field(description="The first of what it says.")


class Alternative(Shape):
    """One of the best other choices."""

    solved: Solved | None = Field(description="The plan with it; None if there is none, or none was found in time.")
    proof: Proof = Field(description="How sure it is that no other choice is better, those named before left out.")


class Why(Shape):
    """Why a meeting is where it is."""

    meeting: Named = Field(description="The meeting asked about.")
    revision: int | None = Field(description="Number of the accepted plan asked about; None if it is not accepted.")
    planned: Place = Field(description="Where the plan has it.")
    days: int = Field(description="Days of its window on which it could begin if nothing stood against them.")
    possible_days: int = Field(description="Days of these on which it can begin, the other meetings as planned.")
    candidates: int = Field(description="The same days times the venues it may be held at.")
    possible: int = Field(description="Days and venues of these that break nothing, the other meetings as planned.")
    sentence: str = Field(description="The same in words, in the network's language.")
    struck_out: tuple[StruckOut, ...] = Field(description="What ties it down: the rules, what strikes out most first.")
    others: Others = Field(description="What is asked of the other meetings in the alternatives.")
    alternatives: tuple[Alternative, ...] = Field(description="The best other days or venues, the best first.")


def why(subject: Subject, meeting: int, solve: Solve, others: Others = Others.STAY) -> Why:
    """What ties a meeting (index) to its day and venue, and what the best others would cost."""
    judging, teller = Judging(subject.verdict.schedule, meeting), Teller(subject.problem)
    days = possibilities(judging)
    everything = [each for day in days for each in day.venues]
    counts = {
        "days": len(days),
        "possible": sum(day.best is not None for day in days),
        "candidates": len(everything),
        "open": sum(each.possible for each in everything),
    }
    name, others_stand = teller.meeting(meeting), sum(day.others_could_move for day in days)
    more = Said(MORE if others_stand else NO_MORE, {"others": others_stand})
    return Why(
        meeting=name,
        revision=subject.revision,
        planned=teller.place(judging.now.day, judging.now.venue),
        days=counts["days"],
        possible_days=counts["possible"],
        candidates=counts["candidates"],
        possible=counts["open"],
        sentence=SENTENCE.say(subject.locale, meeting=name.name, more=more, **counts),
        struck_out=tuple(_struck_out(days, everything, teller)),
        others=others,
        alternatives=tuple(
            Alternative(solved=teller.solved(each), proof=proof_of_next(each, others, subject.locale))
            for each in _alternatives(Question(subject.verdict, meeting, others), everything, solve)
        ),
    )


def _alternatives(question: Question, everything: list[Judged], solve: Solve) -> list[Chosen]:
    """The best other choice, then the best but for that one, and so on while there are any."""
    now = question.verdict.schedule[question.meeting]
    open_to = {(each.day, each.venue) for each in everything if each.possible}
    known, found = [(now.day, now.venue)], list[Chosen]()
    while len(found) < ALTERNATIVES:
        outcome = solve(question.with_another(known, fits=bool(open_to.difference(known))))
        found.append(chosen(question.verdict, question.meeting, outcome))
        place = found[-1].place
        if place is None:
            break
        known.append(place)
    return found


def _struck_out(days: tuple[Possibility, ...], everything: list[Judged], teller: Teller) -> list[StruckOut]:
    """Of each rule what it strikes out; a rule that does so only because of other meetings counts by itself."""
    breaks = [(each, each.breaks) for each in everything if not each.possible]
    times = Counter((rule, each.possible_alone) for each, rules in breaks for rule in rules)
    only = Counter((rules[0], each.possible_alone) for each, rules in breaks if len(rules) == 1)
    whole = Counter(key for day in days for key in _at_every_venue(day))
    examples: dict[tuple[str, bool], Judged] = {}
    for each, rules in breaks:
        for rule in rules:
            examples.setdefault((rule, each.possible_alone), each)
    found = [
        StruckOut(
            rule=rule, title=teller.title(rule), days=whole[rule, beside], candidates=number, only=only[rule, beside],
            others_could_move=beside, example=_said(examples[rule, beside], rule, teller),
        )
        for (rule, beside), number in times.items()
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.others_could_move, -each.days, -each.candidates, each.rule))


def _at_every_venue(day: Possibility) -> set[tuple[str, bool]]:
    """Rules that strike out the day at all venues, with whether they do so only because of other meetings."""
    if day.best is not None or not day.venues:
        return set()
    shared = frozenset.intersection(*(frozenset(each.breaks) for each in day.venues))
    return {(rule, day.others_could_move) for rule in shared}


def _said(judged: Judged, rule: str, teller: Teller) -> Reason:
    said = judged.in_full((*judged.strikes, *(judged.beside if judged.possible_alone else ())))
    return teller.reason(next(finding for finding in said if finding.rule == rule))
