"""The model: the candidates of each meeting, and the columns and rows that rules post."""
