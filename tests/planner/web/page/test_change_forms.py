"""The forms of changes: what must be filled in, what is said beside a field, and in which words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from calendars import language as languages
from calendars.language import LOCALES, Locale
from planner.changes.kinds import KINDS
from planner.web.page.access import FormData
from planner.web.page.changes import _LINES, written
from planner.web.page.words import WORDS
from tests.planner.web.page.browser import Site
from tests.planner.web.page.test_access import Visitor

FORM = "/n/net/changes/new?kind="


def form(texts: dict[str, str]) -> FormData:
    return FormData({name: (text,) for name, text in texts.items()}, {})


def page(accepted: Site, kind: str, language: Locale = "en", **query: str) -> str:
    asked = "".join(f"&{name}={value}" for name, value in query.items())
    answer = Visitor(accepted.server, asked={"Accept_Language": language}).get(f"{FORM}{kind}{asked}")
    assert answer.status == 200, answer.body.decode()
    return answer.body.decode()


def sent(accepted: Site, kind: str, language: Locale = "en", **fields: str) -> dict[str, str]:
    """Send a form and return what is said beside each of its fields, and "" of it as a whole."""
    visitor = Visitor(accepted.server, asked={"Accept_Language": language})
    answer = visitor.post(f"{FORM}{kind}", as_of="2023-02-01", **fields)
    assert answer.status == 422, answer.body.decode()
    text = answer.body.decode()
    assert 'role="alert"' in text
    found = dict(re.findall(r'<p class="wrong" id="wrong-([a-z_]+)">([^<]+)</p>', text))
    return found | {"": " ".join(re.findall(r"<ul><li>([^<]+)</li>", text))}


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_change_is_in_its_form_once(kind: str) -> None:
    model = KINDS[kind]
    known = {info.alias or key for key, info in model.model_fields.items()} - {"kind"}
    listed = _LINES[kind].replace("|", " ").split()
    assert len(listed) == len({*listed})
    assert {*listed} | ({"rule"} if kind == "rules" else set()) == known


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LOCALES)
def test_an_empty_form_says_at_each_field_that_it_must_be_filled_in(
    accepted: Site, kind: str, language: Locale
) -> None:
    shown = page(accepted, kind, language)
    marked = re.findall(
        r'id="field-([a-z_]+)">(?:(?!<div class="field").)*?\((?:must be filled in|skal udfyldes)\)', shown, re.DOTALL
    )
    required = {info.alias or key for key, info in KINDS[kind].model_fields.items() if info.is_required()}
    extra = {"election": {"polling_day"}, "rules": set()}.get(kind, set())
    expected = ({"parameter"} if kind == "rules" else required) | extra
    assert {*marked} == expected
    said = sent(accepted, kind, language)
    assert expected <= {*said}
    assert {said[name] for name in expected} <= {WORDS["wrong.validation.missing"].say(language)}
    assert not (expected and said[""])


def test_the_fields_of_an_election_come_in_the_order_of_thought(accepted: Site) -> None:
    shown = re.findall(r'id="field-([a-z_]+)"', page(accepted, "election", as_of="2023-02-01"))
    assert shown[:8] == [
        "reason", "called", "polling_day", "cabinet", "regions", "municipalities", "venues", "people",
    ]  # fmt: skip
    text = page(accepted, "election", as_of="2023-02-01")
    assert re.search(r'name="called" type="date" +value="2023-02-01"', text)
    assert re.search(r'name="reason" type="text" +value="General election"', text)


@pytest.mark.parametrize(
    ("kind", "fields", "field", "said"),
    [
        ("cancel", {"meetings": "2023-1/nord", "until": "2023-03-01"}, "until", "»Senest«"),
        ("fix", {"meeting": "2023-1/nord"}, "", "Udfyld »Dag«, »Mødested« eller begge."),
        ("window", {"first": "2023-02-01", "last": "2023-03-01"}, "", "Vælg enten »Runde« eller »Møde«."),
        ("online", {"mode": "always"}, "", "»Fra denne dag«"),
        ("election", {"reason": "Valg", "polling_day": "2023-03-01", "cabinet": "2023-04-01"}, "", "»Valgdag«"),
        ("cancel", {"meetings": "kickoff", "later": "yes"}, "meetings", "Kick-off"),
        ("election", {"reason": "Valg", "polling_day": "2033-03-01"}, "polling_day", "1. marts 2033"),
        ("rules", {"parameter": "rent.points", "value": "mange"}, "value", "et helt tal som 3"),
        ("busy", {"person": "a1", "first_day": "2023-03-02", "from": "9"}, "to", "»Fra (klokken)«"),
        ("busy", {"person": "a1", "first_day": "snart"}, "first_day", "snart"),
        ("staff_away", {"person": "K1", "first_day": "2023-03-02", "last_day": "2023-03-01"}, "last_day", "1. marts"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_the_field_with_labels_and_names(
    accepted: Site, kind: str, fields: dict[str, str], field: str, said: str
) -> None:
    found = sent(accepted, kind, "da", **fields)
    assert said in found[field]
    assert not re.search(r"\b[a-z]+_[a-z]+\b|kickoff", found[field])


@pytest.mark.parametrize("language", LOCALES)
def test_what_is_said_of_fields_names_labels_and_choices_of_the_page(language: Locale) -> None:
    known = {word.template(language) for name, word in WORDS.items() if name.startswith(("field.", "choice."))}
    said = [word.template(language) for name, word in WORDS.items() if name.startswith("wrong.")]
    quoted = {found for each in said for found in re.findall("[“»](.+?)[”«]", each)}
    assert len(quoted) > 10
    assert quoted <= known


def test_every_word_of_forms_is_about_a_field_or_a_message_that_there_is() -> None:
    of_kinds = {kind: {info.alias or key for key, info in model.model_fields.items()} for kind, model in KINDS.items()}
    known = {f"{kind}.{name}" for kind, names in of_kinds.items() for name in names} | set().union(*of_kinds.values())
    said = {name.partition(".")[::2] for name in WORDS}
    assert {about for word, about in said if word in {"field", "hint", "default"}} <= known
    catalogue = (Path(languages.__file__).parent / "locale" / "da.po").read_text(encoding="utf-8")
    messages = {*re.findall(r'^msgctxt "(.+)"$', catalogue, re.MULTILINE)}
    assert {about for word, about in said if word == "wrong"} <= messages


def test_what_is_typed_is_read_in_the_language_of_the_page() -> None:
    typed = {"person": "a1", "first_day": "24.9.2026", "from": "kl. 9", "to": "12.30"}
    assert written("busy", form(typed), "da") == {
        "kind": "busy", "person": "a1", "first_day": "2026-09-24", "from": "09:00", "to": "12:30",
    }  # fmt: skip
    assert written("rules", form({"parameter": "rent.points", "value": "1.200"}), "da") == {
        "kind": "rules", "rule": "rent", "parameter": "points", "value": 1200,
    }  # fmt: skip
    assert written("rules", form({"parameter": "quorum.member_share", "value": "0,5"}), "da")["value"] == 0.5
    assert written("rules", form({"parameter": "weekdays.allowed", "value": "mandag-onsdag"}), "da")["value"] == [
        "monday", "tuesday", "wednesday",
    ]  # fmt: skip
    assert "value" not in written("rules", form({"parameter": "rent.points", "value": ""}), "da")
    assert written("application", form({"municipality": "0851", "suits": "24.9.2026, fredag"}), "da")["suits"] == (
        "2026-09-24, fredag"
    )


def test_a_parameter_in_the_address_is_chosen_in_the_form(accepted: Site) -> None:
    shown = page(accepted, "rules", rule="rent", parameter="points", value="7")
    assert re.findall(r'<option value="([a-z_.]+)" selected>', shown)[:1] == ["rent.points"]
