"""Changes: things that happened, as planners say them, and what they make of a network."""
