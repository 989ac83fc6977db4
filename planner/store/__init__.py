"""The store (SQLite or PostgreSQL): accepted plans as numbered, immutable revisions; feeds, keys, jobs, proposals."""
