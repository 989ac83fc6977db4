"""The page of rules: points and limits with what they mean beside them, put into network.toml where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from calendars.language import Locale
from constraints.problem.naming import WEEKDAY_TEXTS
from constraints.problem.rule import all_rules
from planner.errors import SETTINGS_FILE, InputError, KeyPath
from planner.files.editing import FileChangedError
from planner.files.text import decode
from planner.files.toml import CannotEditError, read_toml, with_value
from planner.files.workbook.layout import CellField, Kind, rule_fields
from planner.files.workbook.values import cell_value, join_list, split_list, typed_value
from planner.files.workbook.words import cell_name, meaning
from planner.schemas.http import FaultJson
from planner.use_cases.homes import FilesEdit
from planner.web.error_mapping import fault
from planner.web.page.access import Form, FormData, NetworkPage, Planned, Shown, rule_places
from planner.web.page.tables import digest, faults_json, keep_undo, known_file, refusal
from planner.web.page.tasks import EditedRow
from planner.web.page.words import WORDS
from planner.web.problems import INVALID, problem

router = APIRouter(prefix="/n/{network}/rules")

DECIMAL_COMMA = "da"
HTTP_OK = 200


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a rule as a field of the form.

    Attributes:
        place: its path in the settings as mistakes name it, such as "rules.kept.day".
        label: its name in the reader's language.
        means: what it means, in the reader's language.
        text: what is written; "" if nothing is.
        usual: what counts then.
        choices: whether it is "yes" or "no".
        long: whether it may need a line of its own.
    """

    place: str
    label: str
    means: str
    text: str
    usual: str
    choices: bool
    long: bool
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleForm:
    """A rule with its parameters; `soft` if any of them is a price in points."""

    key: str
    title: str
    soft: bool
    parameters: tuple[Parameter, ...]


def _forms(page: NetworkPage, texts: Mapping[str, str], wrong: tuple[FaultJson, ...]) -> Iterator[RuleForm]:
    said: dict[str, list[str]] = {}
    for each in wrong:
        said.setdefault(each.place or "", []).append(each.detail)
    for key, fields in rule_fields().items():
        rule = all_rules()[key]
        soft = any("Points" in (info.description or "") for info in rule.model_fields.values())
        found = tuple(_parameter(page, key, each, texts, said) for each in fields)
        yield RuleForm(key, rule.title.say(page.locale), soft, found)


def _parameter(
    page: NetworkPage, key: str, field: CellField, texts: Mapping[str, str], wrong: Mapping[str, list[str]]
) -> Parameter:
    place = f"rules.{key}.{field.name}"
    own = [each for name, found in wrong.items() if name == place or name.startswith(f"{place}[") for each in found]
    means = _named(meaning(field, page.locale), page.locale)
    return Parameter(
        place, cell_name(field.name, page.locale), means, texts.get(place, ""),
        _text(_usual(all_rules()[key], field.path), field, page), field.kind is Kind.YES_OR_NO,
        field.kind in {Kind.LIST, Kind.DAYS, Kind.COUNTS}, tuple(own),
    )  # fmt: skip


def _named(means: str, locale: Locale) -> str:
    """Return what a parameter means with the names of others that it speaks of."""
    return re.sub(r"`(\w+)`", lambda found: f"`{cell_name(found[1], locale)}`", means)


def _usual(model: Any, path: KeyPath) -> object:  # noqa: ANN401 - models of every kind
    value: Any = None
    for part in path:
        info = getattr(model, "model_fields", {}).get(part)
        if info is None or info.is_required():
            return None
        value = info.get_default(call_default_factory=True)
        model = type(value)
    return list(value) if isinstance(value, tuple | frozenset | set) else value


