"""What the program refuses, as problems; nothing is said of where the store is."""

from __future__ import annotations

from collections.abc import Iterator

from calendars.language import Sentence, WrongValueError
from planner.errors import InputError, InputErrors
from planner.output.difference_json import difference_json
from planner.publishing.addresses import NoSuchFeedError
from planner.revisions.accepting import StaleRevisionError
from planner.store.errors import (
    NewerStoreError,
    NoSuchProposalError,
    NoSuchRevisionError,
    NothingAcceptedError,
    OlderStoreError,
    StoreError,
    StoreFullError,
    StoreUnreachableError,
)
from planner.store.uploads import NoSuchNetworkError
from planner.web.problem_kinds import INVALID, NO_STORE, NOT_FOUND, STALE, STORE_FULL
from planner.web.problems import Fault, ProblemError, problem

NOTHING_ACCEPTED = Sentence(en="No plan has been accepted yet.", da="Ingen plan er accepteret endnu.")
LATER = Sentence(
    en="The store cannot be read or written at the moment; nothing has been changed. Try again later.",
    da="Lageret kan ikke læses eller skrives i øjeblikket; intet er ændret. Prøv igen senere.",
)
ANOTHER_VERSION = Sentence(
    en="The store was written by another version of the program; whoever runs the server has to upgrade.",
    da="Lageret er skrevet af en anden version af programmet; den, der driver serveren, skal opgradere.",
)
FULL = Sentence(
    en="There is no room left. Nothing of this was saved; everything accepted before is intact.",
    da="Der er ikke mere plads. Intet af dette er gemt; alt, der tidligere er accepteret, er uberørt.",
)

RAISED = (InputErrors, StoreError, WrongValueError)
"""What `told` makes problems of."""
AGAIN_AFTER = 10
"""Seconds after which a store that did not answer is worth another attempt."""


def told(error: Exception) -> ProblemError:  # noqa: PLR0911 - one line an error
    """The problem that an error is."""
    match error:
        case ProblemError():
            return error
        case InputErrors():
            return ProblemError(INVALID, faults=map(fault, error.errors))
        case WrongValueError():
            return ProblemError(INVALID, error.said)
        case StaleRevisionError():
            return ProblemError(STALE, error.said, difference=difference_json(error.difference))
        case NoSuchNetworkError() | NoSuchRevisionError() | NoSuchProposalError() | NoSuchFeedError():
            return ProblemError(NOT_FOUND, error.said)
        case NothingAcceptedError():
            return problem(NOT_FOUND, NOTHING_ACCEPTED)
        case _:
            return _of_store(error)


def _of_store(error: Exception) -> ProblemError:
    match error:
        case StoreFullError():
            return problem(STORE_FULL, FULL)
        case NewerStoreError() | OlderStoreError():
            return problem(NO_STORE, ANOTHER_VERSION)
        case StoreUnreachableError():
            found = problem(NO_STORE, LATER)
            found.headers["retry-after"] = str(AGAIN_AFTER)
            return found
        case StoreError():
            return ProblemError(INVALID, error.said)
        case _:
            raise error


def fault(error: InputError) -> Fault:
    """A place of an uploaded file, found in the body by the file's name."""
    return Fault(error.said, path=(error.file,), error=error)


def faults_in(errors: InputErrors, *place: str) -> Iterator[Fault]:
    """Places of a document within the body, which stands there at `place`."""
    return (Fault(each.said, path=(*place, *each.path)) for each in errors.errors)
