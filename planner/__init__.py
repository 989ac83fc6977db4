"""The program: what planners write, what they read, and the operations between."""
