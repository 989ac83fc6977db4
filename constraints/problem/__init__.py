"""The problem: meetings, people, venues, rules, plans; what all of `constraints` speaks of."""
