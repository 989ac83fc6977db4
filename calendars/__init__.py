"""Time and calendars: days, hours, blackouts, and how they are said. Knows no meeting, no venue, no solver."""
