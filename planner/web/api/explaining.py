"""Questions about the plan of the last revision: what it costs, why it is so, and what else is possible."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from constraints.outcome import Limits
from constraints.why.choosing import Others
from planner.explaining.explain import Explanation
from planner.explaining.possibilities import CandidatesJudged, Possibilities
from planner.explaining.why import Why
from planner.explaining.why_not import WhyNot
from planner.jobs.job import Asked
from planner.web.answering import ACCEPTED, MARGIN, Prefer, answered
from planner.web.api.depending import Reading
from planner.web.api.jobs import TheOffice
from planner.web.spoken import spoken
from planner.web.tasks.question import About

LONGEST_NAME = 200
LONGEST = 600
USUAL = 30
"""Seconds."""
MOST = 10_000
TASKS = "planner.web.tasks.asking"
SOLVES = 3
"""How often at most a question is answered by solving, one solve after the other."""

router = APIRouter(prefix="/networks/{network}", tags=["explaining"])

Meeting = Annotated[
    str, Query(min_length=1, max_length=LONGEST_NAME, description="Id of the meeting.", examples=["2023-1/syddanmark"])
]
Venue = Annotated[
    str | None, Query(min_length=1, max_length=LONGEST_NAME, description="Id of the venue; any if left out.")
]
Day = Annotated[date, Query(description="The first day that the meeting would have.", examples=["2023-05-03"])]
Reasons = Annotated[bool, Query(description="Whether all reasons are wanted where something is impossible.")]
AtMost = Annotated[int | None, Query(ge=1, le=MOST, description="How many at most; all if left out.")]
Seconds = Annotated[float, Query(gt=0, le=LONGEST, description="Most that solving may take.")]
OthersMay = Annotated[Others, Query(description="What is asked of the other meetings where a plan is solved for.")]


class Question:
    """Whoever may read a network asks about its plan."""

    def __init__(self, request: Request, archive: Reading, office: TheOffice, _prefer: Prefer = "") -> None:
        self._request, self._archive, self._office = request, archive, office

    async def answer(self, kind: str, task: str, seconds: float, **about: Any) -> Response:  # noqa: ANN401 - see About
        """What the task says about that; kind is the last part of the address."""
        network, limits = self._archive.network, Limits(seconds)
        args = (spoken(self._request.scope), About(self._office.address, network, limits, **about))
        most = SOLVES * limits.hard_stop + MARGIN
        return await answered(self._request, self._office, Asked(network, kind, f"{TASKS}:{task}", args, most))


Asks = Annotated[Question, Depends()]


@router.get("/candidates", response_model=CandidatesJudged, responses=ACCEPTED)
async def candidates(asks: Asks, meeting: Meeting, *, reasons: Reasons = False, most: AtMost = None) -> Response:
    """Every day and venue that a meeting could have, best first, with points and what breaks; the others as planned."""
    return await asks.answer("candidates", "candidates", USUAL, meeting=meeting, reasons=reasons, most=most)


@router.get("/possibilities", response_model=Possibilities, responses=ACCEPTED)
async def possibilities(asks: Asks, meeting: Meeting, *, reasons: Reasons = False) -> Response:
    """Every day of the window of a meeting: free, costly or impossible, and why."""
    return await asks.answer("possibilities", "possibilities", USUAL, meeting=meeting, reasons=reasons)


@router.get("/why", response_model=Why, responses=ACCEPTED)
async def why(
    asks: Asks, meeting: Meeting, *, others: OthersMay = Others.STAY, seconds: Seconds = USUAL
) -> Response:  # fmt: skip
    """What ties a meeting to its day and venue, and what the best others would cost."""
    return await asks.answer("why", "reasons", seconds, meeting=meeting, others=others)


@router.get("/why-not", response_model=WhyNot, responses=ACCEPTED)
async def why_not(  # noqa: PLR0913 - all that may be asked
    asks: Asks, meeting: Meeting, day: Day, *, venue: Venue = None, others: OthersMay = Others.STAY,
    seconds: Seconds = USUAL,
) -> Response:  # fmt: skip
    """Why a meeting is not on a day, or at a venue: the rules broken there, else what it costs, from a solved plan."""
    return await asks.answer(
        "why-not", "counter_reasons", seconds, meeting=meeting, day=day, venue=venue, others=others
    )


@router.get("/explanation", response_model=Explanation, responses=ACCEPTED)
async def explanation(asks: Asks, *, seconds: Seconds = USUAL) -> Response:
    """What the plan costs and whom, and what its limits cost."""
    return await asks.answer("explanation", "explanation", seconds)
