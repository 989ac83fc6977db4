"""The resources that are served, one module each."""
