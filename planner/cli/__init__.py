"""The command line; importing it loads neither the solver nor the network's models."""

from planner.cli.program import main

__all__ = ["main"]
