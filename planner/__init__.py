"""The planner: read networks, plan and reschedule them, keep revisions; on a command line and over HTTP."""

__version__ = "0.1.0"
