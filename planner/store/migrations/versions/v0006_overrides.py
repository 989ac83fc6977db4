"""The hard rules that a revision breaks on purpose."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column."""
    op.add_column(
        "revisions",
        sa.Column("overrides", sa.Text, nullable=False, server_default="[]",
                  comment="JSON: the hard rules it breaks on purpose, with the meeting and the sentence of each"),
    )  # fmt: skip
