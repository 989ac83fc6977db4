"""Who was told of a revision, on which day, and by whom."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the table; of revisions by older versions nobody said who was told of them."""
    op.create_table(
        "tellings",
        sa.Column("network", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("target", sa.Text, primary_key=True),
        sa.Column("told_on", sa.Date, nullable=False),
        sa.Column("told_by", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["network", "revision"], ["revisions.network", "revisions.number"]),
        comment="Who was told of a revision: kind and target as of feeds",
    )
