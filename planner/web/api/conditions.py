"""Headers of requests that accept: on which revision they rest, and a key by which they may be sent again."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request

from calendars.language import Said, Sentence
from planner.store.answers import Asking
from planner.web.api.depending import NetworkId, TheCaller
from planner.web.problem_kinds import INVALID, NO_CONDITION
from planner.web.problems import Fault, ProblemError, problem

WHICH = Sentence(
    en='Say in If-Match on which revision this rests: its number in quotes, such as "3", or "0" if there is none.',
    da='Angiv i If-Match, hvilken revision det bygger på: nummeret i anførselstegn, f.eks. "3", eller "0", hvis der '
    "ingen er.",
)
NO_NUMBER = Sentence(
    en='{found} is not the number of a revision in quotes, such as "3"',
    da='{found} er ikke nummeret på en revision i anførselstegn, f.eks. "3"',
)
LONG_KEY = Sentence(
    en="an Idempotency-Key has 1 to {most} visible characters", da="en Idempotency-Key har 1 til {most} synlige tegn"
)

LONGEST = 255
_TAG = re.compile(r'"(0|[1-9][0-9]{0,8})"')
_KEY = re.compile(rf"[\x21-\x7e]{{1,{LONGEST}}}")


def _expected(
    if_match: Annotated[
        str | None, Header(description="Number of the last revision, in quotes.", examples=['"3"'])
    ] = None,
) -> int:
    """Number of the revision that is to be the last."""
    if if_match is None:
        raise problem(NO_CONDITION, WHICH)
    found = _TAG.fullmatch(if_match.strip())
    if found is None:
        said = Said(NO_NUMBER, {"found": if_match[:LONGEST]})
        raise ProblemError(INVALID, faults=[Fault(said, "header", ("If-Match",))])
    return int(found[1])


async def _asking(
    request: Request, network: NetworkId, caller: TheCaller,
    idempotency_key: Annotated[
        str | None, Header(description="Any text of your own; the same request with it is done once.")
    ] = None,
) -> Asking | None:  # fmt: skip
    """The request as one that may be sent again; None if it has no key."""
    if idempotency_key is None:
        return None
    if not _KEY.fullmatch(idempotency_key):
        said = Said(LONG_KEY, {"most": LONGEST})
        raise ProblemError(INVALID, faults=[Fault(said, "header", ("Idempotency-Key",))])
    parts = [request.url.path.encode(), request.headers.get("if-match", "").encode(), await request.body()]
    whole = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()
    return Asking(network, caller.key, idempotency_key, whole)


@dataclass(frozen=True, slots=True)
class Condition:
    """On what a request that accepts depends.

    Attributes:
        expected: number of the revision that is to be the last, 0 for none.
        asking: the request as one that may be sent again, if it may.
    """

    expected: int
    asking: Asking | None


def _condition(
    expected: Annotated[int, Depends(_expected)], asking: Annotated[Asking | None, Depends(_asking)]
) -> Condition:
    return Condition(expected, asking)


Conditional = Annotated[Condition, Depends(_condition)]
