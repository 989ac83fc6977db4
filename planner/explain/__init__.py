"""Questions about a plan, the same on the command line and over HTTP."""
