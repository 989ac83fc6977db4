"""Routes of stored proposals: list, read and accept them."""

from __future__ import annotations

import json
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Body, Request, Response
from fastapi.openapi.models import Example

from planner.schemas.http import ListedProposal
from planner.schemas.plans import dumps
from planner.schemas.proposals import Proposal
from planner.schemas.revisions import RevisionJson
from planner.store import proposals
from planner.store.errors import NothingAcceptedError
from planner.store.proposals import ProposalRow
from planner.store.uploads import current_zone
from planner.web.api.accepting import DESPITE, Who
from planner.web.api.checking import checked, revision_made
from planner.web.api.dependencies import USUAL, Conditional, Cursor, Limit, Number, Page, Planning, Reading, page
from planner.web.api.jobs import TheOffice

router = APIRouter(prefix="/networks/{network}/proposals", tags=["proposals"])

ELECTION = {"by": "Anne", "why": "Folketingsvalg"}
WHO: dict[str, Example] = {"election": {"value": ELECTION}, "despite a rule": {"value": {**ELECTION, **DESPITE}}}
LISTED_PROPOSALS_MAX = 1000
"""The newest proposals that are listed."""


@router.get("")
def list_proposals(archive: Reading, limit: Limit = USUAL, cursor: Cursor = None) -> Page[ListedProposal]:
    """Proposals that were kept, the newest first."""
    try:
        with archive.store.reading() as connection:
            found = proposals.newest(connection, archive.network, LISTED_PROPOSALS_MAX)
            zone = current_zone(connection, archive.network)
    except NothingAcceptedError:
        found, zone = (), ZoneInfo("UTC")
    shown, following = page(found, lambda each: -each.number, cursor, limit)
    return Page(items=[_listed(each, zone) for each in shown], next=following)


@router.get("/{number}", response_model=Proposal)
def read_proposal(archive: Reading, number: Number) -> Response:
    """A proposal as it was made."""
    with archive.store.reading() as connection:
        shown = proposals.shown(connection, proposals.numbered(connection, archive.network, number))
    return Response(dumps({**json.loads(shown), "number": number}, indent=None), media_type="application/json")


@router.post("/{number}/accept", status_code=201, response_model=RevisionJson)
async def accept_proposal(  # noqa: PLR0913, PLR0917 - what the request has
    request: Request, archive: Planning, office: TheOffice, number: Number, condition: Conditional,
    body: Annotated[Who, Body(openapi_examples=WHO)],
) -> Response:  # fmt: skip
    """Make a proposal the next revision, unless another came since it was made; all calendars follow."""
    who = body.after(None, condition.mark)
    return revision_made(await checked(request, office, archive, "accept_proposal", number, who, condition), condition)


def _listed(proposal: ProposalRow, zone: ZoneInfo) -> ListedProposal:
    return ListedProposal(
        proposal=proposal.number,
        made_at=proposal.made_at,
        revision=proposal.revision,
        as_of=proposal.as_of.astimezone(zone).date(),
        why=proposal.why,
    )
