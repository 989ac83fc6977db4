"""Give the places of an offer to applicants, by one of four methods, with the sentence why for each of them.

The outcome is a function of what is written alone: who asks again, or elsewhere, gets the same. Somebody who withdraws
takes a place from nobody else: one applicant moves up, and all others keep what they had.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from calendars.language import BoundMessage, Message


class Method(StrEnum):
    """How places are given."""

    FIRST_COME = "first_come"
    LOT = "lot"
    BY_REGION = "by_region"
    CHOSEN = "chosen"


class State(StrEnum):
    """What an organiser says of an application; those that nobody has decided on are applied or waiting."""

    APPLIED = "applied"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """What comes of an application."""

    PLACE = "place"
    WAITING = "waiting"
    NOT_ELIGIBLE = "not_eligible"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided on an application, when and why, as far as it is written."""

    by: str = ""
    day: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Applicant:
    """An application, as far as it matters for a place.

    Attributes:
        id, name: of the municipality.
        region: id of the region that it belongs to.
        received: when the application came; a day alone is its first minute.
        persons: how many would come.
    """

    id: str
    name: str
    region: str
    received: datetime
    persons: int
    state: State = State.APPLIED
    decision: Decision = Decision()


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms places are given.

    Attributes:
        offer: id of the offer.
        places: how many there are.
        by_region: most places of a region, where it has a limit.
        regions: ids of the regions with their names, in the order in which they take turns.
        allowed_regions, allowed: ids of the regions and municipalities that may apply; all if both are empty.
        deadline: the last day on which an application counts; None for any day.
        fewest, most: limits of the number of persons that must be kept; None for none.
        seed: what the lot is drawn with; where it is none, the order of the table decides between ties.
    """

    offer: str
    places: int
    method: Method = Method.FIRST_COME
    by_region: Mapping[str, int] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    allowed_regions: Collection[str] = ()
    allowed: Collection[str] = ()
    deadline: date | None = None
    fewest: int | None = None
    most: int | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What came of one application.

    Attributes:
        order: its number in the order in which places are given, from 1; None if it is not in it.
        waiting: its number among those who wait, from 1; None if it does not wait.
        why: the reason.
        number: where it stands in the order and how that came about, as a sentence; None if it is in none.
    """

    applicant: Applicant
    outcome: Outcome
    why: BoundMessage
    order: int | None = None
    waiting: int | None = None
    number: BoundMessage | None = None


DECIDED = Message("allocation.decided", "{sentence}{by}{on}{reason}")
BY = Message("allocation.by", " by {who}")
ON = Message("allocation.on", " on {day:date}")
BECAUSE = Message("allocation.because", ": {reason}")
NOTHING = Message("allocation.nothing", "")
ACCEPTED = Message("allocation.accepted", "accepted")
DECLINED = Message("allocation.declined", "declined")
WITHDRAWN = Message("allocation.withdrawn", "withdrawn")
STATES = {
    State.APPLIED: Message("allocation.applied", "applied"),
    State.ACCEPTED: ACCEPTED,
    State.WAITING: Message("allocation.waiting", "waiting"),
    State.DECLINED: DECLINED,
    State.WITHDRAWN: WITHDRAWN,
}
"""What an application is said to be, by its state."""

NUMBER = Message("allocation.number", "number {n} of {all} {how}; there {places:is|are} {places} {places:place|places}")
MOVED_UP = Message("allocation.moved_up", "{sentence}; moved up, as {gone} gave up a place")
ALL_GIVEN = Message("allocation.all_given", "{sentence}, all given; number {waiting} to move up")
REGION_FULL = Message(
    "allocation.region_full",
    "{sentence}, but {region} has its {limit} {limit:place|places}; number {waiting} to move up",
)
NOT_CHOSEN = Message(
    "allocation.not_chosen", "not chosen so far; the organiser has given {n} of {places} {places:place|places}"
)
TIED = Message("allocation.tied", "{sentence} (received at the same time as {others}; {how})")
BY_ROW = Message("allocation.by_row", "the order of the table decides")
BY_DRAW = Message("allocation.by_draw", "the lot decides, seed {seed}")
IN_ORDER = Message("allocation.in_order", "in the order received, {at}")
IN_LOT = Message("allocation.in_lot", "in the lot (seed {seed}, drawn {draw})")
IN_TURN = Message("allocation.in_turn", "when the regions take turns, as number {n} of {region}, received {at}")
LATE = Message("allocation.late", "received {at}, after the deadline on {deadline:date}")
OTHER_REGION = Message("allocation.other_region", "{region} is not among the regions that may apply")
NOT_INVITED = Message("allocation.not_invited", "{municipality} is not among those that may apply")
TOO_FEW = Message("allocation.too_few", "{persons} {persons:person|persons}, but at least {limit} must come")
TOO_MANY = Message("allocation.too_many", "{persons} {persons:person|persons}, but at most {limit} may come")
AT = Message("allocation.at", "{day:date} at {time}")
ON_DAY = Message("allocation.on_day", "{day:date}")

