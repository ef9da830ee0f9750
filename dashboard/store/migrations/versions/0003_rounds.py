"""Live rounds: who is asked, what each phone answered, codes that led nowhere."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002_place"


def upgrade() -> None:
    """Bring the tables up."""
    op.create_table(
        "miss",
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_miss")),
    )
    with op.batch_alter_table("miss", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_miss_sender"), ["sender"], unique=False)

    op.create_table(
        "round",
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("compared", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("meeting_id", sa.Text(), nullable=True),
        sa.Column("reveal_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_round_meeting_id_meeting"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("code", name=op.f("uq_round_code")),
        sa.UniqueConstraint("programme", "site", "compared", name=op.f("uq_round_programme")),
    )
    op.create_table(
        "assessment",
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("in_room", sa.Boolean(), nullable=False),
        sa.Column("as_group", sa.Boolean(), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_assessment_round_id_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "phone", name=op.f("pk_assessment")),
    )
    op.create_table(
        "round_key",
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_round_key_round_id_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_round_key")),
    )
