"""The groups a publication shows, wave by wave."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import duckdb

_GROUPS = (
    "SELECT wave, group_id, label_nb, label_da, label_en, roles, sites, members FROM groups ORDER BY position"
)


class Group(NamedTuple):
    """A group that is shown in a wave: whose answers it holds, and how many people they are."""

    wave: str
    id: str
    label: Mapping[str, str]
    roles: Sequence[str]
    sites: Sequence[str]
    members: int


def ask_groups(cursor: duckdb.DuckDBPyConnection) -> list[Group]:
    """Return every group of every wave, in the programme's order."""
    return [
        Group(wave, name, {"nb": nb, "da": da, "en": en}, roles, sites, members)
        for wave, name, nb, da, en, roles, sites, members in cursor.execute(_GROUPS).fetchall()
    ]
