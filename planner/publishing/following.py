"""What happens to calendars when a plan is accepted or dates are proposed, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from constraints.plan import Plan, PlannedMeeting
from planner.publishing.publish import Publication
from planner.revisions.accepting import Acceptance, Draft, Publish, accept_within
from planner.revisions.announced import Announced
from planner.revisions.held_dates import held_id, is_held_id
from planner.revisions.life import Life
from planner.store.documents import Content
from planner.store.lives import lives
from planner.store.revisions import Revision

if TYPE_CHECKING:
    from planner.network import Network


def publisher(network: Network) -> Publish:
    """What `accept` is to call so that all calendars of the network follow the revision.

    What is accepted has been decided, so all dates that were held until then are released.
    """

    def publish(connection: Connection, revision: Revision, known: tuple[Life, ...]) -> None:
        Publication.of(connection, network, revision, known).follow()
        if not is_held_id(revision.network):
            _release(connection, network, revision)

    return publish


def hold(
    connection: Connection, network_id: str, network: Network, proposals: Iterable[Draft], acceptance: Acceptance
) -> Revision:
    """Ask for the dates of all these proposals to be held, and for no others any more; of none, release all.

    The same day proposed twice for a meeting is one date, at the venue that was proposed first.
    """
    held: dict[str, Announced] = {}
    planned: list[PlannedMeeting] = []
    for proposal in proposals:
        planned += proposal.content.plan.meetings
        for each in proposal.announced.values():
            held.setdefault(f"{each.meeting} {each.start.date()}", each)
    draft = Draft(Content(network, Plan(tuple(planned))), held)
    return accept_within(connection, held_id(network_id), draft, acceptance, publisher(network))


def _release(connection: Connection, network: Network, revision: Revision) -> None:
    if any(not life.cancelled for life in lives(connection, held_id(revision.network))):
        said = Acceptance(revision.accepted_by, revision.why, revision.accepted_at, as_of=revision.as_of)
        hold(connection, revision.network, network, (), said)
