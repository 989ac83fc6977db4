"""Reasons in tables are short: they name neither the meeting nor a day that stands beside them."""

from __future__ import annotations

from datetime import date
from string import Formatter

import pytest

from calendars.language import LOCALES, Locale, Message
from constraints.problem.rule import all_rules
from planner.schemas.explanations import Reason
from planner.text.questions import short_reason

SHORTER = [pair for rule in all_rules().values() for pair in rule.short.items()]
DAY = date(2023, 3, 10)


def places(message: Message, locale: Locale) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(message.template(locale)) if name}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("sentence", "short"), SHORTER, ids=[short.key for _, short in SHORTER])
def test_a_short_reason_leaves_out_the_meeting_and_needs_nothing_else(
    sentence: Message, short: Message, locale: Locale
) -> None:
    assert places(short, locale) <= places(sentence, locale) - {"meeting"}


def reason(code: str, **values: object) -> Reason:
    given = {"code": code, "rule": code.partition(".")[0], "title": "", "meetings": ["a"], "about": [], "ids": {}}
    return Reason.model_validate({**given, "values": values, "sentence": "The whole sentence."})


CLOSED = reason("blackout.closed", meeting="Møde a", day="2023-03-10", whom="everyone", reason="Byfest")


def test_the_day_is_named_unless_it_stands_beside_it() -> None:
    assert short_reason(CLOSED, "en", DAY) == "closed for everyone: Byfest"
    assert short_reason(CLOSED, "en", date(2023, 3, 9)) == "Fri 10 Mar 2023: closed for everyone: Byfest"
    assert short_reason(CLOSED, "da") == "fre. 10. mar. 2023: lukket for everyone: Byfest"


def test_days_in_the_values_are_said_as_days() -> None:
    early = reason("earliest.too_early", day="2023-03-10", earliest="2023-04-01", reason="Ny lov")
    assert short_reason(early, "en", DAY) == "not before 1 April 2023: Ny lov"


def test_a_rule_without_a_short_reason_is_quoted_in_full() -> None:
    assert short_reason(reason("region_gap.too_close", day="2023-03-10"), "en", DAY) == "The whole sentence."
    assert short_reason(reason("of_another_version.closed"), "en", DAY) == "The whole sentence."
