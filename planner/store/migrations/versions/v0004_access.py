"""Keys, uploaded networks, and what requests that may be repeated did."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "keys",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key_hash", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("network", sa.Text,
                  comment="id of the only network it is for, which may not exist yet; null for all"),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("revoked_at", sa.BigInteger),
        comment="API keys, of which only hashes are kept",
    )  # fmt: skip
    op.create_table(
        "uploads",
        sa.Column("network", sa.Text, sa.ForeignKey("networks.id"), primary_key=True),
        sa.Column("document", sa.String(64), sa.ForeignKey("documents.sha256"), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False, comment="the last one when it was uploaded; 0 for none"),
        sa.Column("uploaded_at", sa.BigInteger, nullable=False),
        comment="Networks as uploaded last",
    )
    op.create_table(
        "answers",
        sa.Column("network", sa.Text, sa.ForeignKey("networks.id"), primary_key=True),
        sa.Column("caller", sa.Integer, primary_key=True, autoincrement=False,
                  comment="number of the API key, 0 without one"),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("request", sa.LargeBinary(32), nullable=False, comment="SHA-256"),
        sa.Column("revision", sa.Integer, nullable=False, comment="which the request made"),
        sa.Column("answered_at", sa.BigInteger, nullable=False),
        comment="What requests with an Idempotency-Key did",
    )  # fmt: skip
