"""The planner over HTTP: an ASGI application with a JSON API and calendar feeds."""
