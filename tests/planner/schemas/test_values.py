"""Codes and values of sentences, as programs get them."""

from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum

import pytest

from calendars.days import Span
from calendars.language import BoundMessage
from constraints.problem.naming import ABOUT, first_name
from constraints.rules.rooms_fit import PLENARY
from planner.schemas.common import code, plain, plain_values
from tests.messages import message


class Colour(StrEnum):
    """Something that a value may be one of."""

    RED = "red"


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (None, None),
        (True, True),
        (3, 3),
        (1.5, 1.5),
        ("text", "text"),
        (Colour.RED, "red"),
        (Decimal("0.6"), 0.6),
        (date(2023, 3, 7), "2023-03-07"),
        (time(10, 30), "10:30:00"),
        (datetime(2023, 3, 7, 10, 30), "2023-03-07T10:30:00"),  # noqa: DTZ001 - as the clock on the wall has it
        (Span(date(2023, 3, 7), date(2023, 3, 9)), ["2023-03-07", "2023-03-09"]),
        ([date(2023, 3, 7), 2], ["2023-03-07", 2]),
        (frozenset({"b", "a"}), ["a", "b"]),
        (BoundMessage(message(en="{n} days", da="{n} dage"), {"n": 2}), "2 dage"),
        (first_name(date(2023, 3, 7), date(2023, 3, 9)), "2023-03-07"),
        (message(en="all", da="alle"), "alle"),
    ],
)
def test_a_value_is_what_json_has_for_it(value: object, found: object) -> None:
    assert plain(value, "da") == found
    assert plain_values({"it": value}, "da") == {"it": found}


def test_a_code_is_the_rule_and_the_name_of_the_sentence_where_it_is_written() -> None:
    assert code("rooms_fit", PLENARY) == "rooms_fit.plenary"
    assert code("hours", ABOUT) == "hours.about"
