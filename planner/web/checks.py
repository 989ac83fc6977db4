"""Checks that a pool of processes runs for requests: uploads are read there, and plans checked and accepted."""

from __future__ import annotations

import json
import resource
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any, Concatenate, NoReturn, ParamSpec, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from calendars.language import BoundMessage, Locale, Message
from constraints.problem.plan import Plan
from planner.errors import SETTINGS_FILE, InputError, InputErrors
from planner.explain.subject import BrokenPlanError
from planner.files.load import SECRET
from planner.files.plan_file import parse_plan
from planner.jobs.job import Done, JobContext
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.reschedule.kept import GONE_BY
from planner.reschedule.undo import WHY
from planner.schemas.http import ListedNetwork, NetworkJson, Remark, UploadedJson, ValidatedJson
from planner.schemas.plans import verdict_json
from planner.schemas.revisions import OverrideJson, revision_json
from planner.store import revisions
from planner.store.archive import Acceptance, Archive, Draft, StaleRevisionError
from planner.store.errors import NoSuchRevisionError, NothingAcceptedError
from planner.store.keys import IdempotentRequest, remember, remembered
from planner.store.revisions import Revision
from planner.store.uploads import current_document, current_network, uploaded
from planner.use_cases.accepting import Who, accept, draft_of_plan, draft_of_proposal, overridable, undo
from planner.use_cases.changing import uploaded_today
from planner.use_cases.homes import put_files
from planner.use_cases.status import edits_since, status, uploaded_since
from planner.use_cases.today import NetworkToday, load_uploaded
from planner.web.bodies import Upload
from planner.web.error_mapping import RAISED, fault, faults_in, problem_of
from planner.web.problems import BROKEN_PLAN, INVALID, REPEATED, STALE, TOO_LARGE, ProblemError, problem
from planner.web.secrets import secrets_of
from planner.web.task_results import opened, refused

CPU_SECONDS = 60
"""Time of a processor that one check may use."""

CREATED, GOOD = 201, 200

TOO_MUCH = Message(
    "checks.too_much", "Reading and checking this takes more than {n} {n:second|seconds} of a processor."
)
UPLOADED_MEANWHILE = Message(
    "api.accepting.uploaded_meanwhile", "Not accepted: the files of the network were uploaded anew meanwhile."
)
USED = Message("api.accepting.used", "This Idempotency-Key came before with another request.")

Given = ParamSpec("Given")
Check = Callable[Concatenate[JobContext, Locale, Given], Done]


class _TooMuchError(BaseException):
    """The check used its time; no handler of exceptions on the way takes it for something else."""


def limited_check(task: Check[Given]) -> Check[Given]:
    """Have a check tell in the client's language what cannot be done, and end when it has used its time."""

    @wraps(task)
    def tried(desk: JobContext, locale: Locale, *args: Given.args, **more: Given.kwargs) -> Done:
        try:
            with _limited_time():
                return task(desk, locale, *args, **more)
        except _TooMuchError:
            return refused(problem(TOO_LARGE, TOO_MUCH, n=CPU_SECONDS), locale)
        except (ProblemError, *RAISED) as error:
            return refused(problem_of(error), locale)

    return cast("Check[Given]", tried)


@contextmanager
def _limited_time() -> Iterator[None]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    usual = signal.signal(signal.SIGXCPU, _too_much)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + CPU_SECONDS, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))
        signal.signal(signal.SIGXCPU, usual)


def _too_much(_number: int, _frame: object) -> NoReturn:
    raise _TooMuchError


@dataclass(frozen=True, slots=True)
class Place:
    """Where a check reads and writes: the address of the store and the id of the network."""

    store: str
    network: str

    @property
    def archive(self) -> Archive:
        """The archive of the network."""
        return Archive(opened(self.store), self.network)


@limited_check
def read_upload(_desk: JobContext, locale: Locale, place: Place, given: Upload, chosen: bool) -> Done:  # noqa: FBT001 - arguments of tasks have no names
    """Read the files of a network and put them in place of those uploaded before.

    Args:
        locale: the language of what is wrong with them.
        place: of the network.
        given: the files.
        chosen: whether the client chose the language; else remarks are in that of the network.
    """
    files = given.files()
    today, remarks = load(place.archive, files, locale, chosen=chosen)
    content = today.network
    with place.archive.store.writing() as connection:
        new = put_files(connection, place.network, files, today)
        shown = network_json(connection, place.network, content)
    return Done(UploadedJson(network=shown, remarks=remarks).model_dump_json(), CREATED if new else GOOD)


