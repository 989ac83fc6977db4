"""The base classes of commands in one language: parameter types, help, errors of use, exit codes, lazy actions."""

from __future__ import annotations

import importlib
import math
import os
import unicodedata
from collections.abc import Sequence
from datetime import date
from enum import IntEnum
from functools import partial
from pathlib import Path
from typing import Any

import click

from calendars.language import BoundMessage, Locale, Message


class ExitCode(IntEnum):
    """Exit codes of all commands."""

    GOOD = 0
    """A plan was found, or the check found nothing wrong."""
    FOUND_WRONG = 1
    """There is no plan, or the check found something."""
    WRONG_USE = 2
    """The command or its input is wrong, or a file cannot be read or written."""
    NO_PLAN = 3
    """No plan was found within the limits."""
    OUR_ERROR = 70
    """An error in this program (EX_SOFTWARE of sysexits.h)."""
    INTERRUPTED = 130
    """Stopped by the user; the best plan so far is saved."""


NO_OPTION = Message("command.no_option", "there is no option {name}{hint}")
NO_COMMAND = Message("command.no_command", "there is no command {name}{hint}")
DID_YOU_MEAN = Message("command.did_you_mean", "; did you mean {nearest}?")
NO_HINT = Message("command.no_hint", "")
MISSING = Message("command.missing", "{name} is missing")
NEEDS_VALUE = Message("command.needs_value", "{name} needs a value")
TAKES_NO_VALUE = Message("command.takes_no_value", "{name} takes no value")
ERROR = Message("command.error", "Error: {message}.")
SEE_HELP = Message("command.see_help", "{command} --help says more.")


class WrongUse(click.UsageError):
    """The command was called incorrectly.

    Attributes:
        said: what is wrong, without a full stop.
    """

    def __init__(self, sentence: Message, **values: object) -> None:
        self.said = BoundMessage(sentence, values)
        super().__init__(self.said.say("en"))


def explain(error: click.ClickException, locale: Locale) -> str:
    """Return what is wrong and where to find help, as lines of text."""
    known = _sentence_of(error)
    message = known.say(locale) if known else error.format_message()
    lines = [ERROR.say(locale, message=message.rstrip("."))]
    if isinstance(error, click.UsageError) and error.ctx is not None:
        lines.append(SEE_HELP.say(locale, command=error.ctx.command_path))
    return "\n".join(line.replace("?.", "?") for line in lines)


def _sentence_of(error: click.ClickException) -> BoundMessage | None:
    """Return an error of click as a sentence of ours; None for those that only click can word."""
    match error:
        case WrongUse():
            return error.said
        case click.NoSuchOption():
            return BoundMessage(NO_OPTION, {"name": error.option_name, "hint": _hint(error.possibilities)})
        case click.exceptions.NoSuchCommand():
            return BoundMessage(NO_COMMAND, {"name": error.command_name, "hint": _hint(error.possibilities)})
        case click.MissingParameter(param=click.Parameter() as parameter, ctx=click.Context() as ctx):
            return BoundMessage(MISSING, {"name": parameter.make_metavar(ctx)})
        case click.BadOptionUsage():
            return BoundMessage(_about_value(error), {"name": error.option_name})
        case _:
            return None


def _hint(names: list[str] | None) -> BoundMessage:
    """Return the most similar name, the first of those that click suggests."""
    return BoundMessage(DID_YOU_MEAN, {"nearest": names[0]}) if names else BoundMessage(NO_HINT)


def _about_value(error: click.BadOptionUsage) -> Message:
    parameters = error.ctx.command.params if error.ctx else []
    flags = {name for each in parameters if isinstance(each, click.Option) and each.is_flag for name in each.opts}
    return TAKES_NO_VALUE if error.option_name in flags else NEEDS_VALUE


NOT_WHOLE = Message("command.not_whole", "{name} must be a whole number of at least {minimum}, not {found}")
NOT_BETWEEN = Message("command.not_between", "{name} must be a whole number from {minimum} to {maximum}, not {found}")
NOT_SECONDS = Message("command.not_seconds", "{name} must be a number of seconds above 0, not {found}")
BEYOND = Message("command.beyond", "{name} must be a day of the years {first} to {last}, not {found}")
NOT_DAY = Message("command.not_day", "{name} must be a date such as 2023-03-14, not {found}")
NOT_AMONG = Message("command.not_among", "{name} must be one of {known}, not {found}")


class ComposedText(click.ParamType[str]):
    """A text in composed form (Unicode NFC), as all that files say is read; the name of a file stays as it is."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401, ARG002 - click's
        """Return the text."""
        return str(value) if os.path.lexists(value) else unicodedata.normalize("NFC", value)


class WholeNumber(click.ParamType[int]):
    """An integer of at least `minimum` and at most `maximum`."""

    name = "number"

    def __init__(self, minimum: int, maximum: int | None = None) -> None:
        self._minimum, self._maximum = minimum, maximum

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401 - click's
        """Return the number.

        Raises:
            WrongUse: if it is no integer or out of range.
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
    """A positive number of seconds."""

    name = "seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401 - click's
        """Return the number.

        Raises:
            WrongUse: if it is no number, not finite or not positive.
        """
        try:
            seconds = float(value)
        except ValueError:
            seconds = math.nan
        if not (seconds > 0 and math.isfinite(seconds)):
            raise _refused(NOT_SECONDS, value, param, ctx)
        return seconds


FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""Days that are taken; a clock has none far before or after them."""


class Day(click.ParamType[date]):
    """A date in ISO form, or as people type it."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401 - click's
        """Return the date.

        Raises:
            WrongUse: if it is none.
        """
        try:
            found = _day(value)
        except ValueError:
            raise _refused(NOT_DAY, value, param, ctx) from None
        if not FIRST_DAY <= found <= LAST_DAY:
            raise _refused(BEYOND, value, param, ctx, first=str(FIRST_DAY.year), last=str(LAST_DAY.year))
        return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        from planner.errors import system_locale  # noqa: PLC0415 - slow to import
        from planner.files.cells import typed_day  # noqa: PLC0415 - slow to import

        return typed_day(text, system_locale())


class OneOf(click.Choice[str]):
    """One of several names."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 - click's
        """Return the name.

        Raises:
            WrongUse: if it is unknown.
        """
        if value not in self.choices:
            raise _refused(NOT_AMONG, value, param, ctx, known=", ".join(self.choices))
        return str(value)


class AnyPath(click.Path):
    """A path, completed by the shell as a file or folder; whether it exists is checked when it is used."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:  # noqa: ANN401, ARG002 - click's
        """Return the path."""
        return Path(value)


def _refused(
    sentence: Message, found: object, param: click.Parameter | None, ctx: click.Context | None, **values: object
) -> WrongUse:
    name = param.opts[-1] if isinstance(param, click.Option) else param.human_readable_name if param else ""
    error = WrongUse(sentence, name=name, found=str(found), **values)
    error.ctx = ctx
    return error


USAGE = Message("command.usage", "Usage:")
OPTIONS = Message("command.options", "Options")
ARGUMENTS = Message("command.arguments", "Arguments")
OPTIONS_HERE = Message("command.options_here", "[OPTIONS]")
COMMANDS = Message("command.commands", "Commands")
COMMAND_HERE = Message("command.command_here", "COMMAND ...")
SHORT_HELP_MAX_CHARACTERS = 200
"""Characters of a command's help that the list of commands shows."""
SHOW_HELP = Message("command.show_help", "Show this text and end.")
TOO_MANY = Message("command.too_many", "{found} is more than this command takes")


class Option(click.Option):
    """An option whose help is a message."""

    def __init__(self, *names: str, says: Message | BoundMessage, of: Message | None = None, **settings: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(names, **({} if settings.get("is_flag") else {"type": ComposedText()}) | settings)
        self.says, self.of = says, of


class Argument(click.Argument):
    """An argument whose name and help are messages."""

    def __init__(self, name: str, *, says: Message, of: Message, **settings: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__([name], **{"type": ComposedText(), **settings})
        self.says, self.of = says, of


class LocalizedCommand(click.Command):
    """A command in one language.

    Args:
        name: name of the command.
        locale: the language.
        says: the help; lists of commands show its first paragraph.
    """

    def __init__(self, name: str, locale: Locale, says: Message, **settings: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(name, help=says.say(locale), options_metavar=OPTIONS_HERE.say(locale), **settings)
        self.locale, self.says = locale, says
        for parameter in self.params:
            if isinstance(parameter, Option | Argument):
                parameter.help = parameter.says.say(locale)
                parameter.metavar = _metavar(parameter, locale)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=f"{USAGE.say(self.locale)} ")

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help of the arguments."""
        self._write(ARGUMENTS, click.Argument, ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help of the options."""
        self._write(OPTIONS, click.Option, ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option --help."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = SHOW_HELP.say(self.locale)
        return option

    def _write(
        self, title: Message, kind: type[click.Parameter], ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        chosen = [each for each in self.get_params(ctx) if isinstance(each, kind)]
        records = [record for each in chosen if (record := each.get_help_record(ctx))]
        if records:
            with formatter.section(title.say(self.locale)):
                formatter.write_dl(records)


class Group(LocalizedCommand, click.Group):
    """A group of commands."""

    def __init__(self, name: str, locale: Locale, says: Message, **settings: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(name, locale, says, subcommand_metavar=COMMAND_HERE.say(locale), **settings)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands."""
        super().format_options(ctx, formatter)
        with formatter.section(COMMANDS.say(self.locale)):
            formatter.write_dl(
                [(name, each.get_short_help_str(SHORT_HELP_MAX_CHARACTERS)) for name, each in self.commands.items()]
            )


class Command(LocalizedCommand):
    """A command with an action.

    Args:
        does: the action as "module:function", imported when the command runs; it is called with the parameters and
            `locale`, and returns the exit code.
    """

    def __init__(
        self, name: str, locale: Locale, says: Message, *, does: str, params: Sequence[click.Parameter] = ()
    ) -> None:
        super().__init__(name, locale, says, params=list(params), callback=partial(_do, does, locale=locale))
        self.allow_extra_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments.

        Raises:
            WrongUse: if there are too many.
        """
        try:
            left = super().parse_args(ctx, args)
        except click.BadOptionUsage as misused:
            misused.ctx = ctx  # the parser leaves it out
            raise
        if left and not ctx.resilient_parsing:
            error = WrongUse(TOO_MANY, found=" ".join(left))
            error.ctx = ctx
            raise error
        return left


def _metavar(parameter: Option | Argument, locale: Locale) -> str | None:
    if parameter.of is None:
        return None
    name = parameter.of.say(locale)
    return name if parameter.required or parameter.nargs == -1 or isinstance(parameter, Option) else f"[{name}]"


def _do(does: str, **values: object) -> int:
    module, _, function = does.partition(":")
    return int(getattr(importlib.import_module(module), function)(**values))
