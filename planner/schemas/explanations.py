"""What answers are made of, in JSON the same on the command line and over HTTP."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field, JsonValue

from constraints.explain.choosing import OtherMeetings
from constraints.explain.days import State
from constraints.problem.outcome import OutcomeStatus
from planner.schemas.common import NamedJson, Shape, Venue


class Reason(Shape):
    """Something a rule says, by code and parameters for programs and in a sentence for people."""

    code: str = Field(
        description="What is said: the key of the rule and the name of the sentence. Stable.",
        examples=["blackout.closed", "rooms_fit.plenary"],
    )
    rule: str = Field(description="Key of the rule.")
    title: str = Field(description="What the rule is called, in the network's language.")
    meetings: tuple[str, ...] = Field(description="Ids of the meetings it is about.")
    about: tuple[str, ...] = Field(
        description="Ids of the regions, municipalities, members or staff it falls on, if any."
    )
    values: dict[str, JsonValue] = Field(description="Parameters of the sentence; days and times in ISO 8601.")
    ids: dict[str, str] = Field(
        description="Ids of the meetings, venues, rooms, regions, municipalities and staff that `values` names, by the "
        "same parameters."
    )
    sentence: str = Field(description="In words, in the network's language.")


class Place(Shape):
    """When and where a meeting is held."""

    day: date = Field(description="Its first day.")
    venue: Venue = Field(description="Where it is held.")


class RulePoints(Shape):
    """Points of one rule."""

    rule: str = Field(description="Key of the rule.")
    title: str = Field(description="What it is called, in the network's language.")
    points: int = Field(description="Points, or the difference in points; fewer is better.")


class Move(Shape):
    """A meeting with another day or venue than planned."""

    meeting: NamedJson = Field(description="The meeting.")
    before: Place = Field(description="As it is planned.")
    after: Place = Field(description="Where it would be.")


class Proof(Shape):
    """How sure an answer is."""

    status: OutcomeStatus = Field(description="What the search came to.")
    proved: bool = Field(description="Whether it is proved, by one engine and confirmed by another or by own sums.")
    sentence: str = Field(description="The same in words, in the network's language.")
    seconds: float = Field(description="How long it took.")


class Solved(Shape):
    """A plan solved with a choice fixed, against the plan at hand."""

    place: Place = Field(description="Where the meeting is in it.")
    points: int = Field(description="Points that it costs more; below 0 if it costs less.")
    rules: tuple[RulePoints, ...] = Field(description="The same by rule, the greatest difference first.")
    moves: tuple[Move, ...] = Field(description="What else has another day or venue, in order of time.")


class MeetingPoints(Shape):
    """Points of one meeting."""

    meeting: NamedJson = Field(description="The meeting.")
    own: int = Field(description="What is charged for this meeting alone.")
    shared: int = Field(description="What is charged for it together with others; told with each of them.")
    rules: tuple[RulePoints, ...] = Field(description="Its own points by rule, most first.")


class PersonOff(Shape):
    """A member who misses meetings."""

    id: str = Field(description="Id of the member.")
    municipality: NamedJson = Field(description="Where the member comes from.")
    missed: int = Field(description="How many meetings the member cannot come to.")
    meetings: int = Field(description="How many the member is asked to.")


class MunicipalityFar(NamedJson):
    """A municipality that travels far."""

    minutes: int = Field(description="One way to all its meetings, one traveller each.")
    meetings: int = Field(description="How many these are.")


class RegionAway(NamedJson):
    """How a region fares at its own meetings."""

    missed: int = Field(description="Times a member misses a meeting of the region.")
    asked: int = Field(description="Times a member is asked to one.")
    minutes: int = Field(description="Minutes one way of a member to a meeting, on average.")


class WorstOff(Shape):
    """Those who are worst off, the worst first."""

    people: tuple[PersonOff, ...] = Field(description="The few members who miss most meetings.")
    municipalities: tuple[MunicipalityFar, ...] = Field(description="The few municipalities that travel most.")
    regions: tuple[RegionAway, ...] = Field(description="All regions, by the share of meetings that is missed.")


class TightRule(Shape):
    """A limit without slack, and what it costs."""

    rule: str = Field(description="Key of the rule.")
    title: str = Field(description="What it is called, in the network's language.")
    code: str = Field(description="What can be loosened, a stable name within the rule.")
    unit: str = Field(description="What is counted.")
    step: int = Field(description="How many of them it is loosened by.")
    meetings: tuple[NamedJson, ...] = Field(description="The meetings that are at the limit.")
    sentence: str = Field(description="The loosening as a request, in the network's language.")
    saves: int | None = Field(
        description="Points that the best plan with it loosened has fewer than the best without; None if it is not "
        "known yet."
    )
    proof: Proof = Field(description="How sure that is.")


class Explanation(Shape):
    """What a plan costs and whom."""

    revision: int | None = Field(description="Number of the accepted plan asked about; None if it is not accepted.")
    points: int = Field(description="All points; fewer is better.")
    rules: tuple[RulePoints, ...] = Field(description="Points by rule, most first.")
    meetings: tuple[MeetingPoints, ...] = Field(description="Points by meeting, in order of time.")
    worst_off: WorstOff = Field(description="Who is worst off.")
    best: int | None = Field(description="Points of the best plan found for the same problem; None if unknown.")
    tight: tuple[TightRule, ...] = Field(description="Limits without slack, what saves most first.")


OTHERS_COULD_MOVE = (
    "Whether it is impossible only because of where other meetings are: a plan with it exists, or may exist."
)
PLAN_EXISTS = (
    "Whether some plan has the meeting there, wherever the other meetings go; None if that was not decided: it takes a "
    "solve, on demand (`decide`)."
)


class DayPossibility(Shape):
    """One day of the window, as the first day of the meeting, the other meetings as planned."""

    day: date = Field(description="The day.")
    state: State = Field(
        description="`free`: the plan costs no more points than it does; `costly`: it costs more; `impossible`: a rule "
        "is broken at every venue, the other meetings as planned."
    )
    planned: bool = Field(description="Whether the plan has the meeting there.")
    points: int | None = Field(description="Points that the plan costs more at the best venue; None if impossible.")
    venue: Venue | None = Field(description="The venue with the fewest points; None if impossible.")
    others_could_move: bool = Field(description=OTHERS_COULD_MOVE)
    plan_exists: bool | None = Field(description=PLAN_EXISTS)
    first_reason: Reason | None = Field(description="Why it is impossible: one reason, at every venue if there is any.")
    reasons: tuple[Reason, ...] | None = Field(
        default=None, description="All reasons at all venues, if they were asked for and it is impossible."
    )


class Possibilities(Shape):
    """The calendar of possibilities of one meeting."""

    meeting: NamedJson = Field(description="The meeting asked about.")
    revision: int | None = Field(description="Number of the accepted plan asked about; None if it is not accepted.")
    planned: Place = Field(description="Where the plan has it.")
    length: int = Field(description="Days that the meeting takes.")
    days: tuple[DayPossibility, ...] = Field(description="Every day of its window on which it could begin, in order.")


class CandidateJudged(Shape):
    """One day and venue of a meeting, the other meetings as planned."""

    place: Place = Field(description="Day and venue.")
    planned: bool = Field(description="Whether the plan has the meeting there.")
    possible: bool = Field(description="Whether no rule is broken there.")
    others_could_move: bool = Field(description=OTHERS_COULD_MOVE)
    plan_exists: bool | None = Field(description=PLAN_EXISTS)
    points: int | None = Field(description="Points that the plan costs more; None if impossible.")
    rules: tuple[RulePoints, ...] = Field(description="The same by rule, the greatest difference first.")
    breaks: tuple[str, ...] = Field(description="Keys of the rules that are broken there; empty if possible.")
    reasons: tuple[Reason, ...] | None = Field(
        default=None, description="What they say, if it was asked for and it is impossible."
    )


class CandidatesJudged(Shape):
    """Every day and venue that one meeting could have, best first."""

    meeting: NamedJson = Field(description="The meeting asked about.")
    revision: int | None = Field(description="Number of the accepted plan asked about; None if it is not accepted.")
    planned: Place = Field(description="Where the plan has it.")
    candidates: tuple[CandidateJudged, ...] = Field(
        description="What is possible by points, then what only other meetings stand against, then the rest."
    )


class Answer(StrEnum):
    """What stands against a choice."""

    PLANNED = "planned"
    """Nothing: the meeting is planned there."""
    BROKEN = "broken"
    """Rules that it breaks there whatever the other meetings do."""
    COSTS = "costs"
    """Points, or moves of other meetings: a plan with the choice was found."""
    IMPOSSIBLE = "impossible"
    """No plan has it there, wherever the others go."""
    UNKNOWN = "unknown"
    """The time was up before that was known."""


class VenueReasons(Shape):
    """What a meeting breaks at one venue beside what it breaks at all of them."""

    venue: Venue = Field(description="The venue.")
    reasons: tuple[Reason, ...] = Field(description="What it breaks there; empty if nothing more than everywhere.")


class WhyNot(Shape):
    """Why a meeting is not on a day."""

    meeting: NamedJson = Field(description="The meeting asked about.")
    revision: int | None = Field(description="Number of the accepted plan asked about; None if it is not accepted.")
    day: date = Field(description="The day asked about.")
    venue: Venue | None = Field(description="The venue asked about; None for any of those it may be held at.")
    planned: Place = Field(description="Where the plan has it.")
    answer: Answer = Field(description="What stands against it.")
    sentence: str = Field(description="The same in words, in the network's language.")
    reasons: tuple[Reason, ...] = Field(
        description="Rules broken there whatever the other meetings do; at every venue if none was asked about."
    )
    venues: tuple[VenueReasons, ...] = Field(description="What else is broken at each venue that was considered.")
    clashes: tuple[Reason, ...] = Field(
        description="Rules broken there only because of where other meetings are, at the venue where these are fewest."
    )
    clashes_at: Venue | None = Field(description="That venue; None if there are no such rules.")
    others: OtherMeetings | None = Field(
        description="What was asked of the other meetings; None if nothing was solved."
    )
    solved: Solved | None = Field(description="The plan found with the choice fixed, if one was.")
    proof: Proof | None = Field(description="How sure that is; None where a rule is broken: the check needs no proof.")


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

    meeting: NamedJson = Field(description="The meeting asked about.")
    revision: int | None = Field(description="Number of the accepted plan asked about; None if it is not accepted.")
    planned: Place = Field(description="Where the plan has it.")
    days: int = Field(description="Days of its window on which it could begin if nothing stood against them.")
    possible_days: int = Field(description="Days of these on which it can begin, the other meetings as planned.")
    candidates: int = Field(description="The same days times the venues it may be held at.")
    possible: int = Field(description="Days and venues of these that break nothing, the other meetings as planned.")
    sentence: str = Field(description="The same in words, in the network's language.")
    struck_out: tuple[StruckOut, ...] = Field(description="What ties it down: the rules, what strikes out most first.")
    others: OtherMeetings = Field(description="What is asked of the other meetings in the alternatives.")
    alternatives: tuple[Alternative, ...] = Field(description="The best other days or venues, the best first.")
