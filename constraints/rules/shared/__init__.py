"""What several rules share; each rule that uses a module here states its own demand."""
