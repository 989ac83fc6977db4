"""One module for each version, `v` and its number; each says alone what it changes."""
