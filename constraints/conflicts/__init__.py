"""Conflicts: minimal sets of requirements for which a problem has no plan; and repairs: what it suffices to give up."""
