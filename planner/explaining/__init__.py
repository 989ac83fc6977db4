"""Questions about a plan, the same on the command line and over HTTP; answers are typed and have sentences beside."""
