"""Pages of what happened: a form for each kind of change, made of the fields of its model, and what is in force."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin
from urllib.parse import quote

from fastapi import APIRouter
from pydantic.fields import FieldInfo
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from constraints.problem.outcome import Limits
from constraints.problem.rule import all_rules
from planner.changes.change import AnyChange
from planner.changes.kinds import KINDS, Change, known_ids
from planner.changes.reading import read_changes
from planner.errors import InputErrors
from planner.network.network import Network
from planner.schemas.common import rule_titles
from planner.schemas.proposals import MayMove
from planner.store.errors import StoreError
from planner.use_cases import defaults
from planner.use_cases.changing import rewritten
from planner.use_cases.rescheduling import RescheduleRequest
from planner.use_cases.status import change_words
from planner.use_cases.today import Today
from planner.web.api.jobs import JOB_MARGIN_SECONDS
from planner.web.page.access import Form, FormData, NetworkPage, Planned, Shown
from planner.web.page.jobs import begun
from planner.web.page.plans import job_request
from planner.web.page.words import WORDS
from planner.web.problems import NOT_FOUND, problem

router = APIRouter(prefix="/n/{network}")


class Widget(StrEnum):
    """How a field is filled in."""

    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    TEXT = "text"
    CHECKBOX = "checkbox"
    SELECT = "select"
    SEVERAL = "several"
    SEATS = "seats"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form of a change.

    Attributes:
        name: as the change writes it.
        options: ids with names, where one or several are picked.
        values: what is filled in.
        wrong: what is wrong with that.
    """

    name: str
    label: str
    widget: Widget
    required: bool
    options: tuple[tuple[str, str], ...] = ()
    values: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


def fields(page: NetworkPage, kind: str, form: FormData | None, wrong: dict[str, list[str]]) -> list[Field]:
    """Return the fields of a kind of change, as filled in by a form or by the address; what must be said first."""
    model = KINDS[kind]
    known = ((name, info) for name, info in model.model_fields.items() if name != "kind")
    found = [_field(page, model, name, info, form, wrong) for name, info in known]
    return sorted(found, key=lambda each: (not each.required, each.widget is Widget.SEVERAL))


def _field(  # noqa: PLR0913, PLR0917 - all that a field is made of
    page: NetworkPage, model: type[AnyChange], key: str, info: FieldInfo, form: FormData | None,
    wrong: dict[str, list[str]],
) -> Field:  # fmt: skip
    name = info.alias or key
    widget = _widget(info, model.refers.get(key))
    options: tuple[tuple[str, str], ...] = ()
    if key in model.refers:
        options = tuple(_options(page, model.refers[key]))
    elif widget is Widget.SELECT or widget is Widget.SEATS:
        options = tuple((each, page.say(f"choice.{each}")) for each in _choices(info.annotation))
    if form is None:
        given = page.request.query_params.getlist(name)
        usual = [] if info.is_required() or info.default in {None, ""} else [str(info.default)]
        values = tuple(given or (["yes"] if info.default is True else [] if info.default is False else usual))
    elif widget is Widget.SEATS:
        values = tuple(form.text(f"{name}.{each}") for each, _ in options)
    else:
        values = form.all(name)
    return Field(
        name, page.say(f"field.{name}"), widget, info.is_required(), options, values, tuple(wrong.get(name, ()))
    )


def _widget(info: FieldInfo, refers: str | None) -> Widget:
    parts = set(_parts(info.annotation))
    if refers is not None:
        return Widget.SEVERAL if tuple in parts else Widget.SELECT
    if dict in parts:
        return Widget.SEATS
    for kind, widget in ((date, Widget.DATE), (time, Widget.TIME), (bool, Widget.CHECKBOX), (int, Widget.NUMBER)):
        if kind in parts:
            return widget
    return Widget.SELECT if Literal in parts else Widget.TEXT


def _parts(annotation: Any) -> Iterator[Any]:  # noqa: ANN401 - any annotation
    """Yield the classes and origins that an annotation is made of."""
    origin = get_origin(annotation)
    if origin is None:
        yield annotation
        return
    yield origin
    if origin is not Literal:
        for each in get_args(annotation):
            yield from _parts(each)


def _choices(annotation: Any) -> tuple[str, ...]:  # noqa: ANN401 - any annotation
    if get_origin(annotation) is Literal:
        return tuple(map(str, get_args(annotation)))
    return next((found for each in get_args(annotation) if (found := _choices(each))), ())


def _options(page: NetworkPage, target: str) -> Iterator[tuple[str, str]]:
    """Yield the ids that may be picked, with names that people know them by."""
    network = page.memory.network(page.home)
    names = _meeting_names(page) if target == "meetings" else {}
    if target == "rules":
        names = rule_titles_of(page)
    if target in {"members", "people"}:
        towns = {each.id: each.name for each in network.municipalities}
        names = {each.id: f"{towns.get(each.municipality, '')} ({each.id})" for each in network.members}
    for found, name in known_ids(target, network).items():
        shown = names.get(found) or name
        yield found, shown if shown and shown != found else found


