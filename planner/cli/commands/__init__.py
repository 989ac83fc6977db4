"""The commands: their parameters and help, light to import; what they do stands in `planner.cli.actions`."""
