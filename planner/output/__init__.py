"""What planners read: the plan as a table, a report, JSON and a picture, and the progress on the way."""
