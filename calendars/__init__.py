"""Time, languages and iCalendar: days, holidays, blackouts and messages, without meetings, venues or solvers."""
