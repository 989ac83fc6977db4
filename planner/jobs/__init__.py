"""Work that takes long, done by a bounded number of processes that may be killed."""
