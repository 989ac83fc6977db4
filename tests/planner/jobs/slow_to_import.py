"""A module that takes longer to import than a process may be silent."""

import time

from calendars.child import SILENCE

time.sleep(SILENCE + 2)
