"""The network as planners write it: settings, rows of tables, and what must go together."""
