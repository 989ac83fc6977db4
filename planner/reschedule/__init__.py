"""Rescheduling: search plans that answer changes to an accepted plan, and keep them as proposals."""
