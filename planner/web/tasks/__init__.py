"""What workers do for requests; nothing of this runs in the process that serves."""
