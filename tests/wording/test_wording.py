"""The only test of wording: what every message says in every language is what stands in the files beside it."""

import pytest

from calendars.language import LOCALES, Locale
from tests.wording import make


@pytest.mark.parametrize("locale", LOCALES)
def test_every_message_says_what_is_pinned(locale: Locale) -> None:
    assert make.wording(locale) == make.path(locale).read_text(encoding="utf-8")
