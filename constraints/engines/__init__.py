"""Engines: the solvers HiGHS and CP-SAT behind one interface, and the exact search that uses them."""
