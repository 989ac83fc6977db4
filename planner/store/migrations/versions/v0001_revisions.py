"""Revisions, and the lives of meetings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table("networks", sa.Column("id", sa.Text, primary_key=True))
    op.create_table(
        "documents",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("json", sa.Text, nullable=False),
        comment="Networks and plans as canonical JSON, each kept once however many revisions share it",
    )
    op.create_table(
        "revisions",
        sa.Column("network", sa.Text, sa.ForeignKey("networks.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("accepted_at", sa.BigInteger, nullable=False),
        sa.Column("accepted_by", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("network_document", sa.String(64), sa.ForeignKey("documents.sha256"), nullable=False),
        sa.Column("plan_document", sa.String(64), sa.ForeignKey("documents.sha256"), nullable=False),
        sa.Column("as_of", sa.BigInteger, nullable=False, comment="what ended before this was past"),
    )
    op.create_table(
        "meetings",
        sa.Column("uid", sa.String(36), primary_key=True),
        sa.Column("network", sa.Text, sa.ForeignKey("networks.id"), nullable=False),
        sa.Column("meeting", sa.Text, nullable=False),
    )
    op.create_index("meetings_of_network", "meetings", ["network"])
    op.create_table(
        "replacements",
        sa.Column("uid", sa.String(36), sa.ForeignKey("meetings.uid"), primary_key=True),
        sa.Column("replaced", sa.String(36), sa.ForeignKey("meetings.uid"), primary_key=True),
    )
    op.create_table(
        "steps",
        sa.Column("network", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("uid", sa.String(36), sa.ForeignKey("meetings.uid"), primary_key=True),
        sa.Column("event", sa.String(9), nullable=False),
        sa.Column("aspects", sa.Text, nullable=False, comment="separated by spaces"),
        sa.Column("announced", sa.Text, nullable=False, comment="JSON"),
        sa.ForeignKeyConstraint(["network", "revision"], ["revisions.network", "revisions.number"]),
    )