_DRAW_DIGITS = 8
"""Hexadecimal digits of a number drawn that sentences show; all are compared."""


def draw(terms: Terms, municipality: str) -> str:
    """Return the number that a municipality draws: the SHA-256 of seed, offer and id, as hexadecimal digits.

    Anybody can work it out, and who else applies makes no difference to it; the smallest number comes first.
    """
    return hashlib.sha256(f"{terms.seed}\n{terms.offer}\n{municipality}".encode()).hexdigest()


def give_places(terms: Terms, applicants: Sequence[Applicant]) -> tuple[Given, ...]:
    """Return what comes of each application.

    Args:
        terms: on what terms.
        applicants: in the order of their table, each municipality once.

    Returns:
        Those with a place, those who wait, and all others, each group in the order in which places are given.
    """
    reasons = {each.id: _not_eligible(terms, each) for each in applicants}
    line = _in_line(terms, [each for each in applicants if reasons[each.id] is None])
    rows = [*_Line(terms, line).rows()]
    for each in applicants:
        why = reasons[each.id]
        if why is not None:
            outcome = Outcome.NOT_ELIGIBLE if each.state in _UNDECIDED else Outcome(each.state.value)
            rows.append(Given(each, outcome, why if each.state in _UNDECIDED else _decided(each)))
    order = [*Outcome]
    return tuple(sorted(rows, key=lambda row: order.index(row.outcome)))


_UNDECIDED = frozenset({State.APPLIED, State.WAITING})
_OUT = frozenset({State.DECLINED, State.WITHDRAWN})


def _not_eligible(terms: Terms, each: Applicant) -> BoundMessage | None:
    """Return what speaks against an application; None if nothing does, or the organiser accepted it all the same."""
    listed = not (terms.allowed or terms.allowed_regions) or each.id in terms.allowed
    persons: dict[str, object] = {"persons": each.persons}
    said = None
    if not listed and each.region not in terms.allowed_regions:
        region = terms.regions.get(each.region, each.region)
        said = BoundMessage(
            NOT_INVITED if terms.allowed else OTHER_REGION, {"municipality": each.name, "region": region}
        )
    elif terms.deadline is not None and each.received.date() > terms.deadline:
        said = BoundMessage(LATE, {"at": _at(each), "deadline": terms.deadline})
    elif terms.fewest is not None and each.persons < terms.fewest:
        said = BoundMessage(TOO_FEW, {**persons, "limit": terms.fewest})
    elif terms.most is not None and each.persons > terms.most:
        said = BoundMessage(TOO_MANY, {**persons, "limit": terms.most})
    return None if each.state is State.ACCEPTED else said


def _in_line(terms: Terms, applicants: Sequence[Applicant]) -> list[Applicant]:
    """Return the applicants in the order in which places are given; who withdrew or was declined keeps the number."""
    drawn = {each.id: "" if terms.seed is None else draw(terms, each.id) for each in applicants}
    received = sorted(applicants, key=lambda each: (each.received, drawn[each.id]))
    if terms.method is Method.LOT:
        return sorted(applicants, key=lambda each: drawn[each.id])
    if terms.method is not Method.BY_REGION:
        return received
    turn, regions = _turns(received), [*terms.regions]
    return sorted(received, key=lambda each: (turn[each.id], regions.index(each.region)))


def _turns(received: Iterable[Applicant]) -> dict[str, int]:
    """Return the number of each applicant among those of the region, from 1."""
    seen: Counter[str] = Counter()
    found: dict[str, int] = {}
    for each in received:
        seen[each.region] += 1
        found[each.id] = seen[each.region]
    return found


def _with_place(terms: Terms, line: Iterable[Applicant]) -> frozenset[str]:
    """Return who has a place: those whom the organiser accepted, then the others in order while there are places."""
    everyone = [*line]
    placed = {each.id for each in everyone if each.state is State.ACCEPTED}
    of_region = Counter(each.region for each in everyone if each.id in placed)
    for each in everyone if terms.method is not Method.CHOSEN else ():
        limit = terms.by_region.get(each.region, terms.places)
        if each.id not in placed and len(placed) < terms.places and of_region[each.region] < limit:
            placed.add(each.id)
            of_region[each.region] += 1
    return frozenset(placed)


