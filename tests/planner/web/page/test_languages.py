"""Every view in one language: no word of another, and no keys of files or codes in its sentences."""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import Path

import pytest
from babel import Locale as Cldr
from babel.messages.pofile import read_po

from calendars import language as languages
from calendars.language import LOCALES, Locale
from planner.changes.kinds import KINDS
from planner.files.workbook.layout import sheets
from tests.planner.web.page.browser import Site
from tests.planner.web.page.test_access import Visitor

pytestmark = pytest.mark.slow

VIEWS = [
    "/", "/new", "/sign-in", "/n/net", "/n/net/plan", "/n/net/plan?year=2023&region=nord",
    "/n/net/meetings/2023-1/nord", "/n/net/solve", "/n/net/changes", "/n/net/revisions", "/n/net/compare?old=1&new=1",
    "/n/net/undo?number=1", "/n/net/files", "/n/net/files/network.toml", "/n/net/rules", "/n/net/calendars",
    "/n/net/calendars?kind=member", "/n/net/telling", "/n/net/meetings/2022-9",
    *(f"/n/net/changes/new?kind={kind}" for kind in KINDS),
    *(f"/n/net/files/{name}.csv?line=2" for name in ("members", "municipalities", "staff", "venues", "rooms")),
]  # fmt: skip
_UNSEEN = re.compile(
    r"<(bdi|code|textarea|pre|style|script|datalist)\b.*?</\1>|<text class=\"name.*?</text>", re.DOTALL
)
_SPOKEN = re.compile(r'(?:aria-label|title|placeholder|alt|label)="([^"]*)"')
_FORMS = re.compile(r"\{\w+:([^}]*)\}")
_FILE = re.compile(r"\b[\w*-]+\.(?:csv|toml|xlsx|ics|eml|md)\b")
_COMMAND = re.compile(r"\bplanner [a-z]+(?: [a-z]+)?\b|\[[a-z_]+\] [a-z]+")
"""Files and commands have the same name in every language."""


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{2,}", text.lower()))


@cache
def vocabulary() -> dict[Locale, set[str]]:
    """Every word of the messages of each language, and of its dates."""
    found: dict[Locale, set[str]] = {locale: set() for locale in LOCALES}
    for locale in LOCALES:
        cldr = Cldr.parse(locale)
        for names in (cldr.months, cldr.days):
            for forms in names["format"].values():
                found[locale] |= words(" ".join(map(str, forms.values())))
    with (Path(languages.__file__).parent / "locale" / "da.po").open("rb") as file:
        catalogue = read_po(file)
    for message in catalogue:
        if message.id and message.context:
            texts: tuple[tuple[Locale, object], ...] = (("en", message.id), ("da", message.string))
            for locale, said in texts:
                plain = _COMMAND.sub(" ", _FILE.sub(" ", str(said)))
                # Keys and examples of files stand in messages too, but not in those of forms and pages.
                plain = _FORMS.sub(lambda forms: " " + forms[1].replace("|", " "), plain)
                found[locale] |= words(re.sub(r"\{[^}]*\}|`[^`]*`", " ", plain))
    return found


def seen(site: Site, path: str, language: Locale) -> str:
    """What a person sees or hears of a view, but for names and what stands in files."""
    text = Visitor(site.server, asked={"Accept_Language": language}).get(path).body.decode()
    text = _UNSEEN.sub(" ", text[text.index("<main") : text.index("</main>")])
    spoken = " ".join(_SPOKEN.findall(text))
    return _COMMAND.sub(" ", _FILE.sub(" ", html.unescape(re.sub(r"<[^>]*>", " ", text) + " " + spoken)))


@pytest.mark.parametrize("language", LOCALES)
def test_no_view_has_words_of_another_language_or_keys(accepted: Site, language: Locale) -> None:
    own = set().union(
        *(words(each.read_text("utf-8")) for each in accepted.folder.glob("*.*") if "sqlite" not in each.name)
    )
    others = set().union(*(found for locale, found in vocabulary().items() if locale != language))
    foreign = others - vocabulary()[language] - own
    keys = {field.name for sheet in sheets() for field in sheet.fields if "_" in field.name}
    assert {"holiday", "helligdag"} & foreign
    found = {}
    for path in VIEWS:
        text = seen(accepted, path, language)
        wrong = (words(text) & foreign) | ({*re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", text)} & keys)
        if wrong:
            found[path] = wrong
    assert found == {}
