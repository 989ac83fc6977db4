"""Whatever is planned, changed, accepted and undone over the years, what was held stays and notice is given."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from calendars.days import Span
from constraints.problem.plan import Plan
from constraints.problem.problem import PlannedMeeting
from planner.changes.reading import parse_change
from planner.changes.records import RecordFile, in_force, parse_records
from planner.errors import InputErrors
from planner.explain.subject import BrokenPlanError
from planner.feeds.audiences import AudienceKind
from planner.feeds.publish import create, without_feed
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.reschedule.search import SearchResources
from planner.reschedule.undo import CannotUndoError, draft_undo
from planner.store.archive import Archive, Draft
from planner.store.database import open_store
from planner.store.feeds import Audience, current, feeds_of
from planner.store.revisions import Override
from planner.use_cases import planning
from planner.use_cases.accepting import Who, accept, draft_of_proposal
from planner.use_cases.planning import PlanOn
from planner.use_cases.rescheduling import RescheduleRequest, reschedule
from planner.use_cases.today import NetworkToday
from tests.planner.feeds.reading import Event, events
from tests.planner.feeds.test_feed_histories import require_kept_promises, require_what_was_told
from tests.planner.reschedule.small import LIMITS, ZONE, network, plan, turns

NOTICE_DAYS = 14
BEGUN = date(2023, 2, 20)
DAYS = st.integers(0, 280).map(lambda days: BEGUN + timedelta(days=days))
MEETINGS = st.sampled_from(["kickoff", "1/nord", "1/syd", "2/nord", "2/syd"])
GIVEN = st.sampled_from([(), ("notice",), ("notice", "window", "region_gap")])


class WholeLives(RuleBasedStateMachine):
    """A store with the calendar of the whole network, and what people know of it."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.archive = Archive(open_store(str(Path(self.folder.name) / "network.sqlite")), "net")
        self.today, self.seen = BEGUN, dict[str, Event]()
        self.known: dict[str, PlannedMeeting] = {}
        self.closed: dict[int, tuple[Span, ...]] = {}
        self.files = written = network()
        self.files_of: dict[int, Network] = {}
        assert self._accepted(Draft.of(written, build_problem(written), plan()), self._who())
        with self.archive.store.writing() as connection:
            (self.feed,) = create(connection, "net", [Audience(AudienceKind.NETWORK)], self._now())
        self._look(())

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.archive.store.close()
            self.folder.cleanup()

    @rule(days=st.integers(1, 60))
    def time_passes(self, days: int) -> None:
        self.today = min(self.today + timedelta(days=days), date(2023, 12, 20))

    @rule(wish=DAYS, from_scratch=st.booleans())
    def plan_on(self, wish: date, from_scratch: bool) -> None:  # noqa: FBT001 - Hypothesis passes it by name
        kept = self.archive.kept()
        written = _with_wish(kept.content.network, wish)
        on = PlanOn.last(self.archive, written, self.today, from_scratch=from_scratch)
        answer = planning.solve(
            written, LIMITS, on=on, on_progress=lambda _: None, stop=threading.Event(), solvers=turns()
        )
        if answer.outcome.plan is None:
            return
        draft = Draft.of(written, answer.problem, answer.outcome.plan)
        self.files = _with_wish(self.files, wish)
        assert self._accepted(draft, self._who())  # what is planned on can be accepted without an override
        self._look(self.closed[kept.revision.number])

    @rule(meeting=MEETINGS, days=st.sampled_from([-14, -7, -2, 2, 7, 14]), given=GIVEN)
    def move_by_hand(self, meeting: str, days: int, given: Sequence[str]) -> None:
        kept, later = self.archive.kept(), timedelta(days=days)
        meetings = [replace(each, start=each.start + later, end=each.end + later) if each.meeting == meeting else each
                    for each in kept.content.plan.meetings]  # fmt: skip
        written = kept.content.network
        draft = Draft.of(written, build_problem(written), Plan.of(meetings))
        if self._accepted(draft, self._who(*(Override(name, meeting) for name in given))):
            self._look(self.closed[kept.revision.number])

    @rule(first=DAYS, length=st.integers(0, 20))
    def close_days(self, first: date, length: int) -> None:
        last = min(first + timedelta(days=length), date(2023, 12, 31))
        kept = self.archive.kept()
        said = parse_change(f"blackout reason=Lukket first_day={first} last_day={last}", "en")
        if self._changed(said):
            self._look((*self.closed[kept.revision.number], Span(first, last)))

    @rule(meeting=MEETINGS, later=st.booleans())
    def cancel(self, meeting: str, later: bool) -> None:  # noqa: FBT001 - Hypothesis passes it by name
        kept = self.archive.kept()
        had = {each.meeting: each.start.date() for each in kept.content.plan.meetings}
        if self._changed(parse_change(f"cancel meetings={meeting} later={'yes' if later else 'no'}", "en")):
            self._look(self.closed[kept.revision.number])
            has = {each.meeting: each.start.date() for each in self.archive.kept().content.plan.meetings}
            assert has[meeting] > had[meeting] if later else meeting not in has

    @rule(meeting=MEETINGS, day=DAYS)
    def fix(self, meeting: str, day: date) -> None:
        kept = self.archive.kept()
        if self._changed(parse_change(f"fix meeting={meeting} day={day}", "en")):
            self._look(self.closed[kept.revision.number])
            has = {each.meeting: each.start.date() for each in self.archive.kept().content.plan.meetings}
            assert has[meeting] == day

    @rule(back=st.integers(1, 3), given=GIVEN)
    def undo(self, back: int, given: Sequence[str]) -> None:
        last = self.archive.newest()
        number = max(last - back, 1)
        try:
            found = draft_undo(self.archive, number, self._now())
        except CannotUndoError:
            return
        despite = [Override(name, each.meeting) for name in given for each in found.draft.content.plan.meetings]
        if self._accepted(found.draft, self._who(*despite)):
            self.files = self.files_of[number]
            self._look(self.closed[number])

    @rule(member=st.sampled_from(["a1", "a2", "c1", "c2"]), day=DAYS)
    def somebody_leaves(self, member: str, day: date) -> None:
        kept = self.archive.kept()
        if self._changed(parse_change(f"member_left member={member} last_day={day}", "en")):
            self._look(self.closed[kept.revision.number])

    @rule(home=st.sampled_from(["0851", "0607"]), day=DAYS)
    def somebody_joins(self, home: str, day: date) -> None:
        kept = self.archive.kept()
        joined = f"member_joined id=new-{kept.revision.number} municipality={home} from_day={day}"
        if self._changed(parse_change(joined, "en")):
            self._look(self.closed[kept.revision.number])

    def _changed(self, said: Sequence[object]) -> bool:
        """Answer a change and accept the first proposal; return whether there was one."""
        kept = self.archive.kept()
        request = RescheduleRequest(tuple(said), self.today, wanted=1, save=True)  # type: ignore[arg-type]
        try:
            answer = reschedule(
                self.archive, kept.revision.number, kept.content, request, SearchResources(turns(), LIMITS)
            )
        except InputErrors:
            return False
        if not answer.proposals:
            return False
        before = kept.content.network
        today = NetworkToday(self.files, RecordFile(before.changes), before, lambda _revision: None)
        draft, acceptance = draft_of_proposal(self.archive, answer.proposals[0].number or 0, self._who(), today)
        with self.archive.store.writing() as connection:
            accept(connection, "net", draft, acceptance)
        return True

    def _who(self, *despite: Override) -> Who:
        return Who("Anne", as_of=self.today, despite=despite)

    def _now(self) -> datetime:
        return datetime.combine(self.today, time.min, ZONE)

    def _accepted(self, draft: Draft, who: Who) -> bool:
        """Accept, and return whether it was not refused."""
        try:
            with self.archive.store.writing() as connection:
                accept(connection, "net", draft, who.now(ZONE))
        except BrokenPlanError:
            return False
        return True

    def _look(self, closed: tuple[Span, ...]) -> None:
        """Require of the last revision what people rely on; `closed` are the days that its changes close."""
        kept = self.archive.kept()
        self.closed[kept.revision.number] = closed
        now = {each.meeting: each for each in kept.content.plan.meetings}
        overridden = {(each.rule, each.meeting) for each in kept.revision.overrides}
        for name, old in self.known.items():
            if old.start.date() < self.today:
                assert now[name] == old
        for name, new in now.items():
            before = self.known.get(name)
            if before is not None and new.start.date() != before.start.date():
                notice = (new.start.date() - self.today).days
                assert notice >= NOTICE_DAYS or ("notice", name) in overridden
            if new.start.date() >= self.today:
                assert not any(new.start.date() in span for span in closed)
        self.known = now
        self.files_of[kept.revision.number] = self.files
        records = RecordFile(kept.content.network.changes)
        assert parse_records(records.text("da").encode(), "da").records == records.records
        assert in_force(self.files, records) == kept.content.network  # folder and store agree
        self._require_promises()
        self._require_own_meetings(kept.content.network, now)

    def _require_own_meetings(self, written: Network, now: Mapping[str, PlannedMeeting]) -> None:
        """Require of the calendar of each member the meetings to come that they belong to on the day, and no other."""
        everyone = [Audience(AudienceKind.MEMBER, each.id) for each in written.members]
        with self.archive.store.writing() as connection:
            create(connection, "net", without_feed(connection, "net", everyone), self._now())
        with self.archive.store.reading() as connection:
            found = {each.audience.target: current(connection, each.id) for each in feeds_of(connection, "net")}
        ids = {life.uid: life.meeting for life in self.archive.kept().meeting_histories if not life.cancelled}
        for member in written.members:
            body = found[member.id]
            assert body is not None
            shown = {ids[uid] for uid, each in events(body.body).items() if uid in ids and each.status != "CANCELLED"}
            region = {"0851": "nord", "0607": "syd"}[member.municipality]
            for name, planned in now.items():
                day = planned.start.date()
                belongs = (member.from_day or day) <= day <= (member.last_day or day)
                if day >= self.today:
                    assert (name in shown) == (belongs and name.partition("/")[2] in {"", region})

    def _require_promises(self) -> None:
        if not hasattr(self, "feed"):
            return
        with self.archive.store.reading() as connection:
            rendering = current(connection, self.feed.feed)
        assert rendering is not None
        shown = events(rendering.body)
        require_kept_promises(self.seen, shown, self._now().astimezone(UTC))
        announced = [life.announced for life in self.archive.kept().meeting_histories if not life.cancelled]
        require_what_was_told(shown, announced)
        self.seen = shown


def _with_wish(written: Network, day: date) -> Network:
    """The network with a wish for the day of the second round."""
    rounds = [each.changed(wanted_day=day) if each.id == "2" and day in each.window else each
              for each in written.settings.rounds]  # fmt: skip
    return written.changed(settings=written.settings.changed(rounds=tuple(rounds)))


class LivesByHand(WholeLives):
    """Without what needs a solver, so that many lives can be tried in little time."""

    plan_on = close_days = cancel = fix = somebody_leaves = somebody_joins = None  # type: ignore[assignment]


@pytest.mark.slow
def test_lives_by_hand() -> None:
    run_state_machine_as_test(LivesByHand, settings=settings(max_examples=20, stateful_step_count=8))


def test_whole_lives() -> None:
    run_state_machine_as_test(WholeLives, settings=settings(max_examples=3, stateful_step_count=6))


@pytest.mark.slow
def test_many_whole_lives() -> None:
    run_state_machine_as_test(WholeLives, settings=settings(max_examples=40, stateful_step_count=15))
