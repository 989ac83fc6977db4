"""The problem of planning meetings: its rules, model, engines and independent check. No files, no database, no HTTP."""
