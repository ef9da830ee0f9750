"""Where a meeting is on the wall, and how long a step is planned to take."""

import sqlalchemy as sa
from alembic import op

revision = "0002_place"
down_revision = "0001"


def upgrade() -> None:
    """Bring the tables up."""
    op.create_table(
        "place",
        sa.Column("meeting_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("frame", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_place_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_place")),
    )
    with op.batch_alter_table("step", schema=None) as batch_op:
        batch_op.add_column(sa.Column("minutes", sa.Integer(), nullable=True))
