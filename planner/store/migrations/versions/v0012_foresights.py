"""What was foreseen of a revision, with the repairs."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "foresights",
        sa.Column("network", sa.Text, sa.ForeignKey("networks.id"), primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False, comment="the one it is about"),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column(
            "basis",
            sa.String(129),
            nullable=False,
            comment="SHA-256 of the files, if it was made in a folder, and of the network",
        ),
        sa.Column("shown", sa.Text, nullable=False, comment="JSON"),
        sa.ForeignKeyConstraint(["network", "revision"], ["revisions.network", "revisions.number"]),
        comment="What was foreseen last of each revision, with the repairs",
    )
