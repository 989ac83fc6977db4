"""Rescheduling: something has happened, and these are the plans that answer it."""
