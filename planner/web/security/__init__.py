"""Who may: keys, roles, and a limit on failed attempts."""
