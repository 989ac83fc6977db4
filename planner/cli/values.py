"""Types of values on the command line, refused in the reader's language."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import Any

import click

from calendars.language import Sentence
from planner.cli.wrong_use import WrongUse

NOT_WHOLE = Sentence(
    en="{name} must be a whole number of at least {minimum}, not {found}",
    da="{name} skal være et helt tal på mindst {minimum}, ikke {found}",
)
NOT_BETWEEN = Sentence(
    en="{name} must be a whole number from {minimum} to {maximum}, not {found}",
    da="{name} skal være et helt tal fra {minimum} til {maximum}, ikke {found}",
)
NOT_SECONDS = Sentence(
    en="{name} must be a number of seconds above 0, not {found}",
    da="{name} skal være et antal sekunder over 0, ikke {found}",
)
NOT_DAY = Sentence(
    en="{name} must be a date such as 2023-03-14, not {found}",
    da="{name} skal være en dato som 2023-03-14, ikke {found}",
)
NOT_AMONG = Sentence(en="{name} must be one of {known}, not {found}", da="{name} skal være en af {known}, ikke {found}")


class WholeNumber(click.ParamType[int]):
    """A whole number of at least `minimum`, and at most `maximum` if there is one."""

    name = "number"

    def __init__(self, minimum: int, maximum: int | None = None) -> None:
        self._minimum, self._maximum = minimum, maximum

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401 - click's
        """The number.

        Raises:
            WrongUse: if it is none, too small or too large.
        """
        try:
            number = int(value)
        except ValueError:
            number = self._minimum - 1
        if number < self._minimum or (self._maximum is not None and number > self._maximum):
            sentence = NOT_WHOLE if self._maximum is None else NOT_BETWEEN
            raise _refused(sentence, value, param, ctx, minimum=self._minimum, maximum=self._maximum)
        return number


class Seconds(click.ParamType[float]):
    """A number of seconds above 0."""

    name = "seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401 - click's
        """The number.

        Raises:
            WrongUse: if it is none, not finite or not above 0.
        """
        try:
            seconds = float(value)
        except ValueError:
            seconds = math.nan
        if not (seconds > 0 and math.isfinite(seconds)):
            raise _refused(NOT_SECONDS, value, param, ctx)
        return seconds


class Day(click.ParamType[date]):
    """A date in ISO form."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401 - click's
        """The date.

        Raises:
            WrongUse: if it is none.
        """
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise _refused(NOT_DAY, value, param, ctx) from None


class OneOf(click.Choice[str]):
    """One of a few names."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 - click's
        """The name.

        Raises:
            WrongUse: if it is another.
        """
        if value not in self.choices:
            raise _refused(NOT_AMONG, value, param, ctx, known=", ".join(self.choices))
        return str(value)


class AnyPath(click.Path):
    """A path, completed as a file or a folder; what is there is looked at when it is used."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:  # noqa: ANN401, ARG002 - click's
        """The path."""
        return Path(value)


def _refused(
    sentence: Sentence, found: object, param: click.Parameter | None, ctx: click.Context | None, **values: object
) -> WrongUse:
    name = param.opts[-1] if isinstance(param, click.Option) else param.human_readable_name if param else ""
    error = WrongUse(sentence, name=name, found=str(found), **values)
    error.ctx = ctx
    return error
