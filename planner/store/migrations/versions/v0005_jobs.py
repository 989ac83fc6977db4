"""Jobs whose outcome somebody will ask for."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("network", sa.Text, sa.ForeignKey("networks.id"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("alive_until", sa.BigInteger, nullable=False,
                  comment="when a job that is not over counts as interrupted unless its server says otherwise"),
        sa.Column("status", sa.Integer, nullable=False, comment="of HTTP, for the result"),
        sa.Column("result", sa.Text, comment="JSON"),
        sa.Column("failure", sa.Text, comment="JSON: why nothing came of it, by language"),
    )  # fmt: skip
    op.create_index("jobs_made_at", "jobs", ["made_at"])