@limited_check
def validate_upload(_desk: JobContext, locale: Locale, place: Place, given: Upload, chosen: bool) -> Done:  # noqa: FBT001 - arguments of tasks have no names
    """Say what is wrong with the files of a network; arguments as of `read_upload`."""
    _, remarks = load(place.archive, given.files(), locale, chosen=chosen)
    return Done(ValidatedJson(remarks=remarks).model_dump_json(exclude_unset=True))


def load(
    archive: Archive, files: Mapping[str, bytes], locale: Locale, *, chosen: bool
) -> tuple[NetworkToday, list[Remark]]:
    """Return the network of files that were sent, and remarks about it.

    Args:
        archive: of the network.
        files: content by name.
        locale: the language of mistakes, if it was chosen; else they are in that of the network.
        chosen: whether it was.
    """
    found: list[InputError] = []
    secrets = secrets_in(archive, files.get(SETTINGS_FILE, MAY_HAVE_SECRETS))
    today = load_uploaded(files, lambda: archive, found.append, secrets)
    content = today.network
    try:
        build_problem(content)
    except InputErrors as errors:
        raise InputErrors(errors.errors, locale if chosen else content.settings.locale) from None
    said = locale if chosen else content.settings.locale
    return today, [Remark(**fault(each).json(said).model_dump(exclude_unset=True)) for each in found]


MAY_HAVE_SECRETS = SECRET.encode()
"""Stands for the settings of a workbook, which are not looked through for it."""


def secrets_in(archive: Archive, settings: bytes) -> dict[str, str]:
    """Return the stored secrets of the network if its settings name any."""
    if SECRET.encode() not in settings:
        return {}
    try:
        with archive.store.reading() as connection:
            return secrets_of(connection, archive.network)
    except NothingAcceptedError:
        return {}


def listed(connection: Connection, network: str) -> ListedNetwork:
    """Return a network as the list shows it."""
    found, last = uploaded(connection, network), revisions.last(connection, network)
    return ListedNetwork(
        id=network, revision=last.number if last else 0, uploaded_at=found.uploaded_at if found else None
    )


def network_json(connection: Connection, network: str, content: Network) -> NetworkJson:
    """Return a network as it is planned next."""
    settings = content.settings
    return NetworkJson(
        **listed(connection, network).model_dump(),
        name=settings.name,
        locale=settings.locale,
        timezone=settings.timezone,
        first_day=settings.first_day,
        last_day=settings.last_day,
        regions=len(settings.regions),
        municipalities=len(content.municipalities),
        members=len(content.members),
        venues=len(content.venues),
        rounds=len(content.rounds),
    )


@dataclass(frozen=True, slots=True)
class Condition:
    """On what the acceptance of something rests.

    Attributes:
        expected: number of the revision that must be the last; 0 for none.
        mark: of the store in which that was seen.
        asking: identity of the request if it has an Idempotency-Key.
    """

    expected: int
    mark: str
    asking: IdempotentRequest | None


@limited_check
def read_status(_desk: JobContext, _locale: Locale, place: Place, as_of: date | None) -> Done:
    """Say how the last revision stands."""
    archive = place.archive
    kept = archive.kept()
    with archive.store.reading() as connection:
        today = uploaded_today(archive, connection)
        network = today.network if today else current_network(connection, archive.network)
    edits = edits_since(archive, kept, today) if today else uploaded_since(kept, network)
    return Done(status(archive, kept, network, edits, as_of).model_dump_json())


@limited_check
def accept_plan(
    _desk: JobContext, locale: Locale, place: Place, plan: Any, who: Who, condition: Condition  # noqa: ANN401 - as sent
) -> Done:  # fmt: skip
    """Check a plan and make it the next revision."""
    archive = place.archive
    before = made_before(archive, condition.asking)
    if before is not None:
        return _made(before)
    with archive.store.reading() as connection:
        document = current_document(connection, archive.network)
        network = current_network(connection, archive.network)
    with _broken_refused():
        draft = draft_of_plan(network, _plan(plan, locale))
        acceptance = who.now(ZoneInfo(network.settings.timezone))
        return _made(accept_once(archive, AcceptRequest(draft, acceptance, document), condition.asking))


@limited_check
def accept_proposal(
    _desk: JobContext, _locale: Locale, place: Place, number: int, who: Who, condition: Condition
) -> Done:
    """Check a proposal once more and make it the next revision."""
    archive = place.archive
    before = made_before(archive, condition.asking)
    if before is not None:
        return _made(before)
    with archive.store.reading() as connection:
        document, today = current_document(connection, archive.network), uploaded_today(archive, connection)
    with _broken_refused(BoundMessage(GONE_BY)):
        draft, acceptance = draft_of_proposal(archive, number, who, today)
        wish = AcceptRequest(
            draft, replace(acceptance, expected=condition.expected), document, rests_on=acceptance.expected
        )
        return _made(accept_once(archive, wish, condition.asking))


