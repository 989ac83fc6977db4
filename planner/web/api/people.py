"""Routes of people: what is kept of them, and forgetting it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from planner.schemas.people import ErasedJson, PersonJson
from planner.use_cases.keeping import erase_person, export_person
from planner.web.api.dependencies import Planning, TheCaller

PERSON_ID_MAX_LENGTH = 60

router = APIRouter(prefix="/networks/{network}/people/{person}", tags=["people"])

Person = Annotated[
    str,
    Path(min_length=1, max_length=PERSON_ID_MAX_LENGTH, description="Id of a member or of one of the staff."),
]


@router.get("")
def export_of_person(archive: Planning, person: Person) -> PersonJson:
    """All that is kept of a person."""
    return export_person(archive, person)


@router.delete("")
def erasure_of_person(archive: Planning, person: Person, caller: TheCaller) -> ErasedJson:
    """Forget a person for good; a number stands in place of the id in every revision, and the calendar is closed."""
    found = erase_person(archive, person, f"key {caller.key}")
    return ErasedJson(network=archive.network, stands_instead=found.forgotten.stand_in)
