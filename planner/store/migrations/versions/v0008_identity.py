"""What tells a store from its copies, the time that calendars see beside the true one, and marks of erased people."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the tables and the column; calendars saw the time of acceptance so far."""
    identity = op.create_table(
        "identity",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("generation", sa.String(32), nullable=False, comment="another one after each restore"),
        sa.Column("writes", sa.BigInteger, nullable=False, comment="grows with every transaction that writes"),
        sa.Column("sequence_base", sa.Integer, nullable=False, comment="added to every SEQUENCE since a restore"),
        sa.Column("stamp_floor", sa.BigInteger, nullable=False, comment="calendars never see an earlier stamp"),
    )
    op.bulk_insert(
        identity,
        [{"id": 1, "generation": secrets.token_hex(16), "writes": 0, "sequence_base": 0, "stamp_floor": 0}],
    )  # fmt: skip
    op.create_table(
        "erasures",
        sa.Column("network", sa.Text, sa.ForeignKey("networks.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("key", sa.LargeBinary(32), nullable=False),
        sa.Column("mark", sa.LargeBinary(32), nullable=False, comment="HMAC-SHA-256 of the id with that key"),
        sa.Column("erased_at", sa.BigInteger, nullable=False),
        sa.Column("erased_by", sa.Text, nullable=False),
        comment="People who asked to be forgotten, of whom only a keyed mark is kept",
    )
    op.add_column(
        "revisions",
        sa.Column("stamp", sa.BigInteger, nullable=False, server_default="0",
                  comment="the time that calendars see, which grows even if the clock is set back"),
    )  # fmt: skip
    op.execute("UPDATE revisions SET stamp = accepted_at")
