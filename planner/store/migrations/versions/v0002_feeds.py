"""Feeds, and what was rendered for them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "feeds",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("network", sa.Text, sa.ForeignKey("networks.id"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("target", sa.Text, nullable=False, comment="whose, by id; empty for the whole network"),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("revoked_at", sa.BigInteger),
    )
    op.create_index("feeds_of_network", "feeds", ["network"])
    op.create_table(
        "bodies",
        sa.Column("sha256", sa.LargeBinary(32), primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        comment="Calendars as they are served, each kept once however many feeds show it",
    )
    op.create_table(
        "renderings",
        sa.Column("feed", sa.Integer, sa.ForeignKey("feeds.id"), primary_key=True),
        sa.Column("network", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sha256", sa.LargeBinary(32), sa.ForeignKey("bodies.sha256"), nullable=False),
        sa.Column("etag", sa.String(80), nullable=False),
        sa.Column("last_modified", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["network", "revision"], ["revisions.network", "revisions.number"]),
    )
    op.create_table(
        "styles",
        sa.Column("network", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("style", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["network", "revision"], ["revisions.network", "revisions.number"]),
        comment="From which revision on all entries of a network are written in another way",
    )
    op.create_table(
        "publications",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False,
                  comment="grows whenever a feed, its address or what it shows changes"),
    )  # fmt: skip
