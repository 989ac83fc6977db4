"""What the commands are made of: parameters that speak one language, exit codes and the terminal."""
