"""Explanations of a plan: what it costs, why a meeting is where it is, and where else it could be."""
