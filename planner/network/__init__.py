"""The network as planners write it: settings, tables, their consistency checks, and the problem built from them."""
