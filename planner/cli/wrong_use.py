"""What is wrong with how a command was called, in both languages."""

from __future__ import annotations

import click

from calendars.language import Locale, Said, Sentence

NO_OPTION = Sentence(en="there is no option {name}{hint}", da="tilvalget {name} findes ikke{hint}")
NO_COMMAND = Sentence(en="there is no command {name}{hint}", da="kommandoen {name} findes ikke{hint}")
DID_YOU_MEAN = Sentence(en="; did you mean {nearest}?", da="; mente du {nearest}?")
NO_HINT = Sentence(en="", da="")
MISSING = Sentence(en="{name} is missing", da="{name} mangler")
NEEDS_VALUE = Sentence(en="{name} needs a value", da="{name} skal have en værdi")
TAKES_NO_VALUE = Sentence(en="{name} takes no value", da="{name} tager ingen værdi")
ERROR = Sentence(en="Error: {message}.", da="Fejl: {message}.")
SEE_HELP = Sentence(en="{command} --help says more.", da="{command} --help fortæller mere.")


class WrongUse(click.UsageError):
    """A command called in a way that makes no sense.

    Attributes:
        said: what is wrong, without a full stop.
    """

    def __init__(self, sentence: Sentence, **values: object) -> None:
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


def _about_value(error: click.BadOptionUsage) -> Sentence:
    parameters = error.ctx.command.params if error.ctx else []
    flags = {name for each in parameters if isinstance(each, click.Option) and each.is_flag for name in each.opts}
    return TAKES_NO_VALUE if error.option_name in flags else NEEDS_VALUE