@limited_check
def undo_revision(
    _desk: JobContext, _locale: Locale, place: Place, number: int | None, who: Who, condition: Condition
) -> Done:
    """Make a revision equal to an earlier one the next; without a number, to the one before the last."""
    archive = place.archive
    before = made_before(archive, condition.asking)
    if before is not None:
        return _made(before)
    settings = archive.kept().content.network.settings
    zone = ZoneInfo(settings.timezone)
    with archive.store.reading() as connection:
        document, today = current_document(connection, archive.network), uploaded_today(archive, connection)
    with _broken_refused():
        found = undo(archive, number, who.moment(zone) or datetime.now(UTC), today)
        who = replace(who, why=who.why or WHY.say(settings.locale, number=str(found.to)))
        return _made(accept_once(archive, AcceptRequest(found.draft, who.now(zone), document), condition.asking))


def _made(revision: Revision) -> Done:
    return Done(revision_json(revision).model_dump_json(), CREATED)


def _plan(found: Any, locale: Locale) -> Plan:  # noqa: ANN401 - whatever was sent
    try:
        return parse_plan(json.dumps(found), "plan", locale)
    except InputErrors as errors:
        raise ProblemError(INVALID, faults=faults_in(errors, "plan")) from None


@contextmanager
def _broken_refused(said: BoundMessage | None = None) -> Iterator[None]:
    """Refuse a plan that breaks rules.

    Raises:
        ProblemError: with the broken rules.
    """
    try:
        yield
    except BrokenPlanError as error:
        broken = [each for each in verdict_json(error.verdict).findings if each.broken]
        despite = [OverrideJson(**asdict(each)) for each in overridable(error.verdict)]
        raise ProblemError(BROKEN_PLAN, said, findings=broken, despite=despite) from error


@dataclass(frozen=True, slots=True)
class AcceptRequest:
    """What to accept.

    Attributes:
        acceptance: with the number of the revision that is to be the last.
        document: hash of what was the current network when the plan was checked; None if that does not matter.
        rests_on: number of the revision that a proposal was made for.
    """

    draft: Draft
    acceptance: Acceptance
    document: str | None = None
    rests_on: int | None = None


def accept_once(archive: Archive, wish: AcceptRequest, asking: IdempotentRequest | None) -> Revision:
    """Accept, or return the revision that an earlier sending of the same request made.

    Raises:
        ProblemError: if the revision is stale, or the key was used with another request.
        BrokenPlanError: if the plan breaks a rule that it was not said to break.
        StoreError: if the store cannot be written; it is then unchanged.
    """
    with archive.store.writing() as connection:
        revisions.lock(connection, archive.network)  # concurrent requests with the same key wait here
        before = _made_before(connection, asking)
        if before is not None:
            return before
        revision = _accept(connection, archive, wish)
        if asking is not None:
            remember(connection, asking, revision.number, wish.acceptance.at)
        return revision


def made_before(archive: Archive, asking: IdempotentRequest | None) -> Revision | None:
    """Return the revision that an earlier sending made; None if there was none. Errors as for `accept_once`."""
    if asking is None:
        return None
    with archive.store.reading() as connection:
        return _made_before(connection, asking)


def _made_before(connection: Connection, asking: IdempotentRequest | None) -> Revision | None:
    found = remembered(connection, asking) if asking else None
    if asking is None or found is None:
        return None
    request, number = found
    if request != asking.request:
        raise problem(REPEATED, USED)
    return revisions.numbered(connection, asking.network, number)


def _accept(connection: Connection, archive: Archive, wish: AcceptRequest) -> Revision:
    last = revisions.last(connection, archive.network)
    acceptance = wish.acceptance
    if acceptance.expected == (last.number if last else 0):
        _require_same_network(connection, archive, wish)
        acceptance = replace(acceptance, expected=acceptance.expected if wish.rests_on is None else wish.rests_on)
    try:
        return accept(connection, archive.network, wish.draft, acceptance)
    except StaleRevisionError as error:
        raise _with_newest(connection, archive, problem_of(error)) from error
    except NoSuchRevisionError as error:
        raise _with_newest(connection, archive, ProblemError(STALE, error.said)) from error


def _require_same_network(connection: Connection, archive: Archive, wish: AcceptRequest) -> None:
    if wish.document not in {None, current_document(connection, archive.network)}:
        raise _with_newest(connection, archive, ProblemError(STALE, BoundMessage(UPLOADED_MEANWHILE)))


def _with_newest(connection: Connection, archive: Archive, error: ProblemError) -> ProblemError:
    last = revisions.last(connection, archive.network)
    error.more["revision"] = last.number if last else 0
    return error
