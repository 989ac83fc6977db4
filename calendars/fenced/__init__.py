"""Work done in a process of its own, with limits on time and memory, that can be killed at any moment."""
