"""Reading the folder of a network, describing its settings, and writing one to begin with."""
