"""Explanations of a plan: what other days and venues of a meeting would violate or cost; limits without slack."""
