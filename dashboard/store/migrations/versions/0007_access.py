"""Accounts, who is logged in, what was done; which sites a meeting, chart, decision or group belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "0007_access"
down_revision = "0006_workshop"

# What was written before there were sites in a scope belongs to the whole programme.
_PLACED = ("group", "meeting", "step", "decision")
# Of the audit nothing is changed or taken out, not by a statement past our code either.
_ONLY_GROWS = {
    "sqlite": [
        f"CREATE TRIGGER audit_{kind.lower()} BEFORE {kind} ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END"
        for kind in ("UPDATE", "DELETE")
    ]
    + [
        "CREATE TRIGGER audit_insert BEFORE INSERT ON audit "
        "WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM audit) "
        "BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION audit_only_grows() RETURNS trigger AS $$ "
        "BEGIN RAISE EXCEPTION 'the audit only grows'; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE ON audit "
        "FOR EACH ROW EXECUTE FUNCTION audit_only_grows()",
    ],
}


def upgrade() -> None:
    """Bring the tables up."""
    op.create_table(
        "account",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("programmes", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
    )
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )
    op.create_table(
        "logged_in",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_logged_in")),
    )
    with op.batch_alter_table("logged_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_logged_in_name"), ["name"], unique=False)

    op.create_table(
        "password",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_password")),
    )
    op.create_table(
        "secret",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secret")),
    )
    for table in _PLACED:
        op.add_column(table, sa.Column("within", sa.Text(), server_default="", nullable=False))
    for command in _ONLY_GROWS[op.get_bind().dialect.name]:
        op.execute(command)
