"""Commands that speak one language and import what they do only when they do it."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from functools import partial
from typing import Any

import click

from calendars.language import Locale, Sentence
from planner.cli.wrong_use import WrongUse

USAGE = Sentence(en="Usage:", da="Brug:")
OPTIONS = Sentence(en="Options", da="Tilvalg")
ARGUMENTS = Sentence(en="Arguments", da="Argumenter")
OPTIONS_HERE = Sentence(en="[OPTIONS]", da="[TILVALG]")
COMMANDS = Sentence(en="Commands", da="Kommandoer")
COMMAND_HERE = Sentence(en="COMMAND ...", da="KOMMANDO ...")
WHOLE_SENTENCE = 200
"""Characters of a command's help that the list of commands may show."""
SHOW_HELP = Sentence(en="Show this text and end.", da="Vis denne tekst, og slut.")
TOO_MANY = Sentence(en="{found} is more than this command takes", da="{found} er mere, end kommandoen tager imod")


class Option(click.Option):
    """An option whose help is a sentence."""

    def __init__(self, *names: str, says: Sentence, of: Sentence | None = None, **settings: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(names, **settings)
        self.says, self.of = says, of


class Argument(click.Argument):
    """An argument whose name and help are sentences."""

    def __init__(self, name: str, *, says: Sentence, of: Sentence, **settings: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__([name], **settings)
        self.says, self.of = says, of


class Spoken(click.Command):
    """A command in one language.

    Args:
        says: what it does; its first paragraph is what a list of commands shows.
    """

    def __init__(self, name: str, locale: Locale, says: Sentence, **settings: Any) -> None:  # noqa: ANN401 - click's own
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
        self, title: Sentence, kind: type[click.Parameter], ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        chosen = [each for each in self.get_params(ctx) if isinstance(each, kind)]
        records = [record for each in chosen if (record := each.get_help_record(ctx))]
        if records:
            with formatter.section(title.say(self.locale)):
                formatter.write_dl(records)


class Group(Spoken, click.Group):
    """Commands that belong together."""

    def __init__(self, name: str, locale: Locale, says: Sentence, **settings: Any) -> None:  # noqa: ANN401 - click's own
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
        self, name: str, locale: Locale, says: Sentence, *, does: str, params: Sequence[click.Parameter] = ()
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
