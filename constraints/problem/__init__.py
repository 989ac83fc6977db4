"""The problem and its solutions: meetings, people, venues, blackouts, rules, plans, outcomes."""
