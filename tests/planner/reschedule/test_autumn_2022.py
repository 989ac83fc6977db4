"""The autumn of 2022 again: five regional meetings, and an election that was called on 5 October."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from calendars.blackouts import BlackoutKind
from constraints.problem.outcome import Limits, OutcomeStatus
from constraints.problem.rule import Aim
from constraints.solve import solve
from planner.changes.reading import parse_change
from planner.examples import DEFAULT, folder
from planner.feeds.audiences import AudienceKind
from planner.feeds.publish import Address, create, publisher
from planner.files.load import load_network
from planner.network.history import StepKind as LifeEvent
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.reschedule.kept import load_proposal, store_proposals
from planner.reschedule.reschedule import RescheduleOptions, reschedule
from planner.reschedule.search import SearchResources
from planner.schemas.proposals import Answer, Ending
from planner.store.archive import Acceptance, Archive, Draft
from planner.store.database import open_store
from planner.store.feeds import Audience, current
from planner.store.revisions import meeting_histories
from tests.planner.feeds.feedcheck import check, expected, rig
from tests.planner.feeds.reading import Event, events
from tests.planner.feeds.test_feed_histories import require_kept_promises
from tests.planner.reschedule.small import turns

ZONE = ZoneInfo("Europe/Copenhagen")
ELECTION = "election reason=Folketingsvalg called=2022-10-05 polling_day=2022-11-01 cabinet=2022-12-15"
KNOWN, CALLED, CABINET = date(2022, 5, 1), date(2022, 10, 5), date(2022, 12, 15)
ID = "ledernetvaerk"
WHOLE = Audience(AudienceKind.NETWORK)


def morning(day: date) -> datetime:
    return datetime.combine(day, time(8), ZONE)


class Autumn:
    """What the planner does: announces the plan of May, hears of the election, and accepts a proposal."""

    def __init__(self, place: Path) -> None:
        self.archive = Archive(open_store(str(place / "network.sqlite")), ID)
        self.network: Network = load_network(folder(DEFAULT))
        problem = build_problem(self.network)
        plan = solve(problem, Limits(seconds=120)).plan
        assert plan is not None
        may = Acceptance("Anne", "", morning(KNOWN).astimezone(UTC))
        self.archive.accept(Draft.of(self.network, problem, plan), may, publisher(self.network))
        with self.archive.store.writing() as connection:
            (self.feed,) = create(connection, ID, [WHOLE], may.at)
        self.before = self.events()

    def answer(self) -> Answer:
        """What is proposed on the day the election was called."""
        accepted = self.archive.kept()
        wish = RescheduleOptions(parse_change(ELECTION, "da"), CALLED)
        found = reschedule(
            accepted.content, accepted.revision.number, wish, SearchResources(turns(), Limits(seconds=60))
        )
        return store_proposals(self.archive.store, ID, found, morning(CALLED))

    def accept(self, number: int) -> None:
        """The proposal of that number becomes the next revision."""
        chosen = load_proposal(self.archive.store, ID, number)
        draft = chosen.draft(build_problem(chosen.content.network))
        said = chosen.acceptance("Anne", "", morning(CALLED) + timedelta(hours=1))
        self.archive.accept(draft, said, publisher(chosen.content.network))

    def body(self, feed: Address) -> bytes:
        """What a calendar shows."""
        with self.archive.store.reading() as connection:
            rendering = current(connection, feed.feed)
        assert rendering is not None
        return rendering.body

    def saved(self, file: Path) -> Path:
        """The calendar of the network in a file."""
        file.write_bytes(self.body(self.feed))
        return file

    def events(self) -> dict[str, Event]:
        """The calendar of the network, as read."""
        return events(self.body(self.feed))


@pytest.fixture
def autumn(tmp_path: Path) -> Iterator[Autumn]:
    found = Autumn(tmp_path)
    with found.archive.store:
        yield found


def test_nobody_knew_of_the_election_in_may() -> None:
    blackouts = build_problem(load_network(folder(DEFAULT))).blackouts
    elections = [each.span for each in blackouts if each.kind is BlackoutKind.ELECTION]
    assert [each for each in elections if date(2022, 6, 2) <= each.last <= date(2023, 1, 31)] == []


def test_five_meetings_are_hit_and_the_calendars_follow_the_proposal_that_is_accepted(autumn: Autumn) -> None:
    answer = autumn.answer()
    assert answer.status is Ending.PROPOSALS
    assert [hit.meeting.partition("/")[0] for hit in answer.hits] == ["2022-2"] * 5
    assert answer.stay == 31
    assert len(answer.proposals) == 3
    for proposal in answer.proposals:
        assert proposal.proof.status is OutcomeStatus.OPTIMAL
        assert len(proposal.moves) == 5
        assert all(move.after and move.after.start.date() > CABINET for move in proposal.moves)
    assert {aim for each in answer.proposals for aim in each.best_at} >= {Aim.LEAST_CHANGE, Aim.LOWEST_COST}
    number = answer.proposals[0].number
    assert number is not None
    autumn.accept(number)
    after = autumn.events()
    require_kept_promises(autumn.before, after, morning(CALLED))
    moved = {move.after.start.astimezone(UTC) for move in answer.proposals[0].moves if move.after}
    assert {each.start for uid, each in after.items() if each.sequence > autumn.before[uid].sequence} == moved
    with autumn.archive.store.reading() as connection:
        touched = [life for life in meeting_histories(connection, ID) if life.steps[-1].revision == 2]
    assert [life.steps[-1].event for life in touched] == [LifeEvent.CHANGED] * 5


@pytest.mark.slow
def test_twenty_calendars_read_the_new_days_as_they_read_the_old_ones(
    autumn: Autumn, tmp_path: Path, shared: Callable[[str], Path]
) -> None:
    calendars = rig(shared("feedcheck"))
    before = autumn.saved(tmp_path / "before.ics")
    number = autumn.answer().proposals[0].number
    assert number is not None
    autumn.accept(number)
    with autumn.archive.store.reading() as connection:
        meant = expected(list(meeting_histories(connection, ID)), lambda each: each.name)
    check(calendars, autumn.saved(tmp_path / "after.ics"), morning(CALLED).astimezone(UTC), meant, before)
