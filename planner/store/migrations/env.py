"""The Alembic environment: run migrations on the connection, and in the transaction, passed in by the caller."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], version_table="planner_version")
context.run_migrations()
