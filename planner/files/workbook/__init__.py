"""Workbooks (.xlsx): read as rows of text with the cell of every value, written, and marked where they are wrong."""
