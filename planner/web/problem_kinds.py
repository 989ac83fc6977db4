"""The kinds of problems that answers tell of; each has a page of its own under `/problems/`."""

from __future__ import annotations

from dataclasses import dataclass

from calendars.language import Sentence


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A kind of problem (RFC 9457).

    Attributes:
        name: the end of its type's address.
        status: of the answer.
        title: what is the same each time it occurs.
    """

    name: str
    status: int
    title: Sentence

    @property
    def address(self) -> str:
        """Its type, relative to the server."""
        return f"/problems/{self.name}"


MALFORMED = ProblemKind(
    "malformed", 400, Sentence(en="The request cannot be read", da="Forespørgslen kan ikke læses")
)  # fmt: skip
NO_KEY = ProblemKind("no-key", 401, Sentence(en="A key is needed", da="Der skal bruges en nøgle"))
WRONG_KEY = ProblemKind("wrong-key", 401, Sentence(en="The key is not valid", da="Nøglen er ikke gyldig"))
NOT_ALLOWED = ProblemKind(
    "not-allowed", 403, Sentence(en="The key's role does not allow this", da="Nøglens rolle giver ikke adgang til det")
)
FOREIGN = ProblemKind(
    "foreign", 403,
    Sentence(en="Without keys only this machine is answered", da="Uden nøgler svares der kun på denne maskine"),
)  # fmt: skip
NOT_FOUND = ProblemKind("not-found", 404, Sentence(en="There is no such thing", da="Det findes ikke"))
WRONG_METHOD = ProblemKind(
    "wrong-method", 405, Sentence(en="This cannot be done here", da="Det kan ikke gøres her")
)  # fmt: skip
TOO_SLOW = ProblemKind(
    "too-slow", 408, Sentence(en="The request came too slowly", da="Forespørgslen kom for langsomt")
)  # fmt: skip
ELSEWHERE = ProblemKind("elsewhere", 409, Sentence(en="Another server does this", da="En anden server gør dette"))
STALE = ProblemKind("stale", 412, Sentence(en="Another revision came first", da="En anden revision kom først"))
TOO_LARGE = ProblemKind("too-large", 413, Sentence(en="The request is too large", da="Forespørgslen er for stor"))
WRONG_FORM = ProblemKind(
    "wrong-form", 415, Sentence(en="The body is in another form", da="Indholdet har en anden form")
)  # fmt: skip
INVALID = ProblemKind("invalid", 422, Sentence(en="The input is wrong", da="Inputtet er forkert"))
BROKEN_PLAN = ProblemKind("broken-plan", 422, Sentence(en="The plan breaks rules", da="Planen bryder regler"))
REPEATED = ProblemKind(
    "repeated", 422,
    Sentence(en="The Idempotency-Key was used for something else", da="Idempotency-Key er brugt til noget andet"),
)  # fmt: skip
NO_CONDITION = ProblemKind("no-condition", 428, Sentence(en="If-Match is needed", da="If-Match skal angives"))
TOO_OFTEN = ProblemKind(
    "too-often", 429, Sentence(en="Too many failed attempts", da="For mange mislykkede forsøg")
)  # fmt: skip
OUR_ERROR = ProblemKind("our-error", 500, Sentence(en="An error in the program", da="En fejl i programmet"))
WORK_FAILED = ProblemKind(
    "work-failed", 503, Sentence(en="The work came to nothing", da="Arbejdet blev ikke til noget")
)
BUSY = ProblemKind("busy", 503, Sentence(en="There is too much to do", da="Der er for meget at lave"))
INTERRUPTED = ProblemKind("interrupted", 503, Sentence(en="The work was interrupted", da="Arbejdet blev afbrudt"))
NO_STORE = ProblemKind(
    "no-store", 503, Sentence(en="The store cannot be used now", da="Lageret kan ikke bruges lige nu")
)  # fmt: skip
STORE_FULL = ProblemKind("store-full", 507, Sentence(en="The store is full", da="Lageret er fuldt"))

PROBLEM_KINDS = (
    MALFORMED, NO_KEY, WRONG_KEY, NOT_ALLOWED, FOREIGN, NOT_FOUND, WRONG_METHOD, TOO_SLOW, ELSEWHERE, STALE, TOO_LARGE,
    WRONG_FORM, INVALID, BROKEN_PLAN, REPEATED, NO_CONDITION, TOO_OFTEN, OUR_ERROR, WORK_FAILED, BUSY, INTERRUPTED,
    NO_STORE, STORE_FULL,
)  # fmt: skip
