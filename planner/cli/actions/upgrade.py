"""Bring a store to this version."""

from __future__ import annotations

from pathlib import Path

from calendars.language import Locale, Sentence
from planner.cli.exit_codes import ExitCode
from planner.cli.streams import result
from planner.store.opening import open_store, store_url
from planner.store.versions import NEWEST

UPGRADED = Sentence(
    en="{store}: upgraded from version {found} to {known}.", da="{store}: opgraderet fra version {found} til {known}."
)
MADE = Sentence(en="{store}: made, version {known}.", da="{store}: oprettet, version {known}.")
UP_TO_DATE = Sentence(
    en="{store} has this program's version already ({known}).", da="{store} har allerede programmets version ({known})."
)


def run(*, folder: Path, store: str | None, locale: Locale) -> ExitCode:
    """Upgrade it and say from which version."""
    with open_store(store_url(folder, store)) as opened:
        found = opened.upgrade()
    sentence = MADE if found is None else UP_TO_DATE if found == NEWEST else UPGRADED
    result(sentence.say(locale, store=opened.name, found=found, known=NEWEST))
    return ExitCode.GOOD
