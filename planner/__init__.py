"""The program: what planners write, what they read, and the operations between."""

__version__ = "0.1.0"
