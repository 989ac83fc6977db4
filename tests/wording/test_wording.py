"""The only test of wording: what every message says in every language is what stands in the files beside it.

After a change that is meant: `python -m tests.wording.make`, and read what git shows.
"""

import pytest

from calendars.language import LOCALES, Locale
from tests.wording import make


@pytest.mark.parametrize("locale", LOCALES)
def test_every_message_says_what_is_pinned(locale: Locale) -> None:
    said, pinned = make.wording(locale).splitlines(), make.path(locale).read_text(encoding="utf-8").splitlines()
    known = {*pinned}
    assert [line for line in said if line not in known] == []
    assert said == pinned
