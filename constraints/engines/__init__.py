"""The solvers, each behind the same small face; nothing else imports one."""
