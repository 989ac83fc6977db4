"""Accepted plans: lives of meetings over the revisions, accepting, differences, proposals accepted, undo."""
