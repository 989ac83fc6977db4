"""What can be done with a network, one function each, called by the command line and by HTTP."""
