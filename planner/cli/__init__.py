"""The command line; importing it loads neither a solver nor the network's models."""

from planner.cli.program import main

__all__ = ["main"]
