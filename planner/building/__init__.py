"""From a network, as planners write it, to the problem that is decided on."""

from planner.building.problem import build_problem

__all__ = ["build_problem"]
