"""The program over HTTP; `api` is the application, the rest is what it stands on."""
