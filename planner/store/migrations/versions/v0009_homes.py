"""Where the files of a network are edited, and the files themselves where that is the store."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the column and the table; of networks by older versions nobody said where their files are."""
    op.add_column(
        "networks",
        sa.Column("home", sa.String(6),
                  comment="where its files are edited: folder or store; null if an older version made it"),
    )  # fmt: skip
    op.create_table(
        "files",
        sa.Column("network", sa.Text, sa.ForeignKey("networks.id"), primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
        comment="The files of networks whose home is the store, as they were uploaded last",
    )
