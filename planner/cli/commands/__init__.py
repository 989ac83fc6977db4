"""The commands with their parameters and help; cheap to import, as the actions are in `planner.cli.actions`."""