class _Line:
    """Those among whom places are given, in their order."""

    def __init__(self, terms: Terms, line: Sequence[Applicant]) -> None:
        self._terms, self._line = terms, line
        self._placed = _with_place(terms, (each for each in line if each.state not in _OUT))
        self._turn = _turns(sorted(line, key=lambda each: each.received))
        before = _with_place(terms, line)
        self._moved_up = self._placed - before
        self._gave_up = [each.name for each in line if each.id in before - self._placed]
        self._of_region = Counter(each.region for each in line if each.id in self._placed)

    def rows(self) -> Iterator[Given]:
        """Yield what comes of each of them."""
        waiting = 0
        for n, each in enumerate(self._line, start=1):
            if each.state in _OUT:
                yield Given(each, Outcome(each.state.value), _decided(each), n)
            elif each.id in self._placed:
                yield Given(each, Outcome.PLACE, self._has_place(each, n), n)
            elif self._terms.method is Method.CHOSEN:
                values = {"n": len(self._placed), "places": self._terms.places}
                yield Given(each, Outcome.WAITING, BoundMessage(NOT_CHOSEN, values), n)
            else:
                waiting += 1
                number = self._number(each, n)
                yield Given(each, Outcome.WAITING, self._waits(each, number, waiting), n, waiting, number)

    def _has_place(self, each: Applicant, n: int) -> BoundMessage:
        if each.state is State.ACCEPTED:
            return _decided(each)
        said = self._number(each, n)
        if each.id not in self._moved_up or not self._gave_up:
            return said
        return BoundMessage(MOVED_UP, {"sentence": said, "gone": self._gave_up})

    def _waits(self, each: Applicant, number: BoundMessage, waiting: int) -> BoundMessage:
        terms, limit = self._terms, self._terms.by_region.get(each.region)
        values: dict[str, object] = {"sentence": number, "waiting": waiting}
        if limit is not None and self._of_region[each.region] >= limit and len(self._placed) < terms.places:
            region = terms.regions.get(each.region, each.region)
            return BoundMessage(REGION_FULL, {**values, "region": region, "limit": limit})
        return BoundMessage(ALL_GIVEN, values)

    def _number(self, each: Applicant, n: int) -> BoundMessage:
        """Return the number of somebody in line and how it came about, ties told."""
        terms = self._terms
        region = terms.regions.get(each.region, each.region)
        how = BoundMessage(IN_ORDER, {"at": _at(each)})
        if terms.method is Method.LOT:
            how = BoundMessage(IN_LOT, {"seed": str(terms.seed), "draw": draw(terms, each.id)[:_DRAW_DIGITS]})
        elif terms.method is Method.BY_REGION:
            how = BoundMessage(IN_TURN, {"n": self._turn[each.id], "region": region, "at": _at(each)})
        said = BoundMessage(NUMBER, {"n": n, "all": len(self._line), "how": how, "places": terms.places})
        tied = [
            one.name
            for one in self._line
            if one.id != each.id and one.received == each.received
            and (terms.method is not Method.BY_REGION or one.region == each.region)
        ]  # fmt: skip
        if not tied or terms.method is Method.LOT:
            return said
        decides = BoundMessage(BY_ROW) if terms.seed is None else BoundMessage(BY_DRAW, {"seed": str(terms.seed)})
        return BoundMessage(TIED, {"sentence": said, "others": tied, "how": decides})


def _decided(each: Applicant) -> BoundMessage:
    """Return what was decided on an application, by whom, when and why, as far as it is written."""
    nothing, decision = BoundMessage(NOTHING), each.decision
    return BoundMessage(DECIDED, {
        "sentence": BoundMessage(STATES[each.state]),
        "by": BoundMessage(BY, {"who": decision.by}) if decision.by else nothing,
        "on": BoundMessage(ON, {"day": decision.day}) if decision.day else nothing,
        "reason": BoundMessage(BECAUSE, {"reason": decision.reason}) if decision.reason else nothing,
    })  # fmt: skip


def _at(each: Applicant) -> BoundMessage:
    """Return when an application came, without a time that nobody wrote."""
    at = each.received
    if (at.hour, at.minute) == (0, 0):
        return BoundMessage(ON_DAY, {"day": at.date()})
    return BoundMessage(AT, {"day": at.date(), "time": at.time()})
