"""The program `planner`: all its commands, and the mapping of exceptions to messages and exit codes."""

from __future__ import annotations

import errno
import sys
import traceback
from collections.abc import Sequence

import click

from calendars.garbage import collect_rarely
from calendars.language import Locale, Message
from planner import __version__
from planner.cli.base.command import ExitCode, Group, Option
from planner.cli.base.command import explain as in_words
from planner.cli.base.terminal import (
    discard_output,
    escape_unencodable_text,
    language,
    open_closed_streams,
    write_stderr,
)
from planner.cli.commands import changes, feeds, keeping, questions, revisions, solving, starting
from planner.errors import InputErrors
from planner.store.errors import StoreError

HELP = Message(
    "program.help",
    "Plans the meetings of a network over several years: a day, a venue, rooms and staff for each, with a proof of "
    "how good the plan is.\n\n"
    "Exit codes: 0 a plan was found or the check is clean; 1 there is no plan or the check found something; "
    "2 wrong use or input; 3 no plan within the limits; 70 an error in the program; 130 interrupted, with the "
    "best plan saved.\n\n"
    "Language: that of the network, else that of the system. LANG=da_DK.UTF-8 planner --help speaks Danish, "
    "LANG=en_GB.UTF-8 planner --help English; export LANG=... does so for the whole terminal.",
)
VERSION = Message("program.version", "Show the version and end.")
WRONG_INPUT = Message("program.wrong_input", "{n} {n:error|errors} in the input.")
STOPPED = Message("program.stopped", "Stopped.")
OUR_ERROR = Message(
    "program.our_error", "This is an error in the program, not in your files. Please report the lines above."
)

NO_ROOM = Message(
    "program.no_room", "What was to be written could not be written whole: {reason}. What was accepted is intact."
)
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
"""Errors of a disk that is full, of a limit, and of a disk that may only be read."""

_COMMANDS = (
    solving.solve_command,
    solving.check_command,
    questions.explain_command,
    questions.why_command,
    questions.why_not_command,
    questions.possibilities_command,
    questions.places_command,
    revisions.accept_command,
    solving.reschedule_command,
    questions.foresee_command,
    questions.reserve_command,
    changes.status_command,
    changes.fees_command,
    changes.change_command,
    revisions.undo_command,
    revisions.history_command,
    revisions.show_command,
    revisions.diff_command,
    revisions.tell_command,
    revisions.export_command,
    feeds.publish_command,
    feeds.feeds_command,
    feeds.hold_command,
    feeds.serve_command,
    feeds.work_command,
    feeds.keys_command,
    revisions.upgrade_command,
    keeping.backup_command,
    keeping.restore_command,
    keeping.move_command,
    keeping.person_command,
    starting.busy_command,
    starting.registrations_command,
    starting.init_command,
    starting.convert_command,
    starting.examples_command,
    starting.schema_command,
    starting.completion_command,
)


def program(locale: Locale) -> Group:
    """Return the program in one language."""
    commands = [command(locale) for command in _COMMANDS]
    shown = Option("--version", says=VERSION, is_flag=True, is_eager=True, expose_value=False, callback=_show_version)
    return Group("planner", locale, HELP, params=[shown], commands=commands)


def main() -> None:
    """Run the command line and end the process with its exit code."""
    open_closed_streams()
    collect_rarely()
    escape_unencodable_text()
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:  # noqa: PLR0911 - one line an error
    """Run one command and return the exit code; every exception becomes a message on stderr."""
    locale = language(arguments)
    try:
        return int(program(locale).main(arguments, prog_name="planner", standalone_mode=False) or ExitCode.GOOD)
    except click.exceptions.NoArgsIsHelpError as error:
        write_stderr(error.format_message())
        return ExitCode.WRONG_USE
    except click.ClickException as error:
        write_stderr(in_words(error, locale))
        return ExitCode.WRONG_USE
    except InputErrors as errors:
        write_stderr(f"{errors}\n{WRONG_INPUT.say(errors.locale, n=len(errors.errors) + errors.more)}")
        return ExitCode.WRONG_USE
    except StoreError as error:
        write_stderr(error.say(locale))
        return ExitCode.WRONG_USE
    except click.Abort:
        write_stderr(STOPPED.say(locale))
        return ExitCode.INTERRUPTED
    except OSError as error:
        if error.errno not in _NO_ROOM:
            write_stderr(f"{traceback.format_exc()}{OUR_ERROR.say(locale)}")
            return ExitCode.OUR_ERROR
        write_stderr(NO_ROOM.say(locale, reason=error.strerror or str(error)))
        discard_output()
        return ExitCode.WRONG_USE
    except Exception:  # noqa: BLE001 - Python's own exit code 1 would say that there is no plan
        write_stderr(f"{traceback.format_exc()}{OUR_ERROR.say(locale)}")
        return ExitCode.OUR_ERROR


def _show_version(ctx: click.Context, _parameter: click.Parameter, asked: bool) -> None:  # noqa: FBT001 - click's order
    if asked and not ctx.resilient_parsing:
        click.echo(f"planner {__version__}")
        ctx.exit()
