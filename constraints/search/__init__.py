"""The exact search with engines: cores, their division, cross-check, warm start, and the processes that do it."""
