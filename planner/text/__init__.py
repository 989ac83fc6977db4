"""What planners read: tables, reports and pictures."""