def _meeting_names(page: NetworkPage) -> dict[str, str]:
    schedule = page.memory.accepted(page.home, page.locale).verdict.schedule
    return {each.id: page.say("meeting.name_and_day", name=schedule.name(each), day=each.day) for each in schedule}


def rule_titles_of(page: NetworkPage) -> dict[str, str]:
    """Return the titles of all rules in the page's language."""
    found = dict.fromkeys(all_rules(), "")
    problem_ = page.memory.accepted(page.home, page.locale).verdict.schedule.problem
    return found | dict(rule_titles(problem_, page.locale))


def written(kind: str, form: FormData) -> dict[str, Any]:
    """Return a change as JSON, from a form; what is empty is left out."""
    found: dict[str, Any] = {"kind": kind}
    model = KINDS[kind]
    for key, info in model.model_fields.items():
        name = info.alias or key
        widget = _widget(info, model.refers.get(key))
        if widget is Widget.CHECKBOX:
            found[name] = bool(form.text(name))
        elif widget is Widget.SEATS:
            seats = {each: _number(text) for each in _choices(info.annotation) if (text := form.text(f"{name}.{each}"))}
            found[name] = seats
        elif widget is Widget.SEVERAL and form.all(name):
            found[name] = list(form.all(name))
        elif key != "kind" and widget is not Widget.SEVERAL and form.text(name):
            found[name] = _value(widget, info, form.text(name))
    return found


def _value(widget: Widget, info: FieldInfo, text: str) -> object:
    if widget is Widget.NUMBER:
        return _number(text)
    if Any in set(_parts(info.annotation)):
        with suppress(ValueError, RecursionError):
            return json.loads(text)
    return text


def _number(text: str) -> object:
    return int(text) if text.isdecimal() and len(text) < 12 else text  # noqa: PLR2004 - more is told as wrong


@router.get("/changes")
def show_changes(page: Shown) -> Response:
    """What can have happened, and what is in force."""
    network: Network = page.memory.network(page.home)
    records = network.changes
    with suppress(StoreError):
        today = page.home.today(page.store, fitting=False)
        records = today.file.records if today else page.archive.kept().content.network.changes
    spoken = network.model_copy(update={"settings": network.settings.model_copy(update={"locale": page.locale})})
    said = [(each, change_words(each, spoken)) for each in records]
    return page.show("changes.html", network=page, kinds=list(KINDS), records=said, newest=page.archive.newest())


@router.post("/changes/{number}/withdraw")
def withdraw(page: Planned, number: int, _form: Form) -> Response:
    """Take back a change that stands in the folder, as `planner change withdraw` does."""
    today = page.home.today(page.store, fitting=False)
    if not isinstance(today, Today):
        raise problem(NOT_FOUND, WORDS["files.in_store"])
    today.update(rewritten(page.archive, today, number, lambda _record: None).records).write()
    return page.to(f"/n/{quote(page.id, safe='')}")


@router.get("/changes/new")
def ask(page: Planned, kind: str) -> Response:
    """The form of a kind of change."""
    return _show(page, kind, None, {})


@router.post("/changes/new")
async def tell(page: Planned, kind: str, form: Form) -> Response:
    """Look for plans that answer a change."""
    _require_known(kind)
    try:
        changes = read_changes({"changes": [written(kind, form)]}, page.locale)
    except InputErrors as errors:
        wrong: dict[str, list[str]] = {}
        for each in errors.errors:
            key = str(each.path[2]) if len(each.path) > 2 else ""  # noqa: PLR2004 - changes, number, key
            wrong.setdefault(key, []).append(each.said.say(page.locale))
        return await run_in_threadpool(_show, page, kind, form, wrong, 422)
    return await begun(page, _request(page, changes, form), 1.5)


def _request(page: NetworkPage, changes: tuple[Change, ...], form: FormData) -> Any:  # noqa: ANN401 - a request
    limits = Limits(defaults.RESCHEDULE_SECONDS)
    move = form.text("may_move")
    request = RescheduleRequest(
        changes, form.day("today"), defaults.PROPOSALS, MayMove(move if move in set(MayMove) else defaults.MAY_MOVE),
        bool(form.text("keep_windows")),
    )  # fmt: skip
    return job_request(page, "what-if", "what_if", limits.hard_stop + JOB_MARGIN_SECONDS, request, limits)


def _require_known(kind: str) -> None:
    if kind not in KINDS:
        raise problem(NOT_FOUND, WORDS["changes.no_kind"])


def _show(
    page: NetworkPage, kind: str, form: FormData | None, wrong: dict[str, list[str]], status: int = 200
) -> Response:
    _require_known(kind)
    found = fields(page, kind, form, wrong)
    elsewhere = [each for key, said in wrong.items() if key not in {field.name for field in found} for each in said]
    return page.show(
        "change.html", status, network=page, kind=kind, fields=found, wrong=elsewhere, moves=list(MayMove),
        may_move=form.text("may_move") if form else defaults.MAY_MOVE,
        today=form.text("today") if form else page.request.query_params.get("as_of", ""),
        keep_windows=bool(form and form.text("keep_windows")), action=f"/n/{quote(page.id, safe='')}/changes/new",
    )  # fmt: skip
