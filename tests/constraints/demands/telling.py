"""The sentences of a rule in a case, as recorded in `sentences.toml`."""

from __future__ import annotations

from calendars.language import LOCALES
from tests.constraints.demands.cases import CASES


def told(name: str) -> dict[str, str | list[str]]:
    """Return the demand in each language, and each relaxation by the least and the most as "code amount: sentence"."""
    problem, meetings = CASES[name]()
    (rule,) = problem.rules
    found: dict[str, str | list[str]] = {}
    loosenings = list(rule.loosenings(problem, meetings))
    for locale in LOCALES:
        found[locale] = rule.demand(problem, meetings).say(locale)
        found[f"{locale}_loosenings"] = [
            f"{each.code} {amount}: {each.say(amount).say(locale)}"
            for each in loosenings
            for amount in sorted({1, each.most} - {0})
        ]
    return found
