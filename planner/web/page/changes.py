"""Pages of what happened: a form for each kind of change, made of the fields of its model, and what is in force."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, time
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin
from urllib.parse import quote

from fastapi import APIRouter
from pydantic.fields import FieldInfo
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from calendars.language import BoundMessage, Locale, Message, WrongValueError
from constraints.problem.outcome import Limits
from constraints.problem.rule import all_rules
from planner.changes.kinds import KINDS, Change, apply_changes, known_ids, with_ids
from planner.changes.reading import read_changes
from planner.errors import InputError, InputErrors
from planner.files.cells import as_typed, typed_dates, typed_whole
from planner.files.names import options_of
from planner.files.workbook.layout import rule_fields
from planner.files.workbook.values import typed_value
from planner.files.workbook.words import cell_name
from planner.network.fields import DateForm, DayList
from planner.schemas.common import rule_titles
from planner.schemas.proposals import MayMove
from planner.store.errors import StoreError
from planner.use_cases import defaults
from planner.use_cases.homes import spoken
from planner.use_cases.rescheduling import RescheduleRequest
from planner.use_cases.status import change_words
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


_LINES = {
    "cancel": "meetings later until",
    "blackout": "reason first_day last_day of_kind regions municipalities venues people points | source in_person",
    "election": "reason called polling_day cabinet regions municipalities venues people"
    " | campaign_days points in_person source rule every from_year",
    "venue_closed": "venue first_day last_day reason | source",
    "room_closed": "venue room",
    "room_smaller": "venue room seats",
    "staff_away": "person first_day last_day from to",
    "staff_leaves": "person from_day",
    "busy": "person first_day last_day from to",
    "free": "person first_day last_day from to",
    "member_joined": "municipality id role from_day replaces",
    "member_left": "member last_day",
    "application": "offer municipality state suits suits_not persons venue seats reason by",
    "fix": "meeting day venue",
    "window": "round meeting first last",
    "online": "meetings round first_day last_day regions reason mode",
    "together": "round regions apart",
    "rules": "parameter value",
    "region_merged": "regions into name day",
    "law": "theme in_force reason",
}
"""The fields of each form in the order in which one thinks of them; those after "|" are rarely needed."""
_ALSO_REQUIRED = {("election", "polling_day")}
"""Fields that the form asks for, though files may say the same in another way."""
_RULE, _PARAMETER = "rule", "parameter"
_OF_WHOLE = {"fields.backwards": "last_day", "fields.hours_backwards": "to", "network.tables.half_the_hours": "to"}
"""Fields where what is wrong with a change as a whole is told, by the key of the message."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form of a change.

    Attributes:
        name: as the change writes it.
        options: ids with names, where one or several are picked.
        groups: the same under headings.
        values: what is filled in.
        wrong: what is wrong with that.
        hint: what it means if it is left empty, or how it is written.
        rare: whether it stands with those that are rarely needed.
    """

    name: str
    label: str
    widget: Widget
    required: bool
    options: tuple[tuple[str, str], ...] = ()
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    values: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    hint: str = ""
    rare: bool = False


def fields(page: NetworkPage, kind: str, form: FormData | None, wrong: dict[str, list[str]]) -> list[Field]:
    """Return the fields of a kind of change, as filled in by a form or by the address, in the order of the form."""
    model = KINDS[kind]
    infos = {info.alias or key: (key, info) for key, info in model.model_fields.items() if key != "kind"}
    usual, _, rare = _LINES[kind].partition("|")
    found = []
    for name in (*usual.split(), *rare.split()):
        one = _field(page, kind, *infos[name], form, wrong)
        required = one.required or (kind, name) in _ALSO_REQUIRED
        found.append(replace(one, required=required, rare=name in rare.split()))
    return found


def _field(  # noqa: PLR0913, PLR0917 - all that a field is made of
    page: NetworkPage, kind: str, key: str, info: FieldInfo, form: FormData | None, wrong: dict[str, list[str]]
) -> Field:
    model, name = KINDS[kind], info.alias or key
    refers = model.refers.get(key)
    widget = Widget.SELECT if name == _PARAMETER else _widget(info, refers)
    options: tuple[tuple[str, str], ...] = ()
    if refers or key in model.may_refer:
        options = tuple(_options(page, refers or model.may_refer[key]))
    elif name != _PARAMETER and (widget is Widget.SELECT or widget is Widget.SEATS):
        options = tuple((each, page.say(f"choice.{each}")) for each in _choices(info.annotation))
    return Field(
        name, _label(page, kind, name), widget, info.is_required(), options,
        tuple(_parameters(page)) if name == _PARAMETER else (), _values(page, kind, name, info, widget, form, options),
        tuple(wrong.get(name, ())), _hint(page, kind, name),
    )  # fmt: skip


def _label(page: NetworkPage, kind: str, name: str) -> str:
    return page.say(next(each for each in (f"field.{kind}.{name}", f"field.{name}") if each in WORDS))


def _hint(page: NetworkPage, kind: str, name: str) -> str:
    return next((page.say(each) for each in (f"hint.{kind}.{name}", f"hint.{name}") if each in WORDS), "")


def _values(  # noqa: PLR0911, PLR0913, PLR0917 - each line one reason
    page: NetworkPage, kind: str, name: str, info: FieldInfo, widget: Widget, form: FormData | None,
    options: tuple[tuple[str, str], ...],
) -> tuple[str, ...]:  # fmt: skip
    """Return what is filled in: as it was sent, as the address says, or what is usual."""
    if form is not None:
        return tuple(form.text(f"{name}.{each}") for each, _ in options) if widget is Widget.SEATS else form.all(name)
    asked = page.request.query_params
    if name == _PARAMETER and asked.get(_RULE) and asked.get(name):
        return (asked[name] if "." in asked[name] else f"{asked[_RULE]}.{asked[name]}",)
    given = tuple(asked.getlist(name))
    if given or info.default is False:
        return given
    if f"default.{kind}.{name}" in WORDS:
        return (page.say(f"default.{kind}.{name}"),)
    if (kind, name) == ("election", "called"):
        return (page.today().isoformat(),)
    if info.default is True:
        return ("yes",)
    return () if info.is_required() or info.default in {None, "", 0} else (str(info.default),)


def _parameters(page: NetworkPage) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Yield the title of each rule with its parameters."""
    titles = rule_titles_of(page)
    for rule, found in rule_fields().items():
        title = titles.get(rule) or all_rules()[rule].title.say(page.locale)
        yield (
            f"{title[:1].upper()}{title[1:]}",
            tuple((f"{rule}.{each.name}", cell_name(each.name, page.locale)) for each in found),
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
    return Widget.SELECT if _choices(info.annotation) else Widget.TEXT


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
    if options_of(annotation):
        return options_of(annotation)
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
    known = known_ids(target, network)
    if target == "meetings":
        known = _to_come(page, known)
    for found, name in known.items():
        shown = names.get(found) or name
        yield found, shown if shown and shown != found else found


def _to_come(page: NetworkPage, known: Mapping[str, str]) -> Mapping[str, str]:
    """Return the meetings that have not been held; all if that is none, as when another day is taken for today."""
    schedule, today = page.memory.accepted(page.home, page.locale).verdict.schedule, page.today()
    past = {each.id for each in schedule if each.span.last < today}
    asked = {*page.request.query_params.getlist("meetings"), page.request.query_params.get("meeting", "")}
    return {each: name for each, name in known.items() if each not in past or each in asked} or known


def _meeting_names(page: NetworkPage) -> dict[str, str]:
    schedule = page.memory.accepted(page.home, page.locale).verdict.schedule
    return {each.id: page.say("meeting.name_and_day", name=schedule.name(each), day=each.day) for each in schedule}


def rule_titles_of(page: NetworkPage) -> dict[str, str]:
    """Return the titles of all rules in the page's language."""
    found = dict.fromkeys(all_rules(), "")
    problem_ = page.memory.accepted(page.home, page.locale).verdict.schedule.problem
    return found | dict(rule_titles(problem_, page.locale))


def written(kind: str, form: FormData, locale: Locale) -> dict[str, Any]:
    """Return a change as JSON, from a form that was filled in in that language; what is empty is left out."""
    found: dict[str, Any] = {"kind": kind}
    model = KINDS[kind]
    for key, info in model.model_fields.items():
        name = info.alias or key
        widget = _widget(info, model.refers.get(key))
        if widget is Widget.CHECKBOX:
            found[name] = bool(form.text(name))
        elif widget is Widget.SEATS:
            seats = {each: text for each in _choices(info.annotation) if (text := form.text(f"{name}.{each}"))}
            found |= {name: {each: _whole(text, locale) for each, text in seats.items()}} if seats else {}
        elif widget is Widget.SEVERAL and form.all(name):
            found[name] = list(form.all(name))
        elif key != "kind" and widget is not Widget.SEVERAL and form.text(name):
            found[name] = _value(widget, info, form.text(name), locale)
    rule, _, parameter = str(found.get(_PARAMETER, "")).partition(".")
    if parameter:
        kinds = {each.name: each.kind for each in rule_fields().get(rule, ())}
        found |= {_RULE: rule, _PARAMETER: parameter}
        if form.text("value") and parameter in kinds:
            found["value"] = typed_value(form.text("value"), kinds[parameter], locale)
    return found


def _value(widget: Widget, info: FieldInfo, text: str, locale: Locale) -> object:
    if widget is Widget.NUMBER:
        return _whole(text, locale)
    if widget is Widget.DATE or widget is Widget.TIME:
        return as_typed(widget.value, text, locale)
    parts = set(_parts(info.annotation))
    if Any in parts:
        with suppress(ValueError, RecursionError):
            return json.loads(text)
    return typed_dates(text, DateForm(), locale) if DayList in parts else text


def _whole(text: str, locale: Locale) -> object:
    """Return a number; the text itself, which is told as wrong, if it is none."""
    with suppress(WrongValueError):
        return typed_whole(text, locale)
    return text


@router.get("/changes")
def show_changes(page: Shown) -> Response:
    """What can have happened, and what is in force."""
    network = page.known.network
    records = network.changes if network else ()
    with suppress(StoreError, InputErrors):
        today = page.home.today(page.store, fitting=False)
        records = today.file.records if today else page.archive.kept().content.network.changes
    said = [(each, change_words(each, spoken(network, page.locale))) for each in records if network]
    return page.show("changes.html", kinds=list(KINDS), records=said, newest=page.archive.newest())


@router.post("/changes/{number}/withdraw")
def withdraw(page: Planned, number: int, _form: Form) -> Response:
    """Take back a change, as `planner change withdraw` does."""
    page.home.withdraw(page.store, number)
    return page.to(f"/n/{quote(page.id, safe='')}")


@router.get("/changes/new")
def ask(page: Planned, kind: str) -> Response:
    """The form of a kind of change."""
    return _show(page, kind, None, {})


@router.post("/changes/new")
async def tell(page: Planned, kind: str, form: Form) -> Response:
    """Look for plans that answer a change."""
    _require_known(kind)
    await run_in_threadpool(page.require_files)
    try:
        changes = read_changes({"changes": [written(kind, form, page.locale)]}, page.locale)
        await run_in_threadpool(_require_fitting, page, changes, form)
    except InputErrors as errors:
        wrong: dict[str, list[str]] = {}
        names = {key: info.alias or key for key, info in KINDS[kind].model_fields.items()}
        for each in errors.errors:
            key = str(each.path[2]) if len(each.path) > 2 else ""  # noqa: PLR2004 - changes, number, key
            key = _PARAMETER if key == _RULE else names.get(key, key)
            key = key or _OF_WHOLE.get(each.said.message.key, "")
            said = _said(page, each)
            if said not in wrong.setdefault(key, []):
                wrong[key].append(said)
        for each_kind, name in _ALSO_REQUIRED:
            if each_kind == kind and not form.text(name) and not form.text(_RULE):
                wrong = {**wrong, "": [], name: [page.say("wrong.validation.missing")]}
        return await run_in_threadpool(_show, page, kind, form, wrong, 422)
    return await begun(page, _request(page, changes, form), 1.5, as_of=form.as_of(page))


def _require_fitting(page: NetworkPage, changes: tuple[Change, ...], form: FormData) -> None:
    """Require that changes can be applied today, so that what is wrong is told in the form.

    Raises:
        InputErrors: if they cannot.
    """
    if page.mistakes() is None:  # else the files are what is told
        network, plan = page.memory.network(page.home), page.archive.kept().content.plan
        today = form.as_of(page) or page.real_today()
        named = [with_ids(each, network) for each in changes]
        apply_changes(network, plan, named, today, keep_windows=bool(form.text("keep_windows")))


def _said(page: NetworkPage, wrong: InputError) -> str:
    """Return what is wrong with a field, with labels for keys and names for ids."""
    values = wrong.said.values
    names = _names(page) if {"meeting", "round"} & values.keys() else {}
    shown: dict[str, object] = {}
    for name, value in values.items():
        of_id = isinstance(value, str) and name in {"meeting", "round"}
        shown[name] = (
            names.get(str(value), value) if of_id else _of_page(value) if isinstance(value, Message) else value
        )
    return BoundMessage(_of_page(wrong.said.message), shown).say(page.locale)


def _of_page(message: Message) -> Message:
    """Return what a form says for a message that speaks of the keys of files."""
    return WORDS.get(f"wrong.{message.key}", message)


def _names(page: NetworkPage) -> dict[str, str]:
    network = page.memory.network(page.home)
    return dict(known_ids("rounds", network)) | dict(known_ids("meetings", network)) | _meeting_names(page)


def _request(page: NetworkPage, changes: tuple[Change, ...], form: FormData) -> Any:  # noqa: ANN401 - a request
    limits = Limits(defaults.RESCHEDULE_SECONDS)
    move = form.text("may_move")
    request = RescheduleRequest(
        changes, form.as_of(page), defaults.PROPOSALS, MayMove(move if move in set(MayMove) else defaults.MAY_MOVE),
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
    found = [] if page.known.mistakes else fields(page, kind, form, wrong)
    elsewhere = [each for key, said in wrong.items() if key not in {field.name for field in found} for each in said]
    rare = any(each.rare and (each.wrong or (each.values and each.values != ("0",))) for each in found)
    return page.show(
        "change.html", status, network=page, kind=kind, fields=found, rare=rare, wrong=elsewhere, moves=list(MayMove),
        may_move=form.text("may_move") if form else defaults.MAY_MOVE,
        taken=form.text("as_of") if form else page.as_of or "",
        keep_windows=bool(form and form.text("keep_windows")), action=f"/n/{quote(page.id, safe='')}/changes/new",
    )  # fmt: skip
