"""Commands that speak one language: values, wrong use and exit codes; what they do is imported only when it is done."""

from __future__ import annotations

import importlib
import math
from collections.abc import Sequence
from datetime import date
from enum import IntEnum
from functools import partial
from pathlib import Path
from typing import Any

import click

from calendars.language import Locale, Message, Said


class ExitCode(IntEnum):
    """The same for every command."""

    GOOD = 0
    """A plan was found, or the check is clean."""
    FOUND_WRONG = 1
    """There is no plan, or the check found something."""
    WRONG_USE = 2
    """The command or the input is wrong, or a file cannot be read or written."""
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
    """A command called in a way that makes no sense.

    Attributes:
        said: what is wrong, without a full stop.
    """

    def __init__(self, sentence: Message, **values: object) -> None:
        self.said = Said(sentence, values)
        super().__init__(self.said.say("en"))


def explain(error: click.ClickException, locale: Locale) -> str:
    """What is wrong and where help is found, in lines for a person."""
    message = _said(error)
    lines = [ERROR.say(locale, message=message.say(locale) if message else error.format_message().rstrip("."))]
    if isinstance(error, click.UsageError) and error.ctx is not None:
        lines.append(SEE_HELP.say(locale, command=error.ctx.command_path))
    return "\n".join(line.replace("?.", "?") for line in lines)


def _said(error: click.ClickException) -> Said | None:
    """The error as a sentence of ours; None for what click alone can word."""
    match error:
        case WrongUse():
            return error.said
        case click.NoSuchOption():
            return Said(NO_OPTION, {"name": error.option_name, "hint": _hint(error.possibilities)})
        case click.exceptions.NoSuchCommand():
            return Said(NO_COMMAND, {"name": error.command_name, "hint": _hint(error.possibilities)})
        case click.MissingParameter(param=click.Parameter() as parameter, ctx=click.Context() as ctx):
            return Said(MISSING, {"name": parameter.make_metavar(ctx)})
        case click.BadOptionUsage():
            return Said(_about_value(error), {"name": error.option_name})
        case _:
            return None


def _hint(names: list[str] | None) -> Said:
    """The nearest of the names that click found near, which come nearest first."""
    return Said(DID_YOU_MEAN, {"nearest": names[0]}) if names else Said(NO_HINT)


def _about_value(error: click.BadOptionUsage) -> Message:
    parameters = error.ctx.command.params if error.ctx else []
    flags = {name for each in parameters if isinstance(each, click.Option) and each.is_flag for name in each.opts}
    return TAKES_NO_VALUE if error.option_name in flags else NEEDS_VALUE


NOT_WHOLE = Message("command.not_whole", "{name} must be a whole number of at least {minimum}, not {found}")
NOT_BETWEEN = Message("command.not_between", "{name} must be a whole number from {minimum} to {maximum}, not {found}")
NOT_SECONDS = Message("command.not_seconds", "{name} must be a number of seconds above 0, not {found}")
NOT_DAY = Message("command.not_day", "{name} must be a date such as 2023-03-14, not {found}")
NOT_AMONG = Message("command.not_among", "{name} must be one of {known}, not {found}")


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
WHOLE_SENTENCE = 200
"""Characters of a command's help that the list of commands may show."""
SHOW_HELP = Message("command.show_help", "Show this text and end.")
TOO_MANY = Message("command.too_many", "{found} is more than this command takes")


class Option(click.Option):
    """An option whose help is a sentence."""

    def __init__(self, *names: str, says: Message | Said, of: Message | None = None, **settings: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(names, **settings)
        self.says, self.of = says, of


class Argument(click.Argument):
    """An argument whose name and help are sentences."""

    def __init__(self, name: str, *, says: Message, of: Message, **settings: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__([name], **settings)
        self.says, self.of = says, of


class Spoken(click.Command):
    """A command in one language.

    Args:
        says: what it does; its first paragraph is what a list of commands shows.
    """

    def __init__(self, name: str, locale: Locale, says: Message, **settings: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(name, help=says.say(locale), options_metavar=OPTIONS_HERE.say(locale), **settings)
        self.locale, self.says = locale, says
        for parameter in self.params:
            if isinstance(parameter, Option | Argument):
                parameter.help = parameter.says.say(locale)
                parameter.metavar = _metavar(parameter, locale)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line that shows how to call it."""
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=f"{USAGE.say(self.locale)} ")

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what its arguments are."""
        self._write(ARGUMENTS, click.Argument, ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what its options do."""
        self._write(OPTIONS, click.Option, ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option --help."""
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


class Group(Spoken, click.Group):
    """Commands that belong together."""

    def __init__(self, name: str, locale: Locale, says: Message, **settings: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(name, locale, says, subcommand_metavar=COMMAND_HERE.say(locale), **settings)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands."""
        super().format_options(ctx, formatter)
        with formatter.section(COMMANDS.say(self.locale)):
            formatter.write_dl(
                [(name, each.get_short_help_str(WHOLE_SENTENCE)) for name, each in self.commands.items()]
            )


class Command(Spoken):
    """A command that does something.

    Args:
        does: "module:function", called with the values of the parameters and `locale`; returns the exit code.
    """

    def __init__(
        self, name: str, locale: Locale, says: Message, *, does: str, params: Sequence[click.Parameter] = ()
    ) -> None:
        super().__init__(name, locale, says, params=list(params), callback=partial(_do, does, locale=locale))
        self.allow_extra_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the parameters.

        Raises:
            WrongUse: if there are more than the command takes.
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
    return name if parameter.required or isinstance(parameter, Option) else f"[{name}]"


def _do(does: str, **values: object) -> int:
    module, _, function = does.partition(":")
    return int(getattr(importlib.import_module(module), function)(**values))
