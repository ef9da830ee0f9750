"""How Alembic runs: in the transaction it is given, in batches where a table must be made anew."""

from typing import Any, Literal

from alembic import context

from dashboard.store.base import UtcTime
from dashboard.store.tables import Base


def _without_our_types(kind: str, found: object, _: Any) -> str | Literal[False]:
    """Write a moment as what the database keeps: a migration outlives our names for it."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(found, UtcTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=_without_our_types,
    # The transaction is the caller's: a migration that fails half-way leaves nothing behind.
    transactional_ddl=True,
)
context.run_migrations()
