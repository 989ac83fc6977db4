"""Proposals that answer a change."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "proposals",
        sa.Column("network", sa.Text, sa.ForeignKey("networks.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False, comment="the one it rests on"),
        sa.Column("as_of", sa.BigInteger, nullable=False, comment="what was taken for now when it was made"),
        sa.Column("why", sa.Text, nullable=False, comment="the changes it answers, in words"),
        sa.Column("replaced", sa.Text, nullable=False, comment="JSON: ids of meetings called off and held later"),
        sa.Column("network_document", sa.String(64), sa.ForeignKey("documents.sha256"), nullable=False),
        sa.Column("plan_document", sa.String(64), sa.ForeignKey("documents.sha256"), nullable=False),
        sa.Column("shown_document", sa.String(64), sa.ForeignKey("documents.sha256"), nullable=False),
        sa.ForeignKeyConstraint(["network", "revision"], ["revisions.network", "revisions.number"]),
    )
