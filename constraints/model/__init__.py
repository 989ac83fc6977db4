"""The model: candidates for each meeting, and the columns and rows that rules post."""
