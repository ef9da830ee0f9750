"""The professional words as groups explain them."""

import sqlalchemy as sa
from alembic import op

revision = "0005_words"
down_revision = "0004_voices"


def upgrade() -> None:
    """Bring the tables up."""
    op.create_table(
        "term",
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
        sa.UniqueConstraint("programme", "language", "key", name=op.f("uq_term_programme")),
    )
