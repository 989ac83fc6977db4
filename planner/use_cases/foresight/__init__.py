"""Foresight: what may come and would do, what protection from it costs, and which days are in reserve."""
