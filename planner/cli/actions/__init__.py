"""What the commands do; imported only when a command is carried out."""
