"""What the program's exit code says."""

from enum import IntEnum


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
