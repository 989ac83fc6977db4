"""Explanations: what every other day and venue of one meeting would break or cost, the rest of the plan as it is."""
