"""Which part of a chart is on the wall, and how many it has there."""

import sqlalchemy as sa
from alembic import op

revision = "0008_parts"
down_revision = "0007_access"


def upgrade() -> None:
    """Say it of meetings and workshops, whose walls are led alike."""
    for table in ("place", "workshop_place"):
        with op.batch_alter_table(table) as places:
            places.add_column(sa.Column("part", sa.Integer(), nullable=False, server_default="0"))
            places.add_column(sa.Column("parts", sa.Integer(), nullable=False, server_default="1"))
