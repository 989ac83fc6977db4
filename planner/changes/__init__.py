"""Changes: things that happened, as planners write them, and the networks that follow from them."""
