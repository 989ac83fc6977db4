"""The store: accepted plans as numbered revisions that never change, in SQLite or PostgreSQL."""