def _text(value: object, field: CellField, page: NetworkPage) -> str:  # noqa: PLR0911 - one line a kind
    """Return a value as it is typed: numbers in the form of the language, several with commas between them."""
    cell = cell_value(value, field)
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case float():
            return repr(cell).replace(".", ",") if page.locale == DECIMAL_COMMA else repr(cell)
        case date():
            return cell.isoformat()
        case time():
            return f"{cell:%H:%M}"
        case str() if field.kind is Kind.LIST:
            return join_list(
                [WEEKDAY_TEXTS[each].say(page.locale) if each in WEEKDAY_TEXTS else each for each in split_list(cell)]
            )
        case _:
            return str(cell)


def _written(page: NetworkPage, data: bytes) -> dict[str, str]:
    """Return what is written of each parameter, by its place.

    Raises:
        ProblemError: if the settings cannot be read.
    """
    text = decode(data, SETTINGS_FILE)
    parsed = text if isinstance(text, InputError) else read_toml(text, SETTINGS_FILE)
    if isinstance(parsed, InputError):
        raise problem(INVALID, WORDS["rules.unreadable"])
    found: dict[str, str] = {}
    for key, fields in rule_fields().items():
        for field in fields:
            value: Any = parsed.get("rules", {})
            for part in (key, *field.path):
                value = value.get(part) if isinstance(value, dict) else None
            if value is not None:
                found[f"rules.{key}.{field.name}"] = _text(value, field, page)
    return found


def _show(
    page: NetworkPage, data: bytes, texts: Mapping[str, str], wrong: tuple[FaultJson, ...] = (), code: int = 200
) -> Response:
    others: tuple[FaultJson, ...] = wrong
    errors = page.mistakes()
    if not wrong and errors:
        told = (fault(each).json(page.locale) for each in errors.errors if each.file == SETTINGS_FILE)
        wrong = tuple(each for each in told if (each.place or "").partition("[")[0] in rule_places())
    forms = sorted(_forms(page, texts, wrong), key=lambda each: (not each.soft, each.title))
    shown = {one.place: None for each in forms for one in each.parameters if one.wrong}
    others = tuple(each for each in others if not any((each.place or "").startswith(place) for place in shown))
    at = page.request.query_params.get("at") or (next(iter(shown), "") if code != HTTP_OK else "")
    return page.show("rules.html", code, network=page, forms=forms, wrong=others, seen=digest(data), at=at)


@router.get("")
def show_rules(page: Shown) -> Response:
    """Every rule with parameters."""
    _, data = known_file(page, SETTINGS_FILE)
    return _show(page, data, _written(page, data))


@router.post("")
async def save_rules(page: Planned, form: Form) -> Response:
    """Put what was changed into the settings, or only say what is wrong with it."""
    files, data = await run_in_threadpool(known_file, page, SETTINGS_FILE)
    if form.text("seen") != digest(data):
        raise FileChangedError(Path(SETTINGS_FILE))
    edit = FilesEdit.of(page.home, files, {SETTINGS_FILE: await run_in_threadpool(_edited, page, data, form)})
    only_check = bool(form.text("check"))
    refused = await refusal(page, edit, EditedRow(SETTINGS_FILE, None), write=not only_check)
    if only_check:
        return faults_json(refused.errors if refused else ())
    if refused is not None:
        texts = {name: values[0].strip() for name, values in form.texts.items()}
        return await run_in_threadpool(_show, page, data, texts, refused.errors, 422)
    keep_undo(page, edit)
    return page.to(f"{page.request.url.path.removesuffix('/rules')}/files", saved="yes")


def _edited(page: NetworkPage, data: bytes, form: FormData) -> bytes:
    before = _written(page, data)
    mark = "\ufeff" if data.startswith(b"\xef\xbb\xbf") else ""
    text = data.decode("utf-8-sig")
    for key, fields in rule_fields().items():
        for field in fields:
            place = f"rules.{key}.{field.name}"
            if place in form.texts and form.text(place) != before.get(place, ""):
                try:
                    text = with_value(
                        text, ("rules", key, *field.path), typed_value(form.text(place), field.kind, page.locale)
                    )
                except CannotEditError:
                    raise problem(INVALID, WORDS["rules.unusual"], found=place) from None
    return (mark + text).encode()
