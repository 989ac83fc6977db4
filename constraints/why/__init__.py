"""Why a meeting is where it is: what every other day and venue would break or cost, the rest of the plan as it is."""
