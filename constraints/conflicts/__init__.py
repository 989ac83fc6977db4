"""Conflicts: why a problem has no plan, in minimal sets of requirements, and repairs: what it is enough to give up."""
