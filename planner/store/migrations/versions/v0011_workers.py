"""Jobs that any server asks for and any worker does, what happens to them, and the workers."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "workers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, comment="of its machine, and its process id"),
        sa.Column("release", sa.Text, nullable=False),
        sa.Column("forms", sa.Text, nullable=False, comment="JSON: the forms of the jobs that it understands"),
        sa.Column("slots", sa.Integer, nullable=False, comment="0 for one that takes no more"),
        sa.Column("seen_at", sa.Float(53), nullable=False, comment="seconds since 1970 by the clock of the database"),
        sqlite_autoincrement=True,
        comment="Programs that take jobs from this store; one that is not seen for a while is lost, and is deleted",
    )
    op.create_table(
        "work",
        sa.Column("job", sa.String(40), sa.ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("network", sa.Text, nullable=False),
        sa.Column("remembered", sa.Boolean, nullable=False, comment="whether it can be asked for once it is over"),
        sa.Column("task", sa.Text, nullable=False),
        sa.Column("form", sa.String(16), nullable=False,
                  comment="of its arguments and its result; one worker knows it, or not"),
        sa.Column("release", sa.Text, nullable=False, comment="of the server that asked"),
        sa.Column("arguments", sa.Text, nullable=False, comment="JSON"),
        sa.Column("seconds", sa.Float(53), nullable=False),
        sa.Column("asker", sa.Integer, nullable=False, comment="number of the API key that asked first"),
        sa.Column("most", sa.Integer, comment="how many jobs that key may have at once"),
        sa.Column("askers", sa.Text, nullable=False, comment="JSON: the keys that wait for it"),
        sa.Column("gone", sa.Text, nullable=False, comment="JSON: the keys that stopped it for themselves"),
        sa.Column("alike", sa.String(64), comment="SHA-256 of what is asked and what it rests on"),
        sa.Column("stopping", sa.Boolean, nullable=False),
        sa.Column("asked_at", sa.Float(53), nullable=False,
                  comment="seconds since 1970 by the clock of the database, as below"),
        sa.Column("taken_at", sa.Float(53)),
        sa.Column("ended_at", sa.Float(53)),
        sa.Column("turn", sa.Integer, comment="rises with every job that is taken"),
        sa.Column("worker", sa.Integer, comment="who took it, and alone may tell of it; no other ever has that number"),
        sa.Column("progress", sa.Text, comment="JSON"),
        sa.Column("events", sa.Integer, nullable=False, comment="how many there were"),
        comment="What jobs need that any server asks for and any worker does",
    )  # fmt: skip
    op.create_index("work_alike", "work", ["alike"])
    op.create_index("work_turn", "work", ["turn"])
    op.create_table(
        "events",
        sa.Column("job", sa.String(40), sa.ForeignKey("work.job", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("network", sa.Text, nullable=False),
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("document", sa.Text, nullable=False, comment="JSON"),
        comment="What happened to jobs, as far as it is kept",
    )
