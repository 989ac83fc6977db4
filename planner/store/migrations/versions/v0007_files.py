"""Networks as uploaded, without what has happened, so that changes can be said, corrected and withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column."""
    op.add_column(
        "uploads",
        sa.Column("files", sa.Text,
                  comment="SHA-256 of the network without changes; null if an older version uploaded it"),
    )  # fmt: skip
