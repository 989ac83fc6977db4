"""Long-running work, done by a bounded number of killable child processes."""
